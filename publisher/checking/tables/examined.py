"""One block of a table: which of its rows may have errors, and these rows judged in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from publisher.checking.tables.errors import TableError
from publisher.checking.tables.keys import Targets, empty, hashes, rows_texts
from publisher.checking.tables.replay import Replay, Seen
from publisher.source.identity import Identity
from publisher.source.records import Block

if TYPE_CHECKING:
    import polars as pl

    from publisher.checking.tables.keys import Hashes

ROWS = 5_000
"""So many rows are judged at a time."""
Key = tuple[int, ...]
"""The places of a key's fields."""


class Examined:
    """A block of a table, its keys read once."""

    def __init__(
        self, replay: Replay, identities: Mapping[int, Identity], targets: Sequence[Targets],
        block: Block,
    ) -> None:  # fmt: skip
        self.replay, self.identities, self.targets, self.block = replay, identities, targets, block
        self._columns: dict[int, pl.Series] = {}

    def texts(self, key: Sequence[int]) -> pl.DataFrame:
        """The identities of a key's columns in the block's frame."""
        import polars as pl

        for place in key:
            if place not in self._columns:
                identity = self.identities[place]
                self._columns[place] = identity.texts(self.block.frame[str(place)])
        return pl.DataFrame([self._columns[p].alias(str(n)) for n, p in enumerate(key)])

    def aside_texts(self, key: Sequence[int]) -> pl.DataFrame:
        """The same for the records of another width."""
        return rows_texts(self.identities, key, [cells for _, cells in self.block.aside])

    def errors(
        self, repeated: dict[Key, Hashes] | None = None,
        earlier: dict[Key, dict[tuple[str | None, ...], int]] | None = None,
    ) -> Iterator[TableError]:
        """All errors of the block's rows; `earlier` rows of `repeated` keys are kept up."""
        repeated = repeated or {}
        rows = self._candidates(repeated)
        for start in range(0, len(rows), ROWS):
            part = rows[start : start + ROWS]
            for (number, cells), seen in zip(part, self._seen(part, repeated, earlier or {}),
                                             strict=True):  # fmt: skip
                yield from self.replay.errors(number, cells, seen)

    def _candidates(self, repeated: dict[Key, Hashes]) -> list[tuple[int, Sequence[str]]]:
        """The rows that may have errors, in order."""
        import numpy as np
        import polars as pl

        frame = self.block.frame
        suspicious = np.zeros(frame.height, bool)
        if frame.height:
            for place, cells in enumerate(self.replay.columns):
                if wrong := cells.bad(frame[str(place)]):
                    listed = pl.Series(wrong, dtype=pl.String).implode()
                    suspicious |= frame[str(place)].is_in(listed).to_numpy()
            suspicious |= self._blank().to_numpy()
            for key, found in repeated.items():
                if len(found):
                    suspicious |= _among(hashes(self.texts(key)), found)
            if self.replay.primary:
                suspicious |= empty(self.texts(self.replay.primary)).to_numpy()
            for reference, targets in zip(self.replay.references, self.targets,
                                          strict=True):  # fmt: skip
                suspicious |= targets.lost(self.texts(reference.places)).to_numpy()
        if not suspicious.any():
            return list(self.block.aside)
        numbers = self.block.numbers[suspicious].tolist()
        rows = frame.filter(pl.Series(suspicious)).rows()
        found_rows = [*zip(numbers, rows, strict=True), *self.block.aside]
        return sorted(found_rows, key=_number) if self.block.aside else found_rows

    def _blank(self) -> pl.Series:
        """Where no cell of a row has a value."""
        columns = self.replay.columns
        found = columns[0].absent(self.block.frame["0"])
        for place, cells in enumerate(columns[1:], 1):
            if not found.any():
                break
            found = found & cells.absent(self.block.frame[str(place)])
        return found

    def _seen(
        self, rows: Sequence[tuple[int, Sequence[str]]], repeated: dict[Key, Hashes],
        earlier: dict[Key, dict[tuple[str | None, ...], int]],
    ) -> Iterator[Seen]:
        cells = [row for _, row in rows]
        lost = [
            targets.lost(rows_texts(self.identities, reference.places, cells)).to_list()
            for reference, targets in zip(self.replay.references, self.targets, strict=True)
        ]
        matches: dict[Key, list[int | None]] = {}
        for key, found in repeated.items():
            texts = rows_texts(self.identities, key, cells)
            again = _among(hashes(texts), found) & ~empty(texts).to_numpy()
            matches[key] = list(_matches(rows, texts, again, earlier[key]))
        nowhere: list[int | None] = [None] * len(rows)
        primary = matches.get(tuple(self.replay.primary), nowhere)
        for position in range(len(rows)):
            unique = {place: match for place in self.replay.unique
                      if (match := matches.get((place,), nowhere)[position])}  # fmt: skip
            gone = frozenset(n for n, places in enumerate(lost) if places[position])
            yield Seen(unique, primary[position], gone)


def _number(row: tuple[int, Any]) -> int:
    return row[0]


def _among(values: Hashes, found: Hashes) -> Any:
    import numpy as np

    if not len(found):
        return np.zeros(len(values), bool)
    places = np.searchsorted(found, values)
    places[places == len(found)] = 0
    return found[places] == values


def _matches(
    rows: Sequence[tuple[int, Any]], texts: pl.DataFrame, again: Any,
    earlier: dict[tuple[str | None, ...], int],
) -> Iterator[int | None]:  # fmt: skip
    """The earlier row with the same key, for rows whose key may stand twice."""
    for (number, _), key, twice in zip(rows, texts.iter_rows(), again.tolist(), strict=True):
        if not twice:
            yield None
            continue
        yield earlier.get(key)
        earlier[key] = number
