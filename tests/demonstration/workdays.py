"""Working days in 2023–2026 as the State Council's notices fix them."""

from datetime import date, timedelta

RESTS = (
    ("2024-01-01", "2024-01-01"),
    ("2024-02-10", "2024-02-17"),
    ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"),
    ("2024-06-08", "2024-06-10"),
    ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
    ("2025-01-01", "2025-01-01"),
    ("2025-01-28", "2025-02-04"),
    ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"),
    ("2025-05-31", "2025-06-02"),
    ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"),
    ("2026-02-15", "2026-02-23"),
)
WORKED_WEEKENDS = frozenset(
    map(
        date.fromisoformat,
        (
            "2024-02-04",
            "2024-02-18",
            "2024-04-07",
            "2024-04-28",
            "2024-05-11",
            "2024-09-14",
            "2024-09-29",
            "2024-10-12",
            "2025-01-26",
            "2025-02-08",
            "2025-04-27",
            "2025-09-28",
            "2025-10-11",
            "2026-01-04",
            "2026-02-14",
            "2026-02-28",
        ),
    )
)
HOLIDAYS = frozenset(
    date.fromisoformat(first) + timedelta(days=n)
    for first, last in RESTS
    for n in range((date.fromisoformat(last) - date.fromisoformat(first)).days + 1)
)


def works(when: date) -> bool:
    """Whether offices are open on that day."""
    return when in WORKED_WEEKENDS or (when.weekday() < 5 and when not in HOLIDAYS)


def add(when: date, count: int) -> date:
    """The day `count` working days after (the start is not counted); 0 is the next open day."""
    while count > 0 or not works(when):
        when += timedelta(days=1)
        count -= works(when)
    return when


def between(start: date, end: date) -> int:
    """How many working days lie after `start` up to and including `end`."""
    return sum(works(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def open_days(first: date, last: date) -> list[date]:
    """All working days from `first` to `last`, both included."""
    span = (last - first).days + 1
    return [d for d in (first + timedelta(days=n) for n in range(span)) if works(d)]
