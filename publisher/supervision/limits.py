"""Limits of time: the last day on which something is in time.

The day on which a limit begins is not counted. Where the last day of a limit in calendar days or a
fixed day is one on which offices are closed, the next open day is the last one.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from publisher.workdays import FIRST, LAST, Calendar


class Limit(NamedTuple):
    """So many days, working days or calendar days."""

    days: int
    working: bool


class Due(NamedTuple):
    """The last day in time; it is provisional where the calendar of its year is not known yet."""

    day: dt.date
    provisional: bool


def after(start: dt.date, limit: Limit, calendar: Calendar) -> Due | None:
    """The last day of a limit that begins on `start`; None beyond the calendar's days."""
    if not FIRST < start <= LAST:
        return None
    try:
        last = start + dt.timedelta(days=0 if limit.working else limit.days)
        day = calendar.add(last, limit.days if limit.working else 0)
    except OverflowError:
        return None
    return Due(day, calendar.is_provisional(day))


def fixed(year: int, month_day: str, calendar: Calendar) -> Due | None:
    """The day of a year written 03-31, or the next open one; None beyond the calendar's days.

    29 February is 28 February in other years than leap years.
    """
    month, day = map(int, month_day.split("-"))
    if (month, day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        day = 28
    try:
        named = dt.date(year, month, day)
    except ValueError:
        return None
    return after(named, Limit(0, working=False), calendar)
