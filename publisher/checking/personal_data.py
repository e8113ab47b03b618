"""Personal data in what is published: errors, unless somebody declared them official."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publisher import named_numbers
from publisher.findings import Finding, error
from publisher.identifiers import CALLED, CANDIDATE, OFFICIAL, Hit, Kind, find, mask, masked
from publisher.languages import message, words
from publisher.source import articles, frames, loose_rows
from publisher.source.answers import is_answer
from publisher.source.frames import ROW
from publisher.source.packages import DataPackage, Resource
from publisher.source.personal import PersonalDatum, in_lines, personal_data
from publisher.source.schemas import Field
from publisher.source.settings import Settings
from publisher.source.source import Source

if TYPE_CHECKING:
    import polars

__all__ = ["Hit", "Kind", "check_articles", "check_package", "find", "mask", "masked"]

CODE = "personal-data"
LISTED = 100
"""So many findings of a kind are listed for a column; the rest is counted in one."""

SEPARATOR = "一"
"""Parts cells for the sieve: no identifier holds it."""

BATCH = 5_000
"""So many rows are put through the sieve at a time."""

NUMBERS = frozenset({"integer", "number"})
NUMERAL = re.compile(r"\s*[-+]?[\d.,]+\s*", re.ASCII)

NEVER = message("Take it out. Numbers of identity cards, passports and bank cards may never be "
                "published, whatever is declared.")  # fmt: skip

TEXTS = frozenset({"string", "any", "list", "array", "object"})


def check_package(package: DataPackage) -> list[Finding]:
    """Personal data in the cells of a valid dataset's texts."""
    return [finding for resource in package.resources for finding in check_table(resource)]


def check_table(resource: Resource) -> Iterator[Finding]:
    """Personal data in the cells of a valid table's texts."""
    fields = [field for field in resource.schema.fields
              if field.type in TEXTS]  # fmt: skip
    for together in frames.portions(resource, fields):
        cells = frames.frame(resource, [field.name for field in together])
        for field in together:
            yield from _column(resource, field, cells.select(field.name, ROW))


def _column(resource: Resource, field: Field, cells: polars.DataFrame) -> Iterator[Finding]:
    """Each different cell that the sieve lets through is looked at once."""
    import polars as pl

    sieved = cells if lead(field) else cells.filter(pl.col(field.name).str.contains(CANDIDATE))
    found: dict[str, list[Hit]] = {}
    for text in sieved[field.name].drop_nulls().unique():
        hits = _hits(resource, field, text)
        if hits:
            found[text] = hits
    counts: dict[Kind, int] = {}
    rows = sieved.filter(pl.col(field.name).is_in(list(found))) if found else sieved.clear()
    per_kind = _count(rows[field.name], found)
    for text, row in rows.iter_rows():
        for hit in found[text]:
            place = counts[hit.kind] = counts.get(hit.kind, 0) + 1
            if place <= LISTED + 1:
                rest = per_kind[hit.kind] - LISTED if place > LISTED else 1
                column = [entry.name for entry in resource.schema.fields].index(field.name)
                yield _cell(resource, field, text[hit.start : hit.end], hit.kind, row, column, rest)


def _count(cells: Iterable[str], found: dict[str, list[Hit]]) -> dict[Kind, int]:
    counts: dict[Kind, int] = {}
    for text in cells:
        for hit in found[text]:
            counts[hit.kind] = counts.get(hit.kind, 0) + 1
    return counts


def lead(field: Field | None) -> str:
    """What the heading of a column says that its cells hold, where only a word tells."""
    if field is None:
        return ""
    return named_numbers.lead(f"{field.name} {' '.join(field.title.values())}")


def _hits(resource: Resource, field: Field | None, text: str) -> list[Hit]:
    """What in a cell may not be published: in columns of contacts, what is never official."""
    is_contact = field is not None and (field.contact or field.name in resource.personal)
    return [hit for hit in find(text, lead(field)) if not (is_contact and hit.kind in OFFICIAL)]


def _cell(
    resource: Resource, field: Field | None, text: str, kind: Kind, row: int, column: int,
    count: int = 1,
) -> Finding:  # fmt: skip
    if kind not in OFFICIAL:
        hint = NEVER
    elif field is None:
        hint = message("Take it out.")
    else:
        hint = message("Take it out. If it is an official contact, name the column {field} under "
                       "lightwell.personal_data.allow.", field=field.name)  # fmt: skip
    return error(
        CODE, resource.file.path,
        message("This looks like {kind}: {identifier}.", kind=CALLED[kind], identifier=mask(text)),
        hint=hint, row=row, column=column + 1, field=field.name if field else None, count=count,
        heading=words(field.title) if field and field.title else None,
    )  # fmt: skip


def check_unsound(package: DataPackage) -> Iterator[Finding]:
    """Personal data in the files of a dataset with errors, read as texts as well as they can be."""
    for resource in package.resources:
        rest: dict[tuple[int, Kind], Finding] = {}
        counts: dict[tuple[int, Kind], int] = {}
        for number, column, field, cell in _sieved(resource):
            for hit in _hits(resource, field, cell):
                group = (column, hit.kind)
                counts[group] = counts.get(group, 0) + 1
                if counts[group] > LISTED + 1:
                    continue
                finding = _cell(resource, field, cell[hit.start : hit.end], hit.kind, number,
                                column)  # fmt: skip
                if counts[group] <= LISTED:
                    yield finding
                else:
                    rest[group] = finding
        for group, finding in rest.items():
            yield replace(finding, count=counts[group] - LISTED)


def _sieved(resource: Resource) -> Iterator[tuple[int, int, Field | None, str]]:
    """Row, column (from 0), field and text of cells in rows that may hold an identifier."""
    import polars as pl

    rows = iter(loose_rows.rows(resource))
    fields: list[Field | None] | None = None
    while batch := list(islice(rows, BATCH)):
        if fields is None:
            fields = _fields(resource, batch[0][1])
        lines = pl.Series([SEPARATOR.join(cells) for _, cells in batch], dtype=pl.String)
        named = any(map(lead, fields))
        for place in range(len(batch)) if named else lines.str.contains(CANDIDATE).arg_true():
            number, cells = batch[place]
            for column, cell in enumerate(cells):
                field = fields[column] if column < len(fields) else None
                if field is None or field.type not in NUMBERS or not NUMERAL.fullmatch(cell):
                    yield number, column, field, cell


def _fields(resource: Resource, header: Sequence[str]) -> list[Field | None]:
    """The field of each column by its heading, or by its place if no other column is called so."""
    labels = [label.strip() for label in header]
    placed = list(resource.schema.fields)
    if resource.dialect.get("header") is False:
        return list(placed)
    return [
        resource.schema.field(label)
        or (placed[place] if place < len(placed) and placed[place].name not in labels else None)
        for place, label in enumerate(labels)
    ]


def check_articles(source: Source) -> Iterator[Finding]:
    """Personal data in articles, beside their own contacts and those of the site.

    Those whose front matter is wrong are looked at, too.
    """
    own = {_digits(source.settings.phone), source.settings.email.lower()} - {""}
    hosts = official_hosts(source.settings)
    for path, data in _articles(source):
        for datum in data:
            if datum.kind is Kind.EMAIL and _host(datum.text).endswith(hosts):
                continue
            if datum.kind in OFFICIAL and own & {datum.text.lower(), _digits(datum.text)}:
                continue
            yield error(
                CODE, path,
                message("This looks like {kind}: {identifier}.", kind=CALLED[datum.kind],
                        identifier=mask(datum.text)),
                hint=NEVER if datum.kind not in OFFICIAL else message(
                    "Take it out. If it is an official contact, write it under “contact” in the "
                    "front matter, too."),
                line=datum.line,
            )  # fmt: skip


def _articles(source: Source) -> Iterator[tuple[str, Iterable[PersonalDatum]]]:
    """Each article that is or may become public, and what stands in it."""
    for article in source.articles.values():
        yield article.path, () if article.draft else article.personal
    for path in sorted(source.items):
        is_article = path.startswith("content/") and not is_answer(path)
        if is_article and path not in source.articles:
            yield path, _unread(source.folders, path)


def _unread(folders: Sequence[Path], path: str) -> Iterable[PersonalDatum]:
    """What stands in an article that could not be read as one."""
    place = next((found for folder in folders if (found := folder / path).is_file()), None)
    if place is None:
        return ()
    with place.open("rb") as file:
        content = file.read(articles.MAX_BYTES)
    parts = articles.opened(path, content)
    if isinstance(parts, Finding):
        text = content.decode("utf-8-sig", errors="replace")
        return in_lines(text.replace("\r\n", "\n"))
    if parts.document.value.get("draft") is True:
        return ()
    return personal_data(parts.document, parts.body, parts.body_line)


def official_hosts(settings: Settings) -> tuple[str, ...]:
    """The endings of official e-mail addresses, each beginning with @ or a dot.

    Official are addresses at the host of `base_url` without www., at the settings'
    `official_hosts`, and at hosts below them.
    """
    site = (urlsplit(settings.base_url).hostname or "").removeprefix("www.")
    hosts = {site, *settings.official_hosts}
    return tuple(sorted(mark + host.lower() for host in hosts if host for mark in "@."))


def _host(address: str) -> str:
    return "@" + address.replace("＠", "@").rpartition("@")[2].strip().lower()


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
