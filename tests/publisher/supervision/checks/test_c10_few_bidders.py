from typing import Any

import pytest

from publisher.supervision.checks.c10_few_bidders import CHECK
from publisher.supervision.model import Party, Weight
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, skipped, subjects


def contract(number: int, **cells: Any) -> dict[str, Any]:
    return {
        "contract_id": f"HT-{number}", "org_id": "QY-JYJ", "method": "open", "bidders_count": 3,
        "result_on": "2025-03-03", "supplier_id": "S1", **cells,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "enough"),
    [("open", 3), ("invited", 3), ("negotiation", 2), ("consultation", 2), ("inquiry", 2)],
)
def test_each_method_has_its_least_number(
    make_county: MakeCounty, method: str, enough: int
) -> None:
    rows = [contract(n, method=method, bidders_count=n) for n in range(1, 5)]
    flagged = subjects(CHECK, make_county(contracts=rows))
    assert flagged == [(f"HT-{n}",) for n in range(1, enough)]


def test_a_single_source_needs_no_second_bidder(make_county: MakeCounty) -> None:
    rows = [
        contract(1, method="single_source", bidders_count=1),
        contract(2, method="framework", bidders_count=1),
        contract(3, bidders_count=None),
    ]
    found = judge(CHECK, make_county(contracts=rows))
    assert (found.population, found.flags) == (0, ())
    assert skipped(found)["the number of bidders is missing"] == 1


def test_the_winner_may_answer_too(make_county: MakeCounty) -> None:
    rows = [contract(1, bidders_count=1)]
    named = make_county(contracts=rows, suppliers=[{"supplier_id": "S1", "name": "甲公司"}])
    (flag,) = judge(CHECK, named).flags
    assert flag.parties == (Party("supplier", "S1", "甲公司"),)
    assert flag.weight is Weight.HIGH
    (flag,) = judge(CHECK, make_county(contracts=rows)).flags
    assert flag.parties == (Party("supplier", "S1", "S1"),)


def many(buyer: str, count: int, single: int) -> list[dict[str, Any]]:
    return [
        contract(n, contract_id=f"{buyer}-{n}", org_id=buyer, bidders_count=1 if n < single else 4)
        for n in range(count)
    ]


def test_buyers_far_above_the_others_are_asked(make_county: MakeCounty) -> None:
    """Shares 0, .1, .2, .3 and .8: quartiles .1 and .3, fence .6; with .6 nobody is above."""
    rows = [*many("A", 10, 0), *many("B", 10, 1), *many("C", 10, 2), *many("D", 10, 3)]
    above = make_county(contracts=[*rows, *many("E", 10, 8)])
    flag = next(f for f in judge(CHECK, above).flags if f.subject == ("E", "share"))
    assert (flag.unit, flag.rows, flag.weight) == ("E", 8, Weight.MEDIUM)
    assert [value for _, value in flag.figures] == [0.8, pytest.approx(0.6)]
    level = make_county(contracts=[*rows, *many("E", 10, 6)])
    assert not any("share" in f.subject for f in judge(CHECK, level).flags)


def test_few_contracts_and_few_buyers_are_not_compared(make_county: MakeCounty) -> None:
    rows = [*many("A", 10, 0), *many("B", 10, 0), *many("C", 10, 0), *many("D", 4, 4)]
    found = judge(CHECK, make_county(contracts=rows))
    assert not any("share" in f.subject for f in found.flags)
    assert skipped(found)["too few contracts to compare buyers"] == 34


def test_flags_last(make_county: MakeCounty) -> None:
    few = [contract(1, bidders_count=2)]
    other = contract(0, org_id="QY-CZJ", bidders_count=1)
    assert lasting(CHECK, make_county(contracts=few), make_county(contracts=[other, *few]))
