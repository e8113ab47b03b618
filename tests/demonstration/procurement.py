"""Contracts and bids: an ordinary stream of purchases, and the odd ones among them."""

import random
from datetime import date
from typing import NamedTuple

from tests.demonstration import odd_awards, odd_tenders, workdays
from tests.demonstration.odd_bids import bid_patterns
from tests.demonstration.odd_purchase import Odd
from tests.demonstration.purchase import OPEN_THRESHOLD, Purchase, Wish, purchase
from tests.demonstration.rows import Planted, Row, Table, cents, day
from tests.demonstration.suppliers import BY_TRADE, SHARING, Supplier, suppliers

NEEDS = {
    "QY-ZFB": ("办公设备更新", "机关物业服务", "政务云运维"),
    "QY-CZJ": ("预算管理系统运维", "财政绩效评价服务", "办公设备采购"),
    "QY-FGJ": ("重点项目评估服务", "节能监察设备采购"),
    "QY-RSJ": ("就业信息系统升级", "技能培训设备采购"),
    "QY-JYJ": ("教学仪器采购", "校舍维修工程", "教育专网运维"),
    "QY-ZRZ": ("国土调查技术服务", "地质灾害治理工程"),
    "QY-ZJJ": ("老旧小区改造工程", "道路照明维修工程", "城区绿化养护"),
    "QY-JTJ": ("农村公路改造工程", "桥梁加固工程"),
    "QY-SLJ": ("小型水库加固工程", "河道治理工程", "水质监测设备采购"),
    "QY-NYJ": ("高标准农田建设工程", "农技推广设备采购"),
    "QY-WJW": ("乡镇卫生院设备采购", "健康信息平台运维"),
    "QY-SPJ": ("政务大厅物业服务", "自助终端采购"),
    "QY-FY": ("审判法庭维修工程", "庭审系统运维"),
    "QY-JCY": ("检务信息系统运维", "办案设备采购"),
    "QY-YZ": ("学生宿舍维修工程", "实验室设备采购"),
    "QY-YY": ("影像设备采购", "医院物业服务"),
    "QY-YQZ": ("镇区道路硬化工程", "污水管网工程"),
    "QY-HLZ": ("集镇环境整治工程", "便民中心设备采购"),
    "QY-CXX": ("通村道路改造工程", "饮水安全工程"),
}
GOODS = {
    "教学": "教学仪器",
    "实验": "教学仪器",
    "培训": "教学仪器",
    "影像": "医疗器械",
    "乡镇卫": "医疗器械",
}
SERVICES = {"物业": "物业管理", "运维": "信息技术", "升级": "信息技术", "养护": "园林绿化工程"}
WORKS = {"道路": "市政工程", "管网": "市政工程", "绿化": "园林绿化工程"}
BASE = 125


class Market(NamedTuple):
    """What the payments need: the three tables and what was planted in them."""

    suppliers: Table
    contracts: Table
    bids: Table
    planted: list[Planted]
    overpaid: frozenset[str]


def trade(name: str) -> str:
    """The trade that serves a need, by words in its name."""
    if "工程" in name:
        table, default = WORKS, "建筑工程"
    elif "采购" in name or "更新" in name:
        table, default = GOODS, "办公设备"
    else:
        table, default = SERVICES, "工程咨询"
    return next((t for word, t in table.items() if word in name), default)


def category(name: str) -> str:
    """Goods, works or services, by words in the name."""
    return "B" if "工程" in name else "A" if "采购" in name or "更新" in name else "C"


def budget(rng: random.Random, kind: str, method: str) -> int:
    """Cents in the range where the method is lawful, away from the threshold."""
    high = OPEN_THRESHOLD[kind]
    low = {"A": 32_000_000, "B": 65_000_000, "C": 32_000_000}[kind]
    factor = rng.lognormvariate(0.3, 0.35)
    amount = (
        high * max(1.15, factor) if method == "open" else low + (0.8 * high - low) * rng.random()
    )
    return round(amount / 10_000_00) * 10_000_00


def ordinary(rng: random.Random) -> list[Purchase]:
    """The ordinary purchases, spread evenly over buyers, suppliers and time."""
    found = []
    buyers = list(NEEDS)
    turn = {name: rng.randrange(4) for name in BY_TRADE}
    for number in range(BASE):
        buyer = buyers[number % len(buyers)]
        round_no = number // len(buyers)
        name = NEEDS[buyer][round_no % len(NEEDS[buyer])]
        month = (number * 25) // BASE
        notice = date(2024 + month // 12, month % 12 + 1, rng.randint(1, 27))
        methods = ("open", "consultation", "negotiation", "inquiry", "single_source", "framework")
        method = rng.choices(methods, (62, 14, 10, 8, 3, 3))[0]
        kind = category(name)
        turn[trade(name)] += 1
        pool = BY_TRADE[trade(name)]
        first = turn[trade(name)] % 4
        pool = [s for s in pool[first:] + pool[:first] if s not in SHARING]
        title = f"{notice.year}年{name}（{round_no + 1}期）"
        amount = budget(rng, kind, method)
        found.append(purchase(rng, Wish(buyer, title, kind, method, amount, notice, pool)))
    return found


def odd_purchases(rng: random.Random) -> list[Odd]:
    """All odd purchases, in the order of the checks."""
    parts = (
        odd_awards.split,
        odd_awards.just_below,
        odd_awards.bunched,
        odd_tenders.short_tender,
        odd_tenders.few_bidders,
        odd_awards.repeated_winner,
        odd_tenders.not_competitive,
        odd_awards.grown,
        odd_tenders.late,
        bid_patterns,
    )
    return [odd for part in parts for odd in part(rng)]


def market() -> Market:
    """Suppliers, contracts numbered by the day of their notice, and bids."""
    rng = random.Random("清源县 procurement")
    base = ordinary(rng)
    odd = odd_purchases(rng)
    everything = sorted(
        base + [p for o in odd for p in o.purchases],
        key=lambda p: (day(p.contract["notice_on"]), str(p.contract["project_name"])),
    )
    contracts = [numbered(n, p) for n, p in enumerate(everything, 1)]
    bids = [bid(p, b) for p in everything for b in p.bids]
    overpaid = frozenset(
        str(p.contract["contract_id"]) for o in odd if o.overpaid for p in o.purchases
    )
    planted = [listed(o) for o in odd]
    return Market(
        suppliers(),
        Table("procurement", "contracts", contracts),
        Table("procurement", "bids", bids),
        planted,
        overpaid,
    )


def numbered(number: int, made: Purchase) -> Row:
    """The contract's row with its id, which the purchase keeps as well."""
    year = day(made.contract["notice_on"]).year
    made.contract["contract_id"] = f"HT{year}-{number:03d}"
    made.contract["ocid"] = f"ocds-qydemo-{year}-{number:03d}"
    return made.contract


def bid(made: Purchase, row: Row) -> Row:
    """One bid with the keys of its contract and the common columns."""
    contract = made.contract
    key = {
        "record_id": f"{contract['contract_id']}.{row['supplier_id']}",
        "contract_id": contract["contract_id"],
    }
    common = {k: contract[k] for k in ("publisher", "published_on", "source_doc", "revision")}
    return key | row | common


def listed(odd: Odd) -> Planted:
    """The entry of the register for one odd group of purchases."""
    keys = tuple(str(p.contract["contract_id"]) for p in odd.purchases)
    return Planted(odd.check, "procurement", "contracts", keys, odd.what, odd.why)


def payable(contract: Row) -> int:
    """Cents that may be paid under the contract."""
    return cents(contract["amount"]) + cents(contract["amendments_amount"])


def first_payment(contract: Row) -> date:
    """The first day on which something is paid: five working days after signing."""
    return workdays.add(day(contract["signed_on"]), 5)


def supplier_of(contract: Row) -> Supplier:
    """The winner of the contract."""
    return next(
        s for group in BY_TRADE.values() for s in group if s.supplier_id == contract["supplier_id"]
    )
