"""Synonyms and stop words: two lists that anybody can edit, kept with each index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from . import analysis

SHIPPED: Final = Path(__file__).parent / "language"
FILE: Final = "words.json"
"""The lists inside an index: what asks it must read questions as it was made to be asked."""

VOCABULARIES: Final[Mapping[str, tuple[str, ...]]] = {
    "words": ("title_words", "body_words"), "exact": ("text_exact",),
    "sounds": ("sounds",),
}  # fmt: skip
"""The lists of words that an index has, by the fields that they come from."""


class Called(NamedTuple):
    """What people may write for the value of a label: `column:Notices` for `column:notices`."""

    label: str
    name: str
    value: str


MOST_SYNONYMS: Final = 8
LONGEST_GROUPED: Final = 4
"""So many words parted by spaces are looked up together."""


@dataclass(frozen=True)
class Words:
    """Groups of words that stand for each other, and words that a question can do without."""

    synonyms: tuple[tuple[str, ...], ...] = ()
    stop: frozenset[str] = field(default_factory=frozenset)

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for group in self.synonyms:
            for word in group:
                others = tuple(other for other in group if other != word)
                found[key(word)] = (*found.get(key(word), ()), *others)[:MOST_SYNONYMS]
        return found

    @cached_property
    def _stop(self) -> frozenset[str]:
        return frozenset(map(key, self.stop))

    def others(self, word: str) -> tuple[str, ...]:
        """What stands for `word`, as written in the list."""
        return self._groups.get(key(word), ())

    def pieces(self, text: str) -> Iterator[str]:
        """The words of a text, those together that stand in a group together: official vehicles."""
        rest = text.split()
        while rest:
            several = range(min(LONGEST_GROUPED, len(rest)), 1, -1)
            length = next((n for n in several if key(" ".join(rest[:n])) in self._groups), 1)
            yield " ".join(rest[:length])
            rest = rest[length:]

    def is_stop(self, word: str) -> bool:
        """Whether a question can do without `word`."""
        return key(word) in self._stop

    def write(self, folder: Path) -> None:
        """Put the lists into an index."""
        value = {"synonyms": self.synonyms, "stop": sorted(self.stop)}
        (folder / FILE).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def key(word: str) -> str:
    """A word as it is compared in the lists."""
    return " ".join(analysis.fold(analysis.clean(word)).split())


def read(folder: Path) -> Words:
    """The lists inside an index."""
    value = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return Words(tuple(map(tuple, value["synonyms"])), frozenset(value["stop"]))


def parse_synonyms(text: str) -> tuple[tuple[str, ...], ...]:
    """The groups of a list: words parted by `=`, a group a line, `#` begins a remark."""
    groups = (tuple(word.strip() for word in line.split("=")) for line in _lines(text))
    return tuple(tuple(word for word in group if word) for group in groups)


def parse_stop_words(text: str) -> frozenset[str]:
    """The words of a list, parted by spaces; `#` begins a remark."""
    return frozenset(word for line in _lines(text) for word in line.split())


def _lines(text: str) -> Iterable[str]:
    return (line for row in text.splitlines() if (line := row.partition("#")[0].strip()))


def shipped() -> Words:
    """The lists that ship with the package."""
    return Words(
        parse_synonyms((SHIPPED / "synonyms.txt").read_text(encoding="utf-8")),
        parse_stop_words((SHIPPED / "stopwords.txt").read_text(encoding="utf-8")),
    )
