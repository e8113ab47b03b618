"""Rows of tables: found by the cells that their schema declares safe, in every language at once.

They are read from the release's own tables, so what is found is what their pages show.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from publisher import addresses
from publisher.outputs.cells import Kind, kind_of
from publisher.outputs.tables import connect
from publisher.release.found import weights
from publisher.release.found.entries import (
    DATA,
    LONGEST_CODE,
    codes_of,
    document_numbers,
    joined,
    label,
)
from publisher.release.found.row_titles import title_of
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field
from search_index import Document

HOUSEKEEPING: Final = frozenset({"source_doc"})
"""Columns that every table has; they tell least of a row."""

UNIT: Final = "org_id"
ENDS: Final = ("end_on", "abolished_on")
"""Columns with the day on which what a row tells of was over, blank where it lasts."""
CODE_ENDS: Final = ("_id", "_no", "_code", "ocid")
"""The ends of the names of columns with codes, in the schemas that ship with the package."""

KEY_KINDS: Final = frozenset({Kind.TEXT, Kind.INTEGER, Kind.DATE})
LONGEST_KEY: Final = 100

SPACES: Final = "".join(map(chr, filter(lambda code: chr(code).isspace(), range(0x3001))))
CHUNK: Final = 500


def searchable_fields(resource: Resource) -> tuple[str, ...]:
    """The text columns that may be searched, as the descriptor or else the schema says."""
    declared: tuple[str, ...] | None = getattr(resource, "searchable", None)
    if declared is not None:
        return declared
    return tuple(field.name for field in resource.schema.fields if field.text)


class Layout(NamedTuple):
    """Where in a table's file stands what makes a row's document; places count from 0.

    `texts` are the searchable columns, the most telling first; `plain` how many of them come
    before the housekeeping; `key` has the places of the primary key; `unit` is the responsible
    one, that rows without one of their own belong to; `end_place` says when a row was over.
    """

    dataset: str
    resource: str
    unit: str
    texts: tuple[int, ...]
    plain: int
    codes: tuple[int, ...]
    key: tuple[int, ...]
    unit_place: int | None
    date_place: int | None
    end_place: int | None


def layout(package: DataPackage, resource: Resource) -> Layout | None:
    """How a table's rows are found; None if no column of it may be searched."""
    fields = resource.schema.fields
    places = {field.name: place for place, field in enumerate(fields)}
    safe = [name for name in searchable_fields(resource) if name in places]
    if not safe:
        return None
    plain = [name for name in safe if name not in HOUSEKEEPING]
    late = [name for name in safe if name in HOUSEKEEPING]
    key = tuple(places[name] for name in resource.schema.primary_key)
    fit = all(kind_of(fields[place]) in KEY_KINDS for place in key)
    days = [f.name for f in fields if kind_of(f) is Kind.DATE]
    main = next((name for name in ("published_on", *days) if name in days), None)
    return Layout(
        dataset=package.name, resource=resource.name, unit=label(package.unit),
        texts=tuple(places[name] for name in (*plain, *late)), plain=len(plain),
        codes=tuple(place for place, field in enumerate(fields)
                    if field.name not in safe and _is_code(resource, field)),
        key=key if fit else (), unit_place=places.get(UNIT),
        date_place=places[main] if main else None,
        end_place=next((places[name] for name in ENDS if name in places), None),
    )  # fmt: skip


def _is_code(resource: Resource, field: Field) -> bool:
    """Whether people look a row up by this column's values; they must be as safe as texts."""
    schema = resource.schema
    coded = field.labels or "enum" in field.constraints
    if field.name == UNIT or field.type != "string" or coded:
        return False
    keys = (schema.primary_key, *(key.fields for key in schema.foreign_keys),
            *(key.fields for key in resource.foreign_keys))  # fmt: skip
    if any(field.name in key for key in keys):
        return True
    return bool(schema.name) and field.name.endswith(CODE_ENDS)


class Rows:
    """The rows of an open table's file as documents."""

    def __init__(self, database: sqlite3.Connection, file: Path, layout: Layout) -> None:
        self.database, self.file, self.layout = database, file, layout

    @cached_property
    def keyed(self) -> bool:
        """Whether rows are named by their keys, else by their numbers."""
        return bool(self.layout.key) and _identify(self.database, self.layout)

    @cached_property
    def count(self) -> int:
        """The number of rows."""
        found: int = self.database.execute("SELECT count(*) FROM rows").fetchone()[0]
        return found

    def documents(self, numbers: Sequence[int] | None = None) -> Iterator[Document]:
        """The documents of all rows, or of those with these numbers (from 1)."""
        query = f"SELECT rowid, {', '.join(map(_column, self.places))} FROM rows"  # noqa: S608 - c and a number
        if numbers is None:
            yield from map(self._document, self.database.execute(f"{query} ORDER BY rowid"))
            return
        for start in range(0, len(numbers), CHUNK):
            chunk = numbers[start : start + CHUNK]
            marks = ", ".join("?" for _ in chunk)
            found = self.database.execute(f"{query} WHERE rowid IN ({marks})", tuple(chunk))
            yield from map(self._document, found)

    def ids(self, condition: str = "") -> Iterator[str]:
        """The ids of all rows, or of those that fulfil a condition."""
        columns = ", ".join(map(_column, self.layout.key if self.keyed else ())) or "rowid"
        for row in self.database.execute(f"SELECT {columns} FROM rows {condition}"):  # noqa: S608 - see above
            yield self._id(row) if self.keyed else self._id((), row[0])

    @contextlib.contextmanager
    def beside(self, other: Rows) -> Iterator[None]:
        """Queries meanwhile know the other file's rows as `other.rows`."""
        place = f"{other.file.absolute().as_uri()}?mode=ro&immutable=1"
        self.database.execute("ATTACH ? AS other", (place,))
        try:
            yield
        finally:
            self.database.execute("DETACH other")

    @cached_property
    def places(self) -> tuple[int, ...]:
        """The columns that a document is made of."""
        own = self.layout
        single = (own.unit_place, own.date_place, own.end_place)
        known = (place for place in single if place is not None)
        return tuple(dict.fromkeys((*own.texts, *own.codes, *own.key, *known)))

    def _id(self, key: Sequence[Any], number: int = 0) -> str:
        own = self.layout
        return addresses.row_id(
            addresses.Row(own.dataset, own.resource, tuple(map(str, key)), number)
        )

    def _document(self, found: tuple[Any, ...]) -> Document:
        own = self.layout
        row: dict[int | None, Any] = dict(zip(self.places, found[1:], strict=True))
        cells = [str(row[place] or "").strip() for place in own.texts]
        key = [str(row[place]) for place in own.key if row[place] is not None]
        codes = (str(row[place]) for place in own.codes if row[place] is not None)
        numbers = (number for cell in cells for number in _numbers(cell))
        title, rest, names = title_of(cells, own.plain)
        lasts = own.end_place is not None and row[own.end_place] is None
        # With its own name as text a contract stands before what only refers to it.
        name = key if len(key) == 1 and title else ()
        return Document(
            id=self._id(key) if self.keyed else self._id((), found[0]),
            kind="row", title=title or " · ".join(key) or f"{own.resource} {found[0]}",
            body=joined(*rest, *name), date=_day(row.get(own.date_place)), category=DATA,
            unit=label(str(row.get(own.unit_place) or "")) or own.unit,
            collection=own.dataset, codes=codes_of(*codes, *numbers),
            weight=weights.LASTING if lasts else weights.ROW, names=names,
        )  # fmt: skip


def _numbers(cell: str) -> Iterator[str]:
    """The number of an official document, where a cell is one or holds one."""
    if "号" in cell and len(cell) <= LONGEST_CODE:
        yield from document_numbers(cell)


def _day(stored: str | None) -> dt.date | None:
    return dt.date.fromisoformat(stored) if stored else None


def _column(place: int) -> str:
    return f"c{place}"


def _identify(database: sqlite3.Connection, own: Layout) -> bool:
    """Whether rows can be named, and asked for, by their keys.

    Not where a key has a part that an address cannot say: a blank, a long text, spaces around
    it, or an integer beyond SQLite's own.
    """
    columns = [f"c{place}" for place in own.key]
    unfit = " OR ".join(
        f"({c} IS NULL OR typeof({c}) = 'real' OR {c} = '' OR instr({c}, char(0))"
        f" OR (typeof({c}) = 'text' AND {c} <> trim({c}, ?1)))" for c in columns
    )  # fmt: skip
    length = " + ".join(f"length({c})" for c in columns)
    found = database.execute(
        f"SELECT 1 FROM rows WHERE {unfit} OR {length} > ?2 LIMIT 1",  # noqa: S608 - c and numbers
        (SPACES, LONGEST_KEY),
    ).fetchone()
    return found is None


@contextlib.contextmanager
def open_rows(file: Path, own: Layout | None) -> Iterator[Rows | None]:
    """Open the rows of a table's file; None where there is none, or nothing may be searched."""
    if own is None or not file.is_file():
        yield None
        return
    with contextlib.closing(connect(file)) as database:
        yield Rows(database, file, own)
