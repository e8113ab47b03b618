"""What every reader does with a query around its own search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from .query import Plan, Query, plan
from .results import Results
from .terms import Relaxed
from .words import Words

FEW: Final = 3
"""Fewer hits of all words of a question are too few: then some of the words will do."""


def answered(query: Query, words: Words, page: Callable[[Plan], Results]) -> Results:
    """The results of `query`; `page` searches for a plan.

    A question that nothing is found for may be asked once more, taken apart into words, first
    for all of them and then for some; the notes say so.
    """
    asked = plan(query, words)
    if asked.empty:
        return Results(0, notes=asked.notes)
    results = page(asked)
    if results.total or not query.relax or not asked.terms:
        return results
    nodes = [asked.node]
    ways: tuple[Relaxed, ...] = ("all", "some")
    for relaxed in ways:
        apart = plan(query, words, relaxed=relaxed)
        if apart.empty or apart.node in nodes:
            continue
        nodes.append(apart.node)
        found = page(apart)
        if found.total:
            results = replace(found, notes=(*asked.notes, "relaxed"))
        if found.total >= FEW:
            break
    return results
