"""The published figures as one tidy table: a line for each figure that is shown."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from dialogue.figures.daily import Figures
from dialogue.figures.measures import COUNTS, TIMED
from dialogue.figures.rows import QUANTILES

SEALED: Final = "sealed"
"""The measure of accusations that were sealed, in the whole county by finished month."""


class Line(NamedTuple):
    """A figure: `value` is exact for the day `since`, and so is `denominator`.

    The denominator is left out where the figure it would be cannot be shown.

    `value` is None where a month's sealed accusations are fewer than five. Times are in working
    days, their measure is what is timed and the quantile, as `to_reply.median`.
    """

    day: dt.date
    dimension: str
    group: str
    measure: str
    value: int | None
    denominator: int | None
    share: float | None
    since: dt.date


def lines(figures: Figures) -> Iterator[Line]:
    """All figures that are shown, the county's first, in a fixed order."""
    for key in sorted(figures.table.rows, key=lambda key: (key[0] != "all", key)):
        named = (key[0], key[1] or key[0])  # the county's own have no group; empty is no value
        for measure in COUNTS:
            figure = figures.table.figure(key, measure)
            if figure is not None:
                of = figures.table.denominator(key, measure)
                yield Line(figures.day, *named, measure, figure.value, of,
                           round(figure.value / of, 4) if of else None, figure.since)  # fmt: skip
        for name, count in TIMED.items():
            figure = figures.table.figure(key, count)
            days = figures.times.get(key, {}).get(name)
            if figure is not None and days is not None:
                for quantile in QUANTILES:
                    yield Line(figures.day, *named, f"{name}.{quantile}", days[quantile],
                               figure.value, None, figure.since)  # fmt: skip
    for month, number in sorted(figures.sealed.items()):
        yield Line(figures.day, "all", month, SEALED, number, None, None, _after(month))


def _after(month: str) -> dt.date:
    """The first day after a month, written as 2026-03."""
    last = dt.date.fromisoformat(f"{month}-28") + dt.timedelta(days=4)
    return last.replace(day=1)


def as_csv(figures: Figures) -> bytes:
    """The table as CSV (RFC 4180) in UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(Line._fields)
    writer.writerows(("" if one is None else one for one in line) for line in lines(figures))
    return out.getvalue().encode()


def as_value(figures: Figures) -> dict[str, Any]:
    """The figures with the journal's mark, as JSON values."""
    return {
        "day": figures.day.isoformat(),
        "journal": {"number": figures.head.seq, "sha256": figures.head.hash.hex()},
        "figures": [
            {**line._asdict(), "day": line.day.isoformat(), "since": line.since.isoformat()}
            for line in lines(figures)
        ],
    }  # fmt: skip
