"""Synonyms and stop words: two lists that anybody can edit, kept with each index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from .names import Called, Names, key, plain_key

SHIPPED: Final = Path(__file__).parent / "language"
FILE: Final = "words.json"
"""The lists inside an index: what asks it must read questions as it was made to be asked."""

VOCABULARIES: Final[Mapping[str, tuple[str, ...]]] = {
    "words": ("title_words", "body_words"), "exact": ("text_exact",),
    "sounds": ("sounds",), "names": ("names",), "numbers": ("numbers",),
}  # fmt: skip
"""The lists of words that an index has, by the fields that they come from."""


MOST_SYNONYMS: Final = 8
LONGEST_GROUPED: Final = 4
"""So many words parted by spaces are looked up together."""


@dataclass(frozen=True)
class Words:
    """Groups of words that stand for each other, words that a question can do without, and names
    of labels' values.
    """

    synonyms: tuple[tuple[str, ...], ...] = ()
    stop: frozenset[str] = field(default_factory=frozenset)
    called: tuple[Called, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Worked out once: readings of questions are remembered by it."""
        return hash((self.synonyms, self.stop, self.called))

    @cached_property
    def names(self) -> Names:
        """The values of labels by their names."""
        return Names(self.called, self.synonyms)

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for group in self.synonyms:
            for word in group:
                others = tuple(other for other in group if key(other) != key(word))
                found[key(word)] = (*found.get(key(word), ()), *others)[:MOST_SYNONYMS]
        return found

    @cached_property
    def _stop(self) -> frozenset[str]:
        return frozenset(map(plain_key, self.stop))

    def others(self, word: str) -> tuple[str, ...]:
        """What stands for `word`, as written in the list."""
        return self._groups.get(key(word), ())

    def pieces(self, text: str) -> Iterator[str]:
        """The words of a text, those together that stand in a group together: official vehicles.

        So do those that are a unit's name: finance bureau.
        """
        rest = text.split()
        longest = max(LONGEST_GROUPED, self.names.most_words)
        while rest:
            several = range(min(longest, len(rest)), 1, -1)
            length = next((n for n in several if self._is_one(" ".join(rest[:n]))), 1)
            yield " ".join(rest[:length])
            rest = rest[length:]

    def _is_one(self, words: str) -> bool:
        return key(words) in self._groups or self.names.is_unit(words)

    def is_stop(self, word: str) -> bool:
        """Whether a question can do without `word`."""
        return plain_key(word) in self._stop

    def write(self, folder: Path) -> None:
        """Put the lists into an index."""
        value = {"synonyms": self.synonyms, "stop": sorted(self.stop), "called": self.called}
        (folder / FILE).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


@lru_cache(maxsize=16)
def names_known(words: Words, called: tuple[Called, ...]) -> Names:
    """The names of the lists, and others that come with a question."""
    return Names((*called, *words.called), words.synonyms) if called else words.names


def read(folder: Path) -> Words:
    """The lists inside an index."""
    value = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return Words(
        tuple(map(tuple, value["synonyms"])), frozenset(value["stop"]),
        tuple(Called(*one) for one in value["called"]),
    )  # fmt: skip


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
