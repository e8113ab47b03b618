"""Whatever a schema declares is a finding, or can be judged over whatever stands in a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.checking.rules.judge import judge
from publisher.checking.rules.table import ROW, Table
from publisher.source import frames, rules, schemas
from publisher.source.rules import COMMON, CONDITIONS, KINDS
from publisher.source.schemas import Schema
from tests.publisher.checking.rules.made import resource

TYPES = {
    "t": "string", "u.v": "string", "w": "any", "m": "yearmonth", "n": "number", "i": "integer",
    "y": "year", "d": "date", "e": "datetime", "o": "boolean",
}  # fmt: skip
TEXTS = st.sampled_from(["", "A", "2025Q3", "2025", "30101", "301", "- x\n- y", "91999921MA002"])
NUMBERS = st.sampled_from([0.0, -0.0, 1.5, 3, -2, 12, 2019.0, float("nan"), float("inf"), 1e300])
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
OF = {"t": TEXTS, "u.v": TEXTS, "w": TEXTS, "m": TEXTS, "n": NUMBERS, "i": st.integers(-9, 99),
      "y": st.integers(1990, 2040), "d": DAYS, "e": DAYS, "o": st.booleans()}  # fmt: skip
BOUNDS = ("above", "at_least", "below", "at_most")


def columns(form: str) -> st.SearchStrategy[str]:
    """Columns that mostly fit a form."""
    names = {"number": "niy", "date": "de", "terms": "niy", "text": ("t", "u.v")}
    return st.sampled_from([*names.get(form.split(" ")[0], TYPES)])


@st.composite
def where(draw: st.DrawFn) -> dict[str, Any]:
    """Conditions, nearly all of which fit."""
    found: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from([*TYPES]), max_size=3)):
        word = draw(st.sampled_from(["is", *CONDITIONS]))
        if word in BOUNDS and name not in "niyde":
            word = "matches"
        value = draw(st.booleans() if word == "present" else OF[name])
        if word in ("matches", "never"):
            word, value = ("not", value) if name in "niydeo" else (word, "[0-9]+|A")
        if word in ("is", "not") and draw(st.booleans()):
            value = [value, draw(OF[name])]
        found[name] = value if word == "is" else {word: value}
    return found


@st.composite
def side(draw: st.DrawFn) -> dict[str, Any]:
    """A term of a balance."""
    if draw(st.integers(0, 3)) == 0:
        return {"value": draw(NUMBERS)}
    return {"sum": draw(columns("number")), "where": draw(where()), "times": draw(NUMBERS)}


FORMS: Mapping[str, st.SearchStrategy[Any]] = {
    "code": st.just("own-rule"), "localised": st.just("A rule."), "text": st.just("条例 [V]"),
    "number": st.sampled_from([0, 0.05]), "whole number": st.integers(0, 15),
    "yes-no": st.booleans(), "where": where(), "range": st.just([1990, 2035]),
    "terms": st.lists(st.one_of(columns("number"), columns("number").map("-{}".format)),
                      min_size=1, max_size=3),
    "sides": st.lists(side(), min_size=1, max_size=3), "bands": st.just({"A": [0, 4], "B": [5, 9]}),
}  # fmt: skip


def form(key: rules.RuleKey) -> st.SearchStrategy[Any]:
    """Values that may stand under a key, nearly all of them right."""
    if key.choices:
        return st.sampled_from(key.choices)
    if key.form in FORMS:
        return FORMS[key.form]
    if key.form == "ordered fields":
        return st.sampled_from([["n", "i"], ["i", "y", "n"], ["d", "e"], ["e", "d"], ["t", "u.v"]])
    if key.form.endswith("fields"):
        return st.lists(columns(key.form), min_size=1, max_size=3, unique=True)
    return columns(key.form)


@st.composite
def declared(draw: st.DrawFn) -> dict[str, Any]:
    """A schema with one rule."""
    kind = draw(st.sampled_from(list(KINDS)))
    keys = [key for key in (*COMMON, *KINDS[kind].keys) if key.name != "kind"]
    entry = {key.name: draw(form(key)) for key in keys if key.required or draw(st.booleans())}
    fields = [{"name": name, "type": kind} for name, kind in TYPES.items()]
    return {"fields": fields, "rules": [{**entry, "kind": kind}]}


@st.composite
def rows_of(draw: st.DrawFn, schema: Schema) -> pl.DataFrame:
    """A few rows of a table."""
    height = draw(st.integers(0, 6))
    found = {}
    for name, dtype in frames.dtypes(resource(schema)).items():
        cells: list[Any] = draw(st.lists(st.none() | OF[name], min_size=height, max_size=height))
        if dtype == pl.Float64:
            cells = [None if cell is None else float(cell) for cell in cells]
        found[name] = pl.Series(name, cells, dtype=pl.Date if dtype == pl.Datetime else dtype)
    found["e"] = found["e"].cast(pl.Datetime("us"))
    return pl.DataFrame({**found, ROW: pl.Series(ROW, range(2, height + 2), dtype=pl.Int64)})


@settings(max_examples=600, deadline=None)
@given(st.data(), declared())
def test_any_rule_is_a_finding_or_can_be_judged(data: st.DataObject, value: dict[str, Any]) -> None:
    found = list(schemas.findings(value, "x", 1))
    assert all(f.message.text("zh") and f.message.text("en") for f in found)
    if found:
        return
    schema = schemas.build(value)
    table = Table(resource(schema), data.draw(rows_of(schema)))
    for finding in judge(schema.rules[0], table):
        assert finding.row is not None
        assert finding.text("zh")
        assert finding.text("en")
