"""Descriptors: what they may say, and that nothing outside their folder is ever opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.sources import DESCRIPTOR, ROWS, checked, codes, dataset, put, write_source

NAME = "datasets/spending/datapackage.yaml"


def findings(tmp_path: Path, old: str, new: str) -> list[tuple[str, int | None]]:
    """Codes and lines after replacing a piece of the descriptor."""
    assert old in DESCRIPTOR.format(name="spending")
    files = dataset()
    files[NAME] = files[NAME].replace(old, new)
    write_source(tmp_path, files)
    _, report = checked(tmp_path)
    return [(finding.code, finding.line) for finding in report.findings]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("path: data/rows.csv", "path: ../../../etc/passwd", ("unsafe-path", 7)),
        ("path: data/rows.csv", "path: /etc/passwd", ("unsafe-path", 7)),
        ("path: data/rows.csv", "path: http://127.0.0.1:9/x.csv", ("unsafe-path", 7)),
        ("path: data/rows.csv", "path: file:///etc/passwd", ("unsafe-path", 7)),
        ("path: data/rows.csv", 'path: "data\\\\rows.csv"', ("unsafe-path", 7)),
        ("path: data/rows.csv", "path: [data/rows.csv, data/rows.csv]", ("unsupported-key", 7)),
        ("path: data/rows.csv", "path: data/none.csv", ("missing-file", 7)),
        ("path: data/rows.csv", "path: data", ("unsafe-path", 7)),
        ("path: data/rows.csv", "path: 5", ("unsafe-path", 7)),
        ("name: rows", "name: rows\n    extrapaths: [http://x.example]", ("unsupported-key", 7)),
        ("name: rows", "name: rows\n    profile: http://x.example", ("unknown-profile", 7)),
        ("name: rows", "name: rows\n    dialect: http://x.example/d", ("unsafe-path", 7)),
        ("name: rows", "name: rows\n    dialect: {delimeter: x}", ("unknown-key", 7)),
        ("name: rows", "name: Rows!", ("name", 6)),
        ("name: rows", "name: datapackage", ("reserved-name", 6)),
        ("name: spending", "name: other", ("dataset-name", 1)),
        ("name: spending", "name: spending\nprofile: http://x.example", ("unknown-profile", 2)),
        ("name: spending", "name: spending\n$schema: http://x.example", ("unknown-profile", 2)),
        ("name: spending", "name: spending\ncontributors: [{}]", ("contributor", 2)),
        ("name: spending", "name: spending\ncreated: tomorrow", ("wrong-value", 2)),
        ("name: spending", "name: spending\nlightwell: {unitt: x}", ("unknown-key", 2)),
        ("name: spending", "name: spending\nlicences: []", ("unknown-key", 2)),
        ("primaryKey: id", "primaryKey: ident", ("schema", 8)),
        ("type: integer", "type: int", ("schema", 8)),
        ("name: day", "name: id", ("schema", 8)),
        ("type: number", "type: number, labels: 5", ("schema", 8)),
        ("type: number", "type: number, contact: maybe", ("schema", 8)),
        ("primaryKey: id", "primaryKey: id\n      source: [a]", ("schema", 8)),
        ("primaryKey: id", "primaryKey: id\n      rules: {a: b}", ("rule", 8)),
        ("path: data/rows.csv", "path: data/rows.csv\n    bytes: 5", ("byte-count", 8)),
        ("path: data/rows.csv", "path: data/rows.csv\n    hash: sha256:00", ("hash-count", 8)),
        ("path: data/rows.csv", "path: data/rows.csv\n    format: ods", ("unsupported-format", 6)),
    ],
)
def test_what_is_wrong_is_found_at_its_line(
    tmp_path: Path, old: str, new: str, expected: tuple[str, int]
) -> None:
    assert expected in findings(tmp_path, old, new)


@pytest.mark.parametrize(
    "schema", ["http://127.0.0.1:9/s.json", "../../s.yaml", "/etc/passwd", "lightwell:contract"]
)
def test_a_schema_from_elsewhere_is_not_fetched(tmp_path: Path, schema: str) -> None:
    files = dataset()
    start = files[NAME].index("    schema:")
    files[NAME] = files[NAME][:start] + f"    schema: {schema}\n"
    _, report = checked(write_source(tmp_path, files))
    assert set(codes(report)) <= {"unsafe-path", "schema"}
    assert codes(report)


def test_a_schema_beside_the_descriptor_counts_as_part_of_the_dataset(tmp_path: Path) -> None:
    files = dataset()
    start = files[NAME].index("    schema:")
    files[NAME] = files[NAME][:start] + "    schema: schema.json\n"
    fields = [{"name": "id", "type": "integer"}, {"name": "day", "type": "date"},
              {"name": "amount", "type": "number"}, {"name": "payee"}]  # fmt: skip
    files["datasets/spending/schema.json"] = json.dumps({"fields": fields})
    write_source(tmp_path, files)
    memory = tmp_path / "var"
    (memory / "checks").mkdir(parents=True)
    first, report = checked(tmp_path, memory=memory)
    assert codes(report) == []
    fields[3] = {"name": "payee", "type": "integer"}
    put(tmp_path, {"datasets/spending/schema.json": json.dumps({"fields": fields})})
    second, report = checked(tmp_path, memory=memory)
    assert codes(report) == ["type-error", "type-error"]
    assert first.packages["spending"].digest != second.packages["spending"].digest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"name": "spending", "name": "x"}', "json-syntax"),
        ("{", "json-syntax"),
        ('{"a":' + "[" * 5000 + "]" * 5000 + "}", "json-syntax"),
        ("[]", "descriptor"),
        ('{"name": "spending"}', "descriptor"),
    ],
)
def test_json_descriptors(tmp_path: Path, text: str, code: str) -> None:
    write_source(tmp_path, {"datasets/spending/datapackage.json": text})
    _, report = checked(tmp_path)
    assert code in codes(report)


def test_symbolic_links_in_a_dataset(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(ROWS, encoding="utf-8")
    source = write_source(tmp_path / "source", dataset())
    (source / "datasets/spending/data/rows.csv").unlink()
    (source / "datasets/spending/data/rows.csv").symlink_to(outside)
    _, report = checked(source)
    assert set(codes(report)) == {"symlink", "unsafe-path"}
