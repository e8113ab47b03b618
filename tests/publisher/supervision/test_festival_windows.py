import datetime as dt

from publisher import workdays
from publisher.supervision.checks.c01_holiday_spike import CHECK
from publisher.supervision.festival_windows import Window, blocks, days_of, windows
from publisher.supervision.run import values_of

VALUES = values_of(CHECK, {})


def around(first: str, last: str) -> list[Window]:
    return windows(
        workdays.shipped(), VALUES,
        first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last),
    )  # fmt: skip


def test_mid_autumn_of_2025_lies_inside_national_day() -> None:
    (window,) = around("2025-10-01", "2025-10-01")
    # Rest days 1 to 8 October, 15 days before and 7 after.
    assert (window.first, window.last) == (dt.date(2025, 9, 16), dt.date(2025, 10, 15))
    assert window.festivals == ("national_day", "mid_autumn")
    assert window.rest == dt.date(2025, 10, 1)
    assert window.days == 30


def test_windows_that_overlap_are_one() -> None:
    # 2024: Mid-Autumn 15–17 September ends its window on the 24th, National Day's begins on the
    # 16th.
    (window,) = around("2024-09-20", "2024-09-20")
    assert (window.first, window.last) == (dt.date(2024, 8, 31), dt.date(2024, 10, 14))


def test_windows_that_do_not_overlap_stay_apart() -> None:
    found = around("2025-01-01", "2025-02-11")
    assert [(w.first.isoformat(), w.last.isoformat()) for w in found] == [
        ("2024-12-17", "2025-01-08"),
        ("2025-01-13", "2025-02-11"),
    ]


def test_blocks_fill_the_time_between_windows_from_its_end() -> None:
    found = around("2025-02-12", "2025-10-15")
    assert len(found) == 1
    starts = blocks(found, VALUES)["_block_first"].to_list()
    assert starts[0] == dt.date(2025, 8, 24)  # 23 days up to 15 September
    both = around("2025-02-11", "2025-10-15")
    inner = [day for day in blocks(both, VALUES)["_block_first"] if day > both[0].last]
    # 12 February to 15 September are 216 days: nine blocks of 23.
    assert len(inner) == 9
    assert min(inner) == dt.date(2025, 9, 15) - dt.timedelta(days=9 * 23 - 1)


def test_no_day_lies_in_two_places() -> None:
    days = days_of(around("2023-01-01", "2026-03-31"), VALUES)
    assert days["paid_on"].is_duplicated().sum() == 0
    assert (days["_window"].is_null() != days["_block"].is_null()).all()
