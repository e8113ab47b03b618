"""Keys of a table: which values stand twice, and which lead nowhere.

Keys are compared as texts (`publisher.source.identity`). Rows are found by 64-bit hashes, so that
memory stays at eight bytes a row; what shares a hash is then compared itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from publisher.source.cells import Cells
from publisher.source.identity import Identity
from publisher.source.opening import opened
from publisher.source.records import BLOCK, Unsupported, blocks

if TYPE_CHECKING:
    import frictionless
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Hashes = npt.NDArray[np.uint64]

def hashes(texts: pl.DataFrame, seed: int = 0) -> Hashes:
    """A hash for each row of identities."""
    if texts.width == 1:
        return texts.to_series().hash(seed).to_numpy()
    return texts.hash_rows(seed).to_numpy()


def empty(texts: pl.DataFrame) -> pl.Series:
    """Where all parts of a key are null."""
    found = texts.to_series(0).is_null()
    for column in texts.iter_columns():
        if not found.any():
            break
        found = found & column.is_null()
    return found


class Repeated:
    """The hashes that stand in a table more than once, gathered block by block."""

    def __init__(self) -> None:
        self._parts: list[Hashes] = []

    def add(self, texts: pl.DataFrame) -> None:
        """Take in the keys of a block; those without a value do not count."""
        if not texts.height:
            return
        blank = empty(texts)
        self._parts.append(hashes(texts.filter(~blank) if blank.any() else texts))

    def found(self) -> Hashes:
        """What stands twice, in order; the gathered hashes are forgotten."""
        import numpy as np

        every = np.empty(sum(map(len, self._parts)), np.uint64)
        start = 0
        while self._parts:
            part = self._parts.pop(0)
            every[start : start + len(part)] = part
            start += len(part)
        every.sort()
        return np.unique(every[1:][every[1:] == every[:-1]])


class Targets:
    """The keys of a table that others lead to: themselves up to `listed`, then 128 bits of each."""

    def __init__(self, parts: Iterable[pl.DataFrame], *, listed: int) -> None:
        self._listed: set[tuple[str | None, ...]] | None = set()
        self._hashes: list[tuple[Hashes, Hashes]] = []
        for part in parts:
            keys = part.filter(~empty(part)).unique() if part.height else part
            self._hashes.append((hashes(keys), hashes(keys, 1)))
            if self._listed is not None:
                self._listed.update(keys.iter_rows())
                if len(self._listed) > listed:
                    self._listed = None
        if self._listed is None:
            self._first, self._second = _sorted(self._hashes)
        self._hashes = []

    def lost(self, texts: pl.DataFrame) -> pl.Series:
        """Where a key is not among them; keys without any value are not lost."""
        import polars as pl

        keys = texts.unique()
        keys = keys.filter(~empty(keys) & self._lacking(keys))
        if not keys.height:
            return pl.repeat(False, texts.height, dtype=pl.Boolean, eager=True)
        if keys.width == 1:
            return texts.to_series().is_in(keys.to_series().implode(), nulls_equal=True)
        marked = texts.join(keys.with_columns(pl.lit(True).alias("lost")), on=texts.columns,
                            how="left", nulls_equal=True, maintain_order="left")  # fmt: skip
        return marked["lost"].fill_null(False)

    def _lacking(self, keys: pl.DataFrame) -> pl.Series:
        import polars as pl

        if self._listed is not None:
            listed = self._listed
            return pl.Series([key not in listed for key in keys.iter_rows()], dtype=pl.Boolean)
        first, second = hashes(keys), hashes(keys, 1)
        return pl.Series(list(self._unmatched(first, second)), dtype=pl.Boolean)

    def _unmatched(self, first: Hashes, second: Hashes) -> Iterator[bool]:
        import numpy as np

        starts = np.searchsorted(self._first, first, "left")
        stops = np.searchsorted(self._first, first, "right")
        for start, stop, other in zip(starts, stops, second, strict=True):
            yield not bool((self._second[start:stop] == other).any())


def _sorted(parts: Sequence[tuple[Hashes, Hashes]]) -> tuple[Hashes, Hashes]:
    import numpy as np

    first = np.concatenate([part[0] for part in parts])
    second = np.concatenate([part[1] for part in parts])
    order = np.argsort(first)
    return first[order], second[order]


def target_keys(
    table: frictionless.Resource, fields: Sequence[str], kinds: Sequence[str], *,
    block: int = BLOCK,
) -> Iterator[pl.DataFrame]:
    """The keys of a table that is led to, in blocks."""
    import polars as pl

    if table.format != "csv":
        raise Unsupported("a foreign key to another format")
    found = opened(table, block=block)
    names = [field.name for field in found.fields]
    if not set(fields) <= set(names) or len(fields) != len(kinds):
        raise Unsupported("a foreign key to no field")
    places = [names.index(field) for field in fields]
    columns = {place: Identity(Cells(found.fields[place])) for place in places}
    if [columns[place].kind for place in places] != list(kinds):
        raise Unsupported("a foreign key between different types")
    for part in blocks(found.text):
        yield pl.DataFrame([
            columns[place].texts(part.frame[str(place)]).alias(str(n))
            for n, place in enumerate(places)
        ])  # fmt: skip
        yield rows_texts(columns, places, [cells for _, cells in part.aside])


def rows_texts(
    identities: Mapping[int, Identity], places: Sequence[int], rows: Sequence[Sequence[str]]
) -> pl.DataFrame:
    """The identities of some columns in rows of any width."""
    import polars as pl

    columns: list[pl.Series] = []
    for number, place in enumerate(places):
        identity = identities[place]
        read = identity.cells.read
        columns.append(pl.Series(str(number), [
            identity.text(read(row[place] if place < len(row) else None).value) for row in rows
        ], pl.String))  # fmt: skip
    return pl.DataFrame(columns)
