"""What people ask, and how engines carry it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .documents import order_from
from .names import Called
from .reading import read
from .refinement import RankingWord
from .terms import MAX_CHARACTERS, MAX_TERMS, Note, Relaxed
from .tree import All, Between, Label, Node, Nothing, Term, codes, wanted
from .words import Words

__all__ = ["FACETS", "MAX_CHARACTERS", "MAX_LIMIT", "MAX_OFFSET", "MAX_TERMS", "Note", "Plan",
           "Query", "Sort", "plan"]  # fmt: skip

MAX_LIMIT: Final = 100
MAX_OFFSET: Final = 10_000

FACETS: Final = ("kind", "lang", "category", "unit", "collection", "year")
"""What hits can be counted by; all but the year are labels of documents."""

Sort = Literal["relevance", "date"]


@dataclass(frozen=True, slots=True)
class Query:
    """One search.

    An empty `text` finds every document that passes the filters; an empty filter lets everything
    through. `since` and `until` are days, both included. `limit` (at most 100) and `offset` choose
    the page; there is none with an offset over 10,000. `facets` asks for counts. With `relax`, a
    question that nothing is found for is asked once more with its Chinese taken apart into words;
    `relaxed` asks it so from the beginning. `called` are names that the text may have for the
    values of labels.
    """

    text: str = ""
    lang: str = ""
    kind: str = ""
    category: str = ""
    unit: str = ""
    collection: str = ""
    year: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    sort: Sort = "relevance"
    limit: int = 10
    offset: int = 0
    facets: bool = False
    relax: bool = False
    relaxed: Relaxed = ""
    called: tuple[Called, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as engines carry it out.

    `node` is what the words ask for, `filters` what the page's filters ask for, by facet; `dates`
    a range of days. `words`, the phrase `together` and the titles `names` rank. `empty` means that
    nothing can match.
    """

    node: Node
    filters: Mapping[str, Node]
    dates: Between | None
    terms: tuple[Term, ...]
    words: tuple[RankingWord, ...]
    together: Term | None
    names: tuple[str, ...]
    by_date: bool
    limit: int
    offset: int
    facets: bool
    notes: tuple[Note, ...]
    empty: bool

    def condition(self, *, without: str = "") -> Node:
        """Everything that a hit must fulfil; `without` leaves one facet's filter out."""
        found = [node for name, node in self.filters.items() if name != without]
        if self.dates is not None:
            found.append(self.dates)
        return All((self.node, *found)) if found else self.node


def plan(query: Query, words: Words) -> Plan:
    """Read a query: conditions, filters, order and page, each within its limit."""
    reading = read(query.text, words, relaxed=query.relaxed, called=query.called)
    notes = list(reading.notes)
    too_deep = query.offset > MAX_OFFSET
    if too_deep:
        notes.append("too_deep")
    terms = tuple(wanted(reading.node))
    return Plan(
        node=reading.node,
        filters=dict(_filters(query)),
        dates=_dates(query),
        terms=terms,
        words=reading.words,
        together=reading.together,
        names=reading.names,
        by_date=query.sort == "date" or not (terms or any(codes(reading.node))),
        limit=0 if too_deep else max(0, min(query.limit, MAX_LIMIT)),
        offset=max(0, min(query.offset, MAX_OFFSET)),
        facets=query.facets,
        notes=tuple(notes),
        empty=not reading.looked_for,
    )


def _filters(query: Query) -> Iterator[tuple[str, Node]]:
    for name in FACETS[:-1]:
        value = getattr(query, name)
        if value:
            yield name, _label(name, value)
    if query.year:
        yield "year", _year(query.year)


def _label(name: str, value: str) -> Node:
    """A condition on a label; a document without a language passes every language's."""
    if any("\ud800" <= character <= "\udfff" for character in value):
        return Nothing()  # half a surrogate pair: no document carries it
    return Label(name, (value, "") if name == "lang" else (value,))


def _year(year: int) -> Between:
    if not 1 <= year < dt.MAXYEAR:
        return Between(1, 0)
    return Between(order_from(dt.date(year, 1, 1)), order_from(dt.date(year + 1, 1, 1)))


def _dates(query: Query) -> Between | None:
    if query.since is None and query.until is None:
        return None
    last = query.until
    high = order_from(last + dt.timedelta(days=1) if last and last < dt.date.max else dt.date.max)
    # Day 1 on: what has no date lies in no range of days.
    return Between(order_from(query.since or dt.date.min), high)
