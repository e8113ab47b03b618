from typing import Any

import pytest

from publisher.supervision.checks.c15_quorum import CHECK
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects


def decision(key: str = "JC-1", **cells: Any) -> dict[str, Any]:
    row = {
        "decision_id": key, "org_id": "QY-XW", "meeting_on": "2025-03-03", "kind": "personnel",
        "outcome": "passed", "due_count": 9, "present_count": 9, "recused_count": 0,
        "oppose_count": 0, "abstain_count": 0, "postpone_count": 0, **cells,
    }  # fmt: skip
    return {"agree_count": row["present_count"] - row["recused_count"], **row}


@pytest.mark.parametrize(
    ("kind", "due", "enough"),
    [("personnel", 9, 6), ("personnel", 7, 5), ("large_fund", 8, 4), ("large_fund", 7, 4)],
)
def test_quorum(make_county: MakeCounty, kind: str, due: int, enough: int) -> None:
    """Two thirds of nine are six, of seven 4.67; half of eight is four, of seven 3.5."""
    rows = [
        decision("JC-1", kind=kind, due_count=due, present_count=enough),
        decision("JC-2", kind=kind, due_count=due, present_count=enough - 1),
        decision("JC-3", kind=kind, due_count=due, present_count=1, outcome="postponed"),
    ]
    found = {flag.subject for flag in judge(CHECK, make_county(decisions=rows)).flags}
    assert ("JC-2", "quorum") in found
    assert not {("JC-1", "quorum"), ("JC-3", "quorum")} & found


@pytest.mark.parametrize(("due", "enough"), [(8, 5), (9, 5)])
def test_personnel_needs_more_than_half_of_those_due(
    make_county: MakeCounty, due: int, enough: int
) -> None:
    cells = {"due_count": due, "present_count": 7}
    rows = [
        decision("JC-1", **cells, agree_count=enough, oppose_count=7 - enough),
        decision("JC-2", **cells, agree_count=enough - 1, oppose_count=8 - enough),
        decision("JC-3", **cells, agree_count=1, oppose_count=6, kind="large_fund"),
    ]
    assert subjects(CHECK, make_county(decisions=rows)) == [("JC-2", "majority")]


def test_votes_add_up(make_county: MakeCounty) -> None:
    rows = [
        decision("JC-1", recused_count=2),
        decision("JC-2", agree_count=8),
        {**decision("JC-3"), "present_count": None},
    ]
    county = make_county(decisions=rows)
    assert subjects(CHECK, county) == [("JC-2", "sum")]
    found = judge(CHECK, county)
    assert (found.population, skipped(found)["a count is missing"]) == (2, 1)


def test_recused_members_take_no_position(make_county: MakeCounty) -> None:
    positions = [
        {"decision_id": "JC-1", "member_no": 1, "recused": True, "position": "agree"},
        {"decision_id": "JC-1", "member_no": 2, "recused": True},
        {"decision_id": "JC-1", "member_no": 3, "recused": False, "position": "agree"},
    ]
    county = make_county(decisions=[decision(), decision("JC-2")], decision_positions=positions)
    flag = only(CHECK, county)
    assert (flag.subject, flag.rows) == (("JC-1", "recused"), 2)
    assert flag.evidence[1].key == "JC-1 / 1"
    assert skipped(judge(CHECK, county)) == {"the members' positions are not published": 1}


def test_flags_last(make_county: MakeCounty) -> None:
    odd = [decision(present_count=5)]
    other = decision("JC-0", org_id="QY-ZF", present_count=2)
    assert lasting(CHECK, make_county(decisions=odd), make_county(decisions=[other, *odd]))
