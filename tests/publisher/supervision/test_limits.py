"""Last days of limits, computed by hand from the State Council's notices."""

from __future__ import annotations

import datetime as dt

import pytest

from publisher.supervision import limits, periods
from publisher.supervision.limits import Limit
from publisher.workdays import shipped

D = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-09-29", 5, "2026-10-12"),  # 10 October is a working Saturday
        ("2026-09-24", 20, "2026-10-29"),
        ("2026-12-03", 20, "2026-12-31"),
        ("2026-12-04", 20, "2027-01-01"),  # provisional: 2027 has no entry
        ("2026-02-13", 1, "2026-02-14"),  # the start is a Friday, Saturday is worked
        ("2026-02-12", 2, "2026-02-14"),
        ("2026-02-14", 2, "2026-02-25"),  # Spring Festival until 23 February
        ("2026-02-16", 1, "2026-02-24"),  # begins on a rest day
        ("2025-12-31", 1, "2026-01-04"),  # the Sunday after New Year is worked
        ("2024-02-28", 1, "2024-02-29"),
        ("2026-10-07", 0, "2026-10-08"),
    ],
)  # fmt: skip
def test_working_days(start: str, days: int, last: str) -> None:
    due = limits.after(D(start), Limit(days, working=True), shipped())
    assert due is not None
    assert due.day == D(last)
    assert due.provisional == (due.day.year > 2026)


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2025-02-14", 20, "2025-03-06"),
        ("2024-02-09", 20, "2024-02-29"),  # leap year
        ("2025-02-09", 20, "2025-03-03"),  # 1 March 2025 is a Saturday
        ("2025-09-30", 15, "2025-10-15"),
        ("2026-09-15", 20, "2026-10-08"),  # 5 October is a rest day of National Day
        ("2025-09-25", 20, "2025-10-15"),
        ("2025-01-31", 28, "2025-02-28"),
        ("2026-02-08", 20, "2026-02-28"),  # a Saturday that is worked
        ("2025-12-31", 1, "2026-01-04"),
        ("2026-01-05", 0, "2026-01-05"),
        ("2026-01-10", 0, "2026-01-12"),  # a Saturday
    ],
)  # fmt: skip
def test_calendar_days_roll_over_rest_days(start: str, days: int, last: str) -> None:
    due = limits.after(D(start), Limit(days, working=False), shipped())
    assert due == (D(last), False)


def test_fixed_days() -> None:
    calendar = shipped()
    assert limits.fixed(2026, "03-31", calendar) == (D("2026-03-31"), False)
    assert limits.fixed(2026, "01-31", calendar) == (D("2026-02-02"), False), "a Saturday"
    assert limits.fixed(2024, "02-29", calendar) == (D("2024-02-29"), False)
    assert limits.fixed(2025, "02-29", calendar) == (D("2025-02-28"), False)
    assert limits.fixed(2027, "03-31", calendar) == (D("2027-03-31"), True)
    assert limits.fixed(2026, "02-30", calendar) is None


@pytest.mark.parametrize("day", ["0001-01-01", "1949-10-01", "2120-12-31", "9999-12-31"])
def test_beyond_the_calendar_there_is_no_day(day: str) -> None:
    for limit in (Limit(20, working=True), Limit(20, working=False)):
        assert limits.after(D(day), limit, shipped()) is None


@pytest.mark.parametrize(
    ("period", "first", "last", "following"),
    [
        ("2025", "2025-01-01", "2025-12-31", "2026"),
        ("2024Q1", "2024-01-01", "2024-03-31", "2024Q2"),
        ("2025Q4", "2025-10-01", "2025-12-31", "2026Q1"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024-03"),
        ("2025-12", "2025-12-01", "2025-12-31", "2026-01"),
    ],
)
def test_periods(period: str, first: str, last: str, following: str) -> None:
    assert periods.first_day(period) == D(first)
    assert periods.last_day(period) == D(last)
    assert periods.following(period) == following
    assert periods.at(D(first), periods.months(period)) == period
    assert periods.at(D(last), periods.months(period)) == period


@pytest.mark.parametrize(
    ("frequency", "parts", "period"),
    [
        ("annual", (2025,), "2025"),
        ("quarterly", (2025, 3), "2025Q3"),
        ("quarterly", ("2025Q3",), "2025Q3"),
        ("monthly", (2025, 7), "2025-07"),
        ("monthly", ("2025-07",), "2025-07"),
        ("quarterly", (2025, 5), None),
        ("quarterly", ("2025-07",), None),
        ("annual", (None,), None),
        ("annual", ("soon",), None),
        ("monthly", (2025, "x"), None),
    ],
)
def test_periods_from_cells(
    frequency: str, parts: tuple[object, ...], period: str | None
) -> None:
    assert periods.written(frequency, *parts) == period


def test_periods_until_today() -> None:
    assert list(periods.until("2025Q3", D("2026-01-01"))) == ["2025Q3", "2025Q4", "2026Q1"]
    assert list(periods.until("2025Q3", D("2025-12-31"))) == ["2025Q3", "2025Q4"]


def test_periods_in_words() -> None:
    assert periods.said("2025Q3", "quarterly").text("en") == "Q3 2025"
    assert periods.said("2025-07", "monthly").text("en") == "2025-07"
    assert periods.said("2025", "annual").text("en") == "2025"
    assert periods.said("HT2025-111", "event").text("en") == "HT2025-111"
    assert periods.said("2025", "event").text("en") == "2025"
