"""What units are called, so that a question which names one finds all that belongs to it.

Documents carry the code of their unit as a label; nothing of its names is indexed with them. A
unit that is renamed so changes one small file and not its thousands of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from . import analysis

SHORTEST_REST: Final = 2
"""What follows a unit's name without a space has so many characters at least: 财政局预算."""


class UnitNames:
    """The codes of units by their names; what stands for a name counts as one."""

    def __init__(
        self, units: Iterable[tuple[str, str]], synonyms: Iterable[Sequence[str]]
    ) -> None:
        own: dict[str, tuple[str, ...]] = {}
        for name, code in units:
            own[key(name)] = _with(own.get(key(name), ()), (code,))
        found = dict(own)
        for group in synonyms:
            for code in (code for word in group for code in own.get(key(word), ())):
                for word in group:
                    found[key(word)] = _with(found.get(key(word), ()), (code,))
        self._codes: Mapping[str, tuple[str, ...]] = found
        self._lengths = sorted({len(name) for name in found}, reverse=True)
        self.most_words = max((name.count(" ") + 1 for name in found), default=0)

    def __contains__(self, text: str) -> bool:
        return bool(self._codes) and key(text) in self._codes

    def codes(self, text: str) -> tuple[str, ...]:
        """The codes of the units that are called so; several may be."""
        return self._codes.get(key(text), ()) if self._codes else ()

    def begun(self, text: str) -> tuple[str, str] | None:
        """The longest name that a text begins with and what follows it: 财政局 and 预算."""
        if not self._codes:
            return None
        folded = key(text)
        name = self._at(folded, 0)
        rest = folded[len(name) :]
        if not name or len(rest) < SHORTEST_REST or not _is_cjk(rest[0]) or not _is_cjk(name[-1]):
            return None
        return name, rest

    def parts(self, run: str) -> list[str]:
        """A folded run of characters, taken apart before and after each name in it."""
        found = [""]
        place = 0
        while place < len(run):
            name = self._at(run, place)
            if name:
                found += [name, ""]
            else:
                found[-1] += run[place]
            place += len(name) or 1
        return [part for part in found if part]

    def _at(self, text: str, place: int) -> str:
        """The longest name that stands at a place of a folded text."""
        cut = (text[place : place + length] for length in self._lengths)
        return next((name for name in cut if name in self._codes), "")


def key(name: str) -> str:
    """A name as it is compared."""
    return " ".join(analysis.fold(analysis.clean(name)).split())


def _is_cjk(character: str) -> bool:
    return analysis.is_cjk(character)


def _with(codes: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*codes, *more)))
