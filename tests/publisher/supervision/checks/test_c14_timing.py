from typing import Any

from publisher.supervision.checks.c14_timing import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects


def contract(key: str = "HT-1", **cells: Any) -> dict[str, Any]:
    return {
        "contract_id": key, "org_id": "QY-JYJ", "bid_open_on": "2025-03-03",
        "result_on": "2025-03-05", "signed_on": "2025-03-20",
        "contract_published_on": "2025-03-21", "supplier_id": "S1", **cells,
    }  # fmt: skip


def test_thirty_days_to_the_signature(make_county: MakeCounty) -> None:
    """30 days after 2025-03-10 is 2025-04-09, a Wednesday."""
    rows = [
        contract("HT-1", result_on="2025-03-10", signed_on="2025-04-09",
                 contract_published_on="2025-04-10"),
        contract("HT-2", result_on="2025-03-10", signed_on="2025-04-10",
                 contract_published_on="2025-04-11"),
        contract("HT-3", result_on=None),
    ]  # fmt: skip
    county = make_county(contracts=rows)
    flag = only(CHECK, county)
    assert (flag.subject, flag.figures[0][1]) == (("HT-2", "signed"), 31)
    assert skipped(judge(CHECK, county))["the day of result or signature is missing"] == 1


def test_a_limit_on_a_rest_day_ends_on_the_next_working_day(make_county: MakeCounty) -> None:
    """30 days after 2025-03-05 is 2025-04-04, the first of three rest days of Qingming."""
    rows = [
        contract("HT-1", signed_on="2025-04-07", contract_published_on="2025-04-08"),
        contract("HT-2", signed_on="2025-04-08", contract_published_on="2025-04-09"),
    ]
    assert only(CHECK, make_county(contracts=rows)).subject == ("HT-2", "signed")


def test_two_working_days_to_the_publication(make_county: MakeCounty) -> None:
    """2025-03-20 is a Thursday, so that the second working day after it is the Monday."""
    rows = [
        contract("HT-1", contract_published_on="2025-03-24"),
        contract("HT-2", contract_published_on="2025-03-25"),
    ]
    flag = only(CHECK, make_county(contracts=rows))
    assert (flag.subject, flag.figures[0][1]) == (("HT-2", "published"), 3)


def test_a_contract_that_stays_unpublished(make_county: MakeCounty) -> None:
    rows = [contract(contract_published_on=None)]
    assert subjects(CHECK, make_county(today="2025-03-24", contracts=rows)) == []
    late = make_county(today="2025-03-25", contracts=rows)
    assert subjects(CHECK, late) == [("HT-1", "published")]


def test_a_result_one_day_after_the_opening(make_county: MakeCounty) -> None:
    rows = [
        contract("HT-1", bid_open_on="2025-03-04"),
        contract("HT-2", bid_open_on="2025-03-03"),
        contract("HT-3", bid_open_on=None),
    ]
    county = make_county(contracts=rows)
    assert subjects(CHECK, county) == [("HT-1", "hasty")]
    assert skipped(judge(CHECK, county))["the day of the opening of bids is missing"] == 1


def test_flags_last(make_county: MakeCounty) -> None:
    odd = [contract(bid_open_on="2025-03-05")]
    other = contract("HT-0", org_id="QY-CZJ", bid_open_on="2025-03-05")
    assert lasting(CHECK, make_county(contracts=odd), make_county(contracts=[other, *odd]))
