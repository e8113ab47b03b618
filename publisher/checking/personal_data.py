"""Personal data in what is published: errors, unless somebody declared them official."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publisher.findings import Finding, error
from publisher.identifiers import CALLED, CANDIDATE, Hit, Kind, find, mask, masked
from publisher.languages import message, words
from publisher.source import frames
from publisher.source.articles import Article
from publisher.source.frames import ROW
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field
from publisher.source.settings import Settings

if TYPE_CHECKING:
    import polars

__all__ = ["Hit", "Kind", "check_articles", "check_package", "find", "mask", "masked"]

CODE = "personal-data"
LISTED = 100
"""So many findings of a kind are listed for a column; the rest is counted in one."""

OFFICIAL = frozenset({Kind.MOBILE, Kind.EMAIL})
"""What may stand in a column of official contacts."""

TEXTS = frozenset({"string", "any", "list", "array", "object"})


def check_package(package: DataPackage) -> list[Finding]:
    """Personal data in the cells of a valid dataset's texts."""
    return [finding for resource in package.resources for finding in check_table(resource)]


def check_table(resource: Resource) -> Iterator[Finding]:
    """Personal data in the cells of a valid table's texts."""
    fields = [field for field in resource.schema.fields
              if field.type in TEXTS and field.name not in resource.personal]  # fmt: skip
    for together in frames.portions(resource, fields):
        cells = frames.frame(resource, [field.name for field in together])
        for field in together:
            yield from _column(resource, field, cells.select(field.name, ROW))


def _column(resource: Resource, field: Field, cells: polars.DataFrame) -> Iterator[Finding]:
    """Each different cell that the sieve lets through is looked at once."""
    import polars as pl

    sieved = cells.filter(pl.col(field.name).str.contains(CANDIDATE))
    found: dict[str, list[Hit]] = {}
    for text in sieved[field.name].unique():
        hits = [hit for hit in find(text) if not (field.contact and hit.kind in OFFICIAL)]
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
                yield _cell(resource, field, text[hit.start : hit.end], hit.kind, row, rest)


def _count(cells: Iterable[str], found: dict[str, list[Hit]]) -> dict[Kind, int]:
    counts: dict[Kind, int] = {}
    for text in cells:
        for hit in found[text]:
            counts[hit.kind] = counts.get(hit.kind, 0) + 1
    return counts


def _cell(
    resource: Resource, field: Field, text: str, kind: Kind, row: int, count: int
) -> Finding:
    column = [entry.name for entry in resource.schema.fields].index(field.name) + 1
    return error(
        CODE, resource.file.path,
        message("This looks like {kind}: {identifier}.", kind=CALLED[kind], identifier=mask(text)),
        hint=message("Take it out. If it is an official contact, name the column {field} under "
                     "lightwell.personal_data.allow.", field=field.name),
        row=row, column=column, field=field.name, count=count,
        heading=words(field.title) if field.title else None,
    )  # fmt: skip


def check_articles(articles: Iterable[Article], settings: Settings) -> Iterator[Finding]:
    """Personal data in articles, beside their own contacts and those of the site."""
    own = {_digits(settings.phone), settings.email.lower()} - {""}
    hosts = official_hosts(settings)
    for article in articles:
        for datum in () if article.draft else article.personal:
            if datum.kind is Kind.EMAIL and _host(datum.text).endswith(hosts):
                continue
            if datum.text.lower() in own or _digits(datum.text) in own:
                continue
            yield error(
                CODE, article.path,
                message("This looks like {kind}: {identifier}.", kind=CALLED[datum.kind],
                        identifier=mask(datum.text)),
                hint=message("Take it out. If it is an official contact, write it under “contact” "
                             "in the front matter, too."),
                line=datum.line,
            )  # fmt: skip


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
