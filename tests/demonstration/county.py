"""The rows of the county's units: codes, addresses, telephones."""

from datetime import date

from tests.demonstration.codes import REGION, credit_code
from tests.demonstration.rows import Row, Table, publication
from tests.demonstration.units import ABOLISHED, UNITS, Unit

KINDS = {"public_institution": "12", "mass_org": "13", "soe": "91", "village": "54"}
LEVELS = {"township": "township", "village": "village"}
STREETS = ("政和路", "清源大道", "澄心街", "文津路", "望溪街")


def organisations() -> Table:
    """The list of units; the county is the root of the tree."""
    return Table("organisations", "organisations", [row(i, u) for i, u in enumerate(UNITS)])


def phone(org_id: str) -> str:
    """The unit's landline, on an area code that does not exist."""
    return f"0000-66{[u.org_id for u in UNITS].index(org_id) + 1:03d}01"


def row(number: int, unit: Unit) -> Row:
    """One unit's row; the number places it in a street and gives it a credit code."""
    if unit.org_type == "village":
        address = f"清源县{unit.name_zh.removesuffix('村民委员会')}便民服务站"
    elif unit.org_type == "township":
        address = f"清源县{unit.short_name}政府大院"
    else:
        address = f"清源县{STREETS[number % len(STREETS)]}{3 * number + 2}号"
    hours = "周一至周五 8:30–12:00，14:30–18:00"
    has_code = unit.org_type != "county"
    return {
        "org_id": unit.org_id,
        "name_zh": unit.name_zh,
        "name_en": unit.name_en,
        "short_name": unit.short_name,
        "credit_code": credit_code(KINDS.get(unit.org_type, "11"), 1000 + 7 * number)
        if has_code
        else None,
        "org_type": unit.org_type,
        "parent_id": unit.parent_id or None,
        "level": LEVELS.get(unit.org_type, "county"),
        "region_code": REGION,
        "key_power": bool(unit.powers),
        "power_domains": unit.powers or None,
        "address": address,
        "office_hours": "周一、周三、周五 9:00–17:00" if unit.org_type == "village" else hours,
        "phone": phone(unit.org_id),
        "website": f"https://{unit.org_id[3:].lower()}.qingyuan.example/"
        if unit.org_type not in ("village", "township", "county") and unit.org_id not in ABOLISHED
        else None,
        "established_on": date(1984 + number % 30, 1 + number % 12, 1 + number % 28),
        "abolished_on": ABOLISHED.get(unit.org_id),
        **publication("QY-XWB", date(2026, 1, 12), "清机编办〔2026〕1号"),
    }
