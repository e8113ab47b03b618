import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from publisher.source.articles import Article
from publisher.supervision.checks.c26_stale_columns import CHECK, EXPECTED, months_after
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

D = dt.date.fromisoformat
FRESH = dict.fromkeys(EXPECTED, "2026-03-30")


def flagged(make_county: MakeCounty, days: dict[str, str], **values: Any) -> list[Any]:
    articles = tuple(
        Article(f"content/{column}/a.zh.md", column, "a", "zh", "", "题", D(day))
        for column, day in days.items()
    )
    county = replace(make_county(), articles=articles)
    outcome = CHECK.run(county, {**values_of(CHECK, {}), **values})
    assert outcome.population == len(EXPECTED)
    return [(flag.subject[0], flag.figures[0][1] if flag.figures else None)
            for flag in outcome.flags]  # fmt: skip


def test_fresh_columns_are_not_flagged(make_county: MakeCounty) -> None:
    assert flagged(make_county, FRESH) == []


@pytest.mark.parametrize(
    ("column", "day", "since"),
    [
        ("news", "2026-03-17", None),  # fourteen days before 31 March
        ("news", "2026-03-16", 15),
        ("rules", "2025-10-01", None),
        ("rules", "2025-09-30", 182),  # six months ended on 30 March
        ("cases", "2020-01-01", None),
    ],
)
def test_the_newest_entry_decides(
    make_county: MakeCounty, column: str, day: str, since: int | None
) -> None:
    found = flagged(make_county, {**FRESH, column: day})
    assert found == ([(column, since)] if since else [])


def test_an_empty_column_is_flagged(make_county: MakeCounty) -> None:
    days = {name: day for name, day in FRESH.items() if name != "exemplars"}
    assert flagged(make_county, days) == [("exemplars", None)]


def test_planned_articles_do_not_refresh_a_column(make_county: MakeCounty) -> None:
    assert flagged(make_county, {**FRESH, "news": "2026-04-01"}) == [("news", None)]


def test_parameters(make_county: MakeCounty) -> None:
    days = {**FRESH, "news": "2026-03-17"}
    assert flagged(make_county, days, news_days=13) == [("news", 14)]


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        ("2025-08-31", 6, "2026-02-28"), ("2023-08-31", 6, "2024-02-29"),
        ("2025-12-15", 1, "2026-01-15"), ("2025-11-30", 3, "2026-02-28"),
        ("2025-06-30", 6, "2025-12-30"), ("2025-01-31", 12, "2026-01-31"),
        ("2025-10-31", 2, "2025-12-31"),
    ],
)  # fmt: skip
def test_months_end_on_days_that_exist(day: str, months: int, after: str) -> None:
    assert months_after(D(day), months) == D(after)
