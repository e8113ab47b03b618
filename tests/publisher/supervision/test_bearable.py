"""Whatever stands in a cell: no check breaks, and rows nobody can calculate with are counted."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import pytest

from publisher import workdays
from publisher.source import schemas
from publisher.supervision import run
from publisher.supervision.county import County, Tables
from tests.publisher.supervision.conftest import MakeCounty, Written, table

SCHEMAS = ("payments", "contracts", "bids", "three_public", "budget_lines")
EXTREMES: Mapping[str, tuple[Any, ...]] = {
    "number": (float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 1e17, 1e13, 1e-308, 0.0,
               None, 1200.5),
    "integer": (2**63 - 1, -(2**63), 10**13, 0, -1, None, 3),
    "year": (0, 9999, 1, -5, 2**62, None, 2025),
    "date": (dt.date.min, dt.date.max, dt.date(1900, 1, 1), dt.date(2199, 12, 31), None,
             dt.date(2025, 2, 1)),
}  # fmt: skip


def _cell(field: Mapping[str, Any], dice: random.Random, wild: float) -> Any:
    kind = field.get("type", "string")
    if kind in EXTREMES:
        some = EXTREMES[kind]
        if kind != "integer" and (field.get("constraints") or {}).get("required"):
            some = tuple(value for value in some if value is not None)
        return dice.choice(some) if dice.random() < wild else some[-1]
    if kind == "boolean":
        return dice.choice((True, False, None))
    known = (field.get("constraints") or {}).get("enum")
    return dice.choice(known) if known else dice.choice(("A-0001", "A-0002", "30217", "2010301"))


def _written(schema: str, dice: random.Random, wild: float) -> pl.DataFrame:
    document = schemas.shipped(schema)
    assert document is not None
    fields = document.value["fields"]
    return table(schema, [{f["name"]: _cell(f, dice, wild) for f in fields} for _ in range(30)])


def _counties() -> Iterator[County]:
    for seed in range(12):
        dice = random.Random(seed)
        wild = (0.02, 0.2, 0.9)[seed % 3]
        tables = Written({schema: _written(schema, dice, wild) for schema in SCHEMAS})
        yield County(tables, dt.date(2026, 3, 31), workdays.shipped())


def test_no_value_breaks_a_check() -> None:
    for seed, county in enumerate(_counties()):
        for result in run.run(county, {}):
            assert not result.failure, (seed, result.check, result.failure)


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 1e17, -1e300])
def test_rows_left_out_are_counted(make_county: MakeCounty, amount: float) -> None:
    payment = {"payment_id": "P-1", "org_id": "TX-A", "paid_on": "2025-02-01", "amount": 10.0}
    county = make_county(payments=[payment, {**payment, "payment_id": "P-2", "amount": amount}])
    tables: Tables = county.tables
    assert tables["payments"]["payment_id"].to_list() == ["P-1"]
    results = {result.check: result for result in run.run(county, {})}
    for check in ("C01", "C06", "C07", "C20"):
        outcome = results[check].outcome
        assert outcome is not None, results[check].failure
        assert outcome.not_evaluated[-1].rows == 1
        assert "beyond what can be calculated" in outcome.not_evaluated[-1].reason.text("en")
