"""Checks over the whole source: tables, keys between datasets, links, units, translations."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sources import ROWS, article, checked, codes, dataset, write_source

UNITS = """\
name: units
resources:
  - name: list
    path: data/list.csv
    lightwell: {role: organisations}
    schema:
      fields: [{name: org_id}, {name: name_zh}, {name: name_en}, {name: org_type}]
      primaryKey: org_id
"""
UNIT_FILES = {
    "datasets/units/datapackage.yaml": UNITS,
    "datasets/units/data/list.csv": "org_id,name_zh,name_en,org_type\nQY-CZJ,财政局,Finance,gov\n",
}


def places(folder: Path) -> list[tuple[str, int | None, str | None]]:
    """Codes, rows and fields of all findings of the table."""
    _, report = checked(folder)
    return [(finding.code, finding.row, finding.field) for finding in report.findings]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("id,day,amount,payee\nx,2026-01-02,1,a\n", ("type-error", 2, "id")),
        ("id,day,amount,payee\n1,2026-02-30,1,a\n", ("type-error", 2, "day")),
        (ROWS + "1,2026-01-02,1,a\n", ("primary-key", 4, None)),
        (ROWS + ",,,\n", ("blank-row", 4, None)),
        (ROWS + "3,2026-01-02,1,a,more\n", ("extra-cell", 4, None)),
        (ROWS + "3,2026-01-02\n", ("missing-cell", 4, "amount")),
        ("id,day,amount,\n1,2026-01-02,1,a\n", ("blank-label", 1, "payee")),
        ("id,day,amount,payee,x\n1,2026-01-02,1,a,b\n", ("extra-label", 1, "x")),
    ],
)
def test_tables_are_judged_by_frictionless(
    tmp_path: Path, rows: str, expected: tuple[str, int, str | None]
) -> None:
    assert expected in places(write_source(tmp_path, dataset(rows=rows)))


def test_every_message_of_a_table_names_the_cell_in_both_languages(tmp_path: Path) -> None:
    rows = "id,day,amount,payee\n1,2026-01-02,一千,a\n"
    _, report = checked(write_source(tmp_path, dataset(rows=rows)))
    [finding] = report.findings
    assert finding.place == "datasets/spending/data/rows.csv:2:3"
    assert finding.item == "datasets/spending"
    assert "一千" in finding.message.text("en")
    assert finding.as_json("en")["field"] == "amount"


def test_a_file_that_is_not_in_its_encoding(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**dataset()}
    files["datasets/spending/data/rows.csv"] = ROWS.encode("gb18030") + b"3,2026-01-02,1,\xff\n"
    _, report = checked(write_source(tmp_path, files))
    finding, later = report.findings
    assert later.code == "not-yet-checked"
    assert (finding.code, finding.row) == ("encoding-error", 2)
    assert "byte" in finding.message.text("en")


def test_far_in_a_large_file_the_place_is_still_right(tmp_path: Path) -> None:
    rows = ROWS + "".join(f"{n},2026-01-02,1,x\n" for n in range(3, 80_000))
    files: dict[str, str | bytes] = {**dataset()}
    content = rows.encode() + b"80000,2026-01-02,1,caf\xe9\n"
    files["datasets/spending/data/rows.csv"] = content
    _, report = checked(write_source(tmp_path, files))
    finding, _ = report.findings
    assert finding.row == rows.count("\n") + 1
    assert f"byte {content.index(0xE9)}" in finding.message.text("en")


def test_an_unknown_encoding(tmp_path: Path) -> None:
    files = dataset()
    name = "datasets/spending/datapackage.yaml"
    files[name] = files[name].replace("path:", "encoding: utf-99\n    path:")
    assert codes(checked(write_source(tmp_path, files))[1]) == ["encoding-error"]


def test_keys_between_datasets(tmp_path: Path) -> None:
    files = {**UNIT_FILES, **dataset()}
    name = "datasets/spending/datapackage.yaml"
    own = (
        "lightwell: {foreignKeys: [{fields: [payee], reference: {dataset: units,"
        " resource: list, fields: [org_id]}}]}"
    )
    files[name] = files[name].replace("path:", own + "\n    path:")
    files["datasets/spending/data/rows.csv"] = (
        "id,day,amount,payee\n1,2026-01-02,1,QY-CZJ\n2,2026-01-02,1,QY-XXX\n3,2026-01-02,1,\n"
    )
    assert places(write_source(tmp_path, files)) == [("foreign-key", 3, "payee")]
    files[name] = files[name].replace("resource: list", "resource: lists")
    assert [code for code, _, _ in places(write_source(tmp_path, files))] == ["foreign-key-target"]


def test_links_pictures_units_and_relations(tmp_path: Path) -> None:
    body = (
        "[a](b.zh.md) [b](/zh/news/c) [c](/zh/data/spending/rows) [d](/en/cases/) [e](/zh/nothing)"
        "\n\n![x](../images/none.png)"
    )
    files = {
        "content/news/a.zh.md": article(
            body=body, more="unit: QY-XXX\nrelated: [news/b, data/x]\n"
        ),
        "content/news/b.zh.md": article(more="unit: QY-CZJ\n"),
        "content/news/a.en.md": article(), "content/news/b.en.md": article(),
        **UNIT_FILES, **dataset(),
    }  # fmt: skip
    _, report = checked(write_source(tmp_path, files))
    assert sorted((f.code, f.line) for f in report.findings) == [
        ("broken-link", 5), ("broken-link", 7), ("broken-link", 7), ("missing-image", 9),
        ("unknown-unit", 4),
    ]  # fmt: skip


def test_a_dataset_that_cannot_be_read_holds_back_nothing_else(tmp_path: Path) -> None:
    files = {"content/news/a.zh.md": article(body="[x](/zh/data/spending/rows)"),
             "content/news/a.en.md": article(), **dataset()}  # fmt: skip
    del files["datasets/spending/data/rows.csv"]
    _, report = checked(write_source(tmp_path, files))
    assert codes(report) == ["missing-file"]
    assert report.bad_items == {"datasets/spending"}


def test_a_link_to_a_draft_leads_nowhere(tmp_path: Path) -> None:
    files = {
        "content/news/a.zh.md": article(body="[b](b.zh.md)"),
        "content/news/b.zh.md": article(more="draft: true\n"),
    }
    assert "broken-link" in codes(checked(write_source(tmp_path, files))[1])


def test_a_missing_translation_is_a_note(tmp_path: Path) -> None:
    _, report = checked(write_source(tmp_path, {"content/news/a.zh.md": article()}))
    [finding] = report.findings
    assert (finding.code, finding.severity) == ("missing-translation", "info")
    assert report.bad_items == frozenset()


@pytest.fixture
def listener() -> Iterator[tuple[int, list[Any]]]:
    """A server that nobody may call, and what called all the same."""
    calls: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server.getsockname()[1], calls
        with contextlib.suppress(TimeoutError):
            calls.append(server.accept())
    assert calls == []


def test_no_descriptor_makes_us_open_a_socket(
    tmp_path: Path, listener: tuple[int, list[Any]]
) -> None:
    url = f"http://127.0.0.1:{listener[0]}/x"
    opened: list[str] = []
    listening = True

    def hook(event: str, args: tuple[object, ...]) -> None:
        if listening and event in ("socket.connect", "socket.getaddrinfo"):
            opened.append(event)

    sys.addaudithook(hook)
    keys = ["path", "schema", "dialect", "profile", "extrapaths", "homepage", "$schema"]
    for number, key in enumerate(keys):
        files = dataset(f"d{number}")
        name = f"datasets/d{number}/datapackage.yaml"
        files[name] = files[name].replace("    path:", f"    {key}: {url}\n    paths:")
        files[name] = f"{key}: {url}\n" + files[name]
        checked(write_source(tmp_path / str(number), files))
    listening = False
    assert opened == []
