"""A table's file as frictionless reads it: only what we checked is passed on.

frictionless fetches addresses, follows links and reads other files through seven keys of a
descriptor; the descriptors made here hold none of them. frictionless is imported inside the
functions: it costs 0.7 s, and most commands need no table.
"""

from __future__ import annotations

import codecs
import contextlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.source import encodings
from publisher.source.packages import Resource

if TYPE_CHECKING:
    import frictionless

TEXT_FORMATS = ("csv", "tsv", "json")
CSV_KEYS = frozenset(
    {"delimiter", "lineTerminator", "quoteChar", "doubleQuote", "escapeChar", "nullSequence",
     "skipInitialSpace"}
)  # fmt: skip
VERSION = "https://datapackage.org/profiles/2.0/dataresource.json"
"""Makes frictionless read the standard's version 2; a name to it, never fetched."""
PACKAGE_VERSION = "https://datapackage.org/profiles/2.0/datapackage.json"
TOP_KEYS = frozenset({"header", "headerRows", "commentChar", "commentRows", "skipBlankRows"})
EXCEL_KEYS: Mapping[str, str] = {"sheetName": "sheet", "sheetNumber": "sheet"}


class DecodingError(Exception):
    """The file is not in its encoding: `line` and `byte` say where it fails (from 1 and 0)."""

    def __init__(self, encoding: str, line: int, byte: int) -> None:
        super().__init__(f"not {encoding} at line {line}, byte {byte}")
        self.encoding, self.line, self.byte = encoding, line, byte


def encoding_of(resource: Resource) -> str:
    """The Python name of the encoding to read with; a byte order mark is taken off.

    Raises LookupError for an encoding that does not exist.
    """
    name = encodings.codec(resource.encoding or encodings.DEFAULT)
    if name in ("utf-8", "utf-8-sig") and resource.format in TEXT_FORMATS:
        with Path(resource.file.place).open("rb") as file:
            return "utf-8-sig" if file.read(3) == codecs.BOM_UTF8 else "utf-8"
    return name


def check_encoding(resource: Resource) -> None:
    """Decode the whole file strictly. Raises DecodingError where it fails."""
    if resource.format not in TEXT_FORMATS:
        return
    failed = encodings.failure(Path(resource.file.place), encoding_of(resource))
    if failed is not None:
        raise DecodingError(resource.encoding or encodings.DEFAULT, failed.line, failed.byte)


def dialect(resource: Resource) -> dict[str, Any]:
    """The dialect as frictionless wants it: common keys on top, the format's own below."""
    value: dict[str, Any] = {k: v for k, v in resource.dialect.items() if k in TOP_KEYS}
    if resource.format in ("csv", "tsv"):
        own = {key: entry for key, entry in resource.dialect.items() if key in CSV_KEYS}
        if resource.format == "tsv":
            own.setdefault("delimiter", "\t")
        value["csv"] = own
    elif resource.format == "xlsx":
        value["excel"] = {EXCEL_KEYS[k]: v for k, v in resource.dialect.items() if k in EXCEL_KEYS}
    elif resource.format == "json":
        value["json"] = {k: v for k, v in resource.dialect.items() if k == "property"}
    return value


def descriptor(resource: Resource) -> dict[str, Any]:
    """A descriptor for frictionless of the one table, its schema written out."""
    place = Path(resource.file.place)
    schema = dict(resource.schema.raw)
    return {
        "$schema": VERSION,
        "name": resource.name,
        "type": "table",
        "path": place.name,
        "scheme": "file",
        "format": "csv" if resource.format == "tsv" else resource.format,
        "encoding": encoding_of(resource),
        "dialect": dialect(resource),
        "schema": schema,
    }


def package(resources: Sequence[Resource]) -> frictionless.Package:
    """The tables as one package, so that keys between them are checked.

    Files may lie in different folders below the dataset's own.
    """
    import frictionless

    members = []
    for resource in resources:
        entry = descriptor(resource)
        members.append(
            frictionless.Resource.from_descriptor(
                entry, basepath=str(Path(resource.file.place).parent)
            )
        )
    return frictionless.Package(resources=members, schema_profile=PACKAGE_VERSION)


def table(resource: Resource) -> Any:
    """The table alone for frictionless, without what its foreign keys lead to."""
    from frictionless.resources import TableResource

    entry = descriptor(resource)
    entry["schema"] = {k: v for k, v in entry["schema"].items() if k != "foreignKeys"}
    return TableResource.from_descriptor(entry, basepath=str(Path(resource.file.place).parent))


@contextlib.contextmanager
def rows(resource: Resource) -> Iterator[Iterator[list[Any]]]:
    """The typed rows of a valid table, in the order of its fields: `with rows(r) as found: …`.

    Numbers are Decimal, dates date, blanks None; frictionless' own readers decide.
    """
    with numbered_rows(resource) as found:
        yield (row for _, row in found)


@contextlib.contextmanager
def numbered_rows(resource: Resource) -> Iterator[Iterator[tuple[int, list[Any]]]]:
    """As `rows`, each with its number in the file; the header is row 1."""
    if resource.format in ("csv", "tsv"):
        yield _by_columns(resource)
        return
    with row_stream(resource) as found:
        yield found


@contextlib.contextmanager
def row_stream(resource: Resource) -> Iterator[Iterator[tuple[int, list[Any]]]]:
    """As `numbered_rows`, every row read by frictionless."""
    found = table(resource)
    names = [field.name for field in resource.schema.fields]
    with found:
        yield ((row.row_number, [row[name] for name in names]) for row in found.row_stream)


def _by_columns(resource: Resource) -> Iterator[tuple[int, list[Any]]]:
    from publisher.source import values
    from publisher.source.records import Unsupported

    done = 0
    try:
        names = [field.name for field in resource.schema.fields]
        for row in values.numbered_rows(table(resource), names):
            yield row
            done += 1
    except Unsupported:  # what was read so far is the same
        with row_stream(resource) as rows:
            yield from islice(rows, done, None)
