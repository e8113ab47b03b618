from typing import Any

import pytest

from publisher.supervision.checks.c13_growth import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects


def contract(key: str = "HT-1", **cells: Any) -> dict[str, Any]:
    return {
        "contract_id": key, "org_id": "QY-JYJ", "amount": 1000.10, "amendments_amount": 0.0,
        "signed_on": "2025-03-03", "supplier_id": "S1", **cells,
    }  # fmt: skip


def payment(amount: float, key: str | None = "HT-1") -> dict[str, Any]:
    return {"payment_id": f"ZF-{amount}", "contract_id": key, "amount": amount,
            "paid_on": "2025-06-02"}  # fmt: skip


def test_supplements_of_ten_per_cent_are_allowed(make_county: MakeCounty) -> None:
    rows = [
        contract(amendments_amount=100.01),
        contract("HT-2", amendments_amount=100.02),
        contract("HT-3", amendments_amount=None),
    ]
    county = make_county(contracts=rows)
    flag = only(CHECK, county)
    assert (flag.subject, flag.unit) == (("HT-2", "amendments"), "QY-JYJ")
    assert [party.key for party in flag.parties] == ["S1"]
    assert skipped(judge(CHECK, county))["an amount is missing"] == 1


def test_payments_stay_within_the_contract(make_county: MakeCounty) -> None:
    rows = [contract(amendments_amount=50.0)]
    paid = [payment(700.0), payment(350.11), payment(9.0, None), payment(-0.01)]
    assert subjects(CHECK, make_county(contracts=rows, payments=paid)) == []
    flag = only(CHECK, make_county(contracts=rows, payments=[*paid, payment(0.01)]))
    assert (flag.subject, flag.rows) == (("HT-1", "paid"), 5)
    assert [e.resource for e in flag.evidence] == ["contracts", *["payments"] * 4]
    assert [value for _, value in flag.figures] == pytest.approx([1050.11, 1050.10, 0.01])


def test_unpaid_contracts_and_unknown_ones_are_no_pass(make_county: MakeCounty) -> None:
    found = judge(CHECK, make_county(contracts=[contract()], payments=[payment(1.0, "HT-9")]))
    assert found.flags == ()
    assert skipped(found) == {
        "no payment under the contract is published": 1,
        "payments name a contract that is not published": 1,
    }
    assert skipped(judge(CHECK, make_county(contracts=[contract()]))) == {
        "no payment under the contract is published": 1
    }


def project(key: str = "XM-1", **cells: Any) -> dict[str, Any]:
    return {
        "project_id": key, "org_id": "QY-ZJJ", "approved_budget": 100.0, "contract_total": 90.0,
        "paid_total": 90.0, "change_orders_amount": 9.0, "published_on": "2025-03-03", **cells,
    }  # fmt: skip


def test_projects_stay_within_budget_and_changes_within_ten_per_cent(
    make_county: MakeCounty,
) -> None:
    rows = [
        project(paid_total=100.0),
        project("XM-2", final_account=100.01),
        project("XM-3", change_orders_amount=9.01),
        project("XM-4", approved_budget=None),
    ]
    found = judge(CHECK, make_county(contracts=[], projects=rows))
    assert found.population == 4
    assert sorted(flag.subject for flag in found.flags) == [("XM-2", "budget"), ("XM-3", "changes")]
    reason = "the project's approved budget, costs or changes are missing"
    assert skipped(found) == {reason: 1}


def test_flags_last(make_county: MakeCounty) -> None:
    paid = [payment(2000.0)]
    small = make_county(contracts=[contract()], payments=paid)
    other = contract("HT-0", org_id="QY-CZJ")
    large = make_county(
        contracts=[other, contract()], payments=[payment(5.0, "HT-0"), payment(2000.0)]
    )
    assert lasting(CHECK, small, large)
