"""Sixty invented suppliers, four to a trade."""

import random
from datetime import date
from typing import NamedTuple

from tests.demonstration.codes import credit_code
from tests.demonstration.rows import Row, Table, publication

TRADES = {
    "建筑工程": "B",
    "市政工程": "B",
    "园林绿化工程": "B",
    "办公设备": "A",
    "医疗器械": "A",
    "教学仪器": "A",
    "汽车销售服务": "A",
    "信息技术": "C",
    "物业管理": "C",
    "工程咨询": "C",
    "印务": "C",
    "酒店服务": "C",
    "汽车维修服务": "C",
    "国际旅行社": "C",
    "公路养护": "C",
}
BRANDS = (
    "禾润",
    "澄泰",
    "映辉",
    "栖云",
    "望川",
    "清和",
    "麓源",
    "泉盛",
    "鼎沁",
    "景岚",
    "瑞栎",
    "乔松",
    "恒汐",
    "远芷",
    "嘉禾里",
    "同樾",
    "博衍",
    "安屿",
    "信楠",
    "华榕",
)
STREETS = ("兴业路", "工贸街", "南环路", "河东路", "站前街", "创新路")


class Supplier(NamedTuple):
    """What other tables need of a supplier."""

    supplier_id: str
    name: str
    trade: str


def all_suppliers() -> list[Supplier]:
    """The suppliers in the order of their trades."""
    return [
        Supplier(
            credit_code("91", 2000 + 13 * (4 * t + n)),
            f"清源{BRANDS[(4 * t + n + t // 5) % len(BRANDS)]}{trade}有限公司",
            trade,
        )
        for t, trade in enumerate(TRADES)
        for n in range(4)
    ]


SUPPLIERS = all_suppliers()
BY_TRADE = {trade: [s for s in SUPPLIERS if s.trade == trade] for trade in TRADES}
NAME = {s.supplier_id: s.name for s in SUPPLIERS}
SHARING = (BY_TRADE["印务"][2], BY_TRADE["印务"][3])
"""Two suppliers with one address and one telephone: they bid against each other (C25)."""


def suppliers() -> Table:
    """The register of suppliers."""
    rng = random.Random("清源县 suppliers")
    rows: list[Row] = []
    for number, supplier in enumerate(SUPPLIERS):
        place = number - 1 if supplier == SHARING[1] else number
        rows.append(
            {
                "supplier_id": supplier.supplier_id,
                "name": supplier.name,
                "registered_on": date(
                    rng.randint(2005, 2021), rng.randint(1, 12), rng.randint(1, 28)
                ),
                "address": f"清源县{STREETS[place % len(STREETS)]}{7 * place + 11}号",
                "phone": f"0000-7{place:03d}018",
                **publication("QY-JYZX", date(2026, 1, 15), "清源县政府采购供应商库"),
            }
        )
    return Table("procurement", "suppliers", rows)
