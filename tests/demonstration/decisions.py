"""Three years of collective decisions, the personnel decisions behind appointments included."""

import random
from datetime import date
from typing import NamedTuple

from tests.demonstration import workdays
from tests.demonstration.meetings import Matter, Meeting, meet, swap_order
from tests.demonstration.rows import Planted, Row, Table, day, yuan

BODIES = {
    "QY-XW": ("party_committee", 11),
    "QY-ZF": ("executive", 9),
    "QY-CZJ": ("party_group", 7),
    "QY-JYJ": ("party_group", 7),
    "QY-ZJJ": ("party_group", 7),
    "QY-JTJ": ("party_group", 6),
    "QY-WJW": ("party_group", 7),
    "QY-NYJ": ("party_group", 6),
    "QY-YY": ("party_committee", 9),
    "QY-YZ": ("party_committee", 7),
    "QY-CTJT": ("office", 7),
    "QY-YQZ": ("party_committee", 9),
    "QY-HLZ": ("party_committee", 9),
    "QY-CXX": ("party_committee", 8),
}
TITLES = {
    "major_decision": (
        "关于印发年度重点工作安排的决定",
        "关于调整内部管理制度的决定",
        "关于民生实事项目安排的决定",
    ),
    "personnel": ("关于内设机构负责人任免的决定", "关于年度考核优秀等次人选的决定"),
    "major_project": ("关于实施基础设施提升项目的决定", "关于信息化建设项目的决定"),
    "large_fund": ("关于拨付专项资金的决定", "关于使用结余资金的决定", "关于购置设备的决定"),
}
BOARD_DAYS = 11
"""How many meetings of the county committee decide on appointments, the last on open ones."""


class Record(NamedTuple):
    """Both tables, what is planted, and the personnel decisions that appointments refer to."""

    decisions: Table
    positions: Table
    planted: list[Planted]
    personnel: list[Row]


class OddMeeting(NamedTuple):
    """A meeting that is valid as data and odd in substance."""

    check: str
    meeting: Meeting
    what: str
    why: str


def decisions() -> Record:
    """All meetings in order of their days, numbered within the year."""
    rng = random.Random("清源县 decisions")
    board = [appointment_meeting(rng, n) for n in range(BOARD_DAYS)]
    odd = odd_meetings(rng)
    meetings = [*ordinary(rng), *board, *(o.meeting for o in odd)]
    meetings.sort(key=lambda m: (day(m.decision["meeting_on"]), str(m.decision["org_id"])))
    for number, meeting in enumerate(meetings, 1):
        meeting.decision["decision_id"] = (
            f"JC{day(meeting.decision['meeting_on']).year}-{number:03d}"
        )
    return Record(
        Table("decisions", "decisions", [m.decision for m in meetings]),
        Table(
            "decisions", "decision_positions", [member(m, r) for m in meetings for r in m.members]
        ),
        [
            Planted(
                o.check,
                "decisions",
                "decisions",
                (str(o.meeting.decision["decision_id"]),),
                o.what,
                o.why,
            )
            for o in odd
        ],
        [m.decision for m in board],
    )


def member(meeting: Meeting, row: Row) -> Row:
    """A member's row with the keys of its decision and the common columns."""
    decision = meeting.decision
    key = {
        "record_id": f"{decision['decision_id']}.{row['member_no']}",
        "decision_id": decision["decision_id"],
    }
    common = {k: decision[k] for k in ("publisher", "published_on", "source_doc", "revision")}
    return key | row | common


def ordinary(rng: random.Random) -> list[Meeting]:
    """Seven meetings of each body, well attended and nearly unanimous."""
    made = []
    for org_id, (kind_of_meeting, due) in BODIES.items():
        for number in range(7):
            month = number * 26 // 7
            when = workdays.add(date(2024 + month // 12, month % 12 + 1, rng.randint(3, 24)), 0)
            kind = rng.choice(tuple(TITLES))
            matter = Matter(
                org_id,
                kind_of_meeting,
                kind,
                rng.choice(TITLES[kind]),
                when,
                due,
                absent=rng.choice((0, 0, 1)),
                recused=rng.choice((0, 0, 0, 1)),
                against=rng.choice((0, 0, 0, 1)),
            )
            meeting = meet(rng, matter)
            if kind in ("major_project", "large_fund"):
                meeting.decision["amount"] = yuan(rng.randint(520, 9_800) * 1000_00)
            made.append(meeting)
    return made


def appointment_meeting(rng: random.Random, number: int) -> Meeting:
    """A meeting of the county committee on a batch of appointments."""
    month = number * 26 // (BOARD_DAYS - 1)
    when = workdays.add(date(2024 + month // 12, month % 12 + 1, rng.randint(3, 12)), 0)
    absent = rng.choice((0, 1))
    return meet(
        rng,
        Matter(
            "QY-XW",
            "party_committee",
            "personnel",
            f"关于第{number + 1}批干部任免的决定",
            when,
            11,
            absent=absent,
        ),
    )


def odd_meetings(rng: random.Random) -> list[OddMeeting]:
    """C15 quorum and majority, C16 the leader's place and the majority's will."""

    def hold(org_id: str, kind: str, when: date, *, absent: int = 0, against: int = 0) -> Meeting:
        body, due = BODIES[org_id]
        title = TITLES[kind][0]
        matter = Matter(org_id, body, kind, title, when, due, absent=absent, against=against)
        return meet(rng, matter)

    departed = hold("QY-ZJJ", "major_project", date(2025, 8, 19), against=5)
    departed.decision["amount"] = yuan(3_260_000_00)
    fund = hold("QY-CTJT", "large_fund", date(2025, 6, 12), absent=4)
    fund.decision["amount"] = yuan(5_400_000_00)
    first = swap_order(hold("QY-JTJ", "major_project", date(2024, 9, 10)), 1)
    first.decision["amount"] = yuan(4_100_000_00)
    third = swap_order(hold("QY-NYJ", "major_decision", date(2025, 11, 6)), 3)
    few = hold("QY-YY", "personnel", date(2025, 5, 20), absent=4)
    minority = hold("QY-HLZ", "personnel", date(2024, 7, 16), absent=2, against=3)
    found = (
        ("C15", few, "人事事项应到 9 人实到 5 人仍然通过", "到会不足三分之二"),
        ("C15", minority, "人事事项应到 9 人，只有 4 票同意仍然通过", "同意未超过应到成员半数"),
        ("C15", fund, "大额资金事项应到 7 人实到 3 人仍然通过", "到会不足半数"),
        ("C16", first, "主要负责人第一个发言", "应当末位表态"),
        ("C16", third, "主要负责人第三个发言", "应当末位表态"),
        (
            "C16",
            departed,
            "7 人中只有 2 人同意，仍然通过且没有说明理由",
            "与多数意见不一致应当说明理由",
        ),
    )
    return [OddMeeting(*odd) for odd in found]
