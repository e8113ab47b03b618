from typing import Any

from publisher.supervision.checks.c16_leader_last import CHECK
from publisher.supervision.model import Weight
from tests.publisher.supervision.conftest import MakeCounty
from tests.publisher.supervision.judged import judge, lasting, only, skipped, subjects

Rows = list[dict[str, Any]]


def decision(key: str = "JC-1", **cells: Any) -> dict[str, Any]:
    return {
        "decision_id": key, "org_id": "QY-XW", "meeting_on": "2025-03-03", "kind": "large_fund",
        "outcome": "passed", "due_count": 3, "present_count": 3, "recused_count": 0,
        "agree_count": 3, **cells,
    }  # fmt: skip


def members(key: str = "JC-1", orders: tuple[int | None, ...] = (3, 1, 2), **cells: Any) -> Rows:
    """Three members, the first of whom leads; `cells` go to the last one."""
    rows: Rows = [
        {
            "decision_id": key, "member_no": n, "role": "top_leader" if n == 1 else "member",
            "attended": True, "recused": False, "speaking_order": order, "position": "agree",
        }
        for n, order in enumerate(orders, 1)
    ]  # fmt: skip
    rows[-1] |= cells
    return rows


def test_the_leader_speaks_last(make_county: MakeCounty) -> None:
    county = make_county(
        decisions=[decision(), decision("JC-2"), decision("JC-3"), decision("JC-4")],
        decision_positions=[
            *members(),
            *members("JC-2", (2, 1, 3)),
            *members("JC-3", (None, 1, 2)),
        ],
    )
    flag = only(CHECK, county)
    assert (flag.subject, flag.unit, flag.rows) == (("JC-2", "order"), "QY-XW", 2)
    assert [e.key for e in flag.evidence] == ["JC-2", "JC-2 / 1"]
    assert [value for _, value in flag.figures] == [2, 3]
    reason = "the order in which the leader and the others spoke is not known"
    assert skipped(judge(CHECK, county)) == {reason: 2}


def test_sharing_the_last_place_is_not_early(make_county: MakeCounty) -> None:
    county = make_county(decisions=[decision()], decision_positions=members(orders=(2, 1, 2)))
    assert subjects(CHECK, county) == []


def test_every_member_takes_a_position(make_county: MakeCounty) -> None:
    county = make_county(
        decisions=[decision(), decision("JC-2"), decision("JC-3")],
        decision_positions=[
            *members(position=None),
            *members("JC-2", position=None, recused=True),
            *members("JC-3", position=None, attended=False),
        ],
    )
    flag = only(CHECK, county)
    assert (flag.subject, flag.weight) == (("JC-1", "position"), Weight.MEDIUM)
    assert flag.evidence[1].key == "JC-1 / 3"


def test_the_outcome_follows_the_majority(make_county: MakeCounty) -> None:
    """Of eight voters five are a majority, four are not."""
    eight = {"due_count": 9, "present_count": 9, "recused_count": 1}
    rows = [
        decision("JC-1", **eight, agree_count=5),
        decision("JC-2", **eight, agree_count=4),
        decision("JC-3", **eight, agree_count=4, majority_departure_reason="上级要求"),
        decision("JC-4", **eight, agree_count=5, outcome="rejected"),
        decision("JC-5", **eight, agree_count=4, outcome="postponed"),
    ]
    positions = [row for n in range(1, 6) for row in members(f"JC-{n}")]
    county = make_county(decisions=rows, decision_positions=positions)
    assert subjects(CHECK, county) == [("JC-2", "departure"), ("JC-4", "departure")]


def test_personnel_may_fail_with_most_of_those_present(make_county: MakeCounty) -> None:
    """Four of six voters are no majority of the nine members due."""
    cells: dict[str, Any] = {
        "kind": "personnel",
        "due_count": 9,
        "present_count": 6,
        "agree_count": 4,
    }
    rows = [decision(**cells, outcome="rejected")]
    assert subjects(CHECK, make_county(decisions=rows, decision_positions=members())) == []


def test_missing_counts_are_no_pass(make_county: MakeCounty) -> None:
    county = make_county(decisions=[decision(agree_count=None)], decision_positions=members())
    assert skipped(judge(CHECK, county)) == {"a count is missing": 1}


def test_flags_last(make_county: MakeCounty) -> None:
    odd, rows = [decision()], members(orders=(1, 2, 3))
    other = decision("JC-0", org_id="QY-ZF")
    assert lasting(
        CHECK,
        make_county(decisions=odd, decision_positions=rows),
        make_county(decisions=[other, *odd], decision_positions=[*members("JC-0"), *rows]),
    )
