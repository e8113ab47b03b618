"""What stands above the rest where a question was loosened: what holds all of it, or a name.

Scores cannot see to that: a weight multiplies them, so that a heavy document with a part of one
word would stand before a row with the whole name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from . import analysis
from .query import Plan, Query, plan
from .refinement import flat
from .results import Hit, Results
from .terms import PARTLY
from .tree import All, Node, Not, Some, Term, wanted
from .words import Words

LIFT: Final = 1_000_000.0
"""What the score of a hit gains by each tier that it stands above: more than any score is."""


def tiers(query: Query, words: Words) -> tuple[Node, ...]:
    """What makes the hits of a loosened question stand above others, the best first.

    Of several words: all of them, then one as it was typed. Of one run of Chinese, whose words
    are guessed: all of them or a name in it.
    """
    if query.relaxed not in PARTLY or query.sort == "date":
        return ()
    typed = plan(replace(query, relaxed=""), words).node
    every = plan(replace(query, relaxed="all"), words).node
    if not isinstance(every, All):
        return ()
    if isinstance(typed, All):
        named = _named(typed, 2)
        return (every, named) if named is not None else (every,)
    named = _named(every, 3)
    return (Some((every, named)) if named is not None else every,)


def _named(node: All, characters: int) -> Node | None:
    """At least one of the words that have so many Chinese characters, and all other conditions.

    Years and other figures do not count: they stand in thousands of texts.
    """
    parts = list(flat(node))
    long = (part for part in parts if isinstance(part, Term | Some) and _length(part) >= characters)
    others = (part for part in parts if not isinstance(part, Term | Some))
    names = tuple(long)
    return All((Some(names), *others)) if names else None


def _length(node: Node) -> int:
    """The Chinese characters of the word that is asked for, whatever stands for it."""
    first = next(wanted(node), None)
    return sum(map(analysis.is_cjk, first.pieces)) if first is not None else 0


def tiered(asked: Plan, above: tuple[Node, ...], page: Callable[[Plan], Results]) -> Results:
    """The page of hits in tiers: `page` searches for a plan."""
    whole = page(replace(asked, limit=0))
    hits: list[Hit] = []
    offset = asked.offset
    for lift, node in _each_without_those_before(asked.node, above):
        left = asked.limit - len(hits)
        if not left:
            break
        tier = page(replace(asked, node=node, offset=offset, limit=left, facets=False))
        hits += (replace(hit, score=hit.score + lift) for hit in tier.hits)
        offset = max(0, offset - tier.total)
    return replace(whole, hits=tuple(hits))


def _each_without_those_before(
    node: Node, above: tuple[Node, ...]
) -> Iterator[tuple[float, Node]]:
    for place, tier in enumerate(above):
        better = tuple(map(Not, above[:place]))
        yield LIFT * (len(above) - place), All((tier, node, *better))
    yield 0.0, All((node, *map(Not, above)))
