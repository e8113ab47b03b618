"""What readers take for one character, so that none is ever hidden by half.

Follows UAX #29 as far as texts cleaned by `writing` need it: marks, joined and coloured emoji,
flags, Korean letters. Where it differs it keeps more together, which hides rather than shows.
"""

from __future__ import annotations

import unicodedata
from itertools import takewhile
from typing import Final

JOINER: Final = "\u200d"
_ATTACHED: Final = frozenset("\u200c\u200d\uff9e\uff9f")
"""Joiners, and the voice marks of half-width Katakana."""


def start_of(text: str, place: int) -> int:
    """The beginning of the character that `place` lies in."""
    while 0 < place < len(text) and _belongs(text, place):
        place -= 1
    return place


def end_of(text: str, place: int) -> int:
    """The end of the character that `place` lies in; `place` itself where one ends there."""
    while 0 < place < len(text) and _belongs(text, place):
        place += 1
    return place


def _belongs(text: str, place: int) -> bool:
    """Whether what stands at `place` is one character with what stands before it."""
    before, here = text[place - 1], text[place]
    if here < "\u0300":
        return before + here == "\r\n"
    if here in _ATTACHED or unicodedata.category(here) in {"Mn", "Me", "Mc"}:
        return True
    if before == JOINER or "\U0001f3fb" <= here <= "\U0001f3ff":
        return True
    if _is_flag_letter(here):
        return sum(1 for _ in takewhile(_is_flag_letter, reversed(text[:place]))) % 2 == 1
    if "\u1160" <= here <= "\u11ff":
        return True
    if "\u1100" <= before <= "\u115f":
        return "\u1100" <= here <= "\u115f" or "\uac00" <= here <= "\ud7a3"
    return "\ud800" <= before <= "\udbff" and "\udc00" <= here <= "\udfff"


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
