"""Awards whose amounts or winners are odd: split, just below, repeated, grown."""

import random
from collections.abc import Iterator
from datetime import date

from tests.demonstration.odd_purchase import Odd, moved, pool
from tests.demonstration.purchase import Wish, purchase
from tests.demonstration.rows import cents, yuan
from tests.demonstration.suppliers import SHARING


def split(rng: random.Random) -> Iterator[Odd]:
    """C04a: one budget item bought in parts, each below the open-tender threshold."""
    parts = [
        purchase(
            rng,
            Wish(
                "QY-SLJ",
                f"北干渠清淤工程（{part}标段）",
                "B",
                "negotiation",
                168_000_000,
                date(2025, 3, 3 + 9 * n),
                pool("市政工程", n),
                "QY-SLJ-2025-017",
            ),
        )
        for n, part in enumerate("一二三")
    ]
    why = "每次不足公开招标限额，合计超过限额，且未公开招标"
    yield Odd("C04a", parts, "同一预算项目“北干渠清淤”分三次竞争性谈判", why)
    parts = [
        purchase(
            rng,
            Wish(
                "QY-JYJ",
                f"中小学课桌椅采购（第{part}批）",
                "A",
                "inquiry",
                142_000_000,
                date(2024, 5, 6 + 12 * n),
                pool("教学仪器", n),
                "QY-JYJ-2024-031",
            ),
        )
        for n, part in enumerate("一二")
    ]
    yield Odd("C04a", parts, "同一预算项目“课桌椅”分两批询价", "两批合计超过公开招标限额")


def just_below(rng: random.Random) -> Iterator[Odd]:
    """C04b: direct awards between 90 and 100 per cent of the threshold."""
    cases = (
        ("QY-YY", "医疗器械", "A", ("超声探头购置", "监护仪购置"), 2),
        ("QY-WJW", "信息技术", "C", ("妇幼信息平台续建", "公卫信息平台续建"), 1),
    )
    for buyer, trade, kind, names, first in cases:
        awards = [
            purchase(
                rng,
                Wish(
                    buyer,
                    name,
                    kind,
                    "single_source",
                    199_500_000,
                    date(2025, 2 + 4 * n, 11),
                    pool(trade, first),
                ),
                price=186_800_000 + n * 6_120_000,
            )
            for n, name in enumerate(names)
        ]
        yield Odd(
            "C04b",
            awards,
            "同一供应商 12 个月内两次单一来源成交",
            "金额均在公开招标限额的 90% 至 100% 之间",
        )


def bunched(rng: random.Random) -> Iterator[Odd]:
    """C04c: twenty contracts of one buyer crowd just below the threshold."""
    made = [
        purchase(
            rng,
            Wish(
                "QY-JTJ",
                f"县道X{201 + n}线养护服务",
                "C",
                "consultation",
                199_800_000,
                date(2024 + n // 11, 1 + n % 11, 4 + n),
                pool("公路养护", n % 4),
            ),
            price=190_500_000 + 437_000 * n,
        )
        for n in range(20)
    ]
    yield Odd(
        "C04c",
        made,
        "20 份养护服务合同金额都在 190 万至 200 万元之间",
        "紧贴公开招标限额之下密集分布，限额之上没有合同",
    )


def repeated_winner(rng: random.Random) -> Iterator[Odd]:
    """C11: one supplier takes most of a buyer's contracts, the same rivals lose each time."""
    for buyer, name, trade, count in (
        ("QY-MZJ", "养老服务站点物业服务", "物业管理", 7),
        ("QY-RD", "会务资料印制服务", "印务", 6),
    ):
        rivals = [s for s in pool(trade) if s not in SHARING]
        made = [
            purchase(
                rng,
                Wish(
                    buyer,
                    f"{name}（第{n + 1}包）",
                    "C",
                    "open",
                    58_000_000 + 2_300_000 * n,
                    date(2024 + n // 4, 2 + 2 * (n % 4), 8),
                    [*rivals, *pool("工程咨询")][:3],
                    bidders=3,
                ),
            )
            for n in range(count)
        ]
        yield Odd(
            "C11",
            made,
            f"同一供应商在该采购人处 {count} 次中标，陪标者相同",
            "份额远高于 30%，投标人组合不变",
        )


def grown(rng: random.Random) -> Iterator[Odd]:
    """C13: amendments beyond ten per cent, or more paid than the contract allows."""
    cases = (
        ("QY-ZJJ", "滨河步道建设工程", "B", "建筑工程", 18),
        ("QY-SPJ", "政务大厅智能化改造", "C", "信息技术", 13),
    )
    for number, (buyer, name, kind, trade, share) in enumerate(cases):
        when = date(2024, 6 + number, 17)
        made = purchase(
            rng, Wish(buyer, name, kind, "open", 480_000_000, when, pool(trade, number))
        )
        extra = yuan(cents(made.contract["amount"]) * share // 100)
        what = f"补充合同金额为原合同的 {share}%"
        why = "补充合同不得超过原合同金额的 10%"
        yield Odd("C13", [moved(made, amendments_amount=extra)], what, why)
    when, name = date(2024, 8, 12), "澄栖乡集中供水站工程"
    wish = Wish("QY-CXX", name, "B", "open", 430_000_000, when, pool("建筑工程", 2))
    what = "累计支付超过合同与补充合同之和约 6%"
    yield Odd("C13", [purchase(rng, wish)], what, "没有相应的补充合同", overpaid=True)
