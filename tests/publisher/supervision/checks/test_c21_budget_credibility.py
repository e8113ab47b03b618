from typing import Any

import pytest

from publisher.supervision.checks.c21_budget_credibility import CHECK
from publisher.supervision.model import Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})


def line(stage: str, total: float | None, **other: Any) -> dict[str, Any]:
    common = {"org_id": "QY-SPJ", "year": 2024, "table_code": "T3", "func_code": "ZC",
              "econ_code": "-", "published_on": "2025-09-05"}  # fmt: skip
    return {"stage": stage, "total": total, **common, **other}


def item(stage: str, total: float, code: str = "2010301") -> dict[str, Any]:
    return line(stage, total, table_code="T5", func_code=code)


def run(make_county: MakeCounty, *rows: dict[str, Any], **values: float) -> Outcome:
    return CHECK.run(make_county(budget_lines=rows), {**VALUES, **values})


@pytest.mark.parametrize(
    ("final", "grade"),
    [(105.0, "A"), (105.01, "B"), (90.0, "B"), (115.0, "C"), (115.01, "D"), (84.99, "D")],
)
def test_grades_of_the_total(make_county: MakeCounty, final: float, grade: str) -> None:
    # A line that deviates makes each of them a flag, so that its grade shows.
    rows = [line("budget", 100.0), line("final", final), item("budget", 50.0), item("final", 70.0)]
    (flag,) = run(make_county, *rows).flags
    assert flag.figures[3][1] == grade
    without = run(make_county, *rows[:2])
    assert bool(without.flags) is (grade == "D")
    assert without.population == 1


@pytest.mark.parametrize(
    ("budget", "final", "flagged"),
    [(100.0, 115.0, False), (100.0, 115.01, True), (40.0, 49.99, False), (40.0, 50.0, True)],
)
def test_lines_beyond_a_share_and_an_amount(
    make_county: MakeCounty, budget: float, final: float, flagged: bool
) -> None:
    total = [line("budget", 1000.0), line("final", 1000.0)]
    found = run(make_county, *total, item("budget", budget), item("final", final))
    assert bool(found.flags) is flagged
    if flagged:
        (flag,) = found.flags
        assert flag.subject == ("QY-SPJ", "2024")
        assert [entry.key for entry in flag.evidence] == [
            "QY-SPJ / 2024 / budget / T3 / ZC / -", "QY-SPJ / 2024 / final / T3 / ZC / -",
            "QY-SPJ / 2024 / budget / T5 / 2010301 / -", "QY-SPJ / 2024 / final / T5 / 2010301 / -",
        ]  # fmt: skip
        assert "1 of its lines" in flag.text.text("en")


def test_sums_and_other_tables_are_no_lines(make_county: MakeCounty) -> None:
    total = [line("budget", 1000.0), line("final", 1000.0)]
    sums = [item("budget", 100.0, "201"), item("final", 200.0, "201")]
    adjusted = [item("adjusted", 500.0), item("final", 100.0), item("budget", 100.0)]
    assert run(make_county, *total, *sums, *adjusted).flags == ()


def test_missing_stages_are_no_pass(make_county: MakeCounty) -> None:
    rows = [
        line("budget", 100.0),
        line("final", 200.0, org_id="QY-ZZB"),
        line("budget", 0.0, org_id="QY-XCB"),
        line("final", 200.0, org_id="QY-XCB"),
    ]
    found = run(make_county, *rows)
    assert (found.population, found.flags) == (0, ())
    assert [(entry.reason.text("en"), entry.rows) for entry in found.not_evaluated] == [
        ("no budget is published for the year", 2),
        ("the final accounts of the year are not published", 1),
    ]


def test_years_and_units_are_kept_apart(make_county: MakeCounty) -> None:
    rows = [
        line("budget", 100.0),
        line("final", 100.0),
        line("final", 500.0, year=2023),
        line("budget", 10.0, org_id="QY-ZZB"),
        line("final", 10.0, org_id="QY-ZZB"),
    ]
    assert run(make_county, *rows).flags == ()
