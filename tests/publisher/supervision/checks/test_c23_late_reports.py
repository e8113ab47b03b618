from typing import Any

import pytest

from publisher.supervision.checks.c23_late_reports import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects


def gift(key: str = "LP-1", **cells: Any) -> dict[str, Any]:
    return {"item_id": key, "org_id": "QY-ZFB", "received_on": "2025-03-03", **cells}


@pytest.mark.parametrize(
    ("received", "last", "too_late"),
    [
        ("2025-03-03", "2025-04-03", "2025-04-04"),
        ("2025-03-04", "2025-04-07", "2025-04-08"),
        ("2025-01-31", "2025-02-28", "2025-03-01"),
    ],
)
def test_a_month_to_hand_a_gift_in(
    make_county: MakeCounty, received: str, last: str, too_late: str
) -> None:
    """2025-04-04 to 06 are rest days; a month after 31 January is the end of February."""
    rows = [
        gift("LP-1", received_on=received, handed_in_on=last),
        gift("LP-2", received_on=received, handed_in_on=too_late),
    ]
    assert subjects(CHECK, make_county(gifts=rows)) == [("LP-2",)]
    kept = [gift(received_on=received)]
    assert subjects(CHECK, make_county(today=last, gifts=kept)) == []
    assert only(CHECK, make_county(today=too_late, gifts=kept)).unit == "QY-ZFB"


def test_a_gift_without_a_day_is_no_pass(make_county: MakeCounty) -> None:
    outcome = judge(CHECK, make_county(gifts=[gift(received_on=None)]))
    assert outcome.flags == ()
    assert skipped(outcome) == {"the day of receipt is missing": 1}


def test_ceremonies_reported_late(make_county: MakeCounty) -> None:
    row = {"org_id": "QY-JYJ", "year": 2025, "quarter": 1, "published_on": "2025-04-10"}
    rows = [
        {**row, "kind": "wedding", "late": 1},
        {**row, "kind": "funeral", "late": 2},
        {**row, "kind": "celebration", "late": None},
        {**row, "kind": "wedding", "late": 0, "quarter": 2},
    ]
    county = make_county(gifts=[], ceremonies=rows)
    flag = only(CHECK, county)
    assert (flag.subject, flag.rows) == (("QY-JYJ", "2025-Q1", "ceremonies"), 2)
    assert flag.figures[0][1] == 3
    assert skipped(judge(CHECK, county)) == {"the number of late reports is not shown": 1}
    assert subjects(CHECK, county, late_reports=2) == []


def test_flags_last(make_county: MakeCounty) -> None:
    odd = [gift()]
    other = gift("LP-0", org_id="QY-XW")
    assert lasting(CHECK, make_county(gifts=odd), make_county(gifts=[other, *odd]))
