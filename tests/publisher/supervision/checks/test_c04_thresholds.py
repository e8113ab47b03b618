"""C04a, C04b and C04c: contracts around the threshold of an open tender, 2,000,000 yuan."""

from typing import Any

import pytest

from publisher.supervision.checks import c04a_split_contracts, c04b_just_below, c04c_bunching
from publisher.supervision.model import Check, Flag, Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

FIRM = "91999921MA0023778G"
BOUGHT = {
    "org_id": "QY-JYJ", "category_code": "A", "budget_item": "QY-JYJ-031", "supplier_id": FIRM,
    "method": "inquiry", "notice_on": "2024-05-06", "result_on": "2024-05-20",
}  # fmt: skip


def contract(number: int, amount: float, **other: Any) -> dict[str, Any]:
    return {**BOUGHT, "contract_id": f"HT-{number}", "amount": amount, **other}


def run(make_county: MakeCounty, check: Check, *rows: dict[str, Any], **values: Any) -> Outcome:
    suppliers = [{"supplier_id": FIRM, "name": "甲公司"}]
    county = make_county(contracts=rows, suppliers=suppliers)
    return check.run(county, {**values_of(check, {}), **values})


def ids(flag: Flag) -> list[str]:
    return [entry.key for entry in flag.evidence]


SPLIT = c04a_split_contracts.CHECK


@pytest.mark.parametrize(("second", "flagged"), [(800_000.0, True), (799_999.99, False)])
def test_parts_that_reach_the_threshold_together(
    make_county: MakeCounty, second: float, flagged: bool
) -> None:
    found = run(make_county, SPLIT, contract(1, 1_200_000.0), contract(2, second))
    assert found.population == 1
    assert bool(found.flags) is flagged
    if flagged:
        (flag,) = found.flags
        assert flag.subject == ("QY-JYJ", "QY-JYJ-031", "A", "2024")
        assert ids(flag) == ["HT-1", "HT-2"]
        assert [party[:] for party in flag.parties] == [("supplier", FIRM, "甲公司")]
        assert [value for _, value in flag.figures] == [2, 2_000_000.0, 2_000_000.0]


@pytest.mark.parametrize(
    "other",
    [
        {"method": "open"},
        {"approval_no": "清财采〔2024〕10号"},
        {"budget_item": "QY-JYJ-032"},
        {"category_code": "C"},
        {"org_id": "QY-SLJ"},
        {"notice_on": "2025-01-02"},
        {"amount": 2_000_000.0},
    ],
)
def test_parts_that_do_not_belong_together(make_county: MakeCounty, other: dict[str, Any]) -> None:
    rows = [contract(1, 1_200_000.0), contract(2, 1_200_000.0) | other]
    assert run(make_county, SPLIT, *rows).flags == ()


def test_works_have_a_threshold_of_their_own(make_county: MakeCounty) -> None:
    parts = [contract(n, 1_900_000.0, category_code="B") for n in (1, 2)]
    assert run(make_county, SPLIT, *parts).flags == ()
    assert run(make_county, SPLIT, *parts, open_works=3_000_000).flags


def test_an_item_that_is_not_named_is_no_pass(make_county: MakeCounty) -> None:
    rows = [contract(n, 1_200_000.0, budget_item=None) for n in (1, 2)]
    found = run(make_county, SPLIT, *rows)
    assert (found.population, [entry.rows for entry in found.not_evaluated]) == (0, [2])


BELOW = c04b_just_below.CHECK


def award(number: int, amount: float, result: str, **other: Any) -> dict[str, Any]:
    return contract(number, amount, **{"method": "single_source", "result_on": result, **other})


@pytest.mark.parametrize(
    ("amount", "flagged"),
    [(1_799_999.99, False), (1_800_000.0, True), (1_999_999.99, True), (2_000_000.0, False)],
)
def test_between_nine_tenths_and_the_threshold(
    make_county: MakeCounty, amount: float, flagged: bool
) -> None:
    rows = [award(1, 1_900_000.0, "2025-02-11"), award(2, amount, "2025-06-11")]
    found = run(make_county, BELOW, *rows)
    assert found.population == 1
    assert [flag.subject for flag in found.flags] == ([("QY-JYJ", FIRM, "HT-1")] if flagged else [])


@pytest.mark.parametrize(("second", "flagged"), [("2026-02-10", True), ("2026-02-11", False)])
def test_within_twelve_months(make_county: MakeCounty, second: str, flagged: bool) -> None:
    rows = [award(1, 1_900_000.0, "2025-02-11"), award(2, 1_900_000.0, second)]
    assert bool(run(make_county, BELOW, *rows).flags) is flagged


@pytest.mark.parametrize(
    "other", [{"method": "inquiry"}, {"org_id": "QY-SLJ"}, {"supplier_id": "91999921MA00223456"}]
)
def test_only_direct_awards_of_one_pair(make_county: MakeCounty, other: dict[str, Any]) -> None:
    rows = [award(1, 1_900_000.0, "2025-02-11"), award(2, 1_900_000.0, "2025-06-11", **other)]
    assert run(make_county, BELOW, *rows).flags == ()


def test_a_later_award_leaves_the_flag_its_name(make_county: MakeCounty) -> None:
    rows = [award(1, 1_900_000.0, "2025-02-11"), award(2, 1_900_000.0, "2025-06-11")]
    (before,) = run(make_county, BELOW, *rows).flags
    (after,) = run(make_county, BELOW, award(3, 1_850_000.0, "2025-07-01"), *rows).flags
    assert (after.id, after.rows) == (before.id, 3)


def test_three_awards_where_three_are_asked_for(make_county: MakeCounty) -> None:
    days = ["2025-01-10", "2025-11-10", "2026-01-09", "2026-01-10"]
    three = [award(n, 1_900_000.0, day) for n, day in enumerate(days[:3])]
    assert run(make_county, BELOW, *three, least_awards=3).flags
    late = [award(n, 1_900_000.0, day) for n, day in enumerate([*days[:2], days[3]])]
    assert not run(make_county, BELOW, *late, least_awards=3).flags


BUNCH = c04c_bunching.CHECK


def crowd(below: int, above: int, **other: Any) -> list[dict[str, Any]]:
    low = [contract(n, 1_900_000.0, **other) for n in range(below)]
    return low + [contract(100 + n, 2_099_999.99, **other) for n in range(above)]


@pytest.mark.parametrize(
    ("below", "above", "flagged"),
    # Of 20 throws, at least 16 heads come with a chance of 0.0059, at least 15 with 0.0207.
    [(16, 4, True), (15, 5, False), (20, 0, True)],
)
def test_more_below_than_chance_gives(
    make_county: MakeCounty, below: int, above: int, flagged: bool
) -> None:
    found = run(make_county, BUNCH, *crowd(below, above))
    assert found.population == 1
    assert [flag.subject for flag in found.flags] == ([("QY-JYJ",)] if flagged else [])
    if flagged:
        assert (found.flags[0].rows, len(found.flags[0].evidence)) == (below, below)


def test_nineteen_are_too_few(make_county: MakeCounty) -> None:
    found = run(make_county, BUNCH, *crowd(19, 0))
    assert (found.population, found.flags) == (0, ())
    assert [entry.rows for entry in found.not_evaluated] == [1]


def test_only_contracts_close_to_the_threshold_count(make_county: MakeCounty) -> None:
    far = [contract(200, 1_899_999.99), contract(201, 2_100_000.0)]
    found = run(make_county, BUNCH, *crowd(19, 0), *far)
    assert (found.population, found.flags) == (0, ())


def test_buyers_are_counted_apart(make_county: MakeCounty) -> None:
    found = run(make_county, BUNCH, *crowd(12, 0), *crowd(12, 0, org_id="QY-SLJ"))
    assert (found.population, found.flags) == (0, ())
