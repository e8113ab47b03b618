"""Hiding words: spans of a text that only the writer and, by consent, the unit may read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from dialogue.matters import Hiding
from publisher import identifiers

MARK: Final = "█"
"""Stands for hidden words, always this many times, so that their length tells nothing."""
SHOWN: Final = MARK * 3


class Redaction(NamedTuple):
    """Words hidden from `start` to before `end`, in code points, and why."""

    start: int
    end: int
    reason: Hiding


def within(text: str, redactions: Iterable[Redaction]) -> bool:
    """Whether every redaction lies within the text and hides something."""
    return all(0 <= one.start < one.end <= len(text) for one in redactions)


def redacted(text: str, redactions: Iterable[Redaction]) -> str:
    """The text as the public reads it."""
    parts, place = [], 0
    for start, end in merged(redactions):
        parts += [text[place:start], SHOWN]
        place = end
    return "".join([*parts, text[place:]])


def merged(redactions: Iterable[Redaction]) -> list[tuple[int, int]]:
    """The hidden spans in order, those that touch or overlap as one."""
    spans: list[tuple[int, int]] = []
    for one in sorted(redactions):
        if spans and one.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], one.end))
        else:
            spans.append((one.start, one.end))
    return spans


def of_words(text: str, words: Iterable[str], reason: Hiding = Hiding.WRITER) -> list[Redaction]:
    """Redactions that hide every occurrence of words that the writer listed."""
    found = []
    for word in filter(None, (word.strip() for word in words)):
        place = text.find(word)
        while place >= 0:
            found.append(Redaction(place, place + len(word), reason))
            place = text.find(word, place + len(word))
    return found


def of_personal_data(text: str) -> list[Redaction]:
    """Redactions that hide every personal identifier that the detectors find."""
    return [Redaction(hit.start, hit.end, Hiding.PERSONAL) for hit in identifiers.find(text)]
