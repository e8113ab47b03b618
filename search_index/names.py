"""Names of the values of labels: 财政局 and “Finance Bureau” stand for the unit QY-CZJ.

Documents carry codes as labels; nothing of their names is indexed with them. A unit that is
renamed so changes one small file and not its thousands of rows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from . import analysis

UNIT: Final = "unit"
"""The label whose names also stand for its values where no label was typed."""
LONGEST: Final = 10
"""So many words parted by spaces may be one name."""
SHORTEST_REST: Final = 2
"""What follows a unit's name without a space has so many characters at least: 财政局预算."""


class Called(NamedTuple):
    """What people may write for the value of a label: `unit:"Finance Bureau"` for `unit:QY-CZJ`."""

    label: str
    name: str
    value: str


@lru_cache(maxsize=1 << 13)
def key(name: str) -> str:
    """A name or word as it is compared: in the singular like in the plural."""
    return " ".join(map(analysis.stem, plain_key(name).split()))


def plain_key(word: str) -> str:
    """A word as it is compared that is meant in just this form."""
    return " ".join(analysis.fold(analysis.clean(word)).split())


class Names:
    """The values of labels by their names; what stands for a whole name counts as one."""

    def __init__(self, called: Iterable[Called], synonyms: Iterable[Sequence[str]]) -> None:
        self._called = tuple(called)
        own: dict[tuple[str, str], tuple[str, ...]] = {}
        for one in self._called:
            place = one.label, key(one.name)
            own[place] = _with(own.get(place, ()), (one.value,))
        self._values = dict(own)
        labels = {one.label for one in self._called}
        for label, group in ((label, group) for group in synonyms for label in labels):
            keys = [(label, key(word)) for word in group]
            for place in keys:
                also = (value for other in keys for value in own.get(other, ()))
                if found := _with(self._values.get(place, ()), also):
                    self._values[place] = found

    @cached_property
    def _units(self) -> Mapping[str, tuple[str, ...]]:
        return {name: codes for (label, name), codes in self._values.items() if label == UNIT}

    @cached_property
    def _lengths(self) -> list[int]:
        """How long names of units without spaces are, the longest first."""
        return sorted({len(name) for name in self._units if not name.isascii()}, reverse=True)

    @cached_property
    def _coded(self) -> Mapping[tuple[str, str], str]:
        return {(one.label, key(one.value)): one.value for one in self._called}

    @cached_property
    def _spaced(self) -> frozenset[tuple[str, str]]:
        return frozenset((one.label, key(one.name)) for one in self._called if " " in one.name)

    @cached_property
    def most_words(self) -> int:
        """Of how many words the longest name of a unit is."""
        return max((name.count(" ") + 1 for name in self._units), default=0)

    def values(self, label: str, texts: Sequence[str]) -> tuple[str, ...]:
        """The values of a label that a text, or what stands for it, names.

        Those whose name or code it is; if there is none, those whose name holds it: “transport”
        for the Transport Bureau.
        """
        if not texts:
            return ()
        keys = list(map(key, texts))
        same = (value for one in keys for value in self._same(label, one))
        if found := tuple(dict.fromkeys(same)):
            return found
        holding = (one.value for wanted in keys for one in self._called
                   if one.label == label and _holds(key(one.name), wanted))  # fmt: skip
        return tuple(dict.fromkeys(holding))

    def _same(self, label: str, wanted: str) -> tuple[str, ...]:
        coded = self._coded.get((label, wanted))
        return _with(self._values.get((label, wanted), ()), (coded,) if coded else ())

    def is_unit(self, text: str) -> bool:
        """Whether a unit is called so."""
        return bool(self._units) and key(text) in self._units

    def units(self, text: str) -> tuple[str, ...]:
        """The codes of the units that are called so; several may be."""
        return self._units.get(key(text), ()) if self._units else ()

    def begun(self, text: str) -> tuple[str, str] | None:
        """The longest unit's name that a text begins with, and what follows: 财政局 and 预算."""
        if not self._units:
            return None
        folded = plain_key(text)
        name = self._at(folded, 0)
        rest = folded[len(name) :]
        if not name or len(rest) < SHORTEST_REST or not analysis.is_cjk(rest[0]):
            return None
        return name, rest

    def parts(self, run: str) -> list[str]:
        """A folded run of characters, taken apart before and after each unit's name in it."""
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
        """The longest unit's name that stands at a place of a folded text."""
        cut = (text[place : place + length] for length in self._lengths)
        return next((name for name in cut if name in self._units), "")

    def quoted(self, text: str, labels: Mapping[str, Collection[str]]) -> str:
        """The text with names of several words in quotation marks: unit:Transport Bureau audit is
        unit:"Transport Bureau" audit.
        """
        if ":" not in text or not self._spaced:
            return text
        inside = {written: label for label, several in labels.items() for written in several}
        before = "|".join(map(re.escape, inside))
        pattern = rf'"[^"]*"|\b(?P<label>{before}):(?P<words>[^\s":()]+(?: [^\s":()]+)+)'

        def put(found: re.Match[str]) -> str:
            if found["label"] is None:
                return found[0]
            parts = found["words"].split()
            for length in range(min(LONGEST, len(parts)), 1, -1):
                name = " ".join(parts[:length])
                if (inside[found["label"]], key(name)) in self._spaced:
                    return " ".join((f'{found["label"]}:"{name}"', *parts[length:]))
            return found[0]

        return re.sub(pattern, put, text)


def _holds(name: str, wanted: str) -> bool:
    """Whether a text stands in a name, in whole words and with more than one character."""
    if wanted.isascii():
        return f" {wanted} " in f" {name} "
    return len(wanted) > 1 and wanted in name


def _with(values: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*values, *more)))
