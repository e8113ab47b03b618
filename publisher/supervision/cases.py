"""What most checks need: days between columns, evidence of rows, numbers as texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import polars as pl

from publisher.languages import Message
from publisher.source import schemas
from publisher.source.frames import ROW
from publisher.supervision.county import DATASET, LISTED, RESOURCE
from publisher.supervision.model import Evidence, NotEvaluated
from publisher.workdays import Calendar

Row = Mapping[str, Any]
"""A row by column names, with the columns that say where it stands."""

HALF_CENT = 0.005
"""Sums of amounts of two decimals differ by more than this, or are equal."""
SMALL = 0.001
"""Shares below this are shown with more digits."""
ROUNDING = 1e-9
"""What a share times a count may be off by."""


class Span(NamedTuple):
    """Two date columns of a frame, from the first to the second."""

    start: str
    end: str


def working_days(frame: pl.DataFrame, span: Span, calendar: Calendar) -> pl.Series:
    """The working days after the start up to and including the end; null where a day is."""
    return _counts(frame[span.end], calendar) - _counts(frame[span.start], calendar)


def overrun(frame: pl.DataFrame, span: Span, limit: pl.Series, *, calendar: Calendar) -> pl.Series:
    """Whether the end comes after the last day that `limit` (dates) allows; null where unknown.

    The day on which a limit in calendar days starts is not counted; a limit that ends on a rest
    day ends on the next working day [M, the general rule of civil law]. So the end is too late
    where an open day lies from the limit's last day up to the day before the end.
    """
    before = pl.duration(days=1)
    shifted = pl.select((limit - before).alias("limit"), (frame[span.end] - before).alias("end"))
    return working_days(shifted, Span("limit", "end"), calendar) > 0


def _counts(days: pl.Series, calendar: Calendar) -> pl.Series:
    numbers = days.cast(pl.Int32)
    counts = pl.Series(days.name, calendar.counts_at(numbers.fill_null(0).to_numpy()), pl.Int32)
    return counts.set(numbers.is_null(), None)


def not_evaluated(*reasons: tuple[Message, int]) -> tuple[NotEvaluated, ...]:
    """The reasons that hold for at least one row."""
    return tuple(NotEvaluated(reason, rows) for reason, rows in reasons if rows)


@cache
def primary_key(schema: str) -> tuple[str, ...]:
    """The primary key of a shipped schema."""
    document = schemas.shipped(schema)
    assert document is not None  # noqa: S101 - checks name shipped schemas only
    return schemas.names(document.value.get("primaryKey"))


def row_evidence(schema: str, row: Row) -> Evidence:
    """One row of `schema` as evidence."""
    key = " / ".join(str(row[name]) for name in primary_key(schema))
    return Evidence(row[DATASET], row[RESOURCE], key, row[ROW])


def by_key(frame: pl.DataFrame, column: str, keys: Iterable[Any]) -> dict[Any, pl.DataFrame]:
    """The rows whose `column` is one of `keys`, by that value and in the order of the file."""
    wanted = pl.Series(column, list(keys), dtype=frame.schema[column]).unique()
    found = frame.filter(pl.col(column).is_in(wanted.implode()))
    parts = found.partition_by(column, as_dict=True, maintain_order=True)
    return {key[0]: part for key, part in parts.items()}


def listed(*parts: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first rows of all parts together."""
    return tuple(entry for part in parts for entry in part)[:LISTED]


def money(amount: float) -> str:
    """An amount in yuan, such as 1,200.00."""
    return f"{amount:,.2f}"


def percent(share: float) -> str:
    """A share of 1 in hundredths, such as 12.5%."""
    text = f"{share * 100:.2f}" if abs(share) >= SMALL or not share else f"{share * 100:.6f}"
    return text.rstrip("0").rstrip(".") + "%"


def latest(days: pl.Series) -> dt.date | None:
    """The last of some days."""
    found = days.max()
    return found if isinstance(found, dt.date) else None
