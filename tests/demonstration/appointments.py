"""Notices before appointments, each after a decision of the county committee."""

import random
from collections.abc import Callable
from datetime import date, timedelta

from tests.demonstration import workdays
from tests.demonstration.county import phone
from tests.demonstration.people import leader_title, person
from tests.demonstration.rows import TODAY, Planted, Row, Table, day, publication
from tests.demonstration.units import BUDGET_UNITS, UNIT

COUNT = 30
TARGETS = tuple(u for u in BUDGET_UNITS if UNIT[u].org_type in ("government", "township"))
ODD = {
    4: ("公示期只有 3 个工作日", "公示期不得少于 5 个工作日"),
    9: ("公示日期早于会议讨论决定的日期", "应当先讨论决定再公示"),
    13: ("公示期未满即任职", "公示期满无影响任职的问题才能任职"),
    18: ("公示没有受理电话和邮箱", "公示应当载明受理方式"),
    22: ("破格提拔没有说明理由", "破格提拔应当说明情况"),
    26: ("公示期只有 4 个工作日", "公示期不得少于 5 个工作日"),
}


def appointments(used: set[str], personnel: list[Row]) -> tuple[Table, list[Planted]]:
    """Thirty notices, three for each decision; the last ones are still open."""
    rng = random.Random("清源县 appointments")
    rows = [notice(rng, used, n, personnel[n // 3]) for n in range(COUNT)]
    for number, change in (
        (4, shortened(3)),
        (9, posted_early),
        (13, appointed_early),
        (18, unreachable),
        (22, without_reason),
        (26, shortened(4)),
    ):
        change(rows[number])
    rows += [open_notice(rng, used, n, personnel[-1]) for n in (COUNT, COUNT + 1)]
    planted = [
        Planted("C17", "appointments", "appointments", (f"RQ-{number + 1:03d}",), what, why)
        for number, (what, why) in ODD.items()
    ]
    return Table("appointments", "appointments", rows), planted


def notice(rng: random.Random, used: set[str], number: int, decision: Row) -> Row:
    """A lawful notice of seven working days and the appointment after it."""
    who = person(rng, used, born=(1972, 1992))
    there = rng.choice(TARGETS)
    here = rng.choice([unit for unit in BUDGET_UNITS if unit != there])
    promoted = rng.random() < 0.7
    posted = workdays.add(day(decision["meeting_on"]), rng.randint(2, 5))
    closes = workdays.add(posted, 7)
    appointed = workdays.add(closes, rng.randint(3, 8))
    title = leader_title(UNIT[there])
    year = appointed.replace(year=appointed.year + 1)
    deputy = "副" + title.removeprefix("党委").split("、")[0]
    return {
        "notice_id": f"RQ-{number + 1:03d}",
        "org_id": "QY-ZZB",
        "candidate_name": who.name,
        "sex": who.sex,
        "birth_month": who.birth_month,
        "education": who.education,
        "party": who.party,
        "current_post": f"{UNIT[here].name_zh}{'中层正职' if promoted else '班子成员'}",
        "proposed_post": f"{UNIT[there].name_zh}{deputy}",
        "proposed_rank": "section_deputy",
        "exceptional": False,
        "exceptional_reason": None,
        "decision_id": decision["decision_id"],
        "posted_on": posted,
        "closes_on": closes,
        "appointed_on": appointed,
        "report_phone": phone("QY-ZZB"),
        "report_mail": "ganbu@zzb.qingyuan.example",
        "outcome": "appointed",
        "probation_until": year - timedelta(days=1) if promoted else None,
        **publication("QY-ZZB", posted, f"任前公示〔{posted.year}〕{number + 1}号"),
    }


def shortened(length: int) -> Callable[[Row], None]:
    """A change that ends the notice after `length` working days."""

    def change(row: Row) -> None:
        row["closes_on"] = workdays.add(day(row["posted_on"]), length)

    return change


def posted_early(row: Row) -> None:
    """Post the notice two working weeks too early, before the meeting."""
    posted = workdays.add(day(row["posted_on"]) - timedelta(days=14), 0)
    row |= {"posted_on": posted, "published_on": posted}


def appointed_early(row: Row) -> None:
    """Appoint on a day when the notice is still open."""
    row["appointed_on"] = workdays.add(day(row["posted_on"]), 6)


def unreachable(row: Row) -> None:
    """Leave out where comments go."""
    row |= {"report_phone": None, "report_mail": None}


def without_reason(row: Row) -> None:
    """An exceptional promotion without its reason."""
    row["exceptional"] = True


def open_notice(rng: random.Random, used: set[str], number: int, decision: Row) -> Row:
    """A notice that is still open on the demonstration's day."""
    row = notice(rng, used, number, decision)
    posted = date(2026, 3, 26)
    assert posted < TODAY
    return row | {
        "posted_on": posted,
        "closes_on": workdays.add(posted, 5),
        "appointed_on": None,
        "outcome": None,
        "probation_until": None,
        "published_on": posted,
        "source_doc": f"任前公示〔2026〕{number + 1}号",
    }
