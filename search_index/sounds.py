"""How Chinese words sound, for questions in Pinyin and for characters that were mistyped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "language" / "pinyin.txt"
PARTED: Final = "'"
"""Stands between a sound and its word in the index: zhaobiao'招标."""


@cache
def _table() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        sound, _, characters = line.partition(" ")
        if sound != "#":
            found |= dict.fromkeys(characters, sound)
    return found


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """The Pinyin of a folded word without tones; "" if one of its characters is not known."""
    table = _table()
    parts = [table.get(character, "") for character in word]
    return "".join(parts) if all(parts) else ""


def token(word: str) -> str:
    """What stands in the index for a word of two characters or more; "" for others."""
    spoken = sound(word) if len(word) > 1 else ""
    return f"{spoken}{PARTED}{word}" if spoken else ""


def word_of(found: str) -> str:
    """The word of a token."""
    return found.partition(PARTED)[2]
