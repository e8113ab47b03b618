import datetime as dt
from typing import Any

import pytest

from publisher.supervision.checks.c03_table_identities import CHECK
from publisher.supervision.model import Outcome
from publisher.supervision.run import values_of
from tests.publisher.supervision.conftest import MakeCounty

VALUES = values_of(CHECK, {})
UNIT = {"org_id": "QY-FGJ", "year": 2024, "stage": "budget"}


def line(table: str, func: str, econ: str, basic: float, project: float = 0) -> dict[str, Any]:
    return {**UNIT, "table_code": table, "func_code": func, "econ_code": econ, "basic": basic,
            "project": project, "total": basic + project}  # fmt: skip


LINES = {
    "t1i": line("T1", "SR", "-", 80, 20), "t1s": line("T1", "ZC", "-", 80, 20),
    "t2": line("T2", "SR", "-", 80, 20), "t3": line("T3", "ZC", "-", 80, 20),
    "t4": line("T4", "ZC", "-", 80, 20), "t5": line("T5", "201", "-", 80, 20),
    "t5item": line("T5", "2010401", "-", 80, 20),
    "t6": {**line("T6", "-", "-", 0), "total": None, "empty_statement": "本表为空。"},
    "t7": {**line("T7", "-", "-", 0), "total": None, "empty_statement": "本表为空。"},
    "t8": line("T8", "-", "302", 80), "t8r": line("T8", "-", "30217", 3.5),
    "t9r": line("T9", "-", "30217", 3.61), "t9c": line("T9", "-", "30231", 9.0),
    "t9o": line("T9", "-", "30212", 0.0), "t9v": line("T9", "-", "31013", 0.0),
}  # fmt: skip
OWN = {**UNIT, "overseas": 0.0, "vehicle_purchase": 0.0, "vehicle_operation": 9.0,
       "reception": 3.61, "vehicle_total": 9.0, "total": 12.61,
       "published_on": "2024-02-12"}  # fmt: skip


def run(make_county: MakeCounty, own: dict[str, Any] | None = None, **lines: Any) -> Outcome:
    rows = {**LINES, **lines}
    county = make_county(
        budget_lines=[row for row in rows.values() if row], three_public=[own or OWN]
    )
    return CHECK.run(county, VALUES)


def names(found: Outcome) -> list[str]:
    return [flag.subject[-1] for flag in found.flags]


def test_tables_that_agree(make_county: MakeCounty) -> None:
    found = run(make_county)
    assert (found.flags, found.not_evaluated) == ((), ())
    # Six identities of the nine tables, four figures of T9, and the one line of T8 there is.
    assert found.population == 11


@pytest.mark.parametrize(
    ("key", "row", "broken"),
    [
        ("t1i", line("T1", "SR", "-", 81, 20), ["t1-t2-income", "t1-income-spending"]),
        ("t2", line("T2", "SR", "-", 80, 21), ["t1-t2-income"]),
        ("t3", line("T3", "ZC", "-", 80, 21), ["t1-t3-spending", "t3-t5-spending"]),
        ("t3", line("T3", "ZC", "-", 81, 19), ["t3-t8-basic"]),
        ("t4", line("T4", "ZC", "-", 80, 19), ["t4-t5-t6-t7"]),
        ("t7", line("T7", "208", "-", 0, 5), ["t3-t5-spending", "t4-t5-t6-t7"]),
        ("t8", line("T8", "-", "302", 79), ["t3-t8-basic"]),
        ("t9c", line("T9", "-", "30231", 9.5), ["t9-vehicle_operation"]),
    ],
)
def test_each_identity(
    make_county: MakeCounty, key: str, row: dict[str, Any], broken: list[str]
) -> None:
    assert names(run(make_county, **{key: row})) == broken


@pytest.mark.parametrize(("reception", "broken"), [(3.66, []), (3.67, ["t9-reception"])])
def test_rounding_is_allowed(make_county: MakeCounty, reception: float, broken: list[str]) -> None:
    assert names(run(make_county, {**OWN, "reception": reception})) == broken


@pytest.mark.parametrize(("basic", "broken"), [(3.66, []), (3.67, ["t8-reception"])])
def test_a_part_is_no_larger_than_the_whole(
    make_county: MakeCounty, basic: float, broken: list[str]
) -> None:
    found = run(make_county, t8r=line("T8", "-", "30217", basic))
    assert names(found) == broken
    if broken:
        (flag,) = found.flags
        assert flag.subject == ("QY-FGJ", "2024", "budget", "t8-reception")
        assert flag.day == dt.date(2024, 2, 12)
        assert [entry.resource for entry in flag.evidence] == ["budget_lines", "three_public"]
        assert [value for _, value in flag.figures] == [3.67, 3.61]
        assert "cannot both be right; which one is not known" in flag.text.text("en")


def test_figures_in_two_units_are_told(make_county: MakeCounty) -> None:
    (flag,) = run(make_county, t9r=line("T9", "-", "30217", 36_100.0)).flags
    assert "in two units" in flag.text.text("en")


def test_a_table_that_is_missing_is_no_pass(make_county: MakeCounty) -> None:
    found = run(make_county, t6=None, t9r=None)
    assert [entry.rows for entry in found.not_evaluated] == [3]
    assert found.population == 8


def test_units_are_kept_apart(make_county: MakeCounty) -> None:
    other = {**OWN, "org_id": "QY-SLJ", "reception": 99.0}
    county = make_county(budget_lines=list(LINES.values()), three_public=[OWN, other])
    found = CHECK.run(county, VALUES)
    assert found.flags == ()
    assert [entry.rows for entry in found.not_evaluated] == [4]
