"""Rows of figures: counts and times of all matters, and by board, unit, type, month and code."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dialogue.figures.measures import COUNTS, TIMES

if TYPE_CHECKING:
    import polars

ALL: Final = "all"
DIMENSIONS: Final = ("board", "unit", "type", "month", "code")
QUANTILES: Final = {"median": 0.5, "p75": 0.75, "p90": 0.9}
LEAST: Final = 5
"""Fewer matters than these are never told apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of a group: `dimension` and `group` name it, "all" and "" the whole county.

    `times` are working days by what is timed (to_reply …) and quantile (median, p75, p90): so many
    days or fewer for at least that share of the matters in which it has happened.
    """

    dimension: str
    group: str
    counts: Mapping[str, int]
    times: Mapping[str, Mapping[str, int | None]]

    @property
    def key(self) -> tuple[str, str]:
        """What the row is called."""
        return self.dimension, self.group


def rows(frame: polars.DataFrame) -> Iterator[Row]:
    """The rows of `measures.measures`, the whole first."""
    import polars as pl

    figures = [pl.col(name).sum() for name in COUNTS] + [
        pl.col(name).quantile(share, interpolation="higher").alias(f"{name}.{quantile}")
        for name in TIMES
        for quantile, share in QUANTILES.items()
    ]
    yield _row(ALL, "", frame.select(figures).row(0, named=True))
    for dimension in DIMENSIONS:
        grouped = frame.filter(pl.col(dimension) != "").group_by(dimension).agg(figures)
        for found in grouped.sort(dimension).iter_rows(named=True):
            yield _row(dimension, found[dimension], found)


def _row(dimension: str, group: str, found: Mapping[str, object]) -> Row:
    def days(name: str) -> int | None:
        value = found[name]
        return int(value) if isinstance(value, int | float) else None

    return Row(
        dimension, group, {name: days(name) or 0 for name in COUNTS},
        {name: {quantile: days(f"{name}.{quantile}") for quantile in QUANTILES}
         for name in TIMES},
    )  # fmt: skip


def changed_since(
    frame: polars.DataFrame, instants: Mapping[tuple[str, str], dt.datetime]
) -> dict[tuple[str, str], int]:
    """How many matters of each group changed after the instant given for it (all, if none is)."""
    import polars as pl

    found = {}
    for dimension in (ALL, *DIMENSIONS):
        group = pl.lit("") if dimension == ALL else pl.col(dimension)
        counted = frame.select(group.alias("group"), "changed_at")
        if dimension != ALL:
            counted = counted.filter(pl.col("group") != "")
        for (name,), part in counted.group_by("group"):
            since = instants.get((dimension, str(name)))
            changed = part if since is None else part.filter(pl.col("changed_at") > since)
            found[dimension, str(name)] = changed.height
    return found
