"""Hiding words: spans of a text that only the writer and, by consent, the unit may read.

Words are compared as readers see them: without regard to case, width, accents, spaces and what
is invisible. What is hidden in one text of a matter is hidden in all of them (`texts.published`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from dialogue.matter.matters import Hiding
from dialogue.text.graphemes import end_of, start_of
from publisher import identifiers

MARK: Final = "█"
"""Stands for hidden words, always this many times, so that their length tells nothing."""
SHOWN: Final = MARK * 3

LEAST: Final = 2
"""Characters of a hidden word that is looked for in the other texts of its matter."""
SHORT: Final = 4
"""Words of letters and digits shorter than this are found there only as whole words."""

_MARK: Final = -1
_PHRASE: Final = re.compile(r"[^,.;:!?，。；：！？、…（）()《》“”\"\n]+")


class Redaction(NamedTuple):
    """Words hidden from `start` to before `end`, in code points, and why."""

    start: int
    end: int
    reason: Hiding


def within(text: str, redactions: Iterable[Redaction]) -> bool:
    """Whether every redaction lies within the text and hides something."""
    return all(0 <= one.start < one.end <= len(text) for one in redactions)


def redacted(text: str, redactions: Iterable[Redaction]) -> str:
    """The text as the public reads it; no character is hidden by half."""
    parts, place = [], 0
    for start, end in spans(text, redactions):
        parts += [text[place:start], SHOWN]
        place = end
    return "".join([*parts, text[place:]])


def spans(text: str, redactions: Iterable[Redaction]) -> list[tuple[int, int]]:
    """The hidden spans of a text in order, whole characters, those that touch or overlap as one.

    Spans with nothing but spaces between them are one too: else they would tell of a gap.
    """
    found: list[tuple[int, int]] = []
    for one in sorted(redactions):
        start, end = start_of(text, one.start), end_of(text, one.end)
        if found and not text[found[-1][1] : start].strip():
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def of_words(
    text: str, words: Iterable[str], reason: Hiding = Hiding.WRITER, *, whole: bool = False
) -> list[Redaction]:
    """Redactions that hide every occurrence of words, those of a writer's list for instance.

    With `whole` short words of letters and digits are not found inside longer ones.
    """
    wanted = sorted({_seen(word)[0] for word in words} - {""})
    seen, places = _seen(text) if wanted else ("", [])
    found = []
    for word in wanted:
        alone = whole and len(word) < SHORT and word.isascii() and word.isalnum()
        place = seen.find(word)
        while place >= 0:
            start, end = places[place], places[place + len(word) - 1] + 1
            if not (alone and _is_inside(text, start, end)):
                found.append(Redaction(start, end, reason))
            place = seen.find(word, place + 1)
    return found


def of_personal_data(text: str, hidden: Iterable[Redaction] = ()) -> list[Redaction]:
    """Redactions that hide every personal identifier that the detectors find.

    They look at the text, at what is left of it by `hidden`, and at that with the marks in it:
    hiding what stands between or behind the digits of a number would show the number.
    """
    given, found = list(hidden), list[Redaction]()
    views = [list(range(len(text)))]
    while True:
        more = {one for view in views for one in _identifiers(text, view)}.difference(found)
        found += sorted(more)
        if not more and len(views) > 1:
            return found
        views = [_shown_places(text, [*given, *found], marks=marks) for marks in (0, len(SHOWN))]


def _identifiers(text: str, view: list[int]) -> Iterator[Redaction]:
    """The identifiers in the characters that stand at these places; _MARK stands for a mark."""
    seen = "".join(text[place] if place != _MARK else MARK for place in view)
    for hit in identifiers.find(seen):
        places = [place for place in view[hit.start : hit.end] if place != _MARK]
        if places:
            yield Redaction(places[0], places[-1] + 1, Hiding.PERSONAL)


def _shown_places(text: str, redactions: Iterable[Redaction], *, marks: int) -> list[int]:
    """Where the characters stand that are not hidden, with so many marks for what is."""
    places: list[int] = []
    at = 0
    for start, end in spans(text, redactions):
        places += [*range(at, start), *[_MARK] * marks]
        at = end
    return [*places, *range(at, len(text))]


def hidden_words(text: str, redactions: Iterable[Redaction]) -> Iterator[str]:
    """What is hidden in a text, as a whole and by its phrases: none of it may be shown elsewhere.

    Single characters are left out; they stand everywhere.
    """
    for start, end in spans(text, redactions):
        words = text[start:end]
        for phrase in (words, *_PHRASE.findall(words)):
            if len(_seen(phrase)[0]) >= LEAST:
                yield phrase.strip()


def _seen(text: str) -> tuple[str, list[int]]:
    """A text as readers see it, and where each of its characters stands in `text`."""
    characters, places = [], []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character).casefold():
            if plain.isspace() or unicodedata.category(plain) in {"Mn", "Me", "Cf"}:
                continue
            characters.append(plain)
            places.append(place)
    return "".join(characters), places


def _is_inside(text: str, start: int, end: int) -> bool:
    """Whether a word of letters or digits goes on before `start` or from `end` on."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(character.isascii() and character.isalnum() for character in around)
