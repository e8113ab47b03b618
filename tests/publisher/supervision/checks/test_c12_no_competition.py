from typing import Any

import pytest

from publisher.supervision.checks.c12_no_competition import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects


def contract(key: str = "HT-1", **cells: Any) -> dict[str, Any]:
    return {
        "contract_id": key, "org_id": "QY-JYJ", "category_code": "A", "method": "negotiation",
        "method_reason": "技术复杂", "budget_amount": 1_000_000.0, "amount": 900_000.0,
        "notice_on": "2025-03-03", "result_on": "2025-03-10", "supplier_id": "S1", **cells,
    }  # fmt: skip


def test_a_reason_is_needed_without_an_open_tender(make_county: MakeCounty) -> None:
    rows = [
        contract(),
        contract("HT-2", method_reason=None),
        contract("HT-3", method="open", method_reason=None),
    ]
    assert subjects(CHECK, make_county(contracts=rows)) == [("HT-2", "reason")]


@pytest.mark.parametrize(
    ("category", "threshold"), [("A", 2_000_000.0), ("B", 4_000_000.0), ("C0401", 2_000_000.0)]
)
def test_an_approval_is_needed_from_the_threshold(
    make_county: MakeCounty, category: str, threshold: float
) -> None:
    rows = [
        contract("HT-1", category_code=category, budget_amount=threshold),
        contract("HT-2", category_code=category, budget_amount=threshold - 0.01),
        contract("HT-3", category_code=category, budget_amount=threshold, approval_no="清财采1号"),
        contract("HT-4", category_code=category, budget_amount=threshold, method="open"),
    ]
    assert subjects(CHECK, make_county(contracts=rows)) == [("HT-1", "approval")]


def test_an_unknown_category_is_no_pass(make_county: MakeCounty) -> None:
    rows = [contract(category_code="Z", budget_amount=9e9), contract("HT-2", budget_amount=None)]
    found = judge(CHECK, make_county(contracts=rows))
    assert found.flags == ()
    assert skipped(found)["category or budgeted amount is missing"] == 2


def test_a_single_source_is_public_for_five_working_days(make_county: MakeCounty) -> None:
    """2025-03-03 is a Monday."""
    rows = [
        contract("HT-1", method="single_source", result_on="2025-03-10"),
        contract("HT-2", method="single_source", result_on="2025-03-09"),
        contract("HT-3", method="inquiry", result_on="2025-03-04"),
        contract("HT-4", method="single_source", notice_on=None),
    ]
    county = make_county(contracts=rows)
    assert only(CHECK, county).subject == ("HT-2", "publicity")
    assert only(CHECK, county).figures[0][1] == 4
    assert skipped(judge(CHECK, county))["a date is missing"] == 1


def many(buyer: str, closed: int) -> list[dict[str, Any]]:
    return [
        contract(f"{buyer}-{n}", org_id=buyer, method="inquiry" if n < closed else "open")
        for n in range(10)
    ]


def test_buyers_who_seldom_hold_tenders(make_county: MakeCounty) -> None:
    """Shares 0, .1, .2, .3 and .9: fence .3 + 1.5 x (.3 - .1) = .6."""
    rows = [*many("A", 0), *many("B", 1), *many("C", 2), *many("D", 3)]
    flag = only(CHECK, make_county(contracts=[*rows, *many("E", 9)]))
    assert (flag.subject, flag.unit, flag.rows) == (("E", "share"), "E", 9)
    assert subjects(CHECK, make_county(contracts=[*rows, *many("E", 6)])) == []


def test_flags_last(make_county: MakeCounty) -> None:
    odd = [contract(method_reason=None)]
    other = contract("HT-0", org_id="QY-CZJ", method_reason=None)
    assert lasting(CHECK, make_county(contracts=odd), make_county(contracts=[other, *odd]))
