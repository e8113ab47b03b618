"""What is done with a query around an engine's own search, by each reader and over several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from .query import Plan, Query, plan
from .results import Results
from .terms import Note, Relaxed
from .tiers import tiered, tiers
from .words import Words

FEW: Final = 3
"""Fewer hits of all words of a question are too few: then some of the words will do."""

LOOSER: Final[tuple[Relaxed, ...]] = ("all", "most", "some")
"""How a question is asked once more that finds nothing as it stands."""

NOTES: Final[Mapping[Relaxed, Note]] = {
    "all": "relaxed", "most": "some_words", "some": "some_words",
}  # fmt: skip

Answer = TypeVar("Answer")


def answered(query: Query, words: Words, page: Callable[[Plan], Results]) -> Results:
    """The results of `query` in one index; `page` searches for a plan."""
    return relaxed(
        query, lambda asked: _results(asked, words, page), lambda results: results.total
    )


def relaxed(
    query: Query, ask: Callable[[Query], Answer], total: Callable[[Answer], int]
) -> Answer:
    """What `ask` answers to a query as it stands; with `relax`, where that finds nothing, to the
    query taken apart into words: first for all of them, then for most, then for any.

    Several indexes are asked together, so that what one of them holds as it stands is not mixed
    with parts of it from another.
    """
    if not query.relax:
        return ask(query)
    found = ask(replace(query, relax=False))
    if total(found) or not query.text.strip():
        return found
    for how in LOOSER:
        looser = ask(replace(query, relax=False, relaxed=how))
        if total(looser) > total(found):
            found = looser
        if total(looser) >= FEW:
            break
    return found


def _results(query: Query, words: Words, page: Callable[[Plan], Results]) -> Results:
    asked = plan(query, words)
    if asked.empty:
        return Results(0, notes=asked.notes)
    above = tiers(query, words)
    results = tiered(asked, above, page) if above else page(asked)
    if query.relaxed and results.total:
        return replace(results, notes=(*asked.notes, NOTES[query.relaxed]))
    return results
