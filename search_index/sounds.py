"""How Chinese words sound, for questions in Pinyin and for characters that were mistyped."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

LANGUAGE: Final = Path(__file__).parent / "language"
PARTED: Final = "'"
"""Stands between a sound and its word in the index: zhaobiao'招标."""

LONGEST: Final = 6
"""Letters of the longest syllable, such as zhuang."""


@cache
def _table() -> Mapping[str, str]:
    """The sound of each character."""
    return {character: sound for sound, texts in _lines("pinyin.txt")
            for text in texts for character in text}  # fmt: skip


@cache
def _exceptions() -> Mapping[str, str]:
    """The sounds of words whose characters sound otherwise by themselves."""
    return {word: sound for sound, words in _lines("pinyin_words.txt") for word in words}


@cache
def _exception() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _exceptions())))


def _lines(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in (LANGUAGE / name).read_text(encoding="utf-8").splitlines():
        sound, *texts = line.split()
        if sound != "#":
            yield sound, texts


@cache
def _characters() -> Mapping[str, str]:
    """The characters of each syllable."""
    found: dict[str, str] = {}
    for character, syllable in _table().items():
        found[syllable] = found.get(syllable, "") + character
    return found


def is_syllable(letters: str) -> bool:
    """Whether letters are one syllable of Pinyin without tones."""
    return letters in _characters()


def characters(syllable: str) -> str:
    """All characters that sound so."""
    return _characters().get(syllable, "")


def letters(word: str) -> str:
    """A folded word in Pinyin as the tables write it: without tones, ü as v."""
    apart = unicodedata.normalize("NFD", word).replace("u\u0308", "v")
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=1 << 16)
def sound(word: str) -> str:
    """The Pinyin of a folded word without tones; "" if one of its characters is not known."""
    table = _table()
    parts: list[str] = []
    place = 0
    for found in _exception().finditer(word):
        parts += [table.get(character, "") for character in word[place : found.start()]]
        parts.append(_exceptions()[found[0]])
        place = found.end()
    parts += [table.get(character, "") for character in word[place:]]
    return "".join(parts) if all(parts) else ""


def token(word: str) -> str:
    """What stands in the index for a word of two characters or more; "" for others."""
    spoken = sound(word) if len(word) > 1 else ""
    return f"{spoken}{PARTED}{word}" if spoken else ""


def word_of(found: str) -> str:
    """The word of a token."""
    return found.partition(PARTED)[2]
