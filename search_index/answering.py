"""What every reader does with a query around its own search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .query import Plan, Query, plan
from .results import Results
from .words import Words


def answered(query: Query, words: Words, page: Callable[[Plan], Results]) -> Results:
    """The results of `query`; `page` searches for a plan.

    A question that nothing is found for may be asked once more, taken apart into words; then the
    notes say so.
    """
    asked = plan(query, words)
    if asked.empty:
        return Results(0, notes=asked.notes)
    results = page(asked)
    if results.total or not query.relax or not asked.terms:
        return results
    apart = plan(query, words, relaxed=True)
    if apart.empty or apart.node == asked.node:
        return results
    found = page(apart)
    if not found.total:
        return results
    return replace(found, notes=(*asked.notes, "relaxed"))
