"""What units are called: their full and short names, and the ends of names that are theirs alone.

Nobody types 清源县财政局 where 财政局 says as much: what many names of a county begin with alike
is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from publisher.edition import Edition
from publisher.release.found.rows import searchable_fields
from publisher.source import units
from publisher.source.schemas import Field
from publisher.source.units import Unit
from search_index.names import UNIT, Called

SHORT_NAME: Final = "short_name"
ALIKE: Final = 3
"""So many names begin alike where the beginning says nothing of one of them."""
FEWEST_CHARACTERS: Final = 3
FEWEST_WORDS: Final = 2
"""The end of a name has so many characters or words, so that it is still a name."""


def names(edition: Edition) -> tuple[Called, ...]:
    """What the edition's units are called."""
    safe = {field.name for field in safe_columns(edition)}
    return of_units(edition.units.values(), safe)


def safe_columns(edition: Edition) -> tuple[Field, ...]:
    """The columns of the directory of units that may be searched."""
    found = units.directory(edition.packages.values())
    if found is None:
        return ()
    safe = searchable_fields(found[1])
    return tuple(field for field in found[1].schema.fields if field.name in safe)


def of_units(found: Iterable[Unit], safe: Collection[str]) -> tuple[Called, ...]:
    """What units are called, each name once; by a short name only if that is `safe`."""
    every = list(found)
    full = [(name, unit.org_id) for unit in every for name in unit.name.values()]
    short = [
        (value, unit.org_id) for unit in every for column, value in unit.row
        if column == SHORT_NAME and column in safe
    ]  # fmt: skip
    different = dict.fromkeys((*full, *short, *_ends(full)))
    return tuple(Called(UNIT, name, code) for name, code in different)


def _ends(full: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What remains of names without what others begin with, too, where no other ends so."""
    parts = [(_parts(name), code) for name, code in full]
    begun = Counter(tuple(name[:n]) for name, _ in parts for n in range(1, len(name)))
    ended = Counter(tuple(name[n:]) for name, _ in parts for n in range(len(name)))
    for (name, code), (text, _) in zip(parts, full, strict=True):
        least = FEWEST_CHARACTERS if _joined(text) else FEWEST_WORDS
        for n in range(1, len(name) - least + 1):
            if begun[tuple(name[:n])] >= ALIKE and ended[tuple(name[n:])] == 1:
                yield ("" if _joined(text) else " ").join(name[n:]), code


def _parts(name: str) -> list[str]:
    return list(name) if _joined(name) else name.split()


def _joined(name: str) -> bool:
    """Whether a name is written without spaces between its words."""
    return not name.isascii()
