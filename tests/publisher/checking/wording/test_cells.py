"""Cells of every type and constraint: the sentence, the corrected cell, both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.checking.wording.columns import Column
from publisher.checking.wording.corrections import correction
from publisher.checking.wording.expected import is_none
from publisher.source import schemas
from tests.publisher.checking.wording.tables import column, english_words

Field = Mapping[str, Any]
NUMBER: Field = {"type": "number", "unit": "CNY"}
WHOLE: Field = {"type": "integer"}
DATE: Field = {"type": "date"}
INSTANT: Field = {"type": "datetime"}
TIME: Field = {"type": "time"}
MONTH: Field = {"type": "yearmonth"}
TRUTH: Field = {"type": "boolean"}
LIST: Field = {"type": "list", "itemType": "integer"}
PLACE: Field = {"type": "geopoint"}
MUST: Field = {"type": "date", "constraints": {"required": True}}
CASH: Field = {
    "constraints": {"enum": ["cash", "card"]}, "labels": {"cash": {"zh": "现金", "en": "Cash"}},
}  # fmt: skip
CREDIT: Field = {
    "constraints": {"pattern": "[0-9]{8}[0-9A-HJ-NPQRTUWXY]{10}"},
    "description": {"zh": "统一社会信用代码", "en": "Credit code"},
}
CODE: Field = {"constraints": {"pattern": "[A-Z0-9-]{4,30}"}}
FIVE: Field = {"constraints": {"pattern": "[0-9]{5}"}}
ODD: Field = {"constraints": {"pattern": "(a|b)+"}, "example": "ab"}
BLANK = "Leave the cell blank if there is no value."
DIGITS = "Write the number in digits."
LESS_SENSE = "The cell can be understood in several ways. Does it mean {}?"


def formatted(name: str) -> Field:
    """A text of that format."""
    return {"type": "string", "format": name}


def bound(kind: str, **constraints: object) -> Field:
    """A field with constraints."""
    return {"type": kind, "constraints": constraints}


CASES: list[tuple[Field, str, str, str | None]] = [
    (NUMBER, "1，200.00", "“1，200.00” is not a number such as 1234.50.", "Write 1200.00"),
    (NUMBER, "-¥1,200.00", "not a number", "Write -1200.00"),
    (NUMBER, "人民币1,200.00元", "not a number", "Write 1200.00"),
    (NUMBER, "１２３．５", "not a number", "Write 123.5"),
    (NUMBER, "1 200", "not a number", "Write 1200"),
    (NUMBER, "1.200,50", "not a number", "Write 1200.50"),
    (NUMBER, "123-", "not a number", "Write -123"),
    (NUMBER, "（123.50）", "not a number", "Write -123.50: brackets mean a negative amount."),
    (NUMBER, "$12", "not a number", "The cell names a currency ($). Does it mean 12?"),
    ({**NUMBER, "unit": "10k CNY"}, "10万", "not a number",
     "The cell counts in 万, the column in 10,000 yuan. Does it mean 10?"),
    ({**NUMBER, "unit": "万元"}, "12.5万元", "not a number",
     "The cell counts in 万, the column in 万元. Does it mean 12.5?"),
    ({**NUMBER, "unit": "10k CNY"}, "35000元", "not a number",
     "The cell counts in 元, the column in 10,000 yuan. Does it mean 3.5?"),
    ({**NUMBER, "unit": "CNY"}, "10万", "not a number",
     "The cell counts in 万. Does it mean 100000?"),
    ({**NUMBER, "unit": "元"}, "10万", "not a number",
     "The cell counts in 万. Does it mean 100000?"),
    (NUMBER, "12.5万", "not a number", "The cell counts in 万. Does it mean 125000?"),
    (NUMBER, "3亿元", "not a number", "The cell counts in 亿. Does it mean 300000000?"),
    (NUMBER, "1,5", "not a number", "A comma stands between the digits. Does it mean 1.5?"),
    (NUMBER, "1O0", "not a number", "Letters stand among the digits. Does it mean 100?"),
    (NUMBER, "12.5%", "not a number",
     "Write the number without %, in the unit that the column says."),
    (NUMBER, "一千二百元", "not a number", DIGITS),
    (NUMBER, "壹仟元整", "not a number", DIGITS),
    (NUMBER, "—", "not a number", BLANK),
    (NUMBER, "(123", "not a number", None),
    (NUMBER, "1.2.3", "not a number", None),
    (NUMBER, "many", "not a number", None),
    (NUMBER, "#N/A", "“#N/A” is an error that the spreadsheet could not compute.",
     "Mend the formula in the spreadsheet and save again."),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, "1x",
     "“1x” is not a number such as 1.234,50.", None),
    (WHOLE, "12.0", "“12.0” is not a whole number such as 12.", "Write 12"),
    (WHOLE, "1,200", "whole number", "Write 1200"),
    (WHOLE, "12.5", "whole number", None),
    (DATE, "2026年3月31日", "“2026年3月31日” is not a date such as 2026-03-31.",
     "Write 2026-03-31"),
    (DATE, "2026/3/31", "not a date", "Write 2026-03-31"),
    (DATE, "2026.3.31", "not a date", "Write 2026-03-31"),
    (DATE, "20260331", "not a date", "Write 2026-03-31"),
    (DATE, "２０２６－０３－３１", "not a date", "Write 2026-03-31"),
    (DATE, "二〇二六年三月三十一日", "not a date", "Write 2026-03-31"),
    (DATE, "二〇二六年十月十日", "not a date", "Write 2026-10-10"),
    (DATE, "31 Mar 2026", "not a date", "Write 2026-03-31"),
    (DATE, "2026-03-31 00:00:00", "not a date", "Write 2026-03-31"),
    (DATE, "2026-03-31T09:30:00", "not a date",
     "The cell holds a time of day too. Does it mean 2026-03-31?"),
    (DATE, "46112", "not a date",
     "This may be how a spreadsheet counts days. Does it mean 2026-03-31?"),
    (DATE, "31/03/2026", "not a date", "The year stands at the end. Does it mean 2026-03-31?"),
    (DATE, "03/04/2026", "not a date",
     "Day and month can be taken for one another: 2026-04-03 or 2026-03-04?"),
    (DATE, "26-3-31", "not a date", "The year has two digits. Does it mean 2026-03-31?"),
    (DATE, "2026年3月", "not a date", "The day is missing."),
    (DATE, "2026-02-30", "“2026-02-30” is not a day of the calendar.", None),
    (DATE, "不详", "not a date", BLANK),
    (MUST, "无", "not a date", "This column must be filled in every row: find out the value."),
    ({"type": "date", "format": "%d/%m/%Y"}, "2026-03-31", "not a date such as 31/03/2026",
     "Write 31/03/2026"),
    (INSTANT, "2026-03-31 9:30", "not a day and time such as 2026-03-31T09:30:00",
     "Write 2026-03-31T09:30:00"),
    (INSTANT, "2026年3月31日9时30分", "not a day and time", "Write 2026-03-31T09:30:00"),
    (INSTANT, "2026-03-31", "not a day and time", "The time of day is missing."),
    (TIME, "9：30", "“9：30” is not a time of day such as 09:30:00.", "Write 09:30:00"),
    (TIME, "25:00", "not a time of day", None),
    ({"type": "year"}, "2026年", "“2026年” is not a year such as 2026.", "Write 2026"),
    (MONTH, "2026年3月", "“2026年3月” is not a month such as 2026-03.", "Write 2026-03"),
    (MONTH, "202603", "not a month", "Write 2026-03"),
    (MONTH, "202613", "not a month", None),
    (MONTH, "2026-03-31", "not a month", "The cell holds a whole date. Does it mean 2026-03?"),
    (TRUTH, "是", "“是” is neither yes nor no: write true for yes, false for no.", "Write true"),
    (TRUTH, "No", "neither yes nor no", "Write false"),
    (TRUTH, "√", "neither yes nor no", LESS_SENSE.format("true")),
    (TRUTH, "maybe", "neither yes nor no", None),
    ({"type": "boolean", "trueValues": ["是"], "falseValues": ["否"]}, "true",
     "write 是 for yes, 否 for no", "Write 是"),
    (LIST, "1，2", "“1，2” is not a list parted by “,” (each entry: whole number).", "Write 1,2"),
    ({**LIST, "delimiter": ";"}, "1,2", "parted by “;”", "Write 1;2"),
    (LIST, "1,b", "not a list", None),
    ({"type": "array", "arrayItem": {"type": "integer"}}, '["a"]',
     "An entry of the list “[\"a\"]” is not of the type whole number.", None),
    ({"type": "duration"}, "1 year", "“1 year” is not a length of time such as P1Y6M", None),
    (PLACE, "39.9,116.4", "not a place such as 116.4, 39.9 (longitude, latitude)",
     "Latitude seems to stand before longitude. Does it mean 116.4, 39.9?"),
    (PLACE, "116.4，39.9", "not a place", "Write 116.4,39.9"),
    (PLACE, "here", "not a place", None),
    ({"type": "geojson"}, "x", "“x” is not map data (GeoJSON).", None),
    ({"type": "object"}, "{“a”:1}", "not a JSON object", 'Write {"a":1}'),
    ({"type": "array"}, "1", "“1” is not a JSON list such as [1, 2].", None),
    (formatted("email"), "a＠example.org", "not an e-mail address", "Write a@example.org"),
    (formatted("uri"), "www.example.org", "not a web address",
     "The beginning https:// is missing. Does it mean https://www.example.org?"),
    (formatted("uuid"), "1", "“1” is not an identifier of the kind UUID.", None),
    (formatted("binary"), "1", "“1” is not data in Base64.", None),
    (bound("string", required=True), "",
     "The cell is blank, but this column must be filled in every row.", None),
    (CASH, "现金", "“现金” is not one of the values that are allowed: cash (Cash), card.",
     "Write cash: the file holds the code, readers see the word."),
    (CASH, "CARD ", "not one of the values", "Write card"),
    (CASH, "carrd", "not one of the values", "Did you mean “card”?"),
    (CASH, "zzz", "not one of the values", None),
    (bound("string", enum=[str(n) for n in range(1, 2001)]), "x",
     "“x” is not one of the 2,000 values that are allowed: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …",
     None),
    (FIVE, "１２３４", "not written as this column asks: 5 digits.",
     "A spreadsheet may have dropped zeros in front. Does it mean 01234?"),
    (FIVE, "12345 ", "“12345 ” is not written as this column asks: 5 digits.", "Write 12345"),
    (FIVE, "123", "5 digits",
     "A spreadsheet may have dropped zeros in front. Does it mean 00123?"),
    (FIVE, "12345.0", "5 digits", "Write 12345"),
    (CREDIT, "9.11E+17", "8 digits, 10 characters of 0–9, A–H, J–N, P, Q, R, T, U, W, X, Y.",
     "A spreadsheet has shortened a long number; enter it again in full, in a column formatted as "
     "text."),
    (CREDIT, "1", "8 digits", "The column means: Credit code"),
    (CODE, "ab-12", "4 to 30 characters of A–Z, 0–9, “-”.", "Write AB-12"),
    (bound("string", pattern="P-\\d{4}-\\d{2}"), "P-1", "asks: “P-”, 4 digits, “-”, 2 digits.",
     None),
    (ODD, "c ", "“c ” is not written as this column asks, like “ab”.",
     "The cell holds full-width characters, or spaces at its ends; without them it is “c”."),
    (bound("string", pattern="(a|b)+"), "c", "this column asks (pattern (a|b)+).", None),
    (bound("number", minimum=0), "-3", "“-3” is less than 0, the least that is allowed.", None),
    (bound("number", maximum=9), "10", "“10” is more than 9, the most that is allowed.", None),
    (bound("number", minimum=0), "NaN", "“NaN” is not a number that can be compared.", None),
    (bound("date", minimum="2026-01-01"), "2025-12-31", "is before 2026-01-01, the earliest", None),
    (bound("date", maximum="2026-01-01"), "2026-12-31", "is after 2026-01-01, the latest", None),
    (bound("string", minLength=3), "ab", "“ab” has 2 characters; there must be at least 3.", None),
    (bound("string", maxLength=3), "abc ", "has 4 characters; at most 3 are allowed", "Write abc"),
    (bound("list", minLength=3), "a,b", "“a,b” has too few entries", None),
    (bound("array", maxLength=1), "[1,2]", "“[1,2]” has too many entries", None),
    ({"type": "array", "arrayItem": {"type": "integer", "constraints": {"maximum": 3}}}, "[4]",
     "“[4]” is more than 3", None),
]  # fmt: skip


@pytest.mark.parametrize(("field", "cell", "said", "hint"), CASES)
def test_a_wrong_cell(
    tmp_path: Path, field: Field, cell: str, said: str, hint: str | None
) -> None:
    found = column(tmp_path, field, cell)
    assert said in found.message.text("en")
    assert (found.hint.text("en") if found.hint else None) == hint
    assert found.text("en").startswith("row 2, column Tested (c): ")
    data = f"{json.dumps(field)} {cell} {cell.strip()} {cell.upper()} c"
    for text in (found.message, found.hint, found.rule):
        chinese = text.text("zh") if text else ""
        assert not english_words(chinese, data), chinese
        assert "{" not in chinese.replace('{"', "").replace("{“", ""), chinese
    assert found.text("zh").startswith("第2行“测试列（c）”列：")


def test_every_case_names_its_rule(tmp_path: Path) -> None:
    for field, cell, _, _ in CASES:
        found = column(tmp_path, field, cell)
        assert found.rule is not None, (field, cell)


def test_a_long_or_hostile_cell_is_cut_and_made_visible(tmp_path: Path) -> None:
    found = column(tmp_path, bound("string", maxLength=3), "\x1b[31m\u202e" + "x" * 500)
    text = found.message.text("en")
    assert text.startswith("“␛[31m⟨U+202E⟩xxx")
    assert "…”" in text
    assert len(text) < 200


def test_a_hostile_pattern_is_never_tried(tmp_path: Path) -> None:
    """Nested repetitions take for ever on a text like this; only frictionless may try them."""
    field = bound("string", pattern="(a+)+b|c")
    assert "full-width" in str(column(tmp_path, field, "ａ" * 40).hint)


@given(st.sampled_from([field for field, *_ in CASES]), st.text(max_size=30))
def test_whatever_stands_in_a_cell_is_told(field: Field, cell: str) -> None:
    built = schemas.build({"fields": [{"name": "c", **field}]})
    tested = Column("c", built.fields[0], built.raw["fields"][0])
    text = is_none(tested, cell)
    hint = correction(tested, cell)
    assert all("{" not in said.text("zh").replace(cell, "") or "{" in cell
               for said in (text, hint) if said and field.get("type") != "object")  # fmt: skip


@given(
    st.sampled_from([f"{n}{unit}" for n in ("1,234.50", "12", "(3,000)") for unit in ("", "元")]),
    st.sampled_from(["", " ", "\u3000", "\u200b"]),
)
def test_what_is_said_to_be_written_is_accepted(number: str, blank: str) -> None:
    built = schemas.build({"fields": [{"name": "c", **NUMBER}]})
    tested = Column("c", built.fields[0], {"name": "c", **NUMBER})
    hint = correction(tested, blank + number + blank)
    assert hint is not None
    value = dict(hint.values)["value"]
    assert isinstance(value, str)
    assert tested.accepts(value)
