"""What a question that was read still goes through as a whole, and what ranks its hits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from . import analysis, sounds
from .terms import MAX_TERMS, State
from .tree import All, Code, Label, Node, Some, Term, wanted
from .words import Words


class RankingWord(NamedTuple):
    """A word that ranks what was found, and how much of the usual it counts for."""

    text: str
    share: float


def without_stop_words(node: Node | None, state: State) -> Node | None:
    """The conditions without words that say nothing, where others remain."""
    if not isinstance(node, All):
        return node
    kept = tuple(part for part in node.parts if not _is_stop(part, state.words))
    if not any(isinstance(part, Term | Some) for part in kept):
        return node
    return kept[0] if len(kept) == 1 else replace(node, parts=kept)


MOST: Final = 0.5
"""The share of its words that must be found of a question first of which not all are."""


def loosened(node: Node | None, *, most: bool, spelt: bool = False) -> Node | None:
    """The conditions with some of the words that are looked for instead of all: one of them is
    enough, but for `most` half of them, and two at least.

    Of a question that is `spelt` in Pinyin, single syllables are not looked for: they are parts of
    words.
    """
    if not isinstance(node, All):
        return node
    asked = [part for part in flat(node) if isinstance(part, Term | Some)]
    others = [part for part in flat(node) if not isinstance(part, Term | Some)]
    if not asked:
        return node
    parts = tuple(dict.fromkeys(part for part in asked if not (spelt and _is_syllable(part))))
    if not parts:
        return None
    least = max(2, math.ceil(len(parts) * MOST)) if most else 1
    one = Some(parts, least=min(least, len(parts)))
    return All((one, *others)) if others else one


def _is_syllable(node: Node) -> bool:
    first = next(wanted(node), None)
    return first is not None and sounds.is_syllable("".join(first.pieces))


def flat(node: All) -> Iterator[Node]:
    """The conditions of which all are asked for, those inside others too."""
    for part in node.parts:
        if isinstance(part, All):
            yield from flat(part)
        else:
            yield part


def _is_stop(node: Node, words: Words) -> bool:
    return (
        isinstance(node, Term) and node.where == "any" and not node.prefix and not node.pattern
        and words.is_stop("".join(node.pieces))
    )  # fmt: skip


def ranking_words(node: Node | None) -> tuple[RankingWord, ...]:
    """The dictionary's words in the Chinese that is looked for; those of synonyms count for less.

    Otherwise the thousand rows titled with the formal word would bury what is told in it.
    """
    found: dict[str, float] = {}
    for term, share in _shares(node, 1.0) if node is not None else ():
        for cjk, _ in analysis.runs("".join(term.pieces)):
            for word in analysis.segment(cjk) if len(cjk) > 1 else ():
                found[word] = max(share, found.get(word, 0.0))
    return tuple(map(RankingWord._make, found.items()))[:MAX_TERMS]


def _shares(node: Node, share: float) -> Iterator[tuple[Term, float]]:
    """The terms that are looked for, and how much each counts."""
    match node:
        case Term():
            yield node, share
        case Some(parts, rest):
            for place, part in enumerate(parts):
                yield from _shares(part, share * rest if place else share)
        case All(parts):
            for part in parts:
                yield from _shares(part, share)


def asked_names(node: Node | None) -> Iterator[str]:
    """What a document may be called that is asked for: the one word beside a unit's name.

    A document called 局长 is asked for with 财政局局长, and with 局长是谁.
    """
    match node:
        case Term(pieces=pieces):
            yield "".join(pieces)
        case Some(parts):
            yield from asked_names(parts[0])
            for part in parts[1:]:
                yield from asked_names(part) if isinstance(part, All) else ()
        case All(parts):
            rest = [part for part in parts if not _names_a_unit(part)]
            yield from asked_names(rest[0]) if len(rest) == 1 else ()


def _names_a_unit(node: Node) -> bool:
    if isinstance(node, Some):
        return any(isinstance(part, Label) for part in node.parts)
    return isinstance(node, Label)


def together(node: Node | None) -> Term | None:
    """Words of other scripts that stand side by side in the question, as one phrase.

    Of what carries a code, that stands first which also says it: a contract before its payments.
    """
    if isinstance(node, Code):
        pieces = tuple(analysis.streams(node.key).exact.split())
        return Term(pieces, "exact", pieces) if pieces and not node.prefix else None
    if isinstance(node, Some) and isinstance(node.parts[0], All):
        return together(node.parts[0])  # of a name of several words, whatever stands for it
    if not isinstance(node, All) or not all(isinstance(part, Term | Some) for part in node.parts):
        return None
    first = (part.parts[0] if isinstance(part, Some) else part for part in node.parts)
    terms = [part for part in first if isinstance(part, Term)]
    if len(terms) != len(node.parts) or not all(_is_plain_word(term) for term in terms):
        return None
    tokens = tuple(token for term in terms for token in term.tokens)
    texts = tuple(piece for term in terms for piece in term.pieces)
    return Term(tokens, "grams", texts)


def _is_plain_word(term: Term) -> bool:
    return (
        term.stream == "grams" and term.where == "any" and not term.prefix and not term.pattern
        and not any(map(analysis.is_cjk, term.pieces))
    )  # fmt: skip
