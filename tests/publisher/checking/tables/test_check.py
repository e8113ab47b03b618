"""Errors of tables as findings: the first of each kind, then how many more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher.checking.tables import Columns, check_package, check_references
from publisher.checking.tables.check import LISTED
from publisher.findings import Finding
from publisher.processes import Processes
from publisher.source.memory import Store
from publisher.source.packages import DataPackage
from publisher.source.read import read
from tests.sources import DESCRIPTOR, write_source

HEAD = "id,day,amount,payee\n"
PLAIN = DESCRIPTOR.format(name="spending")


def packages(folder: Path, files: Mapping[str, str]) -> Mapping[str, DataPackage]:
    """The datasets of a source."""
    store = Store(None, "test")
    with Processes() as processes:
        source = read([write_source(folder, files)], store, processes)
    store.fragments.close()
    assert not source.findings
    return source.packages


def package(folder: Path, rows: str, descriptor: str = PLAIN) -> DataPackage:
    """The dataset with these rows."""
    return packages(folder, {
        "datasets/spending/datapackage.yaml": descriptor,
        "datasets/spending/data/rows.csv": rows,
    })["spending"]  # fmt: skip


def placed(finding: Finding) -> tuple[str, int | None, str | None, int]:
    """What tells findings apart."""
    return finding.code, finding.row, finding.field, finding.count


def test_a_good_table_has_no_findings(tmp_path: Path) -> None:
    assert check_package(package(tmp_path, HEAD + "1,2026-01-02,10.50,甲公司\n")) == []


def test_the_first_hundred_are_listed_and_the_rest_is_counted(tmp_path: Path) -> None:
    rows = "".join(f"{number},2026-01-02,x{number},甲\n" for number in range(1, 6_001))
    found = check_package(package(tmp_path, HEAD + rows + "1,2026-13-01,1,乙\n"))
    amounts = [finding for finding in found if finding.field == "amount"]
    assert len(amounts) == LISTED + 1
    assert placed(amounts[0]) == ("type-error", 2, "amount", 1)
    assert placed(amounts[-1]) == ("type-error", LISTED + 2, "amount", 6_000 - LISTED)
    assert amounts[-1].message.text("en") == "5,900 more like this, up to row 6001."
    others = {placed(finding) for finding in found} - {placed(finding) for finding in amounts}
    assert others == {("type-error", 6_002, "day", 1), ("primary-key", 6_002, None, 1)}


STRICT = PLAIN.replace("{name: id, type: integer,", "{name: id, type: integer, constraints: "
                       "{required: true, unique: true},").replace(
    "type: date}", "type: date, constraints: {required: true}}").replace(
    "type: number, unit: CNY}", "type: number, constraints: {required: true, unique: true}}")


def test_one_mistake_is_one_finding(tmp_path: Path) -> None:
    rows = "1,2026-01-02,1,a\n2\n3,,2,a\n1,2026-01-02,1,a\n,2026-01-02,4,a\n"
    found = check_package(package(tmp_path, HEAD + rows, STRICT))
    assert [placed(finding) for finding in found] == [
        ("missing-cell", 3, "day", 1), ("missing-cell", 3, "amount", 1),
        ("missing-cell", 3, "payee", 1),
        ("constraint-error", 4, "day", 1),
        ("unique-error", 5, "amount", 1), ("primary-key", 5, None, 1),
        ("constraint-error", 6, "id", 1), ("primary-key", 6, None, 1),
    ]  # fmt: skip


def test_a_part_of_a_key_that_must_differ_is_named(tmp_path: Path) -> None:
    descriptor = STRICT.replace("primaryKey: id", "primaryKey: [id, amount]")
    found = check_package(package(tmp_path, HEAD + "1,2026-01-02,1,a\n" * 2, descriptor))
    assert [placed(finding) for finding in found] == [
        ("unique-error", 3, "id", 1), ("unique-error", 3, "amount", 1), ("primary-key", 3, None, 1),
    ]  # fmt: skip


def test_progress_tells_file_and_row(tmp_path: Path) -> None:
    rows = "".join(f"{number},2026-01-02,1,甲\n" for number in range(20_000))
    told: list[tuple[str, int]] = []
    check_package(package(tmp_path, HEAD + rows), lambda file, row: told.append((file, row)))
    assert told[-1] == ("datasets/spending/data/rows.csv", 20_001)


@pytest.mark.parametrize(("bound", "wrong"), [
    ("exclusiveMinimum: 2026-01-02", True), ("exclusiveMinimum: 2026-01-01", False),
    ("exclusiveMaximum: 2026-01-02", True), ("minimum: 2026-01-02", False),
])  # fmt: skip
def test_bounds_of_the_second_version_hold(tmp_path: Path, bound: str, wrong: bool) -> None:
    descriptor = PLAIN.replace("type: date}", f"type: date, constraints: {{{bound}}}}}")
    found = check_package(package(tmp_path, HEAD + "1,2026-01-02,1,甲\n", descriptor))
    assert [finding.code for finding in found] == ["constraint-error"] * wrong


@pytest.mark.parametrize(("old", "new"), [
    ("type: integer,", "type: list, constraints: {unique: true},"),
])  # fmt: skip
def test_what_frictionless_cannot_do_is_a_finding(tmp_path: Path, old: str, new: str) -> None:
    assert old in PLAIN
    given = package(tmp_path, HEAD + "1,2026-01-02,1,甲\n", PLAIN.replace(old, new))
    found = check_package(given)
    assert found
    assert all(finding.file == given.path for finding in found)


def test_an_encoding_that_is_not_the_files_is_one_finding(tmp_path: Path) -> None:
    given = package(tmp_path, HEAD + "1,2026-01-02,1,甲\n")
    place = Path(given.resources[0].file.place)
    place.write_bytes(HEAD.encode() + "1,2026-01-02,1,甲\n".encode("gb18030"))
    assert [placed(finding) for finding in check_package(given)] == [
        ("encoding-error", 2, None, 1)]  # fmt: skip


OTHER = """\
name: other
title: {zh: 收款方, en: Payees}
description: {zh: 测试数据, en: Data for a test}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: payees
    path: payees.csv
    schema:
      fields: [{name: payee, type: string}, {name: number, type: NUMBER}]
"""


@pytest.mark.parametrize("kind", ["integer", "string"])
def test_references_to_other_datasets(tmp_path: Path, kind: str) -> None:
    rows = HEAD + "1,2026-01-02,1,甲\n2,2026-01-02,1,\n" + "".join(
        f"{number},2026-01-02,1,乙\n" for number in range(3, 303)
    )
    descriptor = PLAIN + """\
    lightwell:
      foreignKeys:
        - fields: [payee]
          reference: {dataset: other, resource: payees, fields: [payee]}
        - fields: [id]
          reference: {dataset: other, resource: payees, fields: [number]}
"""
    files = {
        "datasets/spending/datapackage.yaml": descriptor,
        "datasets/spending/data/rows.csv": rows,
        "datasets/other/datapackage.yaml": OTHER.replace("NUMBER", kind),
        "datasets/other/payees.csv": "payee,number\n甲,1\n丙,02\n",
    }
    given = packages(tmp_path, files)
    found = check_references(given["spending"], given, Columns(given))
    places = [placed(finding) for finding in found]
    lost = 300 if kind == "integer" else 302  # the text 1 is not the number 1
    first = 4 if kind == "integer" else 2
    assert places[:2] == [("foreign-key", 4, "payee", 1), ("foreign-key", 5, "payee", 1)]
    assert places[LISTED] == ("foreign-key", 104, "payee", 200)
    assert places[LISTED + 1] == ("foreign-key", first, "id", 1)
    assert places[-1] == ("foreign-key", first + LISTED, "id", lost - LISTED)
    assert found[0].message.text("en") == "“乙” in payee does not exist in other/payees."
    assert found[0].column == 4
