from typing import Any

import pytest

from publisher.supervision.checks.c25_bid_patterns import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects

Rows = list[dict[str, Any]]


def contract(key: str = "HT-1", **cells: Any) -> dict[str, Any]:
    return {
        "contract_id": key, "org_id": "QY-JYJ", "method": "open", "budget_amount": 2000.0,
        "amount": 1000.0, "bid_deadline": "2025-03-03", "result_on": "2025-03-06",
        "supplier_id": "S1", **cells,
    }  # fmt: skip


def bids(*prices: float | None, key: str = "HT-1", **winner: Any) -> Rows:
    """Valid bids of S1 (who wins), S2, ... with these prices; `winner` are cells of S1's."""
    rows: Rows = [
        {"contract_id": key, "supplier_id": f"S{n}", "price": price, "status": "valid",
         "submitted_at": "2025-03-03"}
        for n, price in enumerate(prices, 1)
    ]  # fmt: skip
    rows[0] |= winner
    return rows


def test_equal_prices(make_county: MakeCounty) -> None:
    equal = make_county(contracts=[contract()], bids=bids(1000.0, 1100.0, 1100.0))
    flag = only(CHECK, equal)
    assert (flag.subject, flag.unit, flag.rows) == (("HT-1", "price"), "QY-JYJ", 3)
    assert [party.key for party in flag.parties] == ["S2", "S3"]
    near = make_county(contracts=[contract()], bids=bids(1000.0, 1100.0, 1100.01))
    assert subjects(CHECK, near) == []


def test_withdrawn_bids_are_no_equal_prices(make_county: MakeCounty) -> None:
    rows = bids(1000.0, 1100.0, 1100.0)
    rows[2]["status"] = "withdrawn"
    assert subjects(CHECK, make_county(contracts=[contract()], bids=rows)) == []


def test_all_but_the_winner_disqualified(make_county: MakeCounty) -> None:
    rows = bids(1000.0, 1100.0, 1200.0)
    rows[1]["status"] = rows[2]["status"] = "disqualified"
    flag = only(CHECK, make_county(contracts=[contract()], bids=rows))
    assert (flag.subject, flag.rows) == (("HT-1", "lone"), 4)
    county = make_county(contracts=[contract()], bids=rows)
    assert subjects(CHECK, county, disqualified=2) == [("HT-1", "lone")]
    assert subjects(CHECK, county, disqualified=3) == []
    rows[2]["status"] = "valid"
    assert subjects(CHECK, make_county(contracts=[contract()], bids=rows)) == []


def test_a_late_winner(make_county: MakeCounty) -> None:
    late = bids(1000.0, 1100.0, submitted_at="2025-03-04")
    flag = only(CHECK, make_county(contracts=[contract()], bids=late))
    assert (flag.subject, flag.figures[0][1]) == (("HT-1", "late"), 1)
    loser = bids(1000.0, 1100.0)
    loser[1]["submitted_at"] = "2025-03-04"
    assert subjects(CHECK, make_county(contracts=[contract()], bids=loser)) == []


@pytest.mark.parametrize(
    ("method", "amount", "flagged"),
    [
        ("open", 1990.0, True),
        ("open", 1989.99, False),
        ("single_source", 2000.0, False),
        ("single_source", 2000.01, True),
    ],
)
def test_prices_at_the_budget(
    make_county: MakeCounty, method: str, amount: float, flagged: bool
) -> None:
    rows = [contract(method=method, amount=amount)]
    found = subjects(CHECK, make_county(contracts=rows, bids=bids(amount)))
    assert found == ([("HT-1", "budget")] if flagged else [])


def test_a_close_second_bid(make_county: MakeCounty) -> None:
    """Half a per cent of 1,000 is 5."""
    close = make_county(contracts=[contract()], bids=bids(1000.0, 1200.0, 1005.0))
    flag = only(CHECK, close)
    assert (flag.subject, flag.rows) == (("HT-1", "close"), 3)
    assert [e.key for e in flag.evidence] == ["HT-1", "HT-1 / S1", "HT-1 / S3"]
    assert flag.figures[0][1] == pytest.approx(5.0)
    far = make_county(contracts=[contract()], bids=bids(1000.0, 1005.01))
    assert subjects(CHECK, far) == []
    not_cheapest = make_county(contracts=[contract()], bids=bids(1000.0, 999.0, 1001.0))
    assert subjects(CHECK, not_cheapest) == []


def test_bidders_with_one_address_or_telephone(make_county: MakeCounty) -> None:
    register = [
        {"supplier_id": "S1", "name": "甲", "address": "兴业路 1号", "phone": None},
        {"supplier_id": "S2", "name": "乙", "address": "兴业路1号", "phone": "0000-1"},
        {"supplier_id": "S3", "name": "丙", "address": "工贸街2号", "phone": None},
        {"supplier_id": "S4", "name": "丁", "address": "工贸街3号", "phone": "0000-1"},
    ]
    shared = make_county(contracts=[contract()], bids=bids(1000.0, 1100.0), suppliers=register)
    flag = only(CHECK, shared)
    assert (flag.subject, flag.rows) == (("HT-1", "identity"), 3)
    assert [party.name for party in flag.parties] == ["甲", "乙"]
    rows = bids(1000.0, 1100.0, 1200.0, 1300.0)
    phone = make_county(contracts=[contract()], bids=[rows[1], rows[3]], suppliers=register)
    assert subjects(CHECK, phone) == [("HT-1", "identity")]
    apart = make_county(
        contracts=[contract(), contract("HT-2", supplier_id="S2")],
        bids=[rows[0], rows[2], {**rows[1], "contract_id": "HT-2"}], suppliers=register,
    )  # fmt: skip
    assert subjects(CHECK, apart) == []


def test_missing_bids_are_no_pass(make_county: MakeCounty) -> None:
    outcome = judge(
        CHECK, make_county(contracts=[contract(), contract("HT-2")], bids=bids(None, 1100.0))
    )
    assert (outcome.population, outcome.flags) == (1, ())
    assert skipped(outcome) == {
        "no bids are published": 1,
        "a price is missing": 1,
        "the bidder's address is not published": 2,
    }


def test_a_tender_with_very_many_bidders(make_county: MakeCounty) -> None:
    register = [
        {"supplier_id": f"S{n}", "name": f"甲{n}", "address": "兴业路1号"} for n in range(1, 3001)
    ]
    offers = bids(1000.0, *[1100.0] * 2999)
    flags = judge(CHECK, make_county(contracts=[contract()], bids=offers, suppliers=register)).flags
    assert {(flag.subject[1], flag.rows, len(flag.evidence)) for flag in flags} == {
        ("price", 3000, 50),
        ("identity", 3001, 50),
    }


def test_flags_last(make_county: MakeCounty) -> None:
    odd = bids(1000.0, 1100.0, 1100.0)
    other = contract("HT-0", org_id="QY-CZJ")
    assert lasting(
        CHECK,
        make_county(contracts=[contract()], bids=odd),
        make_county(contracts=[other, contract()], bids=[*bids(1000.0, 1100.0, key="HT-0"), *odd]),
    )
