"""What the units spend money on: the three public expenses, contracts and daily needs."""

import random
from dataclasses import dataclass
from datetime import date

from tests.demonstration import workdays
from tests.demonstration.functions import PROJECT_CODES
from tests.demonstration.suppliers import BY_TRADE
from tests.demonstration.three_public import BY_SIZE, Figures, Key

OVERSPENT = ("QY-ZJJ", 2025)
"""The unit whose vehicle payments exceed the budget of the year (C02)."""

HOLIDAY_SPIKES = {
    ("QY-NYJ", 2025): (date(2025, 9, 16), date(2025, 10, 15)),
    ("QY-YQZ", 2025): (date(2025, 1, 13), date(2025, 2, 11)),
}
"""Unit, year and the window around the festival in which receptions pile up (C01)."""


@dataclass(slots=True)
class Outlay:
    """One payment before it has a number; amounts in cents."""

    org_id: str
    paid_on: date
    amount: int
    econ_code: str
    supplier: str
    payee_kind: str
    payee_name: str
    summary: str
    method: str = "bank_transfer"
    contract_id: str | None = None
    payment_id: str = ""
    voucher_no: str = ""
    reverses: "Outlay | None" = None
    same_voucher_as: "Outlay | None" = None
    marked: bool = False

    @property
    def project(self) -> bool:
        """Whether it is project expenditure: contracts, journeys abroad, cars, works."""
        return self.contract_id is not None or self.econ_code in PROJECT_CODES


def ordinary(rng: random.Random, org_id: str, when: date) -> Outlay:
    """One daily payment: code, payee and amount by the habits below."""
    code, payee, median, summaries = rng.choices(HABITS, WEIGHTS)[0]
    amount = round(median * 100 * rng.lognormvariate(0, 1.25)) + 100
    if rng.random() < 0.01:
        amount = max(1, amount // 1000_00) * 1000_00
    summary = rng.choice(summaries)
    if payee == "个人":
        batch = f"{summary}（批次{when:%y%m}-{rng.randint(1, 99):02d}）"
        method = "official_card" if code == "30211" else "bank_transfer"
        return Outlay(org_id, when, amount, code, "", "individual", "个人", batch, method)
    if payee in BY_TRADE:
        chosen = rng.choice(BY_TRADE[payee])
        method = "official_card" if amount < 500_00 else "bank_transfer"
        return Outlay(
            org_id,
            when,
            amount,
            code,
            chosen.supplier_id,
            "enterprise",
            chosen.name,
            summary,
            method,
        )
    return Outlay(org_id, when, amount, code, "", "institution", payee, summary)


Habit = tuple[str, str, int, tuple[str, ...]]
HABITS: tuple[Habit, ...] = (
    ("30201", "办公设备", 900, ("购置办公用品", "购置打印耗材", "购置档案盒和文具")),
    ("30202", "印务", 1500, ("印制宣传材料", "印制会议材料", "印制表册")),
    ("30205", "清源县水务有限公司", 500, ("办公区水费",)),
    ("30206", "清源县供电营业所", 2200, ("办公区电费",)),
    ("30207", "清源县邮政营业部", 600, ("邮寄费", "网络和电话费")),
    ("30211", "个人", 1200, ("差旅费报销",)),
    ("30213", "物业管理", 2400, ("办公楼维修", "空调维保", "电梯维保")),
    ("30215", "酒店服务", 3500, ("会议场地费", "会议用餐费")),
    ("30216", "中共清源县委党校", 4200, ("干部培训费",)),
    ("30226", "个人", 900, ("专家劳务费", "临时用工劳务费")),
    ("30227", "工程咨询", 6500, ("委托评估费", "委托咨询费")),
    ("30299", "信息技术", 1000, ("软件服务费", "网站维护费")),
    ("30305", "个人", 700, ("遗属生活补助", "困难职工补助")),
    ("31002", "办公设备", 4200, ("购置计算机", "购置办公家具")),
)
WEIGHTS = (14, 6, 4, 5, 5, 23, 6, 3, 4, 8, 3, 7, 9, 3)


def three_public_outlays(rng: random.Random, found: dict[Key, Figures]) -> list[Outlay]:
    """Payments of 2024 add up to the final figures; those of 2025 stay below the budget."""
    made: list[Outlay] = []
    for org_id in BY_SIZE:
        for year in (2024, 2025):
            part = found[org_id, year, "final" if year == 2024 else "budget"]
            if year == 2025:
                shares = [rng.uniform(0.88, 0.97) for _ in part]
                shares[2] = 1.085 if (org_id, year) == OVERSPENT else shares[2]
                part = Figures(*(int(p * s) for p, s in zip(part, shares, strict=True)))
            made += receptions(rng, org_id, year, part.reception * 10_000)
            made += vehicles(rng, org_id, year, part.operation * 10_000)
            made += rare(rng, org_id, year, part)
    return made


def evenly(rng: random.Random, year: int, count: int) -> list[date]:
    """Working days, one in each of `count` equal stretches of the year."""
    days = workdays.open_days(date(year, 1, 2), date(year, 12, 31))
    step = len(days) / count
    return [days[min(int((n + rng.random()) * step), len(days) - 1)] for n in range(count)]


def shares(total: int, weights: list[float]) -> list[int]:
    """Whole cents in proportion to the weights that add up to the total."""
    parts = [int(total * w / sum(weights)) for w in weights]
    parts[-1] += total - sum(parts)
    return parts


def receptions(rng: random.Random, org_id: str, year: int, total: int) -> list[Outlay]:
    """Receptions through the year; a holiday spike weighs those in its window much more."""
    days = evenly(rng, year, max(16, min(72, total // 450_00)))
    first, last = HOLIDAY_SPIKES.get((org_id, year), (date.max, date.min))
    weights = [rng.uniform(0.8, 1.2) * (9 if first <= d <= last else 1) for d in days]
    made = []
    for when, amount in zip(days, shares(total, weights), strict=True):
        hotel = rng.choice(BY_TRADE["酒店服务"])
        spike = first <= when <= last
        made.append(
            Outlay(
                org_id,
                when,
                amount,
                "30217",
                hotel.supplier_id,
                "enterprise",
                hotel.name,
                rng.choice(("公务接待用餐", "来访接待用餐", "工作餐")),
                marked=spike,
            )
        )
    return made


def vehicles(rng: random.Random, org_id: str, year: int, total: int) -> list[Outlay]:
    """Fuel, repairs and insurance of the unit's cars."""
    days = evenly(rng, year, max(24, min(96, total // 1500_00)))
    made = []
    amounts = shares(total, [rng.uniform(0.7, 1.3) for _ in days])
    for when, amount in zip(days, amounts, strict=True):
        garage = rng.choice(BY_TRADE["汽车维修服务"])
        made.append(
            Outlay(
                org_id,
                when,
                amount,
                "30231",
                garage.supplier_id,
                "enterprise",
                garage.name,
                rng.choice(("公务用车燃油费", "公务用车维修费", "公务用车保险费")),
            )
        )
    return made


def rare(rng: random.Random, org_id: str, year: int, part: Figures) -> list[Outlay]:
    """Journeys abroad and the purchase of a car."""
    made = []
    if part.overseas:
        agency = rng.choice(BY_TRADE["国际旅行社"])
        count = max(1, round(part.overseas / 450))
        amounts = shares(part.overseas * 10_000, [rng.uniform(0.7, 1.3) for _ in range(count)])
        for when, amount in zip(evenly(rng, year, count), amounts, strict=True):
            made.append(
                Outlay(
                    org_id,
                    when,
                    amount,
                    "30212",
                    agency.supplier_id,
                    "enterprise",
                    agency.name,
                    "因公出国（境）团组费用",
                )
            )
    if part.purchase:
        seller = rng.choice(BY_TRADE["汽车销售服务"])
        when = evenly(rng, year, 3)[1]
        made.append(
            Outlay(
                org_id,
                when,
                part.purchase * 10_000,
                "31013",
                seller.supplier_id,
                "enterprise",
                seller.name,
                "购置公务用车一辆",
            )
        )
    return made
