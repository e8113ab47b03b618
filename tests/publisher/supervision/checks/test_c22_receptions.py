from typing import Any

import pytest

from publisher.supervision.checks.c22_receptions import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects


def event(key: str = "JD-1", **cells: Any) -> dict[str, Any]:
    return {
        "event_id": key, "org_id": "QY-ZFB", "date": "2025-03-03", "guests": 10, "companions": 3,
        "amount": 1300.0, "official_letter": True, **cells,
    }  # fmt: skip


@pytest.mark.parametrize(("guests", "most"), [(2, 3), (10, 3), (11, 3), (12, 4), (15, 5), (30, 10)])
def test_companions(make_county: MakeCounty, guests: int, most: int) -> None:
    """Up to ten guests three companions, beyond that one for three guests."""
    rows = [
        event("JD-1", guests=guests, companions=most, amount=9.0),
        event("JD-2", guests=guests, companions=most + 1, amount=9.0),
    ]
    assert subjects(CHECK, make_county(receptions=rows)) == [("JD-2", "companions")]


def test_ten_guests_are_a_small_party(make_county: MakeCounty) -> None:
    rows = [event("JD-1", guests=10, companions=3), event("JD-2", guests=11, companions=3)]
    county = make_county(receptions=rows)
    assert subjects(CHECK, county, small_companions=2) == [("JD-1", "companions")]


def test_a_letter_is_needed(make_county: MakeCounty) -> None:
    rows = [event(), event("JD-2", official_letter=False), event("JD-3", official_letter=None)]
    county = make_county(receptions=rows)
    assert subjects(CHECK, county) == [("JD-2", "letter")]
    assert skipped(judge(CHECK, county)) == {"it is not said whether there was a letter": 1}


def test_the_cap_by_head(make_county: MakeCounty) -> None:
    """Thirteen persons at 120 yuan are 1,560."""
    rows = [event(amount=1560.0), event("JD-2", amount=1560.13)]
    flag = only(CHECK, make_county(receptions=rows))
    assert (flag.subject, flag.unit) == (("JD-2", "head"), "QY-ZFB")
    assert flag.figures[1][1] == pytest.approx(120.01)


def test_unknown_numbers_are_no_pass(make_county: MakeCounty) -> None:
    rows = [event(guests=None), event("JD-2", guests=0, companions=0), event("JD-3", amount=None)]
    outcome = judge(CHECK, make_county(receptions=rows))
    assert outcome.flags == ()
    assert skipped(outcome) == {
        "a number of persons is missing": 1,
        "the amount by head is not known": 3,
    }


def test_flags_last(make_county: MakeCounty) -> None:
    odd = [event(companions=4)]
    other = event("JD-0", org_id="QY-XW", official_letter=False)
    assert lasting(CHECK, make_county(receptions=odd), make_county(receptions=[other, *odd]))
