from typing import Any

import pytest

from publisher.supervision.checks.c11_repeated_winner import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, skipped, subjects


def contract(key: str, supplier: str, amount: float | None = 100.0, **cells: Any) -> dict[str, Any]:
    return {
        "contract_id": key, "org_id": "QY-JYJ", "category_code": "A", "supplier_id": supplier,
        "amount": amount, "result_on": "2025-03-03", **cells,
    }  # fmt: skip


def bids(key: str, *suppliers: str) -> list[dict[str, Any]]:
    return [{"contract_id": key, "supplier_id": supplier} for supplier in suppliers]


def test_thirty_per_cent_and_five_contracts(make_county: MakeCounty) -> None:
    won = [contract(f"HT-{n}", "S1", 6.0) for n in range(5)]
    rest = contract("HT-9", "S2", 70.0)
    flag = next(iter(judge(CHECK, make_county(contracts=[*won, rest])).flags))
    assert (flag.subject, flag.unit, flag.rows) == (("QY-JYJ", "S1"), "QY-JYJ", 5)
    assert [value for _, value in flag.figures] == [5, 30.0, pytest.approx(0.3)]
    assert [party.key for party in flag.parties] == ["S1"]
    less = contract("HT-9", "S2", 70.1)
    assert subjects(CHECK, make_county(contracts=[*won, less])) == []
    assert subjects(CHECK, make_county(contracts=[*won[:4], rest])) == []


def test_other_buyers_do_not_count(make_county: MakeCounty) -> None:
    won = [contract(f"HT-{n}", "S1") for n in range(4)]
    elsewhere = contract("HT-8", "S1", org_id="QY-CZJ")
    assert subjects(CHECK, make_county(contracts=[*won, elsewhere])) == []


def test_missing_amounts_and_bids_are_no_pass(make_county: MakeCounty) -> None:
    rows = [contract("HT-1", "S1"), contract("HT-2", "S1", None)]
    found = judge(CHECK, make_county(contracts=rows, bids=bids("HT-9", "S1")))
    assert found.population == 1
    assert skipped(found) == {
        "supplier or amount is missing": 1,
        "no bids are published, so rivals are not known": 1,
    }


def market(sizes: list[int]) -> list[dict[str, Any]]:
    """Contracts of one each, so many by each supplier, each of another buyer."""
    return [
        contract(f"HT-{s}-{n}", f"S{s}", org_id=f"QY-{s}-{n}")
        for s, size in enumerate(sizes)
        for n in range(size)
    ]


def test_a_concentrated_market(make_county: MakeCounty) -> None:
    """Four equal shares of 25: 4 x 625 = 2,500. Five of 20: 2,000."""
    flag = next(iter(judge(CHECK, make_county(contracts=market([5, 5, 5, 5]))).flags))
    assert (flag.subject, flag.unit, flag.rows) == (("market", "A"), "QY-0-0", 20)
    assert flag.figures[0][1] == pytest.approx(2500)
    assert subjects(CHECK, make_county(contracts=market([4, 4, 4, 4, 4]))) == []
    assert subjects(CHECK, make_county(contracts=market([10, 9]))) == []


def met(count: int, upset: int = 0) -> dict[str, list[dict[str, Any]]]:
    """Meetings of S1 and S2: S1 wins `count`, S2 then wins `upset`; others win most money."""
    tables: dict[str, list[dict[str, Any]]] = {"contracts": [contract("HT-X", "S9", 9e9)],
                                               "bids": bids("HT-X", "S9")}  # fmt: skip
    for n in range(count + upset):
        key, winner = f"HT-{n}", "S1" if n < count else "S2"
        tables["contracts"].append(contract(key, winner))
        tables["bids"] += bids(key, "S1", "S2")
    return tables


def test_a_rival_who_always_loses(make_county: MakeCounty) -> None:
    flag = next(iter(judge(CHECK, make_county(**met(5))).flags))
    assert flag.subject == ("QY-JYJ", "S1", "rivals")
    assert (flag.rows, [party.key for party in flag.parties]) == (5, ["S1", "S2"])
    assert subjects(CHECK, make_county(**met(4))) == []
    assert subjects(CHECK, make_county(**met(5, upset=1))) == []
    assert subjects(CHECK, make_county(**met(9, upset=1)), same_winner=0.9) != []


def test_flags_last(make_county: MakeCounty) -> None:
    small, large = met(5), met(5)
    large["contracts"].insert(0, contract("HT-0-0", "S1", org_id="QY-CZJ"))
    large["bids"] += bids("HT-0-0", "S1", "S2")
    assert lasting(CHECK, make_county(**small), make_county(**large))
