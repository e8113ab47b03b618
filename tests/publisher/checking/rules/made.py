"""Tables of a few rows for rules computed by hand.

Rows are written as `column=value, column=value`, several with ` | ` between; what is left out is
blank. A column of another row is written as its rule names it: `audit_id.report_on=2025-03-01`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from publisher.checking.rules.judge import judge
from publisher.checking.rules.table import ROW, Table
from publisher.findings import Finding
from publisher.source import schemas
from publisher.source.files import SourceFile
from publisher.source.packages import Resource
from publisher.source.rules import Rule
from publisher.source.schemas import Schema

DTYPES: Mapping[str, Any] = {
    "integer": pl.Int64, "number": pl.Float64, "date": pl.Date, "boolean": pl.Boolean,
    "year": pl.Int64,
}  # fmt: skip


@cache
def shipped() -> Mapping[str, tuple[Schema, Rule]]:
    """Every shipped rule with its schema, by code."""
    found = {}
    for name in schemas.shipped_names():
        document = schemas.shipped(name)
        assert document is not None
        schema = schemas.build(document.value, name)
        found.update({rule.code: (schema, rule) for rule in schema.rules})
    return found


def resource(schema: Schema) -> Resource:
    """A table of that schema whose file nobody reads."""
    return Resource(
        name="rows", title={}, description={}, file=SourceFile("datasets/x/rows.csv", "", 0, ""),
        format="csv", encoding="", dialect={}, schema=schema, role="", foreign_keys=(),
    )  # fmt: skip


def table(schema: Schema, rule: Rule, text: str) -> Table:
    """The table that `text` writes out, with the columns of its rule."""
    rows = [dict(cell.split("=", 1) for cell in row.split(", ")) for row in text.split(" | ")]
    types = {field.name: DTYPES.get(field.type, pl.String) for field in schema.fields}
    unknown = {name for row in rows for name in row} - set(rule.fields)
    assert not unknown, f"the rule does not look at {unknown}"
    columns = {}
    for name in rule.fields:
        cells = [row.get(name) for row in rows]
        dtype = types.get(name) or (pl.Date if name.endswith("_on") else pl.Float64)
        columns[name] = pl.Series(name, [_value(cell, dtype) for cell in cells], dtype=dtype)
    numbers = pl.Series(ROW, range(2, len(rows) + 2), dtype=pl.Int64)
    return Table(resource(schema), pl.DataFrame({**columns, ROW: numbers}))


def _value(cell: str | None, dtype: Any) -> Any:
    if cell is None or dtype == pl.String:
        return cell
    if dtype == pl.Date:
        return dt.date.fromisoformat(cell)
    if dtype == pl.Boolean:
        return {"true": True, "false": False}[cell]
    return int(cell) if dtype == pl.Int64 else float(cell)


def judged(code: str, text: str) -> list[Finding]:
    """The findings of a shipped rule over the rows that `text` writes out."""
    schema, rule = shipped()[code]
    return list(judge(rule, table(schema, rule, text)))


def own(rule: Mapping[str, Any], fields: Mapping[str, str]) -> tuple[Schema, Rule]:
    """A schema of one's own with these columns and one rule."""
    value = {
        "fields": [{"name": name, "type": kind} for name, kind in fields.items()],
        "rules": [{"code": "own-rule", "about": "A rule.", **rule}],
    }
    assert [f.message.text("en") for f in schemas.findings(value, "x", 1)] == []
    schema = schemas.build(value)
    return schema, schema.rules[0]
