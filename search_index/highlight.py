"""Where a query's terms stand in a text that was found, by the rules they were found with."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from .analysis import BOUNDARY, MAX_WORD, WORD, beginning, is_cjk, stem
from .folding import fold, fold_offsets
from .results import Span
from .tree import Term

SNIPPET_CHARACTERS: Final = 120
_LEAD = 30
_FIRST_LOOK = 20_000
_MOST_PLACES = 200
_GAP = r"[\W_]"
_SPACES = re.compile(r"\s+")
# Compiled once: a class of so many ranges costs more to compile than a text to search.
_WORD_REST = re.compile(f"{WORD}+")
_WORD_START = re.compile(rf"(?<={WORD}){WORD}+\s*|\s+")
_WORD_END = re.compile(rf"(?<={WORD}){WORD}{{1,20}}")

Place = tuple[int, int]
"""Start and end of a match."""


class Highlighter:
    """Marks one query's terms in any number of texts; safe to share between threads."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._finders = [_finder(term) for term in terms]

    def title(self, text: str) -> tuple[Span, ...]:
        """The whole text, with what matched marked."""
        places = [place for found in self._places(text) for place in found]
        return _spans(text, _merged(places))

    def snippet(self, text: str) -> tuple[Span, ...]:
        """About 120 characters where most of the terms stand, marked; else the beginning."""
        found = self._places(text[:_FIRST_LOOK])
        if len(text) > _FIRST_LOOK and not any(found):
            found = self._places(text)
        start, end = _window(text, found)
        places = [
            (max(left, start) - start, min(right, end) - start)
            for left, right in _merged([place for places in found for place in places])
            if left < end and right > start
        ]
        spans = [
            Span(_SPACES.sub(" ", span.text), span.highlighted)
            for span in _spans(text[start:end], places)
        ]
        if start:
            spans.insert(0, Span("…", False))
        if end < len(text):
            spans.append(Span("…", False))
        return tuple(spans)

    def _places(self, text: str) -> list[list[Place]]:
        """For each term, where it stands in `text`."""
        folded = fold(text)
        found = [list(find(folded)) for find in self._finders]
        if len(folded) == len(text):
            return found
        offsets = fold_offsets(text)
        return [[(offsets[a], offsets[b - 1] + 1) for a, b in places] for places in found]


@lru_cache(maxsize=512)
def _finder(term: Term) -> Callable[[str], Iterator[Place]]:
    """A function that yields the places of one term in a folded text."""
    parts: list[str] = []
    stems: list[str] = []
    for before, piece in pairwise(("", *term.pieces)):
        if piece == BOUNDARY:
            parts.append(f"{_GAP}+")
            continue
        if before not in ("", BOUNDARY):
            parts.append(_between(before, piece))
        if term.stemmed and piece.isascii() and piece.isalpha():
            stems.append(stem(piece))
            # Only from the start of a word and never back into it: long words stay cheap. What
            # the word begins with stands in front, since a pattern is quickest at plain letters.
            first = beginning(stems[-1])
            parts.append(f"({first}(?<![a-z]{first})[a-z]*+)")
        else:
            parts.append(re.escape(piece))
    pattern = re.compile("".join(parts))
    last = term.pieces[-1]
    opens, closes = not is_cjk(term.pieces[0]), not is_cjk(last)
    longer = term.prefix or len(last) == MAX_WORD

    def find(folded: str) -> Iterator[Place]:
        count = position = 0
        while count < _MOST_PLACES and (match := pattern.search(folded, position)):
            start, end = match.span()
            rest = _WORD_REST.match(folded, end) if closes else None
            if (
                (opens and start and _WORD_REST.match(folded, start - 1))
                or (rest and not longer)
                or [stem(word[:MAX_WORD]) for word in match.groups()] != stems
            ):
                # No other place can begin within the word that this one begins in.
                word = _WORD_REST.match(folded, start)
                position = word.end() if word else start + 1
                continue
            position = rest.end() if rest else end
            count += 1
            yield start, position

    return find


def _between(before: str, after: str) -> str:
    """What may stand between two tokens that follow one another."""
    if is_cjk(before) and is_cjk(after):
        return ""
    return f"{_GAP}*" if is_cjk(before) or is_cjk(after) else f"{_GAP}+"


def _merged(places: Sequence[Place]) -> list[Place]:
    merged: list[Place] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, found: Sequence[Sequence[Place]]) -> Place:
    """The part to show: from a little before the place with most different terms after it."""
    ordered = sorted((start, number) for number, places in enumerate(found) for start, _ in places)
    inside = [0] * len(found)
    best = most = first = different = 0
    for start, number in ordered:
        different += not inside[number]
        inside[number] += 1
        while start - ordered[first][0] >= SNIPPET_CHARACTERS - _LEAD:
            left = ordered[first][1]
            inside[left] -= 1
            different -= not inside[left]
            first += 1
        if different > most:
            best, most = ordered[first][0], different
    start = max(0, min(best - _LEAD, len(text) - SNIPPET_CHARACTERS))
    start = _word_start(text, start, best)
    end = _word_end(text, min(len(text), start + SNIPPET_CHARACTERS))
    return start, end


def _word_start(text: str, start: int, limit: int) -> int:
    """`start`, moved right to the beginning of a word, though not past `limit`."""
    if start == 0:
        return 0
    match = _WORD_START.match(text, start, limit)
    return match.end() if match else start


def _word_end(text: str, end: int) -> int:
    """`end`, moved right to the end of the word that it would cut, by 20 characters at most."""
    match = _WORD_END.match(text, end)
    return match.end() if match else end


def _spans(text: str, places: Sequence[Place]) -> tuple[Span, ...]:
    spans: list[Span] = []
    position = 0
    for start, end in places:
        if start > position:
            spans.append(Span(text[position:start], False))
        spans.append(Span(text[start:end], True))
        position = end
    if position < len(text):
        spans.append(Span(text[position:], False))
    return tuple(spans)
