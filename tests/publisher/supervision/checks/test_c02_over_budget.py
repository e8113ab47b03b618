from typing import Any

import pytest

from publisher.supervision.checks.c02_over_budget import CHECK
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})
NOTHING = {"overseas": 0.0, "vehicle_purchase": 0.0, "vehicle_operation": 0.0, "reception": 0.0}


def printed(stage: str, year: int = 2024, **figures: float) -> dict[str, Any]:
    common = {"org_id": "QY-FGJ", "published_on": "2025-09-05"}
    return {"year": year, "stage": stage, **common, **NOTHING, **figures}


def paid(amount: float, code: str = "30217", **other: Any) -> dict[str, Any]:
    common = {"org_id": "QY-FGJ", "paid_on": "2024-05-06", "func_code": "2010401"}
    return {"payment_id": f"ZF-{amount}", "amount": amount, "econ_code": code, **common, **other}


def line(total: float, stage: str = "budget", **other: Any) -> dict[str, Any]:
    common = {"org_id": "QY-FGJ", "year": 2024, "table_code": "T5", "func_code": "2010401",
              "func_name": "行政运行", "econ_code": "-", "published_on": "2024-02-12"}  # fmt: skip
    return {"stage": stage, "total": total, **common, **other}


@pytest.mark.parametrize(("final", "flagged"), [(3.61, False), (3.62, True)])
def test_final_accounts_up_to_the_budget(
    make_county: MakeCounty, final: float, flagged: bool
) -> None:
    rows = [printed("budget", reception=3.61), printed("final", reception=final)]
    found = CHECK.run(make_county(three_public=rows), VALUES)
    assert found.population == 4
    assert [flag.subject for flag in found.flags] == (
        [("QY-FGJ", "2024", "reception")] if flagged else []
    )
    if flagged:
        (flag,) = found.flags
        assert [entry.key for entry in flag.evidence] == [
            "QY-FGJ / 2024 / budget", "QY-FGJ / 2024 / final"
        ]  # fmt: skip
        assert "3.62" in flag.text.text("en")


def test_any_spending_without_a_budget(make_county: MakeCounty) -> None:
    rows = [printed("budget"), printed("final", overseas=0.01)]
    (flag,) = CHECK.run(make_county(three_public=rows), VALUES).flags
    assert flag.subject == ("QY-FGJ", "2024", "overseas")
    assert "no budget" in flag.text.text("en")


@pytest.mark.parametrize(("second", "flagged"), [(500.0, False), (500.01, True)])
def test_payments_up_to_the_rounded_budget(
    make_county: MakeCounty, second: float, flagged: bool
) -> None:
    # The budget is 3.61 (10,000 yuan); 0.05 more, 500 yuan, is rounding.
    rows = [paid(36_100.0), paid(second, paid_on="2024-06-03")]
    county = make_county(three_public=[printed("budget", reception=3.61)], payments=rows)
    flags = CHECK.run(county, VALUES).flags
    assert bool(flags) is flagged
    if flagged:
        # The payment that went beyond the budget stands first among the payments.
        assert flags[0].evidence[1].key == "ZF-500.01"
        assert flags[0].rows == 3


def test_a_small_payment_without_a_budget_is_no_rounding(make_county: MakeCounty) -> None:
    county = make_county(three_public=[printed("budget")], payments=[paid(20.0)])
    assert len(CHECK.run(county, VALUES).flags) == 1


def test_reversed_payments_and_other_years_do_not_count(make_county: MakeCounty) -> None:
    rows = [paid(40_000.0), paid(-40_000.0, reverses_id="ZF-40000.0"),
            paid(50_000.0, paid_on="2023-05-06"), paid(60_000.0, org_id="QY-SLJ")]  # fmt: skip
    county = make_county(three_public=[printed("budget", reception=3.61)], payments=rows)
    assert CHECK.run(county, VALUES).flags == ()


def test_missing_figures_are_no_pass(make_county: MakeCounty) -> None:
    rows = [printed("budget"), printed("final", 2023)]
    found = CHECK.run(make_county(three_public=rows), VALUES)
    assert found.population == 0
    assert [entry.rows for entry in found.not_evaluated] == [4, 4]


def test_payments_stay_within_the_line(make_county: MakeCounty) -> None:
    def flags(*lines: dict[str, Any]) -> list[tuple[str, ...]]:
        county = make_county(three_public=[printed("budget")], budget_lines=lines,
                             payments=[paid(30_500.01, code="30201")])  # fmt: skip
        return [flag.subject for flag in CHECK.run(county, VALUES).flags]

    over = [("QY-FGJ", "2024", "2010401")]
    assert flags(line(3.0)) == over
    assert flags(line(3.01)) == []
    # The adjusted budget goes before the first one, whichever is larger.
    assert flags(line(3.0), line(3.01, "adjusted")) == []
    assert flags(line(3.01), line(3.0, "adjusted")) == over
    # Sums above the item (class 201) and other tables are no lines.
    assert flags(line(0.1, func_code="201"), line(0.1, table_code="T3"), line(3.01)) == []


def test_payments_without_a_line_are_no_pass(make_county: MakeCounty) -> None:
    county = make_county(three_public=[printed("budget")], payments=[paid(9.0, code="30201")],
                         budget_lines=[line(3.0, func_code="2010402")])  # fmt: skip
    found = CHECK.run(county, VALUES)
    assert "no line of the published budget fits the payments" in [
        entry.reason.text("en") for entry in found.not_evaluated
    ]
