"""Rules of one's own: what is wrong with a declaration, and what they find."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from publisher.checking.rules.judge import LISTED, judge
from publisher.checking.rules.table import ROW, Table
from publisher.source import rules, schemas
from tests.publisher.checking.rules.made import own, resource
from tests.publisher.checking.rules.made import table as made_table
from tests.sources import checked, codes, write_source

FIELDS = {
    "id": "string", "a": "number", "b": "integer", "day": "date", "end": "date", "ok": "boolean",
}  # fmt: skip


def wrong(rule: Any) -> list[str]:
    """What is said of a schema with that rule."""
    entry = {"code": "own-rule", "about": "A rule.", **rule} if isinstance(rule, dict) else rule
    value = {
        "fields": [{"name": name, "type": kind} for name, kind in FIELDS.items()],
        "rules": [entry],
    }
    found = list(schemas.findings(value, "x.yaml", 3))
    assert {(f.code, f.line) for f in found} <= {("rule", 3)}
    return [f.message.text("en") for f in found]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"kind": "summ", "whole": "a", "parts": ["b"]}, "there is no kind “summ”"),
        ({"kind": ["sum"]}, "there is no kind"),
        ({"kind": "sum", "whole": "a"}, "the key “parts” is missing"),
        ({"kind": "sum", "whole": "a", "parts": ["b"], "tolerence": 1}, "“tolerence” is not known"),
        ({"kind": "sum", "whole": "a", "parts": "b"}, "“parts” must be a list of columns"),
        ({"kind": "sum", "whole": "a", "parts": ["c"]}, "there is no column “c”"),
        ({"kind": "sum", "whole": "a", "parts": ["id"]}, "cannot be calculated with"),
        ({"kind": "sum", "whole": "a", "parts": ["b"], "tolerance": "1"}, "must be a number"),
        ({"kind": "order", "fields": ["day", "a"]}, "cannot be put into one order"),
        ({"kind": "order", "fields": ["day", "end"], "strict": "yes"}, "must be true or false"),
        ({"kind": "when", "then": {"a": {"over": 1}}}, "the condition “over” is not known"),
        ({"kind": "when", "then": {"a": "x"}}, "cannot stand in the column “a”"),
        ({"kind": "when", "then": {"a": True}}, "cannot stand in the column “a”"),
        ({"kind": "when", "then": {"ok": "true"}}, "cannot stand in the column “ok”"),
        ({"kind": "when", "then": {"day": {"above": 3}}}, "cannot stand in the column “day”"),
        ({"kind": "when", "then": {"id": {"above": "x"}}}, "cannot stand in the column “id”"),
        ({"kind": "when", "then": {"id": {"matches": "(?=x)"}}}, "is not a pattern"),
        ({"kind": "when", "then": {"id": {"matches": "("}}}, "is not a pattern"),
        ({"kind": "when", "then": {"a": {"matches": "1"}}}, "is not a text"),
        ({"kind": "when", "then": {"id": {"present": "yes"}}}, "cannot stand"),
        ({"kind": "when", "then": {}}, "“then” must be columns and their values"),
        ({"kind": "when", "where": {3: 4}, "then": {"a": 1}}, "“where” must be"),
        ({"kind": "when", "where": {"zz": 4}, "then": {"a": 1}}, "there is no column “zz”"),
        ({"kind": "checksum", "field": "id", "of": "isbn"}, "“of” is one of: credit-code"),
        ({"kind": "balance", "by": ["id"], "left": [{"sum": "id"}], "right": [{"value": 1}]},
         "cannot be calculated with"),
        ({"kind": "balance", "by": ["id"], "left": [{"value": 1, "sum": "a"}], "right": []},
         "“left” must be a list of sums or values"),
        ({"kind": "bands", "field": "id", "product": ["b"], "bands": {"low": [4, 1]}},
         "“bands” must be levels"),
        ({"kind": "scale", "fields": ["a"], "columns": 12, "years": [2035, 1990]},
         "“years” must be two numbers"),
        ({"kind": "working-days", "from": "day", "to": "a", "at_least": 1},
         "cannot be calculated with"),
        ({"kind": "some", "fields": ["a"], "code": "Own Rule"}, "“code” must be a code"),
        ("sum", "Rule 1 must be a group of keys."),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_declaration_is_said(rule: Any, said: str) -> None:
    assert any(said in text for text in wrong(rule)), wrong(rule)


def test_rules_must_be_a_list_with_codes_of_their_own() -> None:
    fields = [{"name": "a", "type": "number"}]
    some = {"code": "x", "kind": "some", "about": "A rule.", "fields": ["a"]}
    for value, said in (({"a": 1}, "must be a list"), ([some, some], "Two rules have the code"),
                        ([some] * 201, "at most 200")):  # fmt: skip
        found = list(schemas.findings({"fields": fields, "rules": value}, "x", 1))
        assert any(said in f.message.text("en") for f in found)


def test_every_kind_can_be_judged_and_says_what_it_is_for() -> None:
    from publisher.checking.rules.judge import JUDGES

    assert set(JUDGES) == set(rules.KINDS)
    for kind in rules.KINDS.values():
        assert kind.about.text("en")
        assert all(key.about.text("en") for key in kind.keys)


@pytest.mark.parametrize(
    ("bounds", "end", "said"),
    [
        # 2026-10-01 to 10-07 are a festival, Saturday 10-10 is worked (and 2026-09-20)
        ({"at_least": 5}, "2026-10-12", None),
        ({"at_least": 5}, "2026-10-10", "4 working days lie between"),
        ({"at_most": 5}, "2026-10-12", None),
        ({"at_most": 5}, "2026-10-13", "there must be at most 5"),
    ],
)
def test_working_days(bounds: dict[str, int], end: str, said: str | None) -> None:
    schema, rule = own({"kind": "working-days", "from": "day", "to": "end", **bounds}, FIELDS)
    rows = f"day=2026-09-29, end={end} | day=2026-09-29"
    found = [f.message.text("en").replace("lie from", "lie between")
             for f in judge(rule, made_table(schema, rule, rows))]  # fmt: skip
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


def test_beyond_a_hundred_findings_are_counted() -> None:
    schema, rule = own({"kind": "some", "fields": ["a", "b"]}, FIELDS)
    for extra, tail in ((0, [1]), (1, [1]), (37, [37])):
        height = LISTED + extra
        frame = pl.DataFrame(
            {"a": [None] * height, "b": [None] * height, ROW: range(2, height + 2)},
            schema={"a": pl.Float64, "b": pl.Int64, ROW: pl.Int64},
        )
        found = list(judge(rule, Table(resource(schema), frame)))
        assert len(found) == min(height, LISTED + 1)
        assert sum(f.count for f in found) == height
        assert [f.count for f in found[-1:]] == tail
        assert found[-1].row == min(height, LISTED + 1) + 1


UNITS = """\
name: units
title: {zh: 单位, en: Units}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: rows
    path: rows.csv
    schema:
      fields:
        - {name: org_id, type: string}
        - {name: until, type: date, title: {zh: 撤销日期, en: Abolished on}}
        - {name: size, type: integer}
      primaryKey: org_id
"""
VISITS = """\
name: visits
title: {zh: 来访, en: Visits}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: rows
    path: rows.csv
    schema:
      fields:
        - {name: org_id, type: string}
        - {name: day, type: date, title: {zh: 日期, en: Day}}
      rules:
        - code: after-the-end
          kind: order
          about: {zh: 单位撤销后没有来访, en: No visit after a unit's end}
          fields: [day, org_id.until]
    lightwell:
      foreignKeys:
        - {fields: [org_id], reference: {dataset: units, resource: rows, fields: [org_id]}}
"""


def source(tmp_path: Path, visits: str = VISITS, units: str = "A,2025-01-31,5\nB,,6\n") -> Path:
    """A source with units and visits to them."""
    write_source(tmp_path, {
        "datasets/units/datapackage.yaml": UNITS,
        "datasets/units/rows.csv": "org_id,until,size\n" + units,
        "datasets/visits/datapackage.yaml": visits,
        "datasets/visits/rows.csv": "org_id,day\nA,2025-01-31\nB,2026-01-01\nA,2025-02-01\n",
    })  # fmt: skip
    return tmp_path


def test_a_rule_looks_into_another_dataset(tmp_path: Path) -> None:
    _, report = checked(source(tmp_path))
    (found,) = report.findings
    assert (found.code, found.file, found.row, found.column, found.field) == (
        "after-the-end", "datasets/visits/rows.csv", 4, 2, "day")  # fmt: skip
    assert found.message.text("en") == (
        "Abolished on (until) 2025-01-31 must not be before Day (day) 2025-02-01.")
    assert found.rule is not None
    assert found.rule.text("zh") == "单位撤销后没有来访"


def test_a_rule_whose_target_is_invalid_or_lacks_the_column_is_not_judged(tmp_path: Path) -> None:
    _, report = checked(source(tmp_path, units="A,2025-01-31,5\nA,2025-01-31,5\nB,,6\n"))
    assert "after-the-end" not in codes(report)
    _, report = checked(source(tmp_path, visits=VISITS.replace("org_id.until", "org_id.end")))
    assert codes(report) == []


def test_columns_of_another_table_must_fit(tmp_path: Path) -> None:
    _, report = checked(source(tmp_path, visits=VISITS.replace("org_id.until", "org_id.size")))
    (found,) = report.findings
    assert (found.code, found.file) == ("rule", "datasets/visits/datapackage.yaml")
    assert "cannot be put into one order" in found.message.text("en")


def test_rules_run_on_valid_tables_only(tmp_path: Path) -> None:
    visits = VISITS.replace("type: date", "type: integer").replace("org_id.until", "org_id.size")
    _, report = checked(source(tmp_path, visits=visits))
    assert set(codes(report)) == {"type-error", "not-yet-checked"}


def test_days_are_compared_as_days() -> None:
    schema, rule = own({"kind": "when", "then": {"day": {"at_least": dt.date(2025, 1, 1)}}}, FIELDS)
    found = list(judge(rule, made_table(schema, rule, "day=2025-01-01 | day=2024-12-31")))
    assert [f.row for f in found] == [3]
    assert found[0].message.text("en") == "day must be at least 2025-01-01; here it is 2024-12-31."
