"""What frictionless passes over is found: unique keys and categories."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.publish import Workplace, publish
from publisher.release.reader import current
from tests.sources import DESCRIPTOR, NOW, checked, codes, dataset, write_source
from website.plan import plan

NAME = "datasets/spending/datapackage.yaml"


def found(
    folder: Path, rows: str, old: str = "", new: str = ""
) -> list[tuple[str, int | None, int | None, str | None, int]]:
    """Code, row, column, field and count of all findings, with the descriptor changed."""
    files = dataset(rows="id,day,amount,payee\n" + rows)
    assert old in files[NAME]
    files[NAME] = files[NAME].replace(old, new)
    _, report = checked(write_source(folder, files))
    return [(f.code, f.row, f.column, f.field, f.count) for f in report.findings]


KEY = "primaryKey: id"
PAYEE = "name: payee, type: string"


@pytest.mark.parametrize(
    ("keys", "rows", "expected"),
    [
        ("[[day, payee]]", "1,2026-01-02,1,a\n2,2026-01-02,1,a\n",
         [("unique-key", 3, 2, "day", 1)]),
        ("[[day, payee]]", "1,2026-01-02,1,a\n2,2026-01-02,1,b\n", []),
        ("[[day, payee]]", "1,2026-01-02,1,\n2,2026-01-02,1,\n", []),
        ("[[payee], [amount]]", "1,2026-01-02,1,a\n2,2026-01-03,1.0,a\n",
         [("unique-key", 3, 3, "amount", 1), ("unique-key", 3, 4, "payee", 1)]),
    ],
)  # fmt: skip
def test_unique_keys(
    tmp_path: Path, keys: str, rows: str, expected: list[tuple[str, int, int, str, int]]
) -> None:
    assert found(tmp_path, rows, KEY, f"{KEY}\n      uniqueKeys: {keys}") == expected


@pytest.mark.parametrize(
    "categories", ["[a, b]", "[{value: a, label: A}, {value: b, label: B}]", "[a, {value: b}]"]
)
def test_categories(tmp_path: Path, categories: str) -> None:
    rows = "1,2026-01-02,1,a\n2,2026-01-02,1,c\n3,2026-01-02,1,\n4,2026-01-02,1,A\n"
    assert found(tmp_path, rows, PAYEE, f"{PAYEE}, categories: {categories}") == [
        ("category", 3, 4, "payee", 1), ("category", 5, 4, "payee", 1),
    ]  # fmt: skip


def test_categories_that_are_numbers(tmp_path: Path) -> None:
    rows = "1,2026-01-02,1,1\n2,2026-01-02,1,3\n"
    new = "name: payee, type: integer, categories: [{value: 1, label: one}, 2]"
    assert found(tmp_path, rows, PAYEE, new) == [("category", 3, 4, "payee", 1)]


def test_thousands_alike_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"{n},2026-01-02,1,x\n" for n in range(1, 5001))
    listed = found(tmp_path, rows, PAYEE, f"{PAYEE}, categories: [a]")
    assert len(listed) == 100
    assert sum(count for *_, count in listed) == 5000


def test_a_table_without_its_key(tmp_path: Path) -> None:
    files = dataset(rows="no,day,amount,payee\n1,2026-01-02,1,a\n")
    _, report = checked(write_source(tmp_path, files))
    [finding] = report.findings
    assert (finding.code, finding.row, finding.field) == ("incorrect-label", 1, "id")
    assert "“id”" in finding.message.text("en")
    assert finding.hint is not None


def test_a_table_whose_file_is_missing(tmp_path: Path) -> None:
    files = dataset()
    del files["datasets/spending/data/rows.csv"]
    [finding] = checked(write_source(tmp_path, files))[1].findings
    assert (finding.code, finding.line) == ("missing-file", 7)


CHINESE = """\
name: spending
title: 支出
description: {zh: 中文字段, en: Chinese fields}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: rows
    path: data/支出明细.csv
    schema:
      fields:
        - {name: 编号, type: integer}
        - {name: 日期, type: date}
        - {name: 金额（元）, type: number, unit: CNY}
        - name: 收款 单位
          constraints: {pattern: '[一-龥]{2,9}'}
          categories: [甲公司]
        - {name: "上级\\"号'", type: integer}
      primaryKey: 编号
      uniqueKeys: [[日期, 收款 单位]]
      foreignKeys: [{fields: "上级\\"号'", reference: {resource: '', fields: 编号}}]
"""
CHINESE_ROWS = """\
编号,日期,金额（元）,收款 单位,"上级""号'"
1,2026-01-02,10.50,甲公司,
2,2026-01-03,-3,甲公司,1
"""


def chinese(rows: str = CHINESE_ROWS) -> dict[str, str]:
    """A dataset in which every name is Chinese, and some are awkward."""
    return {NAME: CHINESE, "datasets/spending/data/支出明细.csv": rows}


def test_chinese_names_are_checked_and_published(tmp_path: Path) -> None:
    source = write_source(tmp_path, chinese())
    assert codes(checked(source)[1]) == []
    outcome = publish(Workplace((source,), source / "var", plan), now=lambda: NOW)
    assert outcome.held_back == ()
    release = current(source / "var")
    assert release is not None
    folder = release.public / "data/spending"
    assert (folder / "rows.csv").read_text(encoding="utf-8") == CHINESE_ROWS
    for name in ("json", "parquet", "xlsx"):
        assert (folder / f"rows.{name}").stat().st_size > 0
    assert '"收款 单位": "甲公司"' in (folder / "rows.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("10.50", "十元", "type-error", "金额（元）"),
        ("甲公司,1", "甲,1", "constraint-error", "收款 单位"),
        ("甲公司,1", "乙公司,1", "category", "收款 单位"),
        ("01-03", "01-02", "unique-key", "日期"),
        ("编号,日期", "号,日期", "incorrect-label", "编号"),
        ("甲公司,1", "甲公司,9", "foreign-key", None),
    ],
)  # fmt: skip
def test_findings_name_chinese_fields(
    tmp_path: Path, old: str, new: str, code: str, field: str | None
) -> None:
    rows = CHINESE_ROWS.replace(old, new)
    _, report = checked(write_source(tmp_path, chinese(rows)))
    assert (code, field) in [
        (finding.code, finding.field if field else None) for finding in report.findings
    ]


def test_a_descriptor_of_this_test_is_the_usual_one() -> None:
    assert KEY in DESCRIPTOR
    assert PAYEE in DESCRIPTOR
