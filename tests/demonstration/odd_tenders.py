"""Procedures that are odd: too short, too few, without approval, too late."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from tests.demonstration import workdays
from tests.demonstration.odd_purchase import Odd, moved, pool
from tests.demonstration.purchase import Wish, purchase
from tests.demonstration.rows import Row, day


def short_tender(rng: random.Random) -> Iterator[Odd]:
    """C09: fewer than twenty days between documents and deadline."""
    cases = (
        ("QY-ZJJ", "学府路雨污分流改造工程", "B", date(2025, 4, 7), "市政工程", 12),
        ("QY-RSJ", "职业技能实训设备采购", "A", date(2024, 9, 2), "教学仪器", 15),
    )
    for buyer, name, kind, notice, trade, length in cases:
        made = purchase(rng, Wish(buyer, name, kind, "open", 520_000_000, notice, pool(trade, 3)))
        start = day(made.contract["docs_from"])
        deadline = workdays.add(start + timedelta(days=length), 0)
        for number, offer in enumerate(made.bids):
            offer["submitted_at"] = workdays.add(deadline - timedelta(days=4), number % 2)
        moved(made, bid_deadline=deadline, bid_open_on=deadline)
        yield Odd(
            "C09",
            [made],
            f"公开招标，文件发出到投标截止只有 {(deadline - start).days} 天",
            "法定不少于 20 日",
        )


def few_bidders(rng: random.Random) -> Iterator[Odd]:
    """C10: one or two bidders in a competitive procedure, and still an award."""
    cases = (
        ("QY-NYJ", "智慧农业平台建设", "C", "open", 310_000_000, "信息技术", 1),
        ("QY-HLZ", "集镇垃圾中转站工程", "B", "open", 460_000_000, "建筑工程", 2),
        ("QY-FGJ", "信用平台运维服务", "C", "consultation", 88_000_000, "信息技术", 1),
    )
    for number, (buyer, name, kind, method, budget, trade, count) in enumerate(cases):
        made = purchase(
            rng,
            Wish(
                buyer,
                name,
                kind,
                method,
                budget,
                date(2025, 5 + number, 12),
                pool(trade, number),
                bidders=count,
            ),
        )
        yield Odd(
            "C10",
            [made],
            f"竞争性采购只有 {count} 家投标仍然成交",
            "不足三家应当重新招标或变更方式",
        )


def not_competitive(rng: random.Random) -> Iterator[Odd]:
    """C12: another method above the threshold without approval or reason; short publicity."""
    when = date(2024, 10, 14)
    name = "自然资源一张图数据服务"
    wish = Wish("QY-ZRZ", name, "C", "negotiation", 265_000_000, when, pool("信息技术", 2))
    made = moved(purchase(rng, wish), approval_no=None)
    what = "超过公开招标限额而采用竞争性谈判，没有批准文号"
    yield Odd("C12", [made], what, "变更采购方式须经批准")
    when = date(2025, 6, 16)
    name = "智慧校园扩容服务"
    wish = Wish("QY-YZ", name, "C", "single_source", 96_000_000, when, pool("信息技术", 3))
    made = moved(purchase(rng, wish), method_reason=None)
    yield Odd("C12", [made], "单一来源采购没有说明理由", "应当公示理由")
    yield short_publicity(rng)


def short_publicity(rng: random.Random) -> Odd:
    """C12: a single-source award two working days after its notice."""
    when = date(2025, 9, 8)
    name = "直线加速器维保服务"
    wish = Wish("QY-YY", name, "C", "single_source", 158_000_000, when, pool("工程咨询", 1))
    made = purchase(rng, wish)
    result = workdays.add(day(made.contract["notice_on"]), 2)
    moved(made, result_on=result, **signing(workdays.add(result, 5), 1))
    made.bids[0]["submitted_at"] = result
    return Odd("C12", [made], "单一来源公示 2 个工作日即成交", "公示期不得少于 5 个工作日")


def signing(signed: date, shown_after: int) -> Row:
    """The cells of a contract signed on that day and published so many working days later."""
    shown = workdays.add(signed, shown_after)
    return {"signed_on": signed, "contract_published_on": shown, "published_on": shown}


def late(rng: random.Random) -> Iterator[Odd]:
    """C14: signed or published too late, or awarded on the day of opening."""
    when = date(2024, 11, 4)
    name = "诉讼服务中心改造工程"
    wish = Wish("QY-FY", name, "B", "open", 450_000_000, when, pool("建筑工程", 3))
    made = purchase(rng, wish)
    signed = workdays.add(day(made.contract["result_on"]) + timedelta(days=46), 0)
    moved(made, acceptance_on=signed + timedelta(days=120), **signing(signed, 1))
    yield Odd("C14", [made], "中标通知后 46 天以上才签订合同", "应当在 30 日内签订")
    when = date(2025, 3, 10)
    wish = Wish("QY-JCY", "电子卷宗系统建设", "C", "open", 260_000_000, when, pool("信息技术", 1))
    made = purchase(rng, wish)
    moved(made, **signing(day(made.contract["signed_on"]), 13))
    yield Odd("C14", [made], "签订 13 个工作日后才公告合同", "应当在 2 个工作日内公告")
    when = date(2025, 7, 7)
    wish = Wish("QY-CZJ", "非税票据电子化服务", "C", "open", 240_000_000, when, pool("信息技术"))
    made = purchase(rng, wish)
    moved(made, result_on=made.contract["bid_open_on"])
    yield Odd("C14", [made], "开标当天公布结果", "评审时间异常短")
