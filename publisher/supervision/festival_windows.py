"""The time around festivals, and the stretches between them that it is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from publisher.supervision.flagged import count, words
from publisher.supervision.model import Value
from publisher.workdays import Calendar

DAY = dt.timedelta(days=1)


class Window(NamedTuple):
    """The days around one festival, or several whose windows overlap; `rest` is the first rest day.

    `festivals` are their keys in order.
    """

    number: int
    first: dt.date
    last: dt.date
    rest: dt.date
    festivals: tuple[str, ...]

    @property
    def days(self) -> int:
        """The number of days."""
        return (self.last - self.first).days + 1


def windows(
    calendar: Calendar, values: Mapping[str, Value], *, first: dt.date, last: dt.date
) -> list[Window]:
    """The windows that touch the time from `first` to `last`, none overlapping another."""
    before = dt.timedelta(days=count(values["days_before"]))
    after = dt.timedelta(days=count(values["days_after"]))
    wanted = set(words(values["festivals"]))
    merged: list[Window] = []
    # A year more on either side: a window at the edge may be part of a longer one.
    for festival in calendar.festivals(first - 366 * DAY, last + 366 * DAY):
        if festival.key not in wanted:
            continue
        start, end = festival.first - before, festival.last + after
        if merged and start <= merged[-1].last:
            known = merged.pop()
            keys = known.festivals + ((festival.key,) if festival.key not in known.festivals
                                      else ())  # fmt: skip
            merged.append(known._replace(last=max(known.last, end), festivals=keys))
        else:
            merged.append(Window(0, start, end, festival.first, (festival.key,)))
    touching = [window for window in merged if window.first <= last and window.last >= first]
    return [window._replace(number=place) for place, window in enumerate(touching)]


def block_days(values: Mapping[str, Value]) -> int:
    """The days of a stretch, at least one."""
    return count(values["block_days"], least=1)


def blocks(around: Sequence[Window], values: Mapping[str, Value]) -> pl.DataFrame:
    """Stretches of equal length between windows: `_block`, and its first day `_block_first`.

    They are laid backwards from each window to the one before it; before the first window as far
    as the months looked back on reach.
    """
    found = list(_block_days(around, values))
    return pl.DataFrame(
        {"_block": range(len(found)), "_block_first": found},
        schema={"_block": pl.Int64, "_block_first": pl.Date},
    )


def _block_days(around: Sequence[Window], values: Mapping[str, Value]) -> Iterator[dt.date]:
    length = dt.timedelta(days=block_days(values))
    reach = dt.timedelta(days=31 * count(values["months"]))
    for place, window in enumerate(around):
        free_from = around[place - 1].last + DAY if place else window.first - reach
        start = window.first - length
        while start >= free_from:
            yield start
            start -= length


def days_of(around: Sequence[Window], values: Mapping[str, Value]) -> pl.DataFrame:
    """Each day (`paid_on`) in a window or a block, with the number of the one that it lies in."""
    length = block_days(values)
    rows: list[tuple[dt.date, int | None, int | None]] = [
        (window.first + n * DAY, window.number, None)
        for window in around
        for n in range(window.days)
    ]
    for block, start in blocks(around, values).iter_rows():
        rows += [(start + n * DAY, None, block) for n in range(length)]
    return pl.DataFrame(
        rows, orient="row",
        schema={"paid_on": pl.Date, "_window": pl.Int64, "_block": pl.Int64},
    )  # fmt: skip
