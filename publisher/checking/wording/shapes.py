"""Simple patterns in words: “4 to 20 of A–Z, 0–9 and -”, and whether a text fits one.

Only sequences of single characters and sets of them, each repeated a bounded number of times, are
simple: they can be described, and tried on any text without taking long.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from publisher.languages import Message, Series, message, series

MOST_PARTS = 6
"""A pattern of more parts is better shown than told."""

PART = re.compile(
    r"(?:\[(?P<set>(?:\w-\w|[\w./:#-])+)\]|(?P<digit>\\d)|(?P<literal>[\w/:-]|\\[-./]))"
    r"(?:\{(?P<least>\d{1,3})(?:(?P<comma>,)(?P<most>\d{1,3})?)?\}|(?P<maybe>[?+*]))?",
    re.ASCII,
)
ITEM = re.compile(r"(\w)-(\w)|([\w./:#-])", re.ASCII)


class Part(NamedTuple):
    """A piece of a pattern: a set of characters or one character, and how often it stands."""

    characters: str
    literal: bool
    least: int
    most: int | None


@lru_cache(maxsize=512)
def parts(pattern: str) -> tuple[Part, ...] | None:
    """The pieces of a simple pattern, None for one that is not simple."""
    found: list[Part] = []
    place = 0
    pattern = pattern.removeprefix("^").removesuffix("$")
    while place < len(pattern):
        match = PART.match(pattern, place)
        if match is None or len(found) >= MOST_PARTS:
            return None
        place = match.end()
        found.append(_part(match))
    return tuple(found)


def _part(match: re.Match[str]) -> Part:
    literal = match["literal"]
    characters = literal.removeprefix("\\") if literal else match["set"] or "0-9"
    if match["maybe"]:
        least, most = {"?": (0, 1), "+": (1, None), "*": (0, None)}[match["maybe"]]
        return Part(characters, bool(literal), least, most)
    if match["least"] is None:
        return Part(characters, bool(literal), 1, 1)
    least = int(match["least"])
    most = int(match["most"]) if match["most"] else None if match["comma"] else least
    return Part(characters, bool(literal), least, most)


def in_words(pattern: str) -> Series | None:
    """What a simple pattern asks for, piece by piece, None for one that is not simple."""
    found = parts(pattern)
    if not found:
        return None
    said: list[Message] = []
    word = ""
    for part in found:
        if part.literal and (part.least, part.most) == (1, 1):
            word += part.characters
            continue
        if word:
            said.append(message("“{text}”", text=word))
            word = ""
        said.append(_counted(part))
    if word:
        said.append(message("“{text}”", text=word))
    return series(said)


def _counted(part: Part) -> Message:
    least, most = part.least, part.most
    if part.characters in ("0-9", "\\d"):
        if most is None:
            return message("{least} digits or more", least=least)
        if least == most:
            one = message("one digit")
            return one if least == 1 else message("{number} digits", number=least)
        return message("{least} to {most} digits", least=least, most=most)
    kinds = series(_items(part.characters))
    if most is None:
        return message("{least} characters or more of {kinds}", least=least, kinds=kinds)
    if least == most:
        one = message("one of {kinds}", kinds=kinds)
        return one if least == 1 else message("{number} characters of {kinds}", number=least,
                                              kinds=kinds)  # fmt: skip
    return message("{least} to {most} characters of {kinds}", least=least, most=most, kinds=kinds)


def _items(characters: str) -> list[str]:
    return [
        f"{m[1]}–{m[2]}" if m[1] else m[3] if m[3].isalnum() else f"“{m[3]}”"
        for m in ITEM.finditer(characters)
    ]


def fits(pattern: str, text: str) -> bool:
    """Whether `text` fits a pattern that is simple; False for one that is not."""
    return parts(pattern) is not None and re.fullmatch(pattern, text) is not None
