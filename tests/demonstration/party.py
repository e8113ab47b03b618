"""What party organisations must make public, and their dues as aggregates."""

import random
from datetime import date

from tests.demonstration.rows import Row, Table, publication, yuan
from tests.demonstration.units import BUDGET_UNITS, VILLAGES

ITEMS = (
    ("QY-XW", "县委年度工作要点和完成情况", "public", "annual", "县委办综合科"),
    ("QY-XW", "县委全会决议和重要决定", "public", "event", "县委办综合科"),
    ("QY-XW", "县委常委会抓党建工作情况", "party", "annual", "县委办督查科"),
    ("QY-XWB", "党内法规和规范性文件目录", "public", "event", "法规科"),
    ("QY-XWB", "机关党支部换届选举情况", "unit", "event", "机关党支部"),
    ("QY-ZZB", "干部任前公示", "public", "event", "干部科"),
    ("QY-ZZB", "发展党员工作年度计划和统计", "party", "annual", "组织科"),
    ("QY-ZZB", "党费收缴、使用和管理情况", "party", "annual", "组织科"),
    ("QY-ZZB", "公务员录用和遴选公告", "public", "event", "公务员科"),
    ("QY-ZZB", "驻村干部和第一书记选派情况", "public", "annual", "基层办"),
    ("QY-XCB", "理论学习中心组学习安排", "party", "quarterly", "理论科"),
    ("QY-XCB", "精神文明创建名单公示", "public", "event", "文明办"),
    ("QY-JW", "作风建设问题查处统计", "public", "monthly", "党风政风监督室"),
    ("QY-JW", "典型案例通报", "public", "event", "宣传部"),
    ("QY-JW", "巡察工作安排和整改情况", "public", "event", "巡察办"),
    ("QY-JW", "信访举报受理渠道和统计", "public", "quarterly", "信访室"),
    ("QY-CZJ", "党组落实全面从严治党责任情况", "party", "annual", "机关党委"),
    ("QY-JYJ", "中小学校党组织设置情况", "public", "annual", "机关党委"),
    ("QY-WJW", "公立医院党建工作情况", "public", "annual", "机关党委"),
    ("QY-FY", "机关党委年度工作总结", "unit", "annual", "政治部"),
    ("QY-JCY", "机关党委年度工作总结", "unit", "annual", "政治部"),
    ("QY-YY", "党务公开和院务公开事项", "unit", "quarterly", "党委办公室"),
    ("QY-YQZ", "镇党委重点工作和承诺事项", "public", "annual", "党政办公室"),
    ("QY-HLZ", "镇党委重点工作和承诺事项", "public", "annual", "党政办公室"),
    ("QY-CXX", "乡党委重点工作和承诺事项", "public", "annual", "党政办公室"),
    ("QY-WJC", "村党支部“三会一课”安排", "party", "monthly", "支部组织委员"),
    ("QY-QWC", "发展党员公示汇总", "party", "event", "支部组织委员"),
    ("QY-LXC", "民主评议党员结果汇总", "party", "annual", "支部组织委员"),
    ("QY-HGC", "村级重大事项党员议事结果", "public", "event", "支部书记"),
    ("QY-CWC", "村党支部年度任务和完成情况", "public", "annual", "支部书记"),
)
QUARTERS = tuple((year, quarter) for year in (2024, 2025) for quarter in (1, 2, 3, 4))


def party_catalogue() -> Table:
    """Thirty items; which rule asks for them is named only as far as it was verified."""
    rows: list[Row] = [
        {
            "item_id": f"DW-{number:03d}",
            "org_id": org_id,
            "item": item,
            "scope": scope,
            "frequency": frequency,
            "duty_post": duty,
            "basis": "中国共产党党务公开条例（试行）",
            **publication(org_id, date(2026, 1, 26), "清源县党务公开目录（2026年版）"),
        }
        for number, (org_id, item, scope, frequency, duty) in enumerate(ITEMS, 1)
    ]
    return Table("party-affairs", "party_catalogue", rows)


def party_dues() -> Table:
    """Dues by quarter of every unit with a party organisation; never fewer than five members."""
    rng = random.Random("清源县 party dues")
    rows: list[Row] = []
    for org_id in (*BUDGET_UNITS, *VILLAGES):
        members = rng.randint(16, 120)
        village = org_id in VILLAGES
        for year, quarter in QUARTERS:
            members += rng.choice((0, 0, 1))
            paid = members - rng.choice((0, 0, 0, 1, 2))
            amount = sum(
                rng.randint(300, 900) if village else rng.randint(4_500, 21_000)
                for _ in range(paid)
            )
            rows.append(dues(org_id, (year, quarter), (members, paid), amount))
    return Table("party-affairs", "party_dues", rows)


def dues(org_id: str, when: tuple[int, int], members: tuple[int, int], amount: int) -> Row:
    """One quarter; half of the dues stay for teaching, visits and study material."""
    year, quarter = when
    teaching, visits = amount * 3 // 10, amount * 15 // 100
    used = f"党员教育 {yuan(teaching)} 元；走访慰问 {yuan(visits)} 元"
    published = date(year + quarter // 4, quarter % 4 * 3 + 1, 18)
    return {
        "record_id": f"{org_id}-{year}-{quarter}",
        "org_id": org_id,
        "year": year,
        "quarter": quarter,
        "members_due": members[0],
        "members_paid": members[1],
        "amount": yuan(amount),
        "used_by_kind": used,
        **publication(org_id, published, f"{year}年第{quarter}季度党费公示"),
    }
