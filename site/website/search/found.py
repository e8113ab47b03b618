"""A hit as pages, feeds and JSON show it: where it leads, and what it is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple
from urllib.parse import quote

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.source.columns import COLUMNS
from search_index import Hit, Span
from search_index.analysis import fold
from website.data.row_address import row_address
from website.search.names import TAGS


class Found(NamedTuple):
    """A hit; `tag` says what it is, `table` names the table of a row or a column.

    `mark` is a fragment for the address of a row, by which browsers show the cell that matched.
    """

    address: str
    kind: str
    lang: str
    title: tuple[Span, ...]
    snippet: tuple[Span, ...]
    tag: str
    unit: str
    table: str
    date: dt.date | None
    mark: str


def found(edition: Edition, hit: Hit, lang: str) -> Found:
    """A hit for readers of `lang`."""
    unit = edition.units.get(hit.unit)
    if hit.kind == "article" and hit.category in COLUMNS:
        tag = COLUMNS[hit.category].title.text(lang)
    else:
        tag = TAGS[hit.kind].text(lang) if hit.kind in TAGS else hit.kind
    address, table = _place(edition, hit.id, lang)
    snippet = told(hit)
    return Found(
        address=address, kind=hit.kind, lang=hit.lang, title=hit.title, snippet=snippet,
        tag=tag, unit=languages.pick(unit.name, lang) if unit else "", table=table, date=hit.date,
        mark=_mark((*hit.title, *snippet)) if hit.kind == "row" else "",
    )  # fmt: skip


def _place(edition: Edition, identity: str, lang: str) -> tuple[str, str]:
    """The address that an id stands for, and the table it belongs to if it is a row or a column.

    A row without a key stands at the beginning of its page.
    """
    thread = addresses.read_thread_id(identity)
    if thread is not None:
        return addresses.thread(lang, *thread), ""
    row = addresses.read_row_id(identity)
    if row is None:
        table = addresses.table_of_field(identity)
        return identity, _named(edition, *table, lang) if table else ""
    package = edition.packages.get(row.dataset)
    if package is None or package.resource(row.resource) is None:
        return addresses.table(lang, row.dataset, row.resource), row.resource
    return row_address(edition, row, lang), _named(edition, row.dataset, row.resource, lang)


def _named(edition: Edition, dataset: str, table: str, lang: str) -> str:
    """The titles of a dataset and of one of its tables; the table's name where there is none."""
    package = edition.packages.get(dataset)
    resource = package.resource(table) if package else None
    if package is None or resource is None:
        return table
    titles = (languages.pick(package.title, lang), languages.pick(resource.title, lang))
    return " · ".join(dict.fromkeys(filter(None, titles))) or table


def told(hit: Hit) -> tuple[Span, ...]:
    """The snippet with the codes by which a row was found; before it those that it does not show.

    A bid carries the number of its contract in a cell of its own, which is none of its texts.
    """
    if hit.kind != "row" or not hit.codes:
        return hit.snippet
    snippet = tuple(part for span in hit.snippet for part in _with_codes(span, hit.codes))
    marked = "\n".join(span.text for span in (*hit.title, *snippet) if span.highlighted)
    unseen = [code for code in hit.codes if fold(code) not in fold(marked)]
    if not unseen:
        return snippet
    codes = [span for code in unseen for span in (Span(code, True), Span(" · ", False))]
    return (*codes, *snippet) if snippet else tuple(codes[:-1])


def _with_codes(span: Span, codes: Collection[str]) -> Iterator[Span]:
    """A piece of text with the codes in it marked."""
    if span.highlighted:
        yield span
        return
    for text in re.split(f"({'|'.join(map(re.escape, codes))})", span.text):
        if text:
            yield Span(text, text in codes)


def _mark(spans: tuple[Span, ...]) -> str:
    """The longest text that matched, as a text fragment: no script is needed to show it."""
    texts = (span.text for span in spans if span.highlighted)
    longest = max(texts, key=len, default="")
    return f"#:~:text={quote(longest, safe='').replace('-', '%2D')}" if longest else ""


def plain(spans: tuple[Span, ...]) -> str:
    """The text of spans."""
    return "".join(span.text for span in spans)
