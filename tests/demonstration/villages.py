"""Quarterly accounts of the five villages, and what their collectives own."""

import random
from datetime import date, timedelta

from tests.demonstration.rows import Planted, Row, Table, publication, yuan
from tests.demonstration.units import UNIT, VILLAGES

QUARTERS = tuple((year, quarter) for year in (2024, 2025) for quarter in (1, 2, 3, 4))
INCOME = (
    ("B01", "集体资产租金收入", 42_000),
    ("B02", "上级转移支付", 36_000),
    ("B03", "生态公益林补偿", 6_500),
    ("B04", "光伏电站收益", 9_800),
    ("B05", "其他收入", 1_900),
)
EXPENSE = (
    ("C01", "村干部误工补贴", 18_500),
    ("C02", "环境卫生保洁", 15_200),
    ("C03", "道路和路灯维护", 12_400),
    ("C04", "党员活动和会议", 3_100),
    ("C05", "办公费和水电费", 4_600),
    ("C06", "困难群众救助", 8_200),
    ("C07", "老年食堂补助", 7_400),
    ("C08", "其他支出", 1_700),
)
LATE = (("QY-HGC", (2025, 3), date(2025, 12, 22)), ("QY-CWC", (2024, 4), date(2025, 3, 28)))


def period(when: tuple[int, int]) -> str:
    """The quarter as it is written, such as 2025Q3."""
    return f"{when[0]}Q{when[1]}"


def posted(org_id: str, when: tuple[int, int]) -> date:
    """Accounts are posted within twelve days of the quarter's end, two of them much later."""
    for late_id, late_when, late_day in LATE:
        if (late_id, late_when) == (org_id, when):
            return late_day
    year, quarter = when
    after = date(year + quarter // 4, quarter % 4 * 3 + 1, 1)
    return after + timedelta(days=4 + 2 * VILLAGES.index(org_id))


def village_accounts() -> Table:
    """Opening balance, incomes, expenses, closing balance; each quarter opens where one closed."""
    rng = random.Random("清源县 village accounts")
    rows: list[Row] = []
    for org_id in VILLAGES:
        size = rng.uniform(0.6, 1.6)
        balance = round(80_000 * size) * 100
        for when in QUARTERS:
            rows.append(line(org_id, when, ("A01", "opening", "期初结余"), balance))
            for code, item, usual in INCOME:
                amount = round(usual * size * rng.uniform(0.7, 1.3) * 100)
                rows.append(line(org_id, when, (code, "income", item), amount))
                balance += amount
            for code, item, usual in EXPENSE:
                amount = round(usual * size * rng.uniform(0.7, 1.3) * 100)
                note = f"共 {rng.randint(8, 30)} 户，按标准发放" if code == "C06" else None
                rows.append(line(org_id, when, (code, "expense", item), amount, note))
                balance -= amount
            rows.append(line(org_id, when, ("D01", "closing", "期末结余"), balance))
    return Table("villages", "village_accounts", rows)


def line(
    org_id: str,
    when: tuple[int, int],
    kind: tuple[str, str, str],
    amount: int,
    note: str | None = None,
) -> Row:
    """One line of a village's quarter; the kind is (code, income_or_expense, item)."""
    code, side, item = kind
    return {
        "record_id": f"{org_id}-{period(when)}-{code}",
        "org_id": org_id,
        "period": period(when),
        "line_code": code,
        "income_or_expense": side,
        "item": item,
        "amount": yuan(amount),
        "note": note,
        **publication(org_id, posted(org_id, when), f"村务公开栏{period(when)}"),
    }


ASSETS = (
    ("land", "机动地", (30, 180), 900),
    ("land", "荒坡林地", (60, 400), 350),
    ("land", "鱼塘", (8, 40), 2_600),
    ("house", "旧校舍", (180, 600), 620),
    ("house", "村部临街门面", (60, 240), 1_850),
    ("house", "粮食晾晒仓库", (150, 500), 480),
    ("fund", "集体经济发展资金", (1, 1), 260_000),
    ("equipment", "光伏发电设备", (40, 120), 2_300),
    ("equipment", "农用机械", (2, 6), 38_000),
)


def collective_assets() -> Table:
    """Nine assets a village: some let to households, cooperatives or firms, some in own use."""
    rng = random.Random("清源县 collective assets")
    rows: list[Row] = []
    for org_id in VILLAGES:
        for number, (kind, name, size, worth) in enumerate(ASSETS, 1):
            quantity = rng.randint(*size)
            value = quantity * worth * rng.randint(90, 110)
            rows.append(
                {
                    "asset_id": f"{org_id}-ZC{number:02d}",
                    "org_id": org_id,
                    "kind": kind,
                    "description": f"{UNIT[org_id].short_name}{name}",
                    "quantity": yuan(quantity * 100),
                    "book_value": yuan(value),
                    **(lease(rng, value) if kind in ("land", "house") else {}),
                    **publication(org_id, date(2026, 1, 20), "2025年度集体资产清查表"),
                }
            )
    return Table("villages", "collective_assets", rows)


def lease(rng: random.Random, value: int) -> Row:
    """A lease that runs beyond the demonstration's day, paid for a whole number of years."""
    start = date(rng.randint(2016, 2023), rng.choice((1, 4, 10)), 1)
    years = rng.choice((12, 15, 20))
    return {
        "contractor_kind": rng.choice(("household", "cooperative", "enterprise")),
        "contract_from": start,
        "contract_to": date(start.year + years, start.month, 1) - timedelta(days=1),
        "annual_fee": yuan(value * rng.randint(4, 9) // 10_000 * 100),
        "paid_to": date(2026, start.month, 1) - timedelta(days=1),
    }


def planted() -> list[Planted]:
    """Quarters that were posted weeks after those of the other villages."""
    return [
        Planted(
            "C08",
            "villages",
            "village_accounts",
            (f"{org_id}-{period(when)}-A01",),
            f"{UNIT[org_id].short_name}{period(when)} 账目 {late.isoformat()} 才公布",
            "村级财务至少每季度公布一次，其他村均在季后 12 日内公布",
        )
        for org_id, when, late in LATE
    ]
