"""Duties, computed by hand: who, which period, due when, and how it was met."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import pytest

from publisher.source import schemas
from publisher.source.articles import Article
from publisher.source.frames import ROW
from publisher.supervision.county import DATASET, RESOURCE
from publisher.supervision.county_obligations import of_county
from publisher.supervision.duties import Duties, Duty, Score, Status, score
from publisher.supervision.evaluation import evaluate, standing
from publisher.supervision.first_days import First, FirstDays
from publisher.supervision.obligations import Obligation, Rows, shipped
from publisher.workdays import shipped as calendar
from tests.publisher.supervision.conftest import Rows as Given
from tests.publisher.supervision.conftest import Written, table

D = dt.date.fromisoformat
VILLAGES = [
    {"org_id": "V-1", "org_type": "village"}, {"org_id": "V-2", "org_type": "village"},
    {"org_id": "U-1", "org_type": "government"},
]  # fmt: skip


def free(rows: Given) -> pl.DataFrame:
    """A frame with just these columns; texts that are days become dates."""
    found = pl.DataFrame(list(rows), infer_schema_length=None)
    days = [column for column in found.columns if column.endswith("_on")]
    return found.with_columns(
        *(pl.col(column).cast(pl.String).str.to_date() for column in days),
        pl.lit("test").alias(DATASET), pl.lit("t").alias(RESOURCE),
        pl.int_range(2, found.height + 2, dtype=pl.Int64).alias(ROW),
    )  # fmt: skip


def duties(
    *, today: str = "2026-03-31", only: str = "", days: FirstDays | None = None,
    articles: Iterable[Article] = (), extra: Mapping[str, Given] | None = None, **tables: Given,
) -> Duties:  # fmt: skip
    """The duties of a county of these tables; `extra` are tables of schemas that tests write."""
    frames = {name: table(name, rows) for name, rows in tables.items()}
    frames |= {name: free(rows) for name, rows in (extra or {}).items()}
    written = Written(frames)
    entries = [entry for entry in of_county(written) if not only or entry.id == only]
    return evaluate(
        entries, written, articles, days=days or FirstDays(D(today)), calendar=calendar()
    ).duties


def brief(found: Duties) -> list[tuple[Any, ...]]:
    """Unit, period, due date, status and days of each duty."""
    return [(d.unit, d.period, str(d.due_on), d.status.value, d.days) for d in found.all]


@pytest.mark.parametrize(
    ("due", "published", "today", "status", "days"),
    [
        ("2026-03-10", "2026-03-10", "2026-03-31", Status.ON_TIME, 0),
        ("2026-03-10", "2026-03-11", "2026-03-31", Status.LATE, 1),
        ("2026-03-10", None, "2026-03-10", Status.NOT_DUE, 0),
        ("2026-03-10", None, "2026-03-07", Status.NOT_DUE, 3),
        ("2026-03-10", None, "2026-03-11", Status.MISSING, 1),
        (None, "2026-03-10", "2026-03-31", Status.NOT_DUE, 0),
        (None, None, "2026-03-31", Status.NOT_DUE, 0),
    ],
)
def test_standing(
    due: str | None, published: str | None, today: str, status: Status, days: int
) -> None:
    found = standing(D(due) if due else None, D(published) if published else None, D(today))
    assert found == (status, days)


def test_scores_have_denominators() -> None:
    duty = Duty("o", "u", "p", None, False, None, None, False, Status.LATE, 1)
    found = score([duty, *[duty._replace(status=status) for status in Status]])
    assert found == Score(on_time=1, late=2, missing=1, exempt=1, not_due=1)
    assert (found.due, found.share) == (4, 0.25)
    assert score([duty._replace(status=Status.EXEMPT)]).share is None


def account(unit: str, period: str, day: str | None) -> dict[str, Any]:
    return {"org_id": unit, "period": period, "line_code": "A01", "published_on": day}


def test_quarters_of_villages() -> None:
    found = duties(
        today="2026-04-10", organisations=VILLAGES,
        village_accounts=[
            account("V-1", "2025Q3", "2025-10-15"), account("V-1", "2025Q4", "2026-01-16"),
            account("V-2", "2025Q3", "2025-10-13"),
        ],
    )  # fmt: skip
    assert brief(found) == [
        ("V-1", "2025Q3", "2025-10-15", "on_time", 0),
        ("V-2", "2025Q3", "2025-10-15", "on_time", 0),
        ("V-1", "2025Q4", "2026-01-15", "late", 1),
        ("V-2", "2025Q4", "2026-01-15", "missing", 85),
        ("V-1", "2026Q1", "2026-04-15", "not_due", 5),
        ("V-2", "2026Q1", "2026-04-15", "not_due", 5),
        ("V-1", "2026Q2", "2026-07-15", "not_due", 96),
        ("V-2", "2026Q2", "2026-07-15", "not_due", 96),
    ]


def test_the_first_line_of_a_period_counts() -> None:
    rows = [
        {**account("V-1", "2025Q3", "2025-12-01"), "line_code": "B02"},
        account("V-1", "2025Q3", "2025-10-09"),
    ]
    found = duties(today="2025-10-20", organisations=VILLAGES, village_accounts=rows)
    assert found.all[0].published_on == D("2025-10-09")
    assert found.all[0].evidence is not None
    assert (found.all[0].evidence.key, found.all[0].evidence.row) == ("V-1 / 2025Q3 / A01", 3)


def test_units_that_were_abolished_or_not_yet_there_owe_nothing() -> None:
    units = [
        {"org_id": "V-1", "org_type": "village", "abolished_on": "2025-12-31"},
        {"org_id": "V-2", "org_type": "village", "established_on": "2026-01-01"},
        {"org_id": "V-3", "org_type": "village"},
    ]
    found = duties(today="2026-03-31", organisations=units,
                   village_accounts=[account("V-3", "2025Q4", "2026-01-05")])  # fmt: skip
    assert [(d.unit, d.period) for d in found.all] == [
        ("V-3", "2025Q4"), ("V-2", "2026Q1"), ("V-3", "2026Q1"),
    ]  # fmt: skip


def budget(unit: str, day: str, year: int = 2025) -> dict[str, Any]:
    return {"org_id": unit, "year": year, "stage": "budget", "published_on": day}


def test_budgets_run_from_the_day_by_which_half_had_published() -> None:
    rows = [budget("U-1", "2025-02-10"), budget("U-2", "2025-02-14"), budget("U-3", "2025-03-06"),
            budget("U-4", "2025-03-07")]  # fmt: skip
    found = duties(only="three-public-budget", three_public=rows,
                   payments=[{"org_id": "U-5"}])  # fmt: skip
    # Five units owe it; the third of them published on 6 March, 20 days later is 26 March.
    assert {d.due_on for d in found.all} == {D("2025-03-26")}
    assert score(found.all) == Score(4, 0, 1, 0, 0)
    rows[2]["published_on"] = "2025-02-14"
    found = duties(only="three-public-budget", three_public=rows, payments=[{"org_id": "U-5"}])
    behind = [duty for duty in found.all if duty.status is not Status.ON_TIME]
    assert [(duty.unit, duty.status.value, duty.days) for duty in behind] == [
        ("U-4", "late", 1), ("U-5", "missing", 390),
    ]  # fmt: skip


def test_until_half_have_published_the_day_is_not_known() -> None:
    rows = [budget("U-1", "2025-02-10")]
    rows += [budget(f"U-{number}", "2024-02-10", 2024) for number in range(1, 5)]
    found = [d for d in duties(only="three-public-budget", three_public=rows).all
             if d.period == "2025"]  # fmt: skip
    assert [(d.unit, d.due_on, d.status) for d in found] == [
        (f"U-{number}", None, Status.NOT_DUE) for number in range(1, 5)
    ]


def test_events_have_due_dates_of_their_own() -> None:
    rows = [
        {"contract_id": "A", "org_id": "U-1", "signed_on": "2026-02-12",
         "contract_published_on": "2026-02-14"},  # Friday, then a worked Saturday
        {"contract_id": "B", "org_id": "U-1", "signed_on": "2026-02-12",
         "contract_published_on": "2026-02-24"},
        {"contract_id": "C", "org_id": "U-2", "signed_on": "2026-03-27"},
        {"contract_id": "D", "org_id": "U-2", "signed_on": "2026-03-30"},
        {"contract_id": "E", "org_id": "U-2"},
    ]  # fmt: skip
    found = duties(only="procurement-contract", contracts=rows)
    assert brief(found) == [
        ("U-1", "A", "2026-02-14", "on_time", 0), ("U-1", "B", "2026-02-14", "late", 10),
        ("U-2", "C", "2026-03-31", "not_due", 0), ("U-2", "D", "2026-04-01", "not_due", 1),
    ]  # fmt: skip
    assert [(name, reason.rows) for name, reason in found.not_evaluated] == [
        ("procurement-contract", 1),
    ]  # fmt: skip


def test_articles_with_a_fixed_day() -> None:
    def report(day: str, unit: str = "U-1", **more: Any) -> Article:
        tags = ("政府信息公开", "年度报告")
        return Article(f"content/news/{day}.zh.md", "news", f"r-{day}", "zh", "", "报告",
                       D(day), unit=unit, **{"tags": tags, **more})  # fmt: skip

    found = duties(
        only="information-report", today="2026-04-01",
        articles=[report("2025-04-01"), report("2025-04-03"), report("2026-03-01", unit=""),
                  report("2026-02-01", tags=("年度报告",))],
    )  # fmt: skip
    assert brief(found) == [
        ("U-1", "2024", "2025-03-31", "late", 1), ("U-1", "2025", "2026-03-31", "missing", 1),
        ("U-1", "2026", "2027-03-31", "not_due", 364),
    ]  # fmt: skip
    assert [d.provisional for d in found.all] == [False, False, True]
    assert found.all[0].article == ("news", "r-2025-04-01")


def ledger(status: str, reason: str | None, day: str | None = None) -> dict[str, Any]:
    return {"obligation_id": "VILLAGE-ACCOUNTS", "org_id": "V-2", "period": "2025Q4",
            "status": status, "exempt_reason": reason, "first_published_on": day}  # fmt: skip


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (ledger("exempt", "secret"), Status.EXEMPT),
        (ledger("exempt", "privacy"), Status.EXEMPT),
        (ledger("exempt", "business"), Status.EXEMPT),
        (ledger("exempt", "internal"), Status.MISSING),
        (ledger("exempt", None), Status.MISSING),
        (ledger("on_time", None), Status.MISSING),  # typed statuses are not believed
        (ledger("late", None, "2026-01-14"), Status.ON_TIME),
        (ledger("on_time", None, "2026-01-16"), Status.LATE),
    ],
)
def test_the_ledger_of_publications(row: dict[str, Any], status: Status) -> None:
    found = duties(
        organisations=VILLAGES, village_accounts=[account("V-1", "2025Q4", "2026-01-05")],
        extra={"publications": [row]},
    )  # fmt: skip
    duty = next(d for d in found.all if d.unit == "V-2" and d.period == "2025Q4")
    assert duty.status is status
    assert bool(duty.ground) == (status is Status.EXEMPT)


def own(**fields: Any) -> dict[str, Any]:
    row = dict.fromkeys(
        ("obligation_id", "title", "dataset", "responsible", "frequency", "trigger_event",
         "deadline_n", "deadline_unit", "fixed_date", "scope", "basis", "evidence"),
    )  # fmt: skip
    return {**row, **fields}


def test_a_county_changes_a_limit() -> None:
    found = duties(
        organisations=VILLAGES, village_accounts=[account("V-1", "2025Q4", "2026-01-12")],
        extra={"obligations": [own(obligation_id="VILLAGE-ACCOUNTS", title="村账", deadline_n=5,
                                   deadline_unit="working_day", evidence="M")]},
    )  # fmt: skip
    # Working days after 31 December 2025: Sunday 4 January is worked, then 5, 6, 7, 8.
    assert (found.all[0].due_on, found.all[0].status) == (D("2026-01-08"), Status.LATE)


def test_a_county_adds_obligations() -> None:
    found = duties(
        payments=[{"payment_id": "Z1", "org_id": "U-1", "paid_on": "2026-01-05",
                   "published_on": "2026-02-10"}],
        party_dues=[{"org_id": "U-1", "year": 2025, "quarter": 4, "published_on": "2026-01-30"}],
        extra={"obligations": [
            own(obligation_id="PAY-1", title="支付", dataset="payments", responsible="U-1",
                frequency="event", trigger_event="paid_on", deadline_n=30,
                deadline_unit="calendar_day"),
            own(obligation_id="DUES-2", title="党费", dataset="party_dues", frequency="quarterly",
                responsible="", deadline_n=30, deadline_unit="calendar_day"),
            own(obligation_id="NEWS-3", title="新闻", dataset="news", frequency="once",
                responsible="U-1"),
        ]},
    )  # fmt: skip
    assert [(d.due_on, d.status) for d in found.by_obligation["pay-1"]] == [
        (D("2026-02-04"), Status.LATE)
    ]
    assert found.by_obligation["dues-2"][0].status is Status.ON_TIME
    last = found.obligation("news-3")
    assert last is not None
    assert last.because is not None


def village_rule() -> str:
    return next(entry.rule for entry in shipped() if entry.id == "village-accounts")


def test_first_days_are_kept_and_proved() -> None:
    days = FirstDays(
        D("2026-02-01"),
        known={("village-accounts", "V-1", "2025Q4"): First(D("2026-01-20"), D("2026-01-20"))},
        watched=frozenset({(village_rule(), "test")}), before=D("2026-01-31"),
    )  # fmt: skip
    found = duties(
        days=days, organisations=VILLAGES,
        village_accounts=[account("V-1", "2025Q4", "2026-01-05"),
                          account("V-2", "2025Q4", "2026-01-06")],
    )  # fmt: skip
    first, second = found.all[:2]
    assert (first.status, first.published_on, first.stated_on) == (
        Status.LATE, D("2026-01-20"), D("2026-01-05"),
    )  # fmt: skip
    assert (second.status, second.published_on, second.backdated) == (
        Status.LATE, D("2026-02-01"), True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "counted", "backdated"),
    [
        ("2026-01-30", "2026-02-01", True),
        ("2026-01-31", "2026-01-31", False),  # the day of the last publication: after it, perhaps
        ("2026-02-01", "2026-02-01", False),
        ("2026-03-01", "2026-02-01", False),
    ],
)
def test_what_the_archive_can_prove(stated: str, counted: str, backdated: bool) -> None:
    days = FirstDays(
        D("2026-02-01"), watched=frozenset({("rule", "data")}), live=frozenset({"content/news/a"}),
        before=D("2026-01-31"),
    )  # fmt: skip
    key = ("o", "u", "p")
    found = days.judge(key, D(stated), proved=True)
    assert (found.counted, found.backdated) == (D(counted), backdated)
    assert days.judge(key, D("2020-01-01"), proved=False).counted == D("2020-01-01")
    assert days.is_proved("rule", "data")
    assert not days.is_proved("rule", "other"), "a table of which the archive knows nothing"
    assert not days.is_proved("other rule", "data"), "nobody looked at it before"
    assert days.is_proved("rule", "content/news/b")
    assert not days.is_proved("rule", "content/news/a"), "the article was there before"


def every_row() -> list[tuple[Obligation, Rows]]:
    return [(entry, entry.rows) for entry in shipped() if entry.rows is not None]


@pytest.mark.parametrize(("entry", "rows"), every_row(), ids=lambda value: getattr(value, "id", ""))
def test_shipped_obligations_name_columns_that_exist(entry: Obligation, rows: Rows) -> None:
    document = schemas.shipped(rows.schema)
    if document is None:
        pytest.skip(f"no schema {rows.schema}")
    columns = {field["name"] for field in document.value["fields"]}
    assert {rows.unit, rows.published, *rows.period, *dict(rows.where)} <= columns
    assert not rows.trigger or rows.trigger in columns
    assert bool(rows.trigger) != bool(rows.period)
    assert entry.limit is not None


def test_shipped_obligations_are_whole() -> None:
    ids = [entry.id for entry in shipped()]
    assert len(ids) == len(set(ids))
    for entry in shipped():
        assert {"zh", "en"} == set(entry.title) == set(entry.who), entry.id
        assert entry.evidence in "VPM"
        looked_at = bool(entry.rows or entry.articles)
        assert looked_at == (entry.because is None), entry.id
        assert looked_at == bool(entry.limit or entry.fixed), entry.id
