from typing import Any

import pytest

from publisher.supervision.checks.c07_duplicate_payment import CHECK
from publisher.supervision.model import Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})
FIRM, OTHER = "91999921MA0023778G", "91999921MA00223456"


def paid(number: int, day: str, amount: float = 12_480.5, **other: Any) -> dict[str, Any]:
    common = {"org_id": "QY-WJW", "supplier_id": FIRM, "payee_kind": "enterprise",
              "payee_name": "甲公司"}  # fmt: skip
    return {"payment_id": f"ZF-{number}", "paid_on": day, "amount": amount,
            "voucher_no": f"记-{number}", **common, **other}  # fmt: skip


def run(make_county: MakeCounty, *rows: dict[str, Any], **values: float) -> Outcome:
    suppliers = [{"supplier_id": FIRM, "name": "甲公司"}]
    return CHECK.run(make_county(payments=rows, suppliers=suppliers), {**VALUES, **values})


def keys(found: Outcome) -> list[list[str]]:
    return [[entry.key for entry in flag.evidence] for flag in found.flags]


@pytest.mark.parametrize(("second", "flagged"), [("2024-07-31", True), ("2024-08-01", False)])
def test_within_thirty_days(make_county: MakeCounty, second: str, flagged: bool) -> None:
    found = run(make_county, paid(1, "2024-07-01"), paid(2, second))
    assert found.population == 2
    assert keys(found) == ([["ZF-1", "ZF-2"]] if flagged else [])
    if flagged:
        (flag,) = found.flags
        assert flag.subject == ("QY-WJW", "ZF-1")
        assert [value for _, value in flag.figures] == [2, 12_480.5, 30]
        assert [party.name for party in flag.parties] == ["甲公司"]


@pytest.mark.parametrize(
    "other",
    [{"amount": 12_480.51}, {"supplier_id": OTHER}, {"org_id": "QY-SLJ"}, {"supplier_id": None}],
)
def test_what_is_not_the_same(make_county: MakeCounty, other: dict[str, Any]) -> None:
    second = {**paid(2, "2024-07-09"), **other}
    assert run(make_county, paid(1, "2024-07-01"), second).flags == ()


def test_a_reversed_payment_does_not_count(make_county: MakeCounty) -> None:
    back = paid(3, "2024-07-20", -12_480.5, reverses_id="ZF-1")
    assert run(make_county, paid(1, "2024-07-01"), paid(2, "2024-07-09"), back).flags == ()


def test_one_of_three_reversed_leaves_two(make_county: MakeCounty) -> None:
    rows = [paid(n, f"2024-07-0{n}") for n in (1, 2, 3)]
    back = paid(4, "2024-07-20", -12_480.5, reverses_id="ZF-1")
    assert keys(run(make_county, *rows, back)) == [["ZF-2", "ZF-3"]]


def test_payments_that_follow_each_other_are_one_case(make_county: MakeCounty) -> None:
    days = ["2024-07-01", "2024-07-20", "2024-08-10", "2025-01-02", "2025-01-03"]
    found = run(make_county, *(paid(n, day) for n, day in enumerate(days)))
    assert keys(found) == [["ZF-0", "ZF-1", "ZF-2"], ["ZF-3", "ZF-4"]]


def test_a_rent_by_the_month_is_no_case(make_county: MakeCounty) -> None:
    rent = [paid(n, f"2024-0{n}-05") for n in (1, 2, 3, 4)]
    assert run(make_county, *rent).flags == ()
    # January, February and March make no series yet: 31 days apart, but then 29.
    assert keys(run(make_county, *rent[:3])) == [["ZF-2", "ZF-3"]]
    # A second payment within the month stands out from the series.
    assert keys(run(make_county, *rent, paid(9, "2024-03-15"))) == [["ZF-3", "ZF-9", "ZF-4"]]


def test_one_voucher_on_two_days(make_county: MakeCounty) -> None:
    late = paid(2, "2024-11-09", voucher_no="记-1", supplier_id=None, payee_name="供电营业所")
    found = run(make_county, paid(1, "2024-07-01"), late)
    assert keys(found) == [["ZF-1", "ZF-2"]]
    assert "voucher" in found.flags[0].text.text("en")
    next_year = {**late, "paid_on": "2025-07-02"}
    assert run(make_county, paid(1, "2024-07-01"), next_year).flags == ()


def test_lines_of_one_voucher_on_one_day_are_usual(make_county: MakeCounty) -> None:
    rows = [paid(n, "2024-07-01", voucher_no="记-1", supplier_id=None) for n in (1, 2)]
    assert run(make_county, *rows).flags == ()


def test_a_voucher_and_its_payments_are_flagged_once(make_county: MakeCounty) -> None:
    rows = [paid(1, "2024-07-01"), paid(2, "2024-07-09", voucher_no="记-1")]
    found = run(make_county, *rows)
    assert keys(found) == [["ZF-1", "ZF-2"]]
    assert "under one voucher number (记-1)" in found.flags[0].text.text("en")


def test_payments_to_persons_cannot_be_compared(make_county: MakeCounty) -> None:
    rows = [paid(n, "2024-07-01", payee_kind="individual", supplier_id=None) for n in (1, 2)]
    found = run(make_county, *rows)
    assert (found.population, found.flags) == (0, ())
    assert [entry.rows for entry in found.not_evaluated] == [2]


@pytest.mark.parametrize(("amount", "flagged"), [(100.0, True), (99.99, False)])
def test_fees_are_too_small(make_county: MakeCounty, amount: float, flagged: bool) -> None:
    rows = [paid(n, f"2024-07-0{n}", amount) for n in (1, 2)]
    assert bool(run(make_county, *rows).flags) is flagged


def test_other_rows_leave_the_flag_its_name(make_county: MakeCounty) -> None:
    pair = [paid(1, "2024-07-01"), paid(2, "2024-07-09")]
    (before,) = run(make_county, *pair).flags
    others = [paid(7, "2024-06-30", 50_000), paid(8, "2024-07-02", org_id="QY-SLJ")]
    (after,) = run(make_county, *others, *pair).flags
    assert (before.id, before.evidence[0].row) != (after.id, after.evidence[0].row)
    assert before.id == after.id
