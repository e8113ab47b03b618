import datetime as dt
import pickle

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import workdays
from publisher.workdays import Calendar, shipped

D = dt.date.fromisoformat
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-09-29", 5, "2026-10-12"),  # 10 October is a working Saturday
        ("2026-09-24", 20, "2026-10-29"),
        ("2026-12-03", 20, "2026-12-31"),
        ("2026-12-04", 20, "2027-01-01"),  # provisional: 2027 has no entry
        ("2026-02-13", 1, "2026-02-14"),  # a working Saturday before Spring Festival
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-10-01", 0, "2026-10-08"),
        ("2026-10-08", 0, "2026-10-08"),
    ],
)
def test_days_after(start: str, count: int, end: str) -> None:
    assert shipped().add(D(start), count) == D(end)


def test_years_agree_with_the_notices() -> None:
    calendar = shipped()
    day = dt.date(min(calendar.years), 1, 1)
    while day <= dt.date(2026, 12, 31):
        assert calendar.is_open(day) == chinese_calendar.is_workday(day), day
        day += dt.timedelta(days=1)


def test_beyond_the_last_year_is_provisional() -> None:
    assert not shipped().is_provisional(D("2026-12-31"))
    assert shipped().is_provisional(D("2027-01-01"))
    assert shipped().is_open(D("2027-10-01"))


@given(DAYS, st.integers(1, 400))
def test_add_and_between_agree(day: dt.date, count: int) -> None:
    end = shipped().add(day, count)
    assert shipped().is_open(end)
    assert shipped().between(day, end) == count


@given(DAYS, st.integers(0, 100))
def test_between_counts_open_days(day: dt.date, length: int) -> None:
    days = [day + dt.timedelta(days=offset) for offset in range(1, length + 1)]
    end = day + dt.timedelta(days=length)
    assert shipped().between(day, end) == sum(map(shipped().is_open, days))


def test_a_year_replaces_the_shipped_one() -> None:
    value = {"years": {2027: {"closed": [{"festival": "new_year", "from": D("2027-01-01"),
                                          "to": D("2027-01-03")}], "open": []}}}  # fmt: skip
    calendar = shipped().replaced_by(workdays.from_document(value))
    assert calendar.add(D("2026-12-04"), 20) == D("2027-01-04")
    assert not calendar.is_provisional(D("2027-01-04"))


def test_festivals_that_overlap() -> None:
    found = shipped().festivals(D("2025-10-01"), D("2025-10-31"))
    assert [f.key for f in found] == ["national_day", "mid_autumn"]


def test_outside_the_calendar() -> None:
    with pytest.raises(OverflowError):
        Calendar({}).add(D("2120-12-30"), 30)
    with pytest.raises(OverflowError):
        Calendar({}).add(dt.date(1900, 1, 1), 1)


def test_a_kept_calendar_holds_no_arrays() -> None:
    calendar = shipped()
    day = dt.date(2026, 3, 2)
    assert calendar.add(day, 10) == dt.date(2026, 3, 16)
    kept = pickle.dumps(calendar)
    assert b"numpy" not in kept
    assert pickle.loads(kept).add(day, 10) == dt.date(2026, 3, 16)  # noqa: S301 - ours
