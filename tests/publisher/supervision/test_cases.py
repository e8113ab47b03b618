"""Days between columns, and numbers as texts."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from publisher import workdays
from publisher.supervision import cases
from publisher.supervision.cases import Span

DAYS = [dt.date(2025, 3, 25) + dt.timedelta(days=n) for n in range(25)]
"""Around Qingming 2025: Friday 4 April to Sunday 6 April are rest days."""


def test_working_days_are_those_of_the_calendar() -> None:
    calendar = workdays.shipped()
    frame = pl.DataFrame({"a": [d for d in DAYS for _ in DAYS], "b": DAYS * len(DAYS)})
    found = cases.working_days(frame, Span("a", "b"), calendar)
    assert found.to_list() == [calendar.between(a, b) for a, b in frame.rows()]


def test_an_overrun_is_a_day_after_the_limit_moved_to_a_working_day() -> None:
    calendar = workdays.shipped()
    frame = pl.DataFrame({"limit": [d for d in DAYS for _ in DAYS], "end": DAYS * len(DAYS)})
    found = cases.overrun(frame, Span("limit", "end"), frame["limit"], calendar=calendar)
    assert found.to_list() == [end > calendar.add(limit, 0) for limit, end in frame.rows()]


def test_a_missing_day_gives_no_answer() -> None:
    frame = pl.DataFrame({"a": [None, DAYS[0]], "b": [DAYS[1], None]}, schema_overrides={
        "a": pl.Date, "b": pl.Date})  # fmt: skip
    calendar = workdays.shipped()
    assert cases.working_days(frame, Span("a", "b"), calendar).to_list() == [None, None]
    late = cases.overrun(frame, Span("a", "b"), frame["a"], calendar=calendar)
    assert late.to_list() == [None, None]


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.3, "30%"), (1.0, "100%"), (0.0, "0%"), (0.1234, "12.34%"), (0.0000172, "0.00172%")],
)
def test_shares_as_texts(share: float, text: str) -> None:
    assert cases.percent(share) == text


def test_amounts_as_texts() -> None:
    assert cases.money(1234567.5) == "1,234,567.50"
