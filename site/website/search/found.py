"""A hit as pages, feeds and JSON show it: where it leads, and what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.source.columns import COLUMNS
from search_index import Hit, Span
from website.data.table import query_address

TAGS: Final[Mapping[str, Message]] = {
    "article": message("Article"),
    "dataset": message("Dataset"),
    "field": message("Field"),
    "row": message("Row"),
    "unit": message("Unit"),
    "finding": message("Finding"),
    "flag": message("Flag"),
    "thread": message("Dialogue"),
}
ROW: Final = "row:"
"""Begins the id of a row: row:<dataset>/<resource>/<key>, the parts of a key parted by commas."""


class Found(NamedTuple):
    """A hit; `tag` says what it is, `table` names the table of a row."""

    address: str
    kind: str
    lang: str
    title: tuple[Span, ...]
    snippet: tuple[Span, ...]
    tag: str
    unit: str
    table: str
    date: dt.date | None


def found(edition: Edition, hit: Hit, lang: str) -> Found:
    """A hit for readers of `lang`."""
    unit = edition.units.get(hit.unit)
    if hit.kind == "article" and hit.category in COLUMNS:
        tag = COLUMNS[hit.category].title.text(lang)
    else:
        tag = TAGS[hit.kind].text(lang) if hit.kind in TAGS else hit.kind
    address, table = _place(edition, hit.id, lang)
    return Found(
        address=address, kind=hit.kind, lang=hit.lang, title=hit.title, snippet=hit.snippet,
        tag=tag, unit=languages.pick(unit.name, lang) if unit else "", table=table, date=hit.date,
    )  # fmt: skip


def _place(edition: Edition, identity: str, lang: str) -> tuple[str, str]:
    """The address that an id stands for, and the title of the table if it is a row's."""
    if not identity.startswith(ROW):
        return identity, ""
    dataset, _, rest = identity.removeprefix(ROW).partition("/")
    name, _, key = rest.partition("/")
    package = edition.packages.get(dataset)
    resource = package.resource(name) if package else None
    if package is None or resource is None:
        return addresses.catalogue(lang), ""
    fields = resource.schema.primary_key
    values = [key] if len(fields) == 1 else [unquote(part) for part in key.split(",")]
    leads = query_address(
        addresses.table(lang, quote(dataset), quote(name)), list(zip(fields, values, strict=False))
    )
    titles = dict.fromkeys(
        (languages.pick(package.title, lang), languages.pick(resource.title, lang))
    )
    return leads, " · ".join(filter(None, titles))


def plain(spans: tuple[Span, ...]) -> str:
    """The text of spans."""
    return "".join(span.text for span in spans)
