"""Descriptors that nobody should write: each is findings with a line, none stops anything."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.checking.check import Report
from publisher.checking.datasets import judge
from publisher.checking.worker import Failure, attempt
from publisher.findings import Severity
from publisher.processes import Processes
from publisher.source.memory import Store
from publisher.source.read import read
from publisher.source.source import Source
from tests.sources import DESCRIPTOR, ROWS, checked, codes, dataset, put, write_source

NAME = "datasets/spending/datapackage.yaml"
DATA = "datasets/spending/data/rows.csv"


def read_only(folder: Path) -> Source:
    """A source as it is read, before anything is checked."""
    with Processes() as processes:
        return read([folder], Store(None, "test"), processes)


RICH: dict[str, Any] = {
    "name": "spending", "title": {"zh": "支出"}, "description": "x", "version": "1",
    "created": "2026-01-01", "profile": "tabular-data-package", "image": "x.png", "id": "x",
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "licenses": [{"name": "CC-BY-4.0", "path": "http://x.example"}],
    "sources": [{"title": "x", "path": "http://x.example"}], "homepage": "http://x.example",
    "contributors": [{"title": "x", "role": "author"}], "keywords": ["x"],
    "lightwell": {"unit": "X", "category": "finance", "frequency": "daily"},
    "resources": [{
        "name": "rows", "title": "x", "path": "data/rows.csv", "format": "csv", "type": "table",
        "mediatype": "text/csv", "encoding": "utf-8", "profile": "tabular-data-resource",
        "bytes": len(ROWS.encode()), "data": None, "extrapaths": None, "compression": None,
        "hash": "sha256:" + hashlib.sha256(ROWS.encode()).hexdigest(),
        "licenses": [{"name": "x"}], "sources": [],
        "dialect": {"delimiter": ",", "quoteChar": '"', "header": True, "headerRows": [1],
                    "skipInitialSpace": False, "nullSequence": "x", "commentChar": "#",
                    "lineTerminator": "\n"},
        "lightwell": {"role": "organisations", "foreignKeys": [
            {"fields": "id", "reference": {"dataset": "x", "resource": "y", "fields": "z"}}]},
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fieldsMatch": "exact", "missingValues": ["", "-"], "primaryKey": ["id"],
            "uniqueKeys": [["id"]], "source": "x",
            "foreignKeys": [{"fields": ["id"], "reference": {"resource": "", "fields": ["id"]}}],
            "fields": [
                {"name": "id", "type": "integer", "format": "default", "title": "x", "unit": "CNY",
                 "constraints": {"required": True, "unique": True, "minimum": 0, "maximum": 9,
                                 "enum": [1, 2]}},
                {"name": "day", "type": "date", "missingValues": ["x"], "rdfType": "x"},
                {"name": "amount", "type": "number", "decimalChar": ".", "groupChar": " ",
                 "bareNumber": True, "example": "1"},
                {"name": "payee", "type": "string", "labels": {"a": "x"}, "text": True,
                 "categories": ["a"], "constraints": {
                     "pattern": "a", "minLength": 1, "maxLength": 2, "enum": ["a"]}},
            ],
        },
    }],
}  # fmt: skip
ODD: tuple[Any, ...] = (
    None, 5, -1, 1.5, True, "", "x", "\0", "http://127.0.0.1:9/x", [], {}, [5], [None], {"x": 1},
    [[]], ["", "x"], dt.date(2026, 1, 1), "x" * 3000,
)  # fmt: skip
JUDGED: tuple[Any, ...] = (5, {"x": 1})
"""Those with which the data are checked too, where the descriptor can be used."""


def places(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every key and item of a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in pairs:
        yield (*at, key)
        if isinstance(entry, dict | list):
            yield from places(entry, (*at, key))


def replaced(at: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """The rich descriptor with another value at one place."""
    found: Any = copy.deepcopy(RICH)
    inner = found
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    result: dict[str, Any] = found
    return result


@pytest.mark.parametrize("key", sorted({str(at[0]) for at in places(RICH)}))
def test_any_value_at_any_place_is_read_without_an_exception(tmp_path: Path, key: str) -> None:
    write_source(tmp_path, dataset())
    attempts: list[tuple[str, Any]] = []
    for at in places(RICH):
        if at[0] == key:
            for value in ODD:
                text = yaml.dump(replaced(at, value), Dumper=yaml.CSafeDumper, allow_unicode=True)
                put(tmp_path, {NAME: text})
                source = read_only(tmp_path)
                assert all(finding.line for finding in source.findings), at
                for package in source.packages.values() if value in JUDGED else ():
                    attempts.append(attempt(judge, (package,), lambda file, rows: None))
    failures = {value for _, value in attempts if isinstance(value, Failure)}
    assert failures == set()


def findings(tmp_path: Path, old: str, new: str) -> list[tuple[str, int | None]]:
    """Codes and lines after replacing a piece of the descriptor, each with a text and a hint."""
    assert old in DESCRIPTOR.format(name="spending")
    files = dataset()
    files[NAME] = files[NAME].replace(old, new)
    _, report = checked(write_source(tmp_path, files))
    for finding in report.findings:
        assert finding.message.text("zh")
    return [(finding.code, finding.line) for finding in report.findings]


PAYEE = "name: payee, type: string"
KEY = "primaryKey: id"
PATH = "path: data/rows.csv"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (PATH, f"{PATH}\n    format: xlsx", ("contradiction", 8)),
        (PATH, f"{PATH}\n    mediatype: application/json", ("contradiction", 8)),
        (PATH, f"{PATH}\n    dialect: {{header: false, headerRows: [2]}}", ("contradiction", 8)),
        (PATH, f"{PATH}\n    dialect: {{delimiter: '\"'}}", ("contradiction", 8)),
        (PATH, f"{PATH}\n    dialect: {{delimiter: ';;'}}", ("wrong-value", 8)),
        (PATH, f"{PATH}\n    dialect: {{$schema: 'http://x.example/d'}}", ("unknown-profile", 8)),
        (PATH, f"{PATH}\n    $schema: http://x.example/d", ("unknown-profile", 8)),
        (PATH, f"{PATH}\n    encoding: rot13", ("encoding-error", 8)),
        (PATH, f"{PATH}\n    hash: crc32:00", ("hash-unknown", 8)),
        (PATH, f"{PATH}\n    lightwell: {{foreignKeys: 5}}", ("wrong-value", 8)),
        (KEY, f"{KEY}\n      fieldsMatch: nearly", ("schema", 15)),
        (KEY, "primaryKey: [id, id]", ("schema", 14)),
        (KEY, f"{KEY}\n      uniqueKeys: [[payer]]", ("schema", 15)),
        (KEY, f"{KEY}\n      uniqueKeys: id", ("schema", 15)),
        (KEY, f"{KEY}\n      missingValues: ['', '1']", ("contradiction", 10)),
        (KEY, f"{KEY}\n      missingValues: [1]", ("wrong-value", 15)),
        (KEY, f"{KEY}\n      $schema: http://x.example/s", ("unknown-profile", 15)),
        (KEY, f"{KEY}\n      foreignKeys: [{{fields: [id, day], reference: {{resource: '', "
         "fields: id}}]", ("contradiction", 15)),
        (KEY, f"{KEY}\n      foreignKeys: [{{fields: id, reference: {{resource: none, "
         "fields: id}}]", ("foreign-key-target", 15)),
        (KEY, f"{KEY}\n      foreignKeys: [{{fields: id, reference: {{resource: rows, "
         "fields: x}}]", ("foreign-key-target", 15)),
        (PAYEE, "name: payee, type: text", ("schema", 8)),
        (PAYEE, "name: payee, type: string, format: e-mail", ("schema", 13)),
        (PAYEE, "name: payee, constraints: {minimum: 1}", ("unsupported-constraint", 13)),
        (PAYEE, "name: payee, constraints: {requird: true}", ("unknown-constraint", 13)),
        (PAYEE, "name: payee, constraints: {required: 'yes'}", ("wrong-value", 13)),
        (PAYEE, "name: payee, constraints: {minLength: 5, maxLength: 2}", ("contradiction", 13)),
        (PAYEE, "name: payee, constraints: {enum: [1, 2]}", ("contradiction", 13)),
        (PAYEE, "name: payee, constraints: {enum: [ab], pattern: '[0-9]+'}", ("contradiction", 13)),
        (PAYEE, "name: payee, constraints: {enum: [abc], maxLength: 2}", ("contradiction", 13)),
        (PAYEE, "name: payee, constraints: {enum: []}", ("wrong-value", 13)),
        (PAYEE, "name: payee, constraints: 5", ("wrong-value", 13)),
        (PAYEE, "name: payee, missingValues: [n], constraints: {enum: [n, y]}",
         ("contradiction", 13)),
        (PAYEE, "name: payee, type: boolean, trueValues: [a], falseValues: [a]",
         ("contradiction", 13)),
        (PAYEE, "name: payee, type: number, groupChar: '.'", ("contradiction", 13)),
        (PAYEE, "name: payee, categories: 5", ("wrong-value", 13)),
        (PAYEE, "name: 'i\uff44'", ("schema", 13)),
        (PAYEE, '"name": "a\\nb"', ("schema", 13)),
        ("type: date", "type: date, constraints: {minimum: 2026-02-01, maximum: 2026-01-01}",
         ("contradiction", 11)),
        ("type: date", "type: date, constraints: {minimum: soon}", ("wrong-value", 11)),
        ("type: number", "type: number, constraints: {minimum: 9, maximum: '-3'}",
         ("contradiction", 12)),
        ("type: number", "type: number, constraints: {enum: [1, x]}", ("contradiction", 12)),
        ("name: rows", "name: ROWS", ("name", 6)),
        ("name: spending", "name: spending\ncontributors: []", ("contributor", 2)),
        ("name: spending", "name: spending\nresources: datapackage.json",
         ("yaml-duplicate-key", 6)),
    ],
)  # fmt: skip
def test_contradictions_are_found_at_their_line(
    tmp_path: Path, old: str, new: str, expected: tuple[str, int]
) -> None:
    assert expected in findings(tmp_path, old, new)


def test_a_key_of_several_fields_that_may_be_empty_is_a_warning(tmp_path: Path) -> None:
    files = dataset()
    files[NAME] = files[NAME].replace(KEY, "primaryKey: [id, payee]")
    _, report = checked(write_source(tmp_path, files))
    assert {(f.code, f.severity) for f in report.findings} == {
        ("key-not-required", Severity.WARNING)
    }


def test_two_resources_whose_names_differ_in_case(tmp_path: Path) -> None:
    files = dataset()
    files[NAME] += files[NAME][files[NAME].index("  - name: rows"):].replace("rows", "Rows", 1)
    _, report = checked(write_source(tmp_path, files))
    assert "name" in codes(report)


def test_too_many_fields(tmp_path: Path) -> None:
    files = dataset()
    more = "".join(f"        - {{name: f{n}}}\n" for n in range(1000))
    files[NAME] = files[NAME].replace("      primaryKey", f"{more}      primaryKey")
    assert codes(checked(write_source(tmp_path, files))[1]) == ["schema"]


def test_a_contradiction_in_a_schema_of_its_own_file_is_found_there(tmp_path: Path) -> None:
    files = dataset()
    start = files[NAME].index("    schema:")
    files[NAME] = files[NAME][:start] + "    schema: schema.yaml\n"
    files["datasets/spending/schema.yaml"] = (
        "fields:\n  - {name: id}\n  - {name: day, constraints: {minimum: 1}}\n"
    )
    [finding] = checked(write_source(tmp_path, files))[1].findings
    assert (finding.file, finding.line) == ("datasets/spending/schema.yaml", 3)


@pytest.mark.parametrize(
    "schema", ['"other.yaml"', '{"$ref": "other.yaml"}', '{"fields": "other.yaml"}',
               '{"fields": [{"$ref": "http://127.0.0.1:9/x"}]}', "5", "[1]", '{"fields": [5]}'],
)  # fmt: skip
def test_a_schema_that_refers_further_is_a_finding(tmp_path: Path, schema: str) -> None:
    files = dataset()
    start = files[NAME].index("    schema:")
    files[NAME] = files[NAME][:start] + "    schema: schema.json\n"
    files["datasets/spending/schema.json"] = schema
    files["datasets/spending/other.yaml"] = "fields: [{name: id}]"
    assert set(codes(checked(write_source(tmp_path, files))[1])) == {"schema"}


@pytest.mark.parametrize(
    "path",
    ["\0", "data/\0rows.csv", "\ud800", "a\nb", "/etc/passwd", "../x", "data/../../x",
     "http://127.0.0.1:9/x", "HTTPS://127.0.0.1:9/x", "file:///etc/passwd", "data:text/csv,a",
     "//127.0.0.1/x", "C:\\x", "s3://x/y", "zip:x", "data", ".", "x" * 5000, "*.csv", "data/*"],
)  # fmt: skip
@pytest.mark.parametrize("key", ["path", "paths", "schema"])
def test_paths_that_lead_elsewhere(tmp_path: Path, path: str, key: str) -> None:
    """In a JSON descriptor: YAML would not even let some of them in."""
    value = copy.deepcopy(RICH)
    for name in ("bytes", "hash", "lightwell"):
        del value["resources"][0][name]
    value["resources"][0]["path" if key == "paths" else key] = [path] if key == "paths" else path
    write_source(tmp_path, {"datasets/spending/datapackage.json": json.dumps(value), DATA: ROWS})
    source = read_only(tmp_path)
    assert source.packages == {}
    assert {f.code for f in source.findings} & {"unsafe-path", "missing-file", "json-syntax"}


@pytest.mark.parametrize("link", ["data/rows.csv", "data", "datapackage.yaml"])
def test_links_are_not_followed(tmp_path: Path, link: str) -> None:
    source = write_source(tmp_path / "source", dataset())
    place = source / "datasets/spending" / link
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    assert read_only(source).packages == {}
    assert {"symlink", "unsafe-path", "descriptor"} & {f.code for f in read_only(source).findings}


def _fifo(place: Path) -> None:
    os.mkfifo(place)


def _device(place: Path) -> None:
    os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero never ends


def _socket(place: Path) -> None:
    os.mknod(place, stat.S_IFSOCK | 0o666)


def _folder(place: Path) -> None:
    place.mkdir()


@pytest.mark.parametrize("make", [_fifo, _socket, _folder, _device])
@pytest.mark.parametrize("name", [DATA, NAME])
def test_what_is_no_file_is_not_opened(
    tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    write_source(tmp_path, dataset())
    (tmp_path / name).unlink()
    try:
        make(tmp_path / name)
    except PermissionError:
        pytest.skip("only root makes devices")
    source = read_only(tmp_path)
    assert source.packages == {}
    assert {f.code for f in source.findings} <= {"unsafe-path", "descriptor"}


@pytest.mark.parametrize("name", [DATA, NAME])
def test_what_may_not_be_read_is_a_finding(tmp_path: Path, name: str) -> None:
    write_source(tmp_path, {**dataset(), **dataset("other")})
    (tmp_path / name).chmod(0)
    before = os.geteuid()
    for place in (tmp_path, *tmp_path.parents):
        if place.stat().st_uid == before and place != Path("/"):
            place.chmod(place.stat().st_mode | 0o055)
    os.seteuid(65534 if before == 0 else before)
    try:
        source = read_only(tmp_path)
    finally:
        os.seteuid(before)
    assert [finding.code for finding in source.findings] == ["unreadable-file"]
    assert set(source.packages) == {"other"}


@pytest.mark.parametrize(
    "text",
    ['{"name": NaN}', '{"name": "\\ud800"}', '{"name": ' + "9" * 5000 + "}", "\ufeff{", "{" * 90,
     " " * 1_100_000],
)  # fmt: skip
@pytest.mark.parametrize("name", ["datapackage.json", "datapackage.yaml"])
def test_texts_that_no_descriptor_is(tmp_path: Path, text: str, name: str) -> None:
    write_source(tmp_path, {f"datasets/spending/{name}": text, DATA: ROWS})
    source = read_only(tmp_path)
    assert source.packages == {}
    assert source.findings


def report_of(tmp_path: Path, more: str, content: bytes) -> Report:
    """What is found for a file with these bytes and these lines in its resource."""
    files: dict[str, str | bytes] = {**dataset()}
    files[NAME] = str(files[NAME]).replace(PATH, f"{PATH}\n    {more}")
    files[DATA] = content
    return checked(write_source(tmp_path, files))[1]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{md5}", None), ("md5:{md5}", None), ("sha1:{sha1}", None), ("{sha256}", None),
        ("SHA-256:{sha256}", None), ("sha512:{sha512}", None), ("{sha512}", None),
        ("md5:{sha256}", "hash-count"), ("sha256:{md5}", "hash-count"), ("{md5}0", "hash-unknown"),
        ("blake9:{md5}", "hash-unknown"), ("sha1:00", "hash-count"),
    ],
)  # fmt: skip
def test_hashes_in_every_form(tmp_path: Path, said: str, code: str | None) -> None:
    content = ROWS.encode()
    digests = {
        name: hashlib.new(name, content).hexdigest() for name in ("md5", "sha1", "sha256", "sha512")
    }
    report = report_of(tmp_path, f"hash: '{said.format(**digests)}'", content)
    assert codes(report) == ([code] if code else [])
