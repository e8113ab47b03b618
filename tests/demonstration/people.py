"""Invented office holders: every name has 示 (for 示范) in the middle, so none is a real one."""

import random
from datetime import date
from typing import NamedTuple

from tests.demonstration.rows import Row, Table, publication
from tests.demonstration.units import ABOLISHED, UNITS, Unit

SURNAMES = "林周吴郑孙钱沈韩杨朱秦许何吕施孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦马"
GIVEN = "远安宁清和平正明朗澄泽润恒谦诚毅勤敏慧静"
DEPUTY_DUTIES = (
    "分管办公室、人事、党建工作",
    "分管财务、政府采购、资产管理",
    "分管业务股室和行政审批",
    "分管项目建设和安全生产",
)
LEADER_TITLES = {
    "QY-XW": "书记",
    "QY-ZF": "县长",
    "QY-XWB": "主任",
    "QY-ZFB": "主任",
    "QY-ZZB": "部长",
    "QY-XCB": "部长",
    "QY-JW": "书记、主任",
    "QY-RD": "主任",
    "QY-ZX": "主席",
    "QY-FY": "院长",
    "QY-JCY": "检察长",
    "QY-YZ": "校长",
    "QY-YY": "院长",
    "QY-JYZX": "主任",
    "QY-ZGH": "主席",
    "QY-TW": "书记",
    "QY-FL": "主席",
}
BY_TYPE = {
    "government": "局长",
    "soe": "董事长",
    "township": "党委书记",
    "village": "党支部书记、主任",
}
HEADS = {"QY-XW", "QY-ZF", "QY-RD", "QY-ZX"}
DEPUTY_HEADS = {"QY-JW", "QY-ZZB", "QY-XCB", "QY-FY", "QY-JCY"}
CHANGED_LEADERS = {
    "QY-CZJ": date(2024, 6, 30),
    "QY-JTJ": date(2025, 3, 31),
    "QY-WJW": date(2024, 11, 30),
    "QY-HLZ": date(2025, 9, 30),
    "QY-NYJ": date(2023, 8, 31),
    "QY-YZ": date(2025, 7, 31),
}


class Person(NamedTuple):
    """What a notice may say of a person: the birth date to the month, no more."""

    name: str
    sex: str
    birth_month: str
    education: str
    party: str


def person(rng: random.Random, used: set[str], *, born: tuple[int, int]) -> Person:
    """A new person whose name is not in `used` (which is extended)."""
    name = ""
    while not name or name in used:
        name = f"{rng.choice(SURNAMES)}示{rng.choice(GIVEN)}"
    used.add(name)
    sex = rng.choices(("male", "female"), (7, 3))[0]
    month = f"{rng.randint(*born)}-{rng.randint(1, 12):02d}"
    education = rng.choices(("college", "bachelor", "master"), (2, 7, 3))[0]
    return Person(name, sex, month, education, rng.choices(("cpc", "none"), (14, 1))[0])


def leader_title(unit: Unit) -> str:
    """The Chinese title of the unit's head."""
    return LEADER_TITLES.get(unit.org_id) or BY_TYPE[unit.org_type]


def posts(used: set[str]) -> Table:
    """Heads and deputies of all living units, with the terms of six former heads."""
    rng = random.Random("清源县 posts")
    rows: list[Row] = []
    for unit in UNITS:
        if unit.org_type == "county" or unit.org_id in ABOLISHED:
            continue
        changed = CHANGED_LEADERS.get(unit.org_id)
        if changed:
            rows.append(post(rng, used, unit, number=0, start=date(2019, 5, 20), end=changed))
        started = date(2021 + rng.randint(0, 2), rng.randint(1, 6), rng.randint(1, 28))
        following = changed and date.fromordinal(changed.toordinal() + 15)
        rows.append(post(rng, used, unit, number=1, start=following or started, end=None))
        deputies = 1 if unit.org_type in ("village", "mass_org") else rng.randint(2, 4)
        for number in range(2, 2 + deputies):
            started = date(2020 + rng.randint(0, 4), rng.randint(1, 12), rng.randint(1, 28))
            rows.append(post(rng, used, unit, number=number, start=started, end=None))
    return Table("organisations", "posts", rows)


def rank(unit: Unit, *, head: bool) -> str:
    """The level of a post in the unit."""
    if unit.org_type == "village":
        return "none"
    if unit.org_id in HEADS:
        return "county_head" if head else "county_deputy"
    if unit.org_id in DEPUTY_HEADS:
        return "county_deputy" if head else "section_head"
    return "section_head" if head else "section_deputy"


def post(
    rng: random.Random, used: set[str], unit: Unit, *, number: int, start: date, end: date | None
) -> Row:
    """One term in one post; numbers 0 and 1 are the former and the present head."""
    head = number <= 1
    holder = person(rng, used, born=(1966, 1979) if head else (1972, 1990))
    title = leader_title(unit)
    deputy = "副" + title.removeprefix("党委").removeprefix("党支部").split("、")[0]
    duties = "主持全面工作" if head else DEPUTY_DUTIES[(number - 2) % len(DEPUTY_DUTIES)]
    responsible = "对本单位党风廉政建设负总责" if head else "对分管范围内的党风廉政建设负责"
    known = max(start, date(2021, 1, 4)) if end is None else end
    return {
        "post_id": f"{unit.org_id}-P{number:02d}",
        "org_id": unit.org_id,
        "title_zh": title if head else deputy,
        "rank": rank(unit, head=head),
        "is_top_leader": head,
        "holder_name": holder.name,
        "sex": holder.sex,
        "birth_month": holder.birth_month,
        "party": "cpc" if head else holder.party,
        "education": holder.education,
        "duties": duties,
        "dual_responsibility": responsible,
        "start_on": start,
        "end_on": end,
        "vacancy_reason": None,
        **publication(
            "QY-ZZB",
            date.fromordinal(known.toordinal() + 10),
            f"清组〔{known.year}〕{7 + number}号",
        ),
    }
