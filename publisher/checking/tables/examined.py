"""One block of a table: which of its rows may have errors, and these rows judged in order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from publisher.checking.tables.errors import TableError
from publisher.checking.tables.keys import Targets, empty, hashes, rows_texts
from publisher.checking.tables.replay import Replay, Seen
from publisher.source.cells import Reading
from publisher.source.identity import Identity
from publisher.source.records import Block

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    from publisher.checking.tables.keys import Hashes

    Mask = npt.NDArray[np.bool_]

ROWS = 5_000
"""So many rows are judged at a time."""
Key = tuple[int, ...]
"""The places of a key's fields."""
Earlier = Mapping[Key, dict[tuple[str | None, ...], int]]
"""By key and value, the last row that had it."""
Row = tuple[int, Sequence[str], bool]
"""A row's number, its cells, and whether it must be judged as a whole."""


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
        self, repeated: Mapping[Key, Hashes] | None = None, earlier: Earlier | None = None
    ) -> Iterator[TableError]:
        """All errors of the block's rows; `earlier` rows of `repeated` keys are kept up."""
        wrong = self._wrong()
        tangled = self._tangled(repeated or {})
        rows = heapq.merge(self._rows(wrong, tangled), self._aside(), key=_number)
        places = [place for place in self.replay.order if place in wrong]
        while part := list(islice(rows, ROWS)):
            knotted = [(number, cells) for number, cells, whole in part if whole]
            seen = self._seen(knotted, repeated or {}, earlier or {})
            for number, cells, whole in part:
                if whole:
                    yield from self.replay.errors(number, cells, next(seen))
                    continue
                for place in places:
                    reading = wrong[place].get(cells[place])
                    if reading is not None:
                        yield from self.replay.cell_errors(
                            number, cells, place, cells[place], reading
                        )

    def _wrong(self) -> dict[int, dict[str, Reading]]:
        """The texts with something wrong, by column."""
        frame = self.block.frame
        found = {place: cells.bad(frame[str(place)])
                 for place, cells in enumerate(self.replay.columns)}  # fmt: skip
        return {place: texts for place, texts in found.items() if texts}

    def _tangled(self, repeated: Mapping[Key, Hashes]) -> Mask:
        """Where more than single cells may be wrong: keys, or the row is blank."""
        found: Mask = self._blank().to_numpy().copy()
        for key, hashed in repeated.items():
            if len(hashed):
                found |= among(hashes(self.texts(key)), hashed)
        if self.replay.primary:
            found |= empty(self.texts(self.replay.primary)).to_numpy()
        for reference, targets in zip(self.replay.references, self.targets, strict=True):
            found |= targets.lost(self.texts(reference.places)).to_numpy()
        return found

    def _rows(self, wrong: Mapping[int, Mapping[str, Reading]], tangled: Mask) -> Iterator[Row]:
        """The rows of the frame that may have errors."""
        import numpy as np
        import polars as pl

        frame = self.block.frame
        suspicious = tangled.copy()
        for place, texts in wrong.items():
            listed = pl.Series(list(texts), dtype=pl.String).implode()
            suspicious |= frame[str(place)].is_in(listed).to_numpy()
        places = np.flatnonzero(suspicious)
        for start in range(0, len(places), ROWS):
            part = places[start : start + ROWS]
            numbers = self.block.numbers[part].tolist()
            yield from zip(numbers, frame[part].rows(), tangled[part].tolist(), strict=True)

    def _aside(self) -> Iterator[Row]:
        for number, cells in self.block.aside:
            yield number, cells, True

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
        self, rows: Sequence[tuple[int, Sequence[str]]], repeated: Mapping[Key, Hashes],
        earlier: Earlier,
    ) -> Iterator[Seen]:
        cells = [row for _, row in rows]
        lost = [
            targets.lost(rows_texts(self.identities, reference.places, cells)).to_list()
            for reference, targets in zip(self.replay.references, self.targets, strict=True)
        ]
        matches: dict[Key, list[int | None]] = {}
        for key, found in repeated.items():
            texts = rows_texts(self.identities, key, cells)
            again = among(hashes(texts), found) & ~empty(texts).to_numpy()
            matches[key] = list(_matches(rows, texts, again, earlier[key]))
        nowhere: list[int | None] = [None] * len(rows)
        primary = matches.get(tuple(self.replay.primary), nowhere)
        for position in range(len(rows)):
            unique = {place: match for place in self.replay.unique
                      if (match := matches.get((place,), nowhere)[position])}  # fmt: skip
            gone = frozenset(n for n, places in enumerate(lost) if places[position])
            yield Seen(unique, primary[position], gone)


def _number(row: Row) -> int:
    return row[0]


def among(values: Hashes, found: Hashes) -> Mask:
    """Where a hash is one of those found."""
    import numpy as np

    if not len(found):
        return np.zeros(len(values), bool)
    places = np.searchsorted(found, values)
    places[places == len(found)] = 0
    result: Mask = found[places] == values
    return result


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
