"""Periods of regular disclosures, written 2025, 2025Q1 or 2025-01, and their ends."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from publisher.languages import Message, Words, message

FORM = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?", re.ASCII)
MONTHS = {"annual": 12, "quarterly": 3, "monthly": 1}
"""How many months a period of each frequency lasts."""


def written(frequency: str, *parts: object) -> str | None:
    """The period that the cells `parts` say, None where they say none.

    A year and a quarter or month make one together; a text such as 2025Q1 is one already.
    """
    cells = [str(part) for part in parts if part is not None]
    if len(cells) != len(parts):
        return None
    if len(cells) == 2:
        number = int(cells[1]) if cells[1].isdigit() else 0
        cells = [f"{cells[0]}Q{number}" if frequency == "quarterly" else f"{cells[0]}-{number:02}"]
    found = FORM.fullmatch(cells[0])
    return cells[0] if found and months(cells[0]) == MONTHS.get(frequency) else None


def months(period: str) -> int:
    """How many months a period lasts."""
    return 3 if "Q" in period else 1 if "-" in period else 12


def first_day(period: str) -> dt.date:
    """The day on which a period begins."""
    year, length = int(period[:4]), months(period)
    number = int(period[5:] or 1)
    return dt.date(year, (number - 1) * (length % 12) + 1, 1)


def last_day(period: str) -> dt.date:
    """The day on which a period ends."""
    return first_day(following(period)) - dt.timedelta(days=1)


def following(period: str) -> str:
    """The period after `period`."""
    start, length = first_day(period), months(period)
    total = start.year * 12 + start.month - 1 + length
    return at(dt.date(total // 12, total % 12 + 1, 1), length)


def at(day: dt.date, length: int) -> str:
    """The period of `length` months that `day` lies in."""
    if length == 12:
        return f"{day.year:04}"
    return f"{day:%Y-%m}" if length == 1 else f"{day.year:04}Q{(day.month + 2) // 3}"


def until(first: str, today: dt.date) -> Iterator[str]:
    """The periods from `first` to the one that `today` lies in."""
    period = first
    while first_day(period) <= today:
        yield period
        period = following(period)


def said(period: str, frequency: str) -> Message | Words:
    """The period in words; an event's is the key of its row."""
    if frequency == "event" or FORM.fullmatch(period) is None:
        return Words((("", period),))
    year, number = period[:4], period[5:]
    if frequency == "quarterly":
        return message("Q{quarter} {year}", quarter=number, year=year)
    if frequency == "monthly":
        return message("{year}-{month}", month=number, year=year)
    return message("{year}", year=year)
