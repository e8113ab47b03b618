"""One purchase from notice to acceptance, lawful in every respect unless told otherwise."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from tests.demonstration import workdays
from tests.demonstration.rows import TODAY, Row, publication, yuan
from tests.demonstration.suppliers import Supplier

OPEN_THRESHOLD = {"A": 200_000_000, "B": 400_000_000, "C": 200_000_000}
"""Cents from which an open tender is due (the demonstration's own setting, [M])."""

DAYS_FOR_BIDS = {"open": 21, "invited": 21, "consultation": 11, "negotiation": 7, "inquiry": 6}
REASONS = {
    "negotiation": "技术复杂，不能事先确定详细规格和价格总额",
    "consultation": "政府购买服务项目，需与供应商磋商确定方案",
    "inquiry": "货物规格标准统一，现货货源充足且价格变化幅度小",
    "single_source": "需从原供应商处添购以保证配套一致性",
    "framework": "框架协议入围供应商内二次竞价",
}
EXPERTS = tuple(f"{s}示{g}" for s in "卜邱骆高夏蔡田樊胡凌" for g in "文武")


class Wish(NamedTuple):
    """What is to be bought; amounts in cents, `winner` and `rivals` may be left to chance."""

    buyer: str
    name: str
    category: str
    method: str
    budget: int
    notice: date
    pool: list[Supplier]
    item: str = ""
    bidders: int = 0


@dataclass(slots=True)
class Purchase:
    """A contract's row and its bids; changed by whoever plants an irregularity."""

    contract: Row
    bids: list[Row] = field(default_factory=list)


def purchase(rng: random.Random, wish: Wish, *, price: int = 0) -> Purchase:
    """Carry the wish out: dates, bids, award, contract and acceptance in lawful order.

    With `price` (cents) the contract costs exactly that; the first of the pool wins.
    """
    count = wish.bidders or (1 if wish.method == "single_source" else rng.randint(3, 5))
    count = min(count, len(wish.pool))
    bidders = wish.pool[:count]
    price = price or round(wish.budget * rng.uniform(0.80, 0.88) / 1000) * 1000
    contract = {
        "org_id": wish.buyer,
        "project_name": wish.name,
        "budget_item": wish.item or f"{wish.buyer}-{wish.notice:%y%m%d}-{wish.budget // 100000}",
        "category_code": wish.category,
        "method": wish.method,
        "method_reason": REASONS.get(wish.method),
        "approval_no": None,
        "budget_amount": yuan(wish.budget),
        **dates(rng, wish),
        "supplier_id": bidders[0].supplier_id,
        "amount": yuan(price),
        "amendments_amount": yuan(0),
        "bidders_count": count,
        "agency": "清源县公共资源交易中心",
        "experts": ";".join(rng.sample(EXPERTS, 3)),
    }
    if wish.method != "open" and wish.budget >= OPEN_THRESHOLD[wish.category]:
        contract["approval_no"] = f"清财采〔{wish.notice.year}〕{rng.randint(10, 90)}号"
    if rng.random() < 0.25 and price > 50_000_00:
        contract["amendments_amount"] = yuan(round(price * rng.uniform(0.01, 0.08) / 1000) * 1000)
    return Purchase(contract, [*offers(rng, bidders, price, contract)])


def dates(rng: random.Random, wish: Wish) -> Row:
    """The purchase's days, each on a working day and within the legal limits."""
    notice = workdays.add(wish.notice, 0)
    row: Row = {"notice_on": notice, "docs_from": None, "bid_deadline": None, "bid_open_on": None}
    opened = workdays.add(notice, 6)
    if wish.method in DAYS_FOR_BIDS:
        start = workdays.add(notice, 1)
        length = DAYS_FOR_BIDS[wish.method] + rng.randint(0, 5)
        opened = workdays.add(start + timedelta(days=length), 0)
        row |= {"docs_from": start, "bid_deadline": opened, "bid_open_on": opened}
    result = workdays.add(opened, rng.randint(2, 4))
    signed = workdays.add(result + timedelta(days=rng.randint(4, 18)), 0)
    accepted = workdays.add(signed + timedelta(days=rng.randint(40, 200)), 0)
    return row | {
        "result_on": result,
        "signed_on": signed,
        "contract_published_on": workdays.add(signed, rng.randint(1, 2)),
        "acceptance_on": accepted if accepted <= TODAY else None,
        **publication(wish.buyer, workdays.add(signed, 2), "清源县政府采购合同公告"),
    }


def offers(rng: random.Random, bidders: list[Supplier], price: int, contract: Row) -> list[Row]:
    """The bids: the winner's price is the lowest, the next at least two per cent above."""
    deadline = contract["bid_deadline"] or contract["result_on"]
    assert isinstance(deadline, date)
    rows: list[Row] = []
    for place, bidder in enumerate(bidders):
        dearer = price * (1 + place * 0.02 + place * rng.uniform(0.001, 0.009))
        early = workdays.open_days(deadline - timedelta(days=5), deadline)
        rows.append(
            {
                "supplier_id": bidder.supplier_id,
                "price": yuan(price if place == 0 else round(dearer / 100) * 100),
                "submitted_at": rng.choice(early),
                "status": "valid",
                "rank": place + 1,
                "reason": None,
            }
        )
    return rows
