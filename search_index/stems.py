"""Stems of English words: Porter's, with the exceptions of two lists that anybody can edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple

from whoosh.lang.porter2 import stem as _porter

LANGUAGE: Final = Path(__file__).parent / "language"

_AMERICAN = re.compile(r"(?<=[a-z]{3}[iy])z(?=(?:e[sd]?|ers?|ing|able|ations?|ational)$)")
"""The z of organize and analyze; size, prize and seize keep theirs, and citizen ends otherwise."""
_BRITISH = re.compile(r"(?<=[a-z]{3}[iy])s(?=[a-z]{0,5}$)")
"""An s that may be such a z in the text."""


class _Families(NamedTuple):
    """Exceptions: the stems of single words, other names for whole stems, and for each stem of
    either kind what all of its words begin with.
    """

    words: Mapping[str, str]
    stems: Mapping[str, str]
    beginnings: Mapping[str, str]


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The English stem of a folded word; words of other scripts come back as they are."""
    if not (word.isascii() and word.isalpha()):
        return word
    known = _families().words.get(word)
    return known or _families().stems.get(found := _plain(word), found)


def beginning(stemmed: str) -> str:
    """What every word of this stem begins with.

    Porter 2 changes two letters at most that stay (ability, able), and of words as short as
    dying (die) all but the first.
    """
    return _families().beginnings.get(stemmed) or _beginning(stemmed)


def _beginning(stemmed: str) -> str:
    begun = stemmed[: max(1, len(stemmed) - 2)]
    written_with_z = _BRITISH.search(begun)
    return begun[: written_with_z.start()] if written_with_z else begun


def _plain(word: str) -> str:
    return str(_porter(_AMERICAN.sub("s", word)))


@cache
def _families() -> _Families:
    """The two lists as tables."""
    words: dict[str, str] = {}
    begun: dict[str, list[str]] = {}
    for line in _lines("stems.txt"):
        first, *others = (word.strip() for word in re.split(r"[=\s]+", line))
        joins = "=" in line
        name = _plain(first) if joins else first
        words |= dict.fromkeys(others if joins else (first, *others), name)
        begun.setdefault(name, [_beginning(name)] if joins else []).extend((first, *others))
    stems: dict[str, str] = {}
    for line in _lines("spellings.txt"):
        first, *others = (_plain(word.strip()) for word in line.split("="))
        stems |= {other: first for other in others if other != first}
        begun.setdefault(first, []).extend(map(_beginning, (first, *others)))
    return _Families(words, stems, {name: _shared(found) for name, found in begun.items()})


def _shared(words: list[str]) -> str:
    """What all words begin with."""
    first, last = min(words), max(words)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(letter for letter, _ in same)


def _lines(name: str) -> Iterator[str]:
    text = (LANGUAGE / name).read_text(encoding="utf-8")
    return (line for row in text.splitlines() if (line := row.partition("#")[0].strip()))
