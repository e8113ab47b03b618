"""Rows, headers and whole tables; and that every error there is has its sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from frictionless import FrictionlessException

from publisher.checking.wording import finding
from publisher.checking.wording.errors import TEXTS
from publisher.checking.wording.tables import ANYTHING
from publisher.source.packages import DataPackage
from tests.publisher.checking.wording.tables import english_words, exported, findings, resource

SCHEMA = {
    "fields": [
        {"name": "a", "title": {"zh": "甲", "en": "First"}, "constraints": {"unique": True}},
        {"name": "b"},
    ],
    "primaryKey": ["b"],
    "foreignKeys": [{"fields": ["a"], "reference": {"resource": "u", "fields": ["a"]}}],
}
OTHER = {"fields": [{"name": "a"}]}

CASES = [
    ("a,b\nx,1\nx,2\n", "unique-error", "row 3, column First (a): “x” stands in row 2 too; here "
     "no value may stand twice."),
    ("a,b\nx,1\ny,1\n", "primary-key", "row 3: The key “1” stands in row 2 too."),
    ("a,b\nx,\n", "primary-key", "row 2: The row has no key: b is blank."),
    ("a,b\nz,1\n", "foreign-key", "row 2: “z” in First (a) does not exist in the table “u”."),
    ("a,b\nx,1\n,\n", "blank-row", "row 3: The row is blank."),
    ("a,b\nx,1,2\n", "extra-cell", "row 2, column number 3: The row has more cells than the table "
     "has columns (2): “2”."),
    ("a,b\nx,1,\n", "extra-cell", "row 2, column number 3: The row has a blank cell more than the "
     "table has columns (2)."),
    ("a,b\nx\n", "missing-cell", "row 2, column b: The row ends before this column."),
    ("a,a\nx,1\n", "duplicate-label", "row 1, column b: Another column is called “a” too (column "
     "1)."),
    ("a,\nx,1\n", "blank-label", "row 1, column b: The header has no name for column 2."),
    ("a,b,\nx,1,1\n", "extra-label", "row 1, column number 3: The header has no name for column "
     "3."),
    ("a,b,c\nx,1,1\n", "extra-label", "row 1, column c: The column “c” is not in the schema."),
    ("a\nx\n", "missing-label", "row 1, column b: The column “b” of the schema is missing in the "
     "file."),
    ("a,c\nx,1\n", "incorrect-label", "row 1, column b: The column is called “c”; the schema says "
     "“b”."),
    ("", "source-error", "The file is empty."),
]  # fmt: skip


@pytest.mark.parametrize(("content", "code", "said"), CASES)
def test_a_wrong_table(tmp_path: Path, content: str, code: str, said: str) -> None:
    found = findings(
        resource(tmp_path, SCHEMA, content.encode()),
        resource(tmp_path, OTHER, b"a\nx\ny\n", name="u"),
    )
    [text] = [entry for entry in found if entry.code == code]
    assert text.text("en") == said
    for sentence in (text.message, text.hint, text.rule):
        chinese = sentence.text("zh") if sentence else ""
        assert not english_words(chinese, content), chinese
        assert "{" not in chinese


def test_a_foreign_key_names_the_table_by_its_title(tmp_path: Path) -> None:
    table = resource(tmp_path, SCHEMA, b"a,b\nz,1\n")
    other = resource(tmp_path, OTHER, b"a\nx\n", name="u")
    package = DataPackage(
        name="d", path="datasets/d/datapackage.yaml", sha256="", title={}, description={},
        version="", created="", licenses=(), sources=(), contributors=(), keywords=(),
        homepage="", unit="", category="", frequency="", resources=(table, other), files=(),
    )  # fmt: skip
    values = {"type": "foreign-key", "rowNumber": 2, "fieldNames": ["a"], "fieldCells": ["z"],
              "referenceName": "u", "referenceFieldNames": ["a"]}  # fmt: skip
    told = finding(values, table, table.file.path, package=package)
    assert told.message.text("zh") == "甲（a）中的“z”在“测试表”中不存在。"
    assert told.hint is not None
    assert "the table “Table under test” first" in told.hint.text("en")


def test_an_open_quotation_mark_is_suspected(tmp_path: Path) -> None:
    [first, *_] = findings(
        resource(tmp_path, {**SCHEMA, "foreignKeys": []}, b'a,b\n"x,1\ny,2\n')
    )  # fmt: skip
    assert first.hint is not None
    assert "a quotation mark is not closed" in first.hint.text("en")


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    [found] = findings(resource(tmp_path, OTHER, b"a\nx\n", form="xlsx"))
    assert (found.code, found.text("en")) == (
        "format-error", "The file is not a workbook that can be read."
    )  # fmt: skip


def test_every_error_that_frictionless_exports_has_its_sentence() -> None:
    kinds = {error.type for error in exported()}
    assert len(kinds) > 50
    assert kinds <= TEXTS.keys()


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_every_sentence_stands_without_the_note(kind: str) -> None:
    values = {"type": kind, "rowNumber": 3, "cell": "", "fieldNumber": 1, "note": "zzz qqq"}
    told = finding(values, None, "datasets/d/data/t.csv")
    for lang in ("zh", "en"):
        for text in (told.message, told.hint, told.rule):
            said = text.text(lang) if text else ""
            assert "zzz" not in said
            assert lang == "en" or not english_words(said, "")


def test_an_error_that_is_new_to_us_is_still_told() -> None:
    told = finding({"type": "brand-new", "note": "what is this"}, None, "x.csv")
    assert (told.code, told.message) == ("brand-new", ANYTHING)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"type": "number", "constraints": {"pattern": "x"}},
         "The rule “pattern” does not go with the type “number”."),
        ({"type": "integer", "example": "x"},
         "The example “x” of the field “c” is not one of its values."),
        ({"type": "integer", "missingValues": [{"value": "a"}, {"value": "a"}]},
         "“a” stands twice among the missing values."),
    ],
)  # fmt: skip
def test_a_schema_that_contradicts_itself(
    tmp_path: Path, field: dict[str, Any], said: str
) -> None:
    table = resource(tmp_path, {"fields": [{"name": "c", **field}]}, b"c\n1\n")
    with pytest.raises(FrictionlessException) as failure:
        findings(table)
    [first, *_] = failure.value.to_errors()
    told = finding(first.to_descriptor(), None, "datasets/d/datapackage.yaml")
    assert told.message.text("en") == said
    assert not english_words(told.message.text("zh"), str(field) + said)
