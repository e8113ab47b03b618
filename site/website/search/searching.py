"""What the search page shows: hits of the current release's index, and ways to look closer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Message, message
from search_index import Note, Results
from website.search.asking import Asked, address_of, joined, query_of, said
from website.search.facets import Facet, choices_of, facets_of, languages_of
from website.search.found import Found, found
from website.search.readers import Indexes, Threads
from website.search.rescue import FEW, Way, elsewhere, meant, ways_on

NOTES: Final[Mapping[Note, Message]] = {
    "too_long": message("The question is very long; only its beginning was looked for."),
    "too_many_terms": message("These are very many words; only the first were looked for."),
    "too_deep": message("There is no page that far back."),
    "read_as_words": message("The signs in the question could not be understood; it was read as "
                             "plain words."),
    "nothing_to_search": message("There is no word in the question that can be looked for."),
    "relaxed": message("Nothing holds these words as they stand, so their parts were looked for, "
                       "in any order."),
    "some_words": message("Nothing, or hardly anything, holds all of these words; what holds some "
                          "of them follows."),
}  # fmt: skip
NO_THREADS: Final = message("The dialogue cannot be searched at this moment; everything else was.")
FEEDS: Final = ("atom", "rss", "json")


class Chip(NamedTuple):
    """A choice in force, and the address of the question without it."""

    label: str
    value: str
    without: str


class SearchPage(NamedTuple):
    """What the search page shows.

    `missed` says that nothing, or hardly anything, holds all that was asked for. `kept` are the
    choices that the form hands on; `by_relevance` and `by_date` are the addresses of the two
    orders; `first` leads back from a later page; `meant`, `ways` and `elsewhere` help where
    nothing was found.
    """

    asked: Asked
    address: str
    total: int
    missed: bool
    hits: tuple[Found, ...]
    notes: tuple[Message, ...]
    chips: tuple[Chip, ...]
    facets: tuple[Facet, ...]
    kept: tuple[tuple[str, str], ...]
    by_relevance: str
    by_date: str
    first: str
    next: str
    meant: tuple[Way, ...]
    ways: tuple[Way, ...]
    elsewhere: tuple[Way, ...]
    feeds: tuple[tuple[str, str], ...]


def search_page(edition: Edition, indexes: Indexes, asked: Asked, *, lang: str) -> SearchPage:
    """The page that answers a question in `lang`."""
    base = addresses.search(lang)
    results, following = indexes.page(query_of(asked), after=asked.after)
    helped = not results.total and asked.asks and not asked.after
    few = results.total <= FEW or not {"relaxed", "some_words"}.isdisjoint(results.notes)
    doubtful = few and asked.asks and not asked.after
    return SearchPage(
        asked=asked,
        address=address_of(base, asked, lang),
        total=results.total,
        missed=not results.total or "some_words" in results.notes,
        hits=tuple(found(edition, hit, lang) for hit in results.hits) if asked.asks else (),
        notes=notes_of(results, asked, indexes.threads),
        chips=tuple(Chip(choice.label, choice.value, address_of(base, choice.without, lang))
                    for choice in choices_of(edition, asked, lang)),
        facets=_facets(edition, results, asked, base=base, lang=lang),
        kept=tuple(kept(asked, lang)),
        by_relevance=address_of(base, asked.only(by_date=False), lang),
        by_date=address_of(base, asked.only(by_date=True), lang),
        first=address_of(base, asked.only(), lang) if asked.after else "",
        next=address_of(base, asked._replace(after=following), lang)
        if following and asked.asks else "",
        meant=meant(indexes, asked, base=base, lang=lang) if doubtful else (),
        ways=tuple(ways_on(edition, indexes, asked, base=base, lang=lang)) if helped else (),
        elsewhere=tuple(elsewhere(edition, lang)) if helped else (),
        feeds=tuple(feeds_of(asked, lang)) if asked.asks else (),
    )  # fmt: skip


def _facets(
    edition: Edition, results: Results, asked: Asked, *, base: str, lang: str
) -> tuple[Facet, ...]:
    found = tuple(facets_of(edition, results, asked, base=base, lang=lang))
    spoken = languages_of(edition, results, asked, base=base, lang=lang)
    if len(edition.settings.languages) < 2 or not any(option.hits for option in spoken.options):
        return found
    return (*found, spoken)


def notes_of(results: Results, asked: Asked, threads: Threads) -> tuple[Message, ...]:
    """How the question had to be read, and what could not be searched."""
    unread = (
        message("“{text}” is not a date such as 2026-03-31; it was passed over.", text=text)
        for text in asked.unread
    )
    unknown = (
        message("“{text}” is not a choice that there is; it was passed over.", text=text)
        for text in asked.unknown
    )
    away = (NO_THREADS,) if threads is Threads.AWAY else ()
    return (*away, *unread, *unknown, *(NOTES[note] for note in results.notes))


def kept(asked: Asked, lang: str) -> Sequence[tuple[str, str]]:
    """What the form hands on beside the fields that it shows."""
    shown = ("q", "from", "to", "sort", "after")
    return [entry for entry in said(asked, lang) if entry[0] not in shown]


def feeds_of(asked: Asked, lang: str) -> Sequence[tuple[str, str]]:
    """The feeds of a question, whatever its order, by extension."""
    return [
        (extension, joined(addresses.search_feed(lang, extension),
                           said(asked.only(by_date=False), lang)))
        for extension in FEEDS
    ]  # fmt: skip
