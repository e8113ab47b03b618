"""Rows of figures: counts and times of all matters, and by board, unit, type, month and code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dialogue.figures.measures import COUNTS, TIMED

if TYPE_CHECKING:
    import polars

ALL: Final = "all"
DIMENSIONS: Final = ("board", "unit", "type", "month", "code")
QUANTILES: Final = {"median": 0.5, "p75": 0.75, "p90": 0.9}

Key = tuple[str, str]
"""The dimension and the group of a row."""
WHOLE: Final[Key] = (ALL, "")


@dataclass(frozen=True, slots=True)
class Row:
    """The true figures of a group: `key` names it, WHOLE the whole county.

    `times` are working days by what is timed (to_reply …) and quantile (median, p75, p90): so many
    days or fewer for at least that share of the matters in which it has happened.
    """

    key: Key
    counts: Mapping[str, int]
    times: Mapping[str, Mapping[str, int | None]]


def rows(frame: polars.DataFrame) -> Iterator[Row]:
    """The rows of `measures.measures`, the whole first."""
    import polars as pl

    figures = [pl.col(name).sum() for name in COUNTS] + [
        pl.col(name).quantile(share, interpolation="higher").alias(f"{name}.{quantile}")
        for name in TIMED
        for quantile, share in QUANTILES.items()
    ]
    yield _row(WHOLE, frame.select(figures).row(0, named=True))
    for dimension in DIMENSIONS:
        grouped = frame.filter(pl.col(dimension) != "").group_by(dimension).agg(figures)
        for found in grouped.sort(dimension).iter_rows(named=True):
            yield _row((dimension, found[dimension]), found)


def _row(key: Key, found: Mapping[str, object]) -> Row:
    def number(name: str) -> int | None:
        value = found[name]
        return int(value) if isinstance(value, int | float) else None

    return Row(
        key, {name: number(name) or 0 for name in COUNTS},
        {name: {quantile: number(f"{name}.{quantile}") for quantile in QUANTILES}
         for name in TIMED},
    )  # fmt: skip
