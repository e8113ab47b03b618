"""A collective decision: who came, who spoke when, how they voted."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from tests.demonstration import workdays
from tests.demonstration.rows import Row, publication

ABSENCES = ("外出培训", "因公出差", "下乡调研", "病假")


@dataclass(slots=True)
class Meeting:
    """A decision's row and the rows of its members; changed by whoever plants an oddity."""

    decision: Row
    members: list[Row]


@dataclass(frozen=True, slots=True)
class Matter:
    """What is to be decided, and how many members are due, absent, recused or against."""

    org_id: str
    meeting_type: str
    kind: str
    title: str
    day: date
    due: int
    amount: int = 0
    absent: int = 0
    recused: int = 0
    against: int = 0
    outcome: str = "passed"


BASES = {
    "major_decision": "本单位三重一大事项清单：重大决策",
    "personnel": "本单位三重一大事项清单：重要人事任免",
    "major_project": "本单位三重一大事项清单：200 万元以上项目",
    "large_fund": "本单位三重一大事项清单：50 万元以上资金",
}


def meet(rng: random.Random, matter: Matter) -> Meeting:
    """Hold the meeting lawfully: the leader is member 1, attends and speaks last."""
    rows = seats(rng, matter)
    count = {
        p: sum(r["position"] == p for r in rows) for p in ("agree", "oppose", "abstain", "postpone")
    }
    policy = matter.kind == "major_decision"
    public = policy and matter.org_id == "QY-ZF"
    reported = workdays.add(matter.day, rng.randint(1, 3))
    decision: Row = {
        "org_id": matter.org_id,
        "meeting_on": matter.day,
        "meeting_type": matter.meeting_type,
        "kind": matter.kind,
        "title": matter.title,
        "amount": None,
        "threshold_basis": BASES[matter.kind],
        "due_count": matter.due,
        "present_count": matter.due - matter.absent,
        "observers": "县纪委监委派驻纪检监察组" if matter.org_id != "QY-JW" else None,
        "recused_count": matter.recused,
        **{f"{position}_count": number for position, number in count.items()},
        "outcome": matter.outcome,
        "legality_review": policy or matter.kind == "major_project",
        "expert_review": matter.kind == "major_project",
        "risk_review": policy,
        "public_consult_from": matter.day - timedelta(days=52) if public else None,
        "public_consult_to": matter.day - timedelta(days=20) if public else None,
        "reported_on": reported,
        "majority_departure_reason": None,
        **publication(matter.org_id, workdays.add(reported, 2), "三重一大决策公开表"),
    }
    return Meeting(decision, rows)


def seats(rng: random.Random, matter: Matter) -> list[Row]:
    """One row a member: the last ones are absent, those before them recused or against."""
    present = matter.due - matter.absent
    voting = present - matter.recused
    speakers = list(range(1, present))
    rng.shuffle(speakers)
    rows: list[Row] = []
    for number in range(1, matter.due + 1):
        attends, votes = number <= present, number <= voting
        against = votes and number > voting - matter.against
        vote = rng.choice(("oppose", "abstain", "postpone")) if against else "agree"
        order = present if number == 1 else speakers[number - 2] if attends else None
        rows.append(
            {
                "member_no": number,
                "role": "top_leader" if number == 1 else "deputy" if number <= 4 else "member",
                "attended": attends,
                "absent_reason": None if attends else rng.choice(ABSENCES),
                "recused": attends and not votes,
                "speaking_order": order,
                "position": vote if votes else None,
            }
        )
    return rows


def swap_order(meeting: Meeting, place: int) -> Meeting:
    """Let the leader speak at `place`, and the one who spoke then speak last."""
    leader = meeting.members[0]
    other = next(r for r in meeting.members if r["speaking_order"] == place)
    leader["speaking_order"], other["speaking_order"] = place, leader["speaking_order"]
    return meeting
