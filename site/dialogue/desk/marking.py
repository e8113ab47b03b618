"""Finding the words to hide: numbered pieces of a text, words listed, and places given."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from dialogue.life.requests import Refused
from dialogue.matter.matters import Hiding
from dialogue.text.redaction import Redaction, of_words, within
from publisher.languages import message

LONGEST_PIECE: Final = 60
_PIECE: Final = re.compile(r"[^\n，,。．；;！!？?：:、]*(?:[，,。．；;！!？?：:、]+\s*|\n+|$)")
_PLACE: Final = re.compile(r"\s*(\d{1,9})\s*[-–—~～到至]\s*(\d{1,9})\s*")


class Piece(NamedTuple):
    """A numbered piece of a text, from `start` to before `end`."""

    number: int
    start: int
    end: int
    text: str


def pieces(text: str) -> list[Piece]:
    """A text cut behind its punctuation, from 1 on; longer stretches are cut by length."""
    found: list[tuple[int, int]] = []
    for match in _PIECE.finditer(text):
        start, end = match.span()
        found += [
            (place, min(place + LONGEST_PIECE, end)) for place in range(start, end, LONGEST_PIECE)
        ]
    return [
        Piece(number, start, end, text[start:end])
        for number, (start, end) in enumerate(found, start=1)
    ]


def marked(
    text: str, reason: Hiding, *, numbers: Collection[int] = (), words: Iterable[str] = (),
    places: str = "",
) -> tuple[Redaction, ...]:  # fmt: skip
    """The redactions that hide pieces by number, words wherever they occur, and places.

    `places` counts characters from 1, both ends included: "3-5, 9-12". Raises Refused where a
    word does not occur, or a place cannot be read or lies beyond the text.
    """
    found = [
        Redaction(piece.start, _visible_end(piece), reason)
        for piece in pieces(text) if piece.number in numbers and piece.text.strip()
    ]  # fmt: skip
    for word in filter(None, (word.strip() for word in words)):
        hits = of_words(text, [word], reason)
        if not hits:
            raise Refused(message("“{word}” does not occur in this text.", word=word))
        found += hits
    found += [_place(text, part, reason) for part in re.split(r"[,，;；、\n]", places)
              if part.strip()]  # fmt: skip
    return tuple(sorted(set(found)))


def _visible_end(piece: Piece) -> int:
    """The end of a piece without the punctuation that closes it."""
    return piece.start + (len(piece.text.rstrip(" \t\n，,。．；;！!？?：:、")) or len(piece.text))


def _place(text: str, written: str, reason: Hiding) -> Redaction:
    found = _PLACE.fullmatch(written)
    if found is None:
        raise Refused(
            message("“{place}” is no place. Write from which to which character, such as 12-15.",
                    place=written.strip())
        )  # fmt: skip
    place = Redaction(int(found[1]) - 1, int(found[2]), reason)
    if not within(text, [place]):
        raise Refused(
            message("The place {place} does not lie within the text, which has {count} characters.",
                    place=written.strip(), count=len(text))
        )  # fmt: skip
    return place
