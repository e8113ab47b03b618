"""Payments that are valid as data and odd in substance."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.demonstration import workdays
from tests.demonstration.outlays import HOLIDAY_SPIKES, OVERSPENT, Outlay
from tests.demonstration.rows import Planted
from tests.demonstration.suppliers import BY_TRADE

Change = Callable[[random.Random, list[Outlay]], list[Outlay]]


@dataclass(slots=True)
class OddPayments:
    """One planted sign: outlays that are added, or a change to some of the ordinary ones."""

    check: str
    what: str
    why: str
    outlays: list[Outlay] = field(default_factory=list)
    pick: Change | None = None

    @property
    def added(self) -> bool:
        """Whether the outlays stand beside the ordinary ones."""
        return self.pick is None

    def change(self, rng: random.Random, outlays: list[Outlay]) -> None:
        """Apply the change to the ordinary outlays and remember which ones it touched."""
        if self.pick:
            self.outlays = self.pick(rng, outlays)
        for outlay in self.outlays:
            outlay.marked = True

    def listed(self) -> Planted:
        """The entry of the register; call it when the payments have their ids."""
        keys = tuple(sorted(o.payment_id for o in self.outlays))
        return Planted(self.check, "payments", "payments", keys, self.what, self.why)


def plant(rng: random.Random) -> list[OddPayments]:
    """All odd payments, in the order of the checks."""
    return [*spikes(), overspent(), *round_amounts(), *digits(), *twice(rng), *rush()]


def ordinary_of(outlays: list[Outlay], org_id: str, year: int = 0) -> list[Outlay]:
    """A unit's daily payments, without the three public expenses, contracts and planted ones."""
    return [
        o
        for o in outlays
        if o.org_id == org_id
        and o.contract_id is None
        and not o.marked
        and o.econ_code not in ("30217", "30231", "30212", "31013")
        and year in (0, o.paid_on.year)
    ]


def spikes() -> list[OddPayments]:
    """C01: the receptions that already weigh more around a festival."""

    def within(org_id: str, first: date, last: date) -> Change:
        return lambda _, outlays: [
            o
            for o in outlays
            if o.org_id == org_id and o.econ_code == "30217" and first <= o.paid_on <= last
        ]

    names = {"QY-NYJ": "中秋国庆", "QY-YQZ": "春节"}
    return [
        OddPayments(
            "C01",
            f"{org_id} 2025 年{names[org_id]}前后公务接待费集中支付",
            "日均支出为平时的数倍",
            pick=within(org_id, first, last),
        )
        for (org_id, _), (first, last) in HOLIDAY_SPIKES.items()
    ]


def overspent() -> OddPayments:
    """C02: vehicle payments of a year above the year's budget."""
    org_id, year = OVERSPENT

    def pick(_: random.Random, outlays: list[Outlay]) -> list[Outlay]:
        chosen = [o for o in outlays if o.org_id == org_id and o.econ_code == "30231"]
        return sorted((o for o in chosen if o.paid_on.year == year), key=lambda o: o.paid_on)[-1:]

    what = f"{org_id} {year} 年公务用车运行费累计支付为预算的 108%（本笔为末笔）"
    return OddPayments("C02", what, "支付合计超过当年预算", pick=pick)


def round_amounts() -> list[OddPayments]:
    """C05: many amounts in whole thousands."""

    def pick(org_id: str) -> Change:
        def change(rng: random.Random, outlays: list[Outlay]) -> list[Outlay]:
            able = [o for o in ordinary_of(outlays, org_id) if not o.supplier]
            chosen = rng.sample(able, len(able) * 2 // 3)
            for outlay in chosen:
                outlay.amount = max(1, round(outlay.amount / 1000_00)) * 1000_00
            return chosen

        return change

    return [
        OddPayments(
            "C05",
            f"{org_id} 约四成日常支付为整千元",
            "同类单位整千元支付约占 1%",
            pick=pick(org_id),
        )
        for org_id in ("QY-HLZ", "QY-SJJ")
    ]


def digits() -> list[OddPayments]:
    """C06: amounts that keep just below an internal limit distort the first digits."""

    def pick(org_id: str, low: int, high: int) -> Change:
        def change(rng: random.Random, outlays: list[Outlay]) -> list[Outlay]:
            able = ordinary_of(outlays, org_id)
            chosen = rng.sample(able, len(able) * 9 // 20)
            for outlay in chosen:
                outlay.amount = rng.randint(low * 100, high * 100)
            return chosen

        return change

    return [
        OddPayments(
            "C06",
            f"{org_id} 大量支付在 {low} 至 {high} 元之间",
            "首位数字分布偏离本福特定律",
            pick=pick(org_id, low, high),
        )
        for org_id, low, high in (("QY-JCY", 9000, 9990), ("QY-FY", 4800, 4995))
    ]


def twice(rng: random.Random) -> list[OddPayments]:
    """C07: the same payee and amount again within days, or one voucher booked twice."""
    made = []
    for org_id, when, amount, trade in (
        ("QY-WJW", date(2024, 7, 9), 12_480_50, "印务"),
        ("QY-RD", date(2025, 4, 15), 8_760_00, "酒店服务"),
        ("QY-CZJ", date(2025, 8, 12), 23_915_30, "信息技术"),
    ):
        payee = rng.choice(BY_TRADE[trade])
        code, summary = {
            "印务": ("30202", "印制宣传材料"),
            "酒店服务": ("30215", "会议场地费"),
            "信息技术": ("30299", "软件服务费"),
        }[trade]
        pair = [
            Outlay(
                org_id,
                workdays.add(when + timedelta(days=gap), 0),
                amount,
                code,
                payee.supplier_id,
                "enterprise",
                payee.name,
                summary,
            )
            for gap in (0, 9)
        ]
        what = "同一供应商、同一金额九天内付两次"
        if trade == "信息技术":
            pair[1].same_voucher_as = pair[0]
            what = "同一凭证号、同一供应商和金额付两次"
        made.append(OddPayments("C07", what, "可能重复支付，且没有冲正", outlays=pair))
    return made


def rush() -> list[OddPayments]:
    """C20: a third of the year's payments fall into December."""

    def pick(org_id: str, year: int) -> Change:
        def change(rng: random.Random, outlays: list[Outlay]) -> list[Outlay]:
            able = [o for o in ordinary_of(outlays, org_id, year) if o.paid_on.month != 12]
            chosen = rng.sample(able, len(able) * 2 // 5)
            days = workdays.open_days(date(year, 12, 16), date(year, 12, 31))
            for outlay in chosen:
                outlay.paid_on = rng.choice(days)
                if outlay.payee_kind == "individual":
                    text = outlay.summary.split("（")[0]
                    outlay.summary = f"{text}（批次{outlay.paid_on:%y%m}-{rng.randint(1, 99):02d}）"
            return chosen

        return change

    return [
        OddPayments(
            "C20",
            f"{org_id} {year} 年约四成日常支付集中在十二月下半月",
            "年底突击花钱",
            pick=pick(org_id, year),
        )
        for org_id, year in (("QY-XCB", 2024), ("QY-ZGH", 2025))
    ]
