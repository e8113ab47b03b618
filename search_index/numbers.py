"""Codes that were half typed, or without their hyphens: ZF25-198* and HT2025-116 for ht2025116."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from . import analysis, naming

if TYPE_CHECKING:
    from .engine import Reader

LONGEST: Final = 16
"""Letters and figures of a code whose hyphens are looked for."""
SHORTEST: Final = 3
MOST_HYPHENS: Final = 2
_CODE = re.compile(r"(?=.*\d)[a-z0-9]+(?:[- ]+[a-z0-9]+)*-?")


def begun(reader: Reader, typed: str, limit: int) -> list[str]:
    """Codes that begin as the folded text does, as they are written."""
    key = analysis.code_key(typed)
    if len(key) < SHORTEST or not _CODE.fullmatch(key):
        return []
    return [naming.shown(token) for token, _ in reader.vocabulary("numbers", key, limit)]


def meant(reader: Reader, text: str) -> Iterator[str]:
    """What code a folded text may stand for: the whole one, else all that begin so."""
    if not _CODE.fullmatch(text):
        return
    halves = []
    for key in _ways(text):
        known = reader.vocabulary("numbers", key + naming.SHOWN, 1)
        if known:
            yield naming.shown(known[0][0])
        halves += [_cut(naming.shown(token), key)
                   for token, _ in reader.vocabulary("numbers", key, 1)]  # fmt: skip
    yield from dict.fromkeys(halves)


def _cut(written: str, key: str) -> str:
    """The beginning of a code as it is written, with a star for the rest."""
    same = len(analysis.code_key(written)) == len(written)
    return f"{written[: len(key)] if same else key}*"


def _ways(text: str) -> Iterator[str]:
    """A code as typed, then with hyphens in every place there can be."""
    key = analysis.code_key(text)
    bare = key.replace("-", "")
    yield key
    if SHORTEST <= len(bare) <= LONGEST:
        for number in range(MOST_HYPHENS + 1):
            for places in combinations(range(1, len(bare)), number):
                ends = (0, *places, len(bare))
                yield "-".join(bare[a:b] for a, b in pairwise(ends))
