"""What the search page shows: hits of the current release's index, and ways to look closer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.source.columns import COLUMNS
from search_index import Hit, Note, Query, Results, Span
from website.data.row_address import row_address
from website.wording import name_of

PAGE = 20
ALL = "all"
"""The value of `lang` that asks for every language."""

KINDS: Mapping[str, Message] = {
    "article": message("Articles"),
    "dataset": message("Datasets"),
    "flag": message("Flags of checks"),
    "field": message("Columns of tables"),
    "row": message("Rows of tables"),
    "unit": message("Units"),
    "finding": message("What was found wrong"),
}
NOTES: Mapping[Note, Message] = {
    "too_long": message("The question is very long; only its beginning was looked for."),
    "too_many_terms": message("These are very many words; only the first were looked for."),
    "too_deep": message("There is no page that far back."),
    "read_as_words": message("The signs in the question could not be understood; it was read as "
                             "plain words."),
    "nothing_to_search": message("There is no word in the question that can be looked for."),
}  # fmt: skip


class Asked(NamedTuple):
    """What a reader asks for; `page` counts from 1."""

    words: str = ""
    lang: str = ""
    kind: str = ""
    column: str = ""
    unit: str = ""
    by_date: bool = False
    page: int = 1


class Found(NamedTuple):
    """A hit as the page shows it."""

    address: str
    lang: str
    title: tuple[Span, ...]
    snippet: tuple[Span, ...]
    where: str
    unit: str
    date: dt.date | None


class Option(NamedTuple):
    """A value of a filter."""

    value: str
    label: str
    chosen: bool


class SearchPage(NamedTuple):
    """What the search page shows. `everywhere` leads to the same search in all languages."""

    asked: Asked
    address: str
    total: int
    hits: tuple[Found, ...]
    notes: tuple[Message, ...]
    kinds: tuple[Option, ...]
    columns: tuple[Option, ...]
    langs: tuple[Option, ...]
    unit: str
    before: str
    after: str
    everywhere: str

    @property
    def asks(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.asked.words or self.asked.kind or self.asked.column or self.asked.unit)


def read_asked(parameters: Mapping[str, str], lang: str, known: Sequence[str]) -> Asked:
    """What the query string asks for; what it says wrongly is taken as not said.

    `lang` is the page's language, `known` are those of the site.
    """
    number = parameters.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 1
    return Asked(
        words=parameters.get("q", "").strip(),
        lang=_known(parameters.get("lang", ""), (*known, ALL)) or lang,
        kind=_known(parameters.get("kind", ""), KINDS),
        column=_known(parameters.get("column", ""), COLUMNS),
        unit=parameters.get("unit", "").strip()[:100],
        by_date=parameters.get("sort") == "date",
        page=max(1, page),
    )


def _known(value: str, values: Container[str]) -> str:
    return value if value in values else ""


def search_page(edition: Edition, results: Results, asked: Asked, *, lang: str) -> SearchPage:
    """What the page shows of the results of `query_of(asked)`."""
    base = addresses.search(lang)
    last = asked.page * PAGE >= results.total
    unit = edition.units.get(asked.unit)
    return SearchPage(
        asked=asked,
        address=_address(base, asked, lang),
        total=results.total,
        hits=tuple(_found(edition, hit, lang) for hit in results.hits),
        notes=tuple(NOTES[note] for note in results.notes),
        kinds=_options(asked.kind, {kind: text.text(lang) for kind, text in KINDS.items()}),
        columns=_options(asked.column, {name: column.title.text(lang)
                                        for name, column in COLUMNS.items()}),
        langs=tuple(Option(one, _language(one, lang), one == asked.lang)
                    for one in (*edition.settings.languages, ALL)),
        unit=languages.pick(unit.name, lang) if unit else asked.unit,
        before=_address(base, asked._replace(page=asked.page - 1), lang) if asked.page > 1 else "",
        after="" if last else _address(base, asked._replace(page=asked.page + 1), lang),
        everywhere="" if asked.lang == ALL
        else _address(base, asked._replace(lang=ALL, page=1), lang),
    )  # fmt: skip


def query_of(asked: Asked) -> Query:
    """The question to the index."""
    return Query(
        text=asked.words,
        lang="" if asked.lang == ALL else asked.lang,
        kind=asked.kind,
        category=asked.column,
        unit=asked.unit,
        sort="date" if asked.by_date else "relevance",
        limit=PAGE,
        offset=(asked.page - 1) * PAGE,
    )


def _address(base: str, asked: Asked, lang: str) -> str:
    given = {
        "q": asked.words, "lang": "" if asked.lang == lang else asked.lang, "kind": asked.kind,
        "column": asked.column, "unit": asked.unit, "sort": "date" if asked.by_date else "",
        "page": str(asked.page) if asked.page > 1 else "",
    }  # fmt: skip
    said = {name: value for name, value in given.items() if value}
    return f"{base}?{urlencode(said)}" if said else base


def _options(chosen: str, labels: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(value, label, value == chosen) for value, label in labels.items())


def _language(code: str, lang: str) -> str:
    return languages.translate("All languages", lang) if code == ALL else name_of(code)


def _place(edition: Edition, identity: str, lang: str) -> str:
    """The address of a hit, which is its id except for rows."""
    row = addresses.read_row_id(identity)
    return row_address(edition, row, lang) if row else identity


def _found(edition: Edition, hit: Hit, lang: str) -> Found:
    unit = edition.units.get(hit.unit)
    if hit.kind == "article" and hit.category in COLUMNS:
        where = COLUMNS[hit.category].title.text(lang)
    else:
        where = KINDS[hit.kind].text(lang) if hit.kind in KINDS else hit.kind
    return Found(
        _place(edition, hit.id, lang), hit.lang, hit.title, hit.snippet, where,
        languages.pick(unit.name, lang) if unit else "", hit.date,
    )  # fmt: skip
