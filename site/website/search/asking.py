"""What a reader asks for: read from an address, written into one, and put to the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Container, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote_plus

from publisher.source.columns import COLUMNS
from search_index import MAX_CHARACTERS, Query
from search_index.analysis import clean
from website.search.names import KINDS, called

PAGE: Final = 10
ALL: Final = "all"
"""The value of `lang` that asks for every language."""

LONGEST: Final = 100
"""Characters of a filter's value that are looked at."""

LONGEST_CURSOR: Final = 200
FILTERS: Final = ("kind", "column", "unit", "dataset", "year")
"""What narrows a question down, by the names in addresses; the language is always one."""


class Asked(NamedTuple):
    """A question; `since` and `until` are both included, `after` is the cursor of a page.

    `words` hold one character more than are looked for where there were more, so that this can
    be said. `unread` are dates that are none, `unknown` choices that there are not.
    """

    words: str = ""
    lang: str = ""
    kind: str = ""
    column: str = ""
    unit: str = ""
    dataset: str = ""
    year: int = 0
    since: dt.date | None = None
    until: dt.date | None = None
    by_date: bool = False
    after: str = ""
    unread: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The words as a page shows them."""
        return self.words[:MAX_CHARACTERS]

    @property
    def narrowed(self) -> bool:
        """Whether anything but words and language was chosen."""
        return any(getattr(self, name) for name in FILTERS) or bool(self.since or self.until)

    @property
    def asks(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.words) or self.narrowed

    def only(self, **changes: str | int | bool | dt.date | None) -> Asked:
        """The same question with changes, at its first page."""
        return self._replace(after="", unread=(), unknown=(), **changes)  # type: ignore[arg-type]


def read_asked(parameters: Mapping[str, str], lang: str, known: Collection[str]) -> Asked:
    """What a query string asks for; what it says wrongly is taken as not said.

    `lang` is the language where none is named, `known` are those of the site. Questions that
    differ in spaces or in what cannot be seen are the same.
    """
    days = {name: parameters.get(name, "").strip()[:LONGEST] for name in ("from", "to")}
    since, until = map(_day, days.values())
    if since and until and since > until:
        since, until = until, since
    choices = ("lang", "kind", "column", "year")
    chosen = {name: parameters.get(name, "")[:LONGEST] for name in choices}
    lists: dict[str, Container[str]] = {
        "lang": (*known, ALL), "kind": KINDS, "column": COLUMNS, "year": _YEARS
    }  # fmt: skip
    there = {name: _known(value, lists[name]) for name, value in chosen.items()}
    return Asked(
        words=" ".join(clean(parameters.get("q", "")[:20_000]).split())[: MAX_CHARACTERS + 1],
        lang=there["lang"] or lang,
        kind=there["kind"],
        column=there["column"],
        unit=_label(parameters, "unit"),
        dataset=_label(parameters, "dataset"),
        year=int(there["year"] or 0),
        since=since,
        until=until,
        by_date=parameters.get("sort") == "date",
        after=parameters.get("after", "")[:LONGEST_CURSOR],
        unread=tuple(clean(text) for text in days.values() if text and _day(text) is None),
        unknown=tuple(clean(value) for name, value in chosen.items() if value and not there[name]),
    )


_YEARS: Final = frozenset(f"{year:04}" for year in range(1, 10_000))


def _known(value: str, values: Container[str]) -> str:
    return value if value in values else ""


def _label(parameters: Mapping[str, str], name: str) -> str:
    return clean(parameters.get(name, ""))[:LONGEST].strip()


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def query_of(asked: Asked, *, limit: int = PAGE, facets: bool = True) -> Query:
    """The question to the index."""
    return Query(
        text=asked.words,
        lang="" if asked.lang == ALL else asked.lang,
        kind=asked.kind,
        category=asked.column,
        unit=asked.unit,
        collection=asked.dataset,
        year=asked.year,
        since=asked.since,
        until=asked.until,
        sort="date" if asked.by_date else "relevance",
        limit=limit,
        facets=facets,
        relax=True,
        called=called(),
    )


def said(asked: Asked, lang: str) -> Iterator[tuple[str, str]]:
    """The parameters of a question's address; `lang` is the language where none is named."""
    given = {
        "q": asked.shown, "lang": "" if asked.lang == lang else asked.lang, "kind": asked.kind,
        "column": asked.column, "unit": asked.unit, "dataset": asked.dataset,
        "year": f"{asked.year:04}" if asked.year else "",
        "from": asked.since.isoformat() if asked.since else "",
        "to": asked.until.isoformat() if asked.until else "",
        "sort": "date" if asked.by_date else "", "after": asked.after,
    }  # fmt: skip
    return ((name, value) for name, value in given.items() if value)


def address_of(base: str, asked: Asked, lang: str) -> str:
    """The address of a question at `base`."""
    return joined(base, said(asked, lang))


def joined(base: str, parameters: Iterator[tuple[str, str]]) -> str:
    """An address with parameters."""
    text = "&".join(f"{name}={quoted(value)}" for name, value in parameters)
    return f"{base}?{text}" if text else base


@lru_cache(maxsize=4_096)
def quoted(value: str) -> str:
    """A value of a query string; a page says the same ones in dozens of links."""
    return quote_plus(value)
