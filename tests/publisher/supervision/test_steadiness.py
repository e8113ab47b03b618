"""Checks bear empty tables, blank cells, rows in any order, and the absence of other units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from publisher.source import schemas
from publisher.supervision.checks import CHECKS
from publisher.supervision.county import County
from publisher.supervision.model import Check, Flag
from tests.publisher.supervision import demonstration
from tests.publisher.supervision.conftest import MakeCounty, Written
from tests.publisher.supervision.judged import judge
from tests.publisher.supervision.test_power import POWER, UNPLANTED

pytestmark = pytest.mark.checkout

MINE = [CHECKS[check] for check in sorted(POWER)]
TABLES = (
    "appointments", "audit_findings", "audits", "bids", "ceremonies", "contracts",
    "decision_positions", "decisions", "gifts", "messages", "payments", "petition_stats", "posts",
    "projects", "receptions", "suppliers",
)  # fmt: skip
BY_NAME = pytest.mark.parametrize("check", MINE, ids=lambda check: check.id)
WITH_TABLES = pytest.mark.parametrize(
    "check", [check for check in MINE if check.id not in UNPLANTED], ids=lambda check: check.id
)


def blank(schema: str) -> list[dict[str, Any]]:
    """Rows with the same few cells: keys, codes and units, everything else is blank."""
    document = schemas.shipped(schema)
    assert document is not None
    texts = [field["name"] for field in document.value["fields"] if field["type"] == "string"]
    keys = [name for name in texts if name.endswith(("_id", "publisher"))]
    coded = {"method": "open", "state": "replied", "kind": "personnel", "outcome": "passed",
             "role": "top_leader", "status": "valid", "category_code": "A"}  # fmt: skip
    row = dict.fromkeys(keys, "K") | {k: v for k, v in coded.items() if k in texts}
    return [row, row | {"reply_md": "很长"} if schema == "messages" else row]


@BY_NAME
def test_empty_tables_have_no_cases(check: Check, make_county: MakeCounty) -> None:
    outcome = judge(check, make_county(**{name: [] for name in TABLES}))
    assert (outcome.population, outcome.flags, outcome.not_evaluated) == (0, (), ())


@BY_NAME
def test_blank_cells_are_no_pass(check: Check, make_county: MakeCounty) -> None:
    outcome = judge(check, make_county(**{name: blank(name) for name in TABLES}))
    assert sum(entry.rows for entry in outcome.not_evaluated) > 0


@BY_NAME
def test_only_what_is_needed_is_needed(check: Check, make_county: MakeCounty) -> None:
    judge(check, make_county(**{name: blank(name) for name in check.needs}))


def said(flags: tuple[Flag, ...]) -> dict[str, Any]:
    """What flags say, without where rows stand in their files."""
    return {
        flag.id: (flag.unit, flag.day, flag.text, flag.figures, flag.rows, set(flag.parties))
        for flag in flags
    }


def changed(change: Callable[[str, pl.DataFrame], pl.DataFrame]) -> County:
    """The demonstration county with every table changed."""
    county = demonstration.county()
    frames = {name: change(name, county.tables[name]) for name in TABLES if name in county.tables}
    return County(Written(frames), county.today, county.calendar)


@WITH_TABLES
def test_the_order_of_rows_does_not_matter(check: Check) -> None:
    county = changed(lambda _, frame: frame.sample(fraction=1, shuffle=True, seed=7))
    assert said(judge(check, county).flags) == said(demonstration.flags(check.id))


@WITH_TABLES
def test_a_units_flags_rest_on_its_own_rows(check: Check) -> None:
    """Comparisons of buyers and of markets are the exception; the demonstration has none."""

    def only(unit: str) -> Callable[[str, pl.DataFrame], pl.DataFrame]:
        own = pl.col("org_id") == unit
        return lambda name, frame: frame.filter(own) if name == check.needs[0] else frame

    every = demonstration.flags(check.id)
    for unit in sorted({flag.unit for flag in every}):
        alone = said(judge(check, changed(only(unit))).flags)
        assert alone == said(tuple(flag for flag in every if flag.unit == unit))
