"""Nine published tables for each unit and stage, added up from single lines.

The lines start from what was really paid, so that payments never exceed the final accounts.
Amounts count in units of 100 yuan (the second decimal of 10,000 yuan).
"""

import random
from datetime import date
from typing import NamedTuple

from tests.demonstration import workdays
from tests.demonstration.functions import ECONOMIC, func_code, func_name
from tests.demonstration.outlays import Outlay
from tests.demonstration.rows import Planted, Row, Table, publication, yuan
from tests.demonstration.three_public import BY_SIZE, MISSING, Figures, Key

STAFF_SHARES = {
    "30101": 0.36,
    "30102": 0.27,
    "30103": 0.11,
    "30108": 0.12,
    "30110": 0.06,
    "30113": 0.08,
}
SOCIAL = {"30108": "2080505", "30110": "2101101", "30113": "2210201"}
CREDIBILITY = {"QY-SPJ": 0.74, "QY-ZZB": 1.36}
"""Budget of 2024 as a share of the final accounts, far outside 15 per cent (C21)."""

STAGES = ((2024, "budget"), (2024, "adjusted"), (2024, "final"), (2025, "budget"), (2026, "budget"))


class Line(NamedTuple):
    """Where one amount belongs: its functional and economic code, basic or project."""

    func: str
    econ: str
    project: bool


Lines = dict[Line, int]


def budget_lines(outlays: list[Outlay], found: dict[Key, Figures]) -> Table:
    """All stages of all units; the unit whose budget of 2026 is missing has none here either."""
    rng = random.Random("清源县 budget lines")
    rows: list[Row] = []
    for place, org_id in enumerate(BY_SIZE):
        staff = round(rng.uniform(25_000, 90_000) * (1.4 - place * 0.03))
        final = {year: spent(outlays, org_id, year, staff) for year in (2024, 2025)}
        for year, stage in STAGES:
            if (org_id, year, stage) == MISSING:
                continue
            travel = found[org_id, year, "final" if stage == "final" else "budget"]
            planned = stage_lines(rng, final, org_id, (year, stage), travel)
            rows += tables(org_id, year, stage, planned, travel)
    return Table("budget", "budget_lines", rows)


def spent(outlays: list[Outlay], org_id: str, year: int, staff: int) -> Lines:
    """The year's payments by line, rounded up to 100 yuan, and the staff costs."""
    found: Lines = {}
    for outlay in outlays:
        if outlay.org_id == org_id and outlay.paid_on.year == year:
            line = Line(func_code(org_id, project=outlay.project), outlay.econ_code, outlay.project)
            found[line] = found.get(line, 0) + outlay.amount
    found = {line: -(-amount // 10_000) for line, amount in sorted(found.items())}
    for econ, share in STAFF_SHARES.items():
        func = SOCIAL.get(econ) or func_code(org_id, project=False)
        found[Line(func, econ, False)] = round(staff * share)
    return found


def stage_lines(
    rng: random.Random, final: dict[int, Lines], org_id: str, when: tuple[int, str], travel: Figures
) -> Lines:
    """The lines of a stage; those of the three public expenses come from their own table."""
    source = final[2024 if when[0] == 2024 else 2025]
    low, high = {
        (2024, "budget"): (1.01, 1.07),
        (2024, "adjusted"): (1.0, 1.02),
        (2024, "final"): (1.0, 1.0),
        (2025, "budget"): (1.02, 1.06),
        (2026, "budget"): (0.97, 1.05),
    }[when]
    factor = CREDIBILITY.get(org_id, 1.0) if when == (2024, "budget") else 1.0
    own = {
        "30212": travel.overseas,
        "31013": travel.purchase,
        "30231": travel.operation,
        "30217": travel.reception,
    }
    lines = {
        line: round(amount * rng.uniform(low, high) * factor)
        for line, amount in source.items()
        if line.econ not in own
    }
    for econ, amount in own.items():
        if amount:
            project = econ in ("30212", "31013")
            lines[Line(func_code(org_id, project=project), econ, project)] = amount
    return lines


def tables(org_id: str, year: int, stage: str, lines: Lines, travel: Figures) -> list[Row]:
    """T1 to T9 of one unit and stage."""
    basic = sum(v for k, v in lines.items() if not k.project)
    project = sum(v for k, v in lines.items() if k.project)
    both = (basic, project)
    table = Printer(org_id, year, stage)
    rows = [table.row("T1", "SR", "-", both), table.row("T1", "ZC", "-", both)]
    rows += [table.row("T2", "SR", "-", both), table.row("T3", "ZC", "-", both)]
    by_func = grouped(lines, func=True, lengths=(3, 5, 7))
    rows += [table.row("T3", code, "-", sums) for code, sums in by_func.items() if len(code) == 3]
    rows += [table.row("T4", "SR", "-", both), table.row("T4", "ZC", "-", both)]
    rows += [table.row("T5", code, "-", sums) for code, sums in by_func.items()]
    rows += [
        table.empty("T6", "gov_fund", "政府性基金"),
        table.empty("T7", "state_capital", "国有资本经营"),
    ]
    current = {line: amount for line, amount in lines.items() if not line.project}
    by_econ = grouped(current, func=False, lengths=(3, 5))
    rows += [table.row("T8", "-", code, sums) for code, sums in by_econ.items()]
    own = {
        "30212": travel.overseas,
        "30217": travel.reception,
        "30231": travel.operation,
        "31013": travel.purchase,
    }
    rows += [table.row("T9", "-", code, split(code, amount)) for code, amount in own.items()]
    rows.append(
        table.row("T9", "ZC", "-", (own["30217"] + own["30231"], own["30212"] + own["31013"]))
    )
    rows.append(table.row("T9", "JX", "-", by_econ["302"]))
    return rows


def split(code: str, amount: int) -> tuple[int, int]:
    """The amount as (basic, project); journeys abroad and cars are projects."""
    return (0, amount) if code in ("30212", "31013") else (amount, 0)


def grouped(lines: Lines, *, func: bool, lengths: tuple[int, ...]) -> dict[str, tuple[int, int]]:
    """(basic, project) sums by code prefix, every parent before its children."""
    sums: dict[str, tuple[int, int]] = {}
    for line, amount in lines.items():
        code = line.func if func else line.econ
        for length in lengths:
            basic, project = sums.get(code[:length], (0, 0))
            added = (basic, project + amount) if line.project else (basic + amount, project)
            sums[code[:length]] = added
    return dict(sorted(sums.items()))


class Printer(NamedTuple):
    """Writes the rows of one unit, year and stage."""

    org_id: str
    year: int
    stage: str

    def row(self, table: str, func: str, econ: str, sums: tuple[int, int]) -> Row:
        """A row with its amounts as (basic, project)."""
        special = {"SR": "收入合计", "ZC": "支出合计", "JX": "机关运行经费", "-": None}
        basic, project = sums
        return {
            **self.key(table, func, econ),
            "func_name": special[func] if func in special else func_name(func),
            "econ_name": ECONOMIC.get(econ),
            "basic": yuan(basic),
            "project": yuan(project),
            "total": yuan(basic + project),
            "fund_type": "general",
            **self.published(),
        }

    def empty(self, table: str, fund: str, name: str) -> Row:
        """The row that says why a table has no figures."""
        return {
            **self.key(table, "-", "-"),
            "fund_type": fund,
            "empty_statement": f"本单位{self.year}年没有{name}预算安排的支出，本表为空。",
            **self.published(),
        }

    def key(self, table: str, func: str, econ: str) -> Row:
        """The key columns and the record id made of them."""
        names = [self.org_id, str(self.year), self.stage.upper(), table]
        codes = [code for code in (func, econ) if code != "-"]
        return {
            "record_id": ".".join(names + codes),
            "org_id": self.org_id,
            "year": self.year,
            "stage": self.stage,
            "table_code": table,
            "func_code": func,
            "econ_code": econ,
        }

    def published(self) -> Row:
        """Budgets come out in February, adjusted and final figures in the next September."""
        offset = BY_SIZE.index(self.org_id) % 9
        start = date(self.year, 2, 10 + offset)
        when = start if self.stage == "budget" else date(self.year + 1, 9, 5 + offset)
        name = "预算" if self.stage == "budget" else "决算"
        return publication(self.org_id, workdays.add(when, 0), f"{self.year}年部门{name}公开表")


def planted() -> list[Planted]:
    """The units whose accounts of 2024 are far from their budgets."""
    return [
        Planted(
            "C21",
            "budget",
            "budget_lines",
            (f"{org_id}.2024.BUDGET.T3.ZC", f"{org_id}.2024.FINAL.T3.ZC"),
            f"{org_id} 2024 年决算与年初预算相差超过 15%",
            "预算编制不准",
        )
        for org_id in CREDIBILITY
    ]
