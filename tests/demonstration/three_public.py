"""The three public expenses, with the size and shape that real county departments show.

Among 1,640 checked rows of 533 real units the median total is 19.24 (10,000 yuan), and vehicles
take 74, travel abroad 16 and receptions 9 per cent. Figures here count in units of 100 yuan,
the second decimal of the published tables.
"""

import random
from datetime import date
from statistics import NormalDist
from typing import NamedTuple

from tests.demonstration import workdays
from tests.demonstration.rows import Planted, Row, Table, publication, yuan

BY_SIZE = (
    "QY-ZFB",
    "QY-XWB",
    "QY-FY",
    "QY-YQZ",
    "QY-JW",
    "QY-ZJJ",
    "QY-FGJ",
    "QY-HLZ",
    "QY-JTJ",
    "QY-JCY",
    "QY-RD",
    "QY-ZRZ",
    "QY-NYJ",
    "QY-JYJ",
    "QY-CXX",
    "QY-ZX",
    "QY-SLJ",
    "QY-WJW",
    "QY-YY",
    "QY-CZJ",
    "QY-RSJ",
    "QY-ZZB",
    "QY-MZJ",
    "QY-XCB",
    "QY-YZ",
    "QY-SPJ",
    "QY-SJJ",
    "QY-ZGH",
    "QY-JYZX",
    "QY-FL",
    "QY-TW",
)
MEDIAN, SPREAD = 2085, 1.3
TRAVELLERS = {"QY-ZFB": 0.34, "QY-XWB": 0.3, "QY-FGJ": 0.45, "QY-NYJ": 0.42, "QY-JYJ": 0.4}
YEARS = range(2021, 2027)
LAST_FINAL = 2024
"""In March 2026 the accounts of 2025 are not final yet: they come out in the autumn."""


class Figures(NamedTuple):
    """One row's four figures in units of 100 yuan."""

    overseas: int
    purchase: int
    operation: int
    reception: int

    @property
    def total(self) -> int:
        """The sum of all four."""
        return sum(self)


Key = tuple[str, int, str]


def figures() -> dict[Key, Figures]:
    """Budget and final figures by (unit, year, stage); final ones stay 1–14 % below budget."""
    rng = random.Random("清源县 three public")
    found: dict[Key, Figures] = {}
    for place, org_id in enumerate(BY_SIZE):
        quantile = 1 - (place + 0.5) / len(BY_SIZE)
        size = MEDIAN * 2.718281828 ** (SPREAD * NormalDist().inv_cdf(quantile))
        for year in YEARS:
            planned = budget(
                rng, org_id, round(size * 0.98 ** (year - 2021) * rng.uniform(0.95, 1.05))
            )
            found[org_id, year, "budget"] = planned
            if year <= LAST_FINAL:
                final = Figures(*(int(part * rng.uniform(0.86, 0.99)) for part in planned))
                found[org_id, year, "final"] = final
    return found | overruns(found)


def budget(rng: random.Random, org_id: str, size: int) -> Figures:
    """The size shared out; a larger fleet sometimes renews a car, at most 18 (10,000 yuan)."""
    overseas = round(size * TRAVELLERS.get(org_id, 0) * rng.uniform(0.9, 1.1))
    reception = round((size - overseas) * rng.uniform(0.09, 0.13))
    vehicles = size - overseas - reception
    buys = vehicles > 2600 and rng.random() < 0.3
    purchase = rng.randint(1205, 1795) if buys else 0
    return Figures(overseas, purchase, vehicles - purchase, reception)


def overruns(found: dict[Key, Figures]) -> dict[Key, Figures]:
    """The final figures that are planted above their budgets (C02)."""
    key_a, key_b, key_c = [
        ("QY-FGJ", 2024, "final"),
        ("QY-YQZ", 2023, "final"),
        ("QY-TW", 2024, "final"),
    ]
    planned = {key: found[key[0], key[1], "budget"] for key in (key_a, key_b, key_c)}
    return {
        key_a: found[key_a]._replace(reception=round(planned[key_a].reception * 1.31)),
        key_b: found[key_b]._replace(operation=round(planned[key_b].operation * 1.14)),
        key_c: found[key_c]._replace(overseas=318),
    }


NOTES = {
    ("QY-FGJ", 2024, "final"): "重点项目对接任务增加，公务接待批次多于预期。",
    ("QY-YQZ", 2023, "final"): "车辆老旧，维修费用增加。",
    ("QY-TW", 2024, "final"): "年中新增青年交流出访任务，未列入年初预算。",
}
LATE = {
    ("QY-ZRZ", 2025, "budget"): date(2025, 4, 18),
    ("QY-YQZ", 2024, "final"): date(2025, 11, 20),
}
MISSING = ("QY-FL", 2026, "budget")


def published(key: Key) -> date:
    """Budgets come out in February, final accounts in the following September."""
    org_id, year, stage = key
    if key in LATE:
        return LATE[key]
    offset = BY_SIZE.index(org_id) % 9
    plan = stage == "budget"
    return workdays.add(date(year, 2, 10 + offset) if plan else date(year + 1, 9, 5 + offset), 0)


def three_public(found: dict[Key, Figures]) -> Table:
    """One row for each unit, year and stage; one budget of 2026 is missing on purpose."""
    rng = random.Random("清源县 three public counts")
    order = sorted(found, key=lambda k: (k[1], k[2], BY_SIZE.index(k[0])))
    rows = [row(rng, key, found[key]) for key in order]
    return Table(
        "three-public",
        "three_public",
        [r for r, k in zip(rows, order, strict=True) if k != MISSING],
    )


def row(rng: random.Random, key: Key, part: Figures) -> Row:
    """The figures as a published row, with counts that fit them."""
    org_id, year, stage = key
    groups = -(-part.overseas // 900)
    batches = -(-part.reception // rng.randint(7, 11))
    published_on = published(key)
    name = "预算" if stage == "budget" else "决算"
    return {
        "record_id": f"{org_id}-{year}-{stage.upper()}",
        "org_id": org_id,
        "year": year,
        "stage": stage,
        "overseas": yuan(part.overseas),
        "vehicle_total": yuan(part.purchase + part.operation),
        "vehicle_purchase": yuan(part.purchase),
        "vehicle_operation": yuan(part.operation),
        "reception": yuan(part.reception),
        "total": yuan(part.total),
        "overseas_groups": groups,
        "overseas_persons": groups * rng.randint(2, 4),
        "vehicles_purchased": 1 if part.purchase else 0,
        "vehicles_held": max(1, round(part.operation / 260)),
        "reception_batches": batches,
        "reception_persons": batches * rng.randint(5, 9),
        "change_note": NOTES.get(key),
        **publication(org_id, published_on, f"{year}年部门{name}公开表"),
    }


def planted() -> list[Planted]:
    """What is odd in this table: overruns, late rows and a missing one."""
    over = [
        Planted("C02", "three-public", "three_public", (f"{o}-{y}-{s.upper()}",), what, why)
        for (o, y, s), what, why in zip(
            NOTES,
            (
                "接待费决算为预算的 131%",
                "车辆运行费决算为预算的 114%",
                "无出国预算而决算列支 3.18 万元",
            ),
            ("决算超过预算", "决算超过预算", "无预算而支出"),
            strict=True,
        )
    ]
    late = [
        Planted(
            "C08",
            "three-public",
            "three_public",
            (f"{o}-{y}-{s.upper()}",),
            f"{when.isoformat()} 才公开",
            "同批单位早已公开，超过批复后 20 日",
        )
        for (o, y, s), when in LATE.items()
    ]
    missing = Planted(
        "C08",
        "three-public",
        "three_public",
        (),
        "QY-FL 没有公开 2026 年预算",
        "其他单位均已公开，本行缺失（无记录可引用）",
    )
    return [*over, *late, missing]
