"""Bids that look as if they knew of each other (C25)."""

import random
from collections.abc import Iterator
from datetime import date

from tests.demonstration import workdays
from tests.demonstration.odd_purchase import Odd, moved, pool
from tests.demonstration.purchase import Purchase, Wish, purchase
from tests.demonstration.rows import cents, day, yuan
from tests.demonstration.suppliers import SHARING, Supplier


def bid_patterns(rng: random.Random) -> Iterator[Odd]:
    """Six tenders for services, each with one pattern."""
    for part in (same_price, only_winner_valid, late_winner, same_address, close_second, at_budget):
        made, what, why = part(rng)
        yield Odd("C25", [made], what, why)


Pattern = tuple[Purchase, str, str]


def tender(
    rng: random.Random, buyer: str, name: str, *, month: int, suppliers: list[Supplier]
) -> Purchase:
    """An open tender of 2025 with four bidders, the first of whom wins."""
    notice = date(2025, month, 15)
    return purchase(rng, Wish(buyer, name, "C", "open", 230_000_000, notice, suppliers, bidders=4))


def same_price(rng: random.Random) -> Pattern:
    """The second and the third bid are equal to the cent."""
    made = tender(rng, "QY-JYJ", "课后服务平台建设", month=1, suppliers=pool("信息技术", 2))
    made.bids[2]["price"] = made.bids[1]["price"]
    return made, "两家报价完全相同", "独立报价极少相同"


def only_winner_valid(rng: random.Random) -> Pattern:
    """Every bid but the winner's is disqualified."""
    made = tender(rng, "QY-WJW", "健康宣传服务", month=2, suppliers=pool("工程咨询", 2))
    for offer in made.bids[1:]:
        offer.update(status="disqualified", rank=None, reason="投标文件签字不符合要求")
    return made, "中标者以外的投标全部无效", "竞争名存实亡"


def late_winner(rng: random.Random) -> Pattern:
    """The winning bid came after the deadline."""
    made = tender(rng, "QY-NYJ", "耕地质量监测服务", month=4, suppliers=pool("工程咨询", 3))
    made.bids[0]["submitted_at"] = workdays.add(day(made.contract["bid_deadline"]), 1)
    return made, "中标文件在截止日之后提交", "逾期投标应当拒收"


def same_address(rng: random.Random) -> Pattern:
    """Two bidders share their address and telephone."""
    firms = [*SHARING, *pool("工程咨询")]
    made = tender(rng, "QY-XCB", "宣传册印制服务", month=5, suppliers=firms)
    return made, "两家投标人登记地址和电话相同", "可能由同一控制人投标"


def close_second(rng: random.Random) -> Pattern:
    """The second price is 800 yuan above the first."""
    made = tender(rng, "QY-RSJ", "社保档案数字化服务", month=6, suppliers=pool("信息技术", 3))
    made.bids[1]["price"] = yuan(cents(made.contract["amount"]) + 80_000)
    return made, "第二名报价只高出 800 元", "价差不足千分之一"


def at_budget(rng: random.Random) -> Pattern:
    """All prices lie within 200 yuan of the budget."""
    made = tender(rng, "QY-ZX", "履职平台建设", month=8, suppliers=pool("信息技术", 1))
    near = yuan(cents(made.contract["budget_amount"]) - 20_000)
    moved(made, amount=near, amendments_amount=yuan(0))
    for place, offer in enumerate(made.bids):
        offer["price"] = yuan(cents(near) + 5_000 * place)
    return made, "成交价等于预算的 99.99%，各家报价相差 50 元", "报价围绕预算"
