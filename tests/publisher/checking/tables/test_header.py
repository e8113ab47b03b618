"""A header that is not the schema's is one finding, and nothing is said of the cells below."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from publisher.checking.tables import check_package
from publisher.checking.tables.header import moved
from publisher.findings import Finding
from publisher.processes import Processes
from publisher.source.memory import Store
from publisher.source.packages import DataPackage
from publisher.source.read import read
from tests.sources import write_source

DESCRIPTOR = """\
name: payments
title: {zh: 支付, en: Payments}
description: {zh: 测试, en: A test}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: rows
    path: rows.csv
    schema:
      fields:
        - {name: payment_id, type: string, title: {zh: 支付编号, en: Payment}}
        - {name: unit_code, type: string, title: {zh: 单位编码, en: Unit}}
        - {name: func_code, type: integer, title: {zh: 功能科目, en: Function}}
        - {name: supplier_id, type: string, title: {zh: 供应商, en: Supplier}}
        - {name: amount, type: number, title: {zh: 金额, en: Amount}}
      primaryKey: payment_id
  - name: parts
    path: parts.csv
    schema:
      fields: [{name: payment_id, type: string}]
      foreignKeys: [{fields: payment_id, reference: {resource: rows, fields: payment_id}}]
"""
HEAD = "payment_id,unit_code,func_code,supplier_id,amount"
ROWS = "P1,U1,201,S1,10.5\nP2,U1,202,S1,3\n"


def package(folder: Path, files: Mapping[str, str], descriptor: str = DESCRIPTOR) -> DataPackage:
    """A dataset with these files."""
    store = Store(None, "test")
    whole = {f"datasets/payments/{name}": text for name, text in files.items()}
    whole["datasets/payments/datapackage.yaml"] = descriptor
    with Processes() as processes:
        source = read([write_source(folder, whole)], store, processes)
    store.fragments.close()
    assert not source.findings
    return source.packages["payments"]


def found(folder: Path, rows: str) -> list[Finding]:
    """What is said of a table of payments, whose ids another table refers to."""
    return check_package(package(folder, {"rows.csv": rows, "parts.csv": "payment_id\nP1\nP2\n"}))


@pytest.mark.parametrize(("rows", "code", "said", "hint"), [
    ("payment_id,unit_code,supplier_id,amount,备注\nP1,U1,S1,10.5,好\nP1,U1,S1,3,\n",
     "incorrect-label", "missing: func_code; not in the schema: 备注.",
     f"The first row must be: {HEAD}."),
    ("payment_id,unit_code,func_code,amount,supplier_id\nP1,U1,201,10.5,S1\n", "incorrect-label",
     "in another order: amount, supplier_id.", f"The first row must be: {HEAD}."),
    ("unit_code,payment_id,func_code,supplier_id,amount\nU1,P1,1,S1,1\nU1,P2,1,S1,1\n",
     "incorrect-label", "in another order: unit_code, payment_id.", f"must be: {HEAD}."),
    (f"支付编号,单位编码,func_code,supplier_id,amount\n{ROWS}", "incorrect-label",
     "written otherwise than in the schema: 支付编号 → payment_id, 单位编码 → unit_code.",
     f"The first row must be: {HEAD}."),
    (f"payment_id,unit_code,Func_Code ,supplier_id,amount\n{ROWS}", "incorrect-label",
     "written otherwise than in the schema: Func_Code → func_code.", "The first row must be"),
    (f"2026年支付明细,,,,\n,,,,\n{HEAD}\n{ROWS}", "incorrect-label",
     "not in the schema: 2026年支付明细",
     "The header seems to stand in row 3: delete the rows above it."),
    (f",,,,\n{HEAD}\n{ROWS}", "blank-label", "", "The header seems to stand in row 2"),
    (f"{HEAD},\nP1,U1,x,S1,1,\n", "extra-label", "The header has no name for column 6.",
     "Delete the column if it is empty"),
    ("payment_id,unit_code,func_code,supplier_id\nP1,U1,201,S1\n", "missing-label",
     "The column “amount” of the schema is missing in the file.", "Add the column"),
])  # fmt: skip
def test_one_finding_for_a_header(
    tmp_path: Path, rows: str, code: str, said: str, hint: str
) -> None:
    [finding] = found(tmp_path, rows)
    assert (finding.code, finding.row, finding.file) == (code, 1, "datasets/payments/rows.csv")
    assert said in finding.message.text("en")
    assert finding.hint
    assert hint in finding.hint.text("en")
    assert finding.hint.text("en").endswith(" The cells are checked once the header is right.")


def test_a_header_in_another_sheet(tmp_path: Path) -> None:
    descriptor = DESCRIPTOR.replace("path: rows.csv", "path: rows.xlsx")
    book = openpyxl.Workbook()
    notes = book.worksheets[0]
    notes.append(["说明：本表由财政局编制"])
    notes.append(["单位：元"])
    sheet = book.create_sheet("明细")
    for line in (HEAD, *ROWS.splitlines()):
        sheet.append(line.split(","))
    (tmp_path / "datasets/payments").mkdir(parents=True)
    book.save(tmp_path / "datasets/payments/rows.xlsx")
    given = package(tmp_path, {"parts.csv": "payment_id\nP1\n"}, descriptor)
    [finding] = check_package(given)
    assert finding.hint
    assert "the sheet “明细”: write “dialect: {sheetName: 明细}”" in finding.hint.text("en")


def test_a_row_of_totals_is_one_finding(tmp_path: Path) -> None:
    [finding] = found(tmp_path, f"{HEAD}\n{ROWS}合 计,,—,,13,5\n")
    assert finding.row == 4
    assert finding.hint
    assert finding.hint.text("en").startswith("This looks like a row of totals (“合 计”)")


def test_cells_are_still_checked_below_a_right_header(tmp_path: Path) -> None:
    assert [(f.code, f.row, f.field) for f in found(tmp_path, f"{HEAD}\nP1,U1,x,S1,y\nP2,,,,\n")
            ] == [("type-error", 2, "func_code"), ("type-error", 2, "amount")]  # fmt: skip


@pytest.mark.parametrize(("have", "expected"), [
    ("abcdef", ""), ("bacdef", "ba"), ("fbcdea", "fa"), ("bcdefa", "a"), ("fabcde", "f"),
    ("ace", ""),
])  # fmt: skip
def test_as_few_columns_as_explain_the_order(have: str, expected: str) -> None:
    assert moved(have, "abcdef") == list(expected)
