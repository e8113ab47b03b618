"""Bombs and broken files: stopped before they unfold, each with a finding and a hint."""

from __future__ import annotations

import gzip
import io
import json
import resource
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from publisher.checking import containers
from publisher.findings import Finding
from publisher.source.packages import DataPackage
from tests.publisher.source.test_descriptors import read_only
from tests.sources import ROWS, checked, codes, dataset, publish_plainly, write_source

NAME = "datasets/spending/datapackage.yaml"
MEGABYTE = 1 << 20


def workbook(sheets: int = 1, rows: int = 3) -> bytes:
    """A workbook as spreadsheet programs write it, with the rows of a small dataset."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for _ in range(sheets):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "day", "amount", "payee"])
        for row in range(1, rows):
            sheet.write_row(row, 0, [row, "2026-01-02", row * 1.5, "甲公司"])
    book.close()
    return target.getvalue()


def changed(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook whose parts were changed."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def bomb(size: int) -> bytes:
    """A sheet that unpacks to many megabytes of blanks."""
    return changed(lambda parts: parts.update({SHEET: b"<worksheet>" + b" " * size}))


def nested_entities() -> bytes:
    """The billion laughs."""
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10)
    )  # fmt: skip
    text = f"<!DOCTYPE x [{laughs}]><sst><si><t>&l9;</t></si></sst>"
    return changed(lambda parts: parts.update({"xl/sharedStrings.xml": text.encode("utf-16")}))


def hidden_entities() -> bytes:
    """The same in a part that is not called .xml, to which a relation might lead."""
    text = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'
    return changed(lambda parts: parts.update({"xl/media/image1.png": text}))


def cells(text: str) -> bytes:
    """A sheet with this content."""
    return changed(lambda parts: parts.update({SHEET: f"<worksheet>{text}</worksheet>".encode()}))


def overlapping() -> bytes:
    """Many entries that share one piece of packed data."""
    packed = zlib.compress(b"\0" * MEGABYTE)[2:-4]
    name = b"a"
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, zlib.crc32(b"\0" * MEGABYTE),
                        len(packed), MEGABYTE, 1, 0) + name + packed  # fmt: skip
    entries = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, zlib.crc32(b"\0" * MEGABYTE),
                    len(packed), MEGABYTE, 4, 0, 0, 0, 0, 0, 0) + b"%04d" % n
        for n in range(1000)
    )  # fmt: skip
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1000, 1000, len(entries), len(local), 0)
    return local + entries + end


def many_entries() -> bytes:
    """More files than any workbook has."""
    return changed(lambda parts: parts.update({f"x/{n}": b"" for n in range(3000)}))


def encrypted() -> bytes:
    """A workbook with the flag of encryption on each entry."""
    content = bytearray(workbook())
    place = 0
    while (place := content.find(b"PK\1\2", place)) >= 0:
        content[place + 8] |= 1
        place += 4
    return bytes(content)


def lying() -> bytes:
    """A bomb that says that it is small."""
    content = bytearray(bomb(10 * MEGABYTE))
    place = 0
    while (place := content.find(b"PK\1\2", place)) >= 0:
        content[place + 24 : place + 28] = struct.pack("<L", 100)
        place += 4
    return bytes(content)


def damaged() -> bytes:
    """A workbook in which one packed byte is another one."""
    content = bytearray(workbook(rows=500))
    place = content.find(SHEET.encode()) + 200
    content[place] ^= 0xFF
    return bytes(content)


WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (lambda: bomb(60 * MEGABYTE), "too-large"),
    "lying bomb": (lying, "broken-workbook"),
    "overlapping": (overlapping, "overlapping-entries"),
    "many entries": (many_entries, "too-large"),
    "entities": (nested_entities, "too-large"),
    "hidden entities": (hidden_entities, "too-large"),
    "dimension": (lambda: cells('<dimension ref="A1:XFD1048576"/><sheetData/>'), "too-large"),
    "far cell": (lambda: cells('<row r="1048576"><c r="ZZ1048576"/></row>'), "too-large"),
    "many columns": (lambda: cells("<row>" + "<c/>" * 2000 + "</row>"), "too-large"),
    "deep": (lambda: cells("<a>" * 100 + "</a>" * 100), "too-large"),
    "many sheets": (lambda: workbook(sheets=101), "too-large"),
    "nested archive": (
        lambda: changed(lambda parts: parts.update({"xl/embeddings/a.bin": workbook()})),
        "nested-archive",
    ),
    "nested by name": (
        lambda: changed(lambda parts: parts.update({"xl/embeddings/a.xlsx": b"x"})),
        "nested-archive",
    ),
    "encrypted": (encrypted, "encrypted-workbook"),
    "encrypted by Excel": (
        lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "encrypted-workbook"
    ),
    "truncated": (lambda: workbook()[:-100], "broken-workbook"),
    "damaged": (damaged, "broken-workbook"),
    "broken XML": (
        lambda: changed(lambda parts: parts.update({SHEET: b"<worksheet><row>"})), "broken-workbook"
    ),
    "empty part": (lambda: changed(lambda parts: parts.update({SHEET: b""})), "broken-workbook"),
    "text": (lambda: ROWS.encode(), "broken-workbook"),
    "nothing": (lambda: b"", "broken-workbook"),
    "only the end": (lambda: b"PK\5\6" + b"\xff" * 18, "too-large"),
}  # fmt: skip
"""Workbooks, and the code of the finding of each."""


def package(folder: Path, name: str, content: bytes, more: str = "") -> DataPackage:
    """A dataset with one file; nothing was checked."""
    files: dict[str, str | bytes] = {**dataset()}
    files[NAME] = str(files[NAME]).replace("data/rows.csv", f"data/{name}\n    {more}")
    del files["datasets/spending/data/rows.csv"]
    files[f"datasets/spending/data/{name}"] = content
    return read_only(write_source(folder, files)).packages["spending"]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks_that_nobody_should_open(tmp_path: Path, name: str) -> None:
    make, code = WORKBOOKS[name]
    source = package(tmp_path, "rows.xlsx", make())
    start = time.process_time()
    found: list[Finding] = list(containers.findings(source))
    assert time.process_time() - start < 2, "quickly"
    assert [finding.code for finding in found] == [code]
    assert found[0].hint is not None
    assert found[0].file == "datasets/spending/data/rows.xlsx"


MEASURE = """
import resource, sys
from pathlib import Path
from publisher.checking import containers
from tests.publisher.checking.test_containers import package
source = package(Path(sys.argv[1]), "rows.xlsx", Path(sys.argv[2]).read_bytes())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert len(list(containers.findings(source))) == 1
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_bomb_needs_little_memory(tmp_path: Path) -> None:
    (tmp_path / "bomb").write_bytes(bomb(60 * MEGABYTE))
    (tmp_path / "measure.py").write_text(MEASURE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, tmp_path / "measure.py", tmp_path / "source", tmp_path / "bomb"],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    assert int(done.stdout) < 40, "megabytes more than before"


def test_an_ordinary_workbook_is_read_and_published(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**dataset()}
    del files["datasets/spending/data/rows.csv"]
    files[NAME] = str(files[NAME]).replace("rows.csv", "rows.xlsx").replace(
        "name: day, type: date", "name: day, type: string"
    )
    files["datasets/spending/data/rows.xlsx"] = workbook(sheets=3, rows=500)
    write_source(tmp_path, files)
    _, report = checked(tmp_path)
    assert codes(report) == []
    assert publish_plainly(tmp_path).held_back == ()


def packed(name: str) -> bytes:
    """A zip file with a table in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, ROWS)
    return target.getvalue()


@pytest.mark.parametrize("name", ["rows.csv", "rows.txt"])
def test_a_workbook_with_a_wrong_name_is_called_one(tmp_path: Path, name: str) -> None:
    [finding] = containers.findings(package(tmp_path, name, workbook(), "format: csv"))
    assert finding.code == "renamed-workbook"
    assert f"called {name[4:]} but is a workbook" in finding.message.text("en")
    assert finding.hint
    assert "Name it .xlsx" in finding.hint.text("en")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", gzip.compress(ROWS.encode(), mtime=0)),
        ("rows.csv.gz", gzip.compress(b"\0" * 20 * MEGABYTE, mtime=0)),
        ("rows.csv.zip", packed("rows.csv")),
        ("rows.csv", packed("rows.csv")),
        ("rows.csv.gz", ROWS.encode()),
        ("rows.csv", b"BZh91AY"),
    ],
)
def test_packed_files_are_not_unpacked(tmp_path: Path, name: str, content: bytes) -> None:
    source = package(tmp_path, name, content, "format: csv\n    encoding: latin-1")
    [finding] = containers.findings(source)
    assert finding.code == "compressed-file"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000 + "]" * 5000, '[{"id": ' + '{"a": ' * 50 + "1" + "}" * 50 + "}]",
        '[{"id": ' + "9" * 100_000 + "}]", '[{"payee": "' + "a" * 2_000_000 + '"}]',
        '[{"id": 1.' + "9" * 5000 + "}]",
    ],
)  # fmt: skip
def test_json_that_nobody_should_read(tmp_path: Path, text: str) -> None:
    [finding] = containers.findings(package(tmp_path, "rows.json", text.encode()))
    assert finding.code == "too-large"


@pytest.mark.parametrize(
    "value",
    [[], {}, 5, None, [1, 2], [[1]], [None], [{}], [{"id": {"a": [1]}}], [{"id": 1}, [2]], "x",
     [["id"], ["x"]]],
)  # fmt: skip
@pytest.mark.parametrize("cut", [0, 1])
def test_json_of_odd_shapes_is_findings(tmp_path: Path, value: Any, cut: int) -> None:
    files: dict[str, str | bytes] = {**dataset()}
    del files["datasets/spending/data/rows.csv"]
    files[NAME] = str(files[NAME]).replace("rows.csv", "rows.json")
    text = json.dumps(value)
    files["datasets/spending/data/rows.json"] = text[: len(text) - cut]
    from publisher.checking.datasets import judge

    source = read_only(write_source(tmp_path, files))
    assert judge(source.packages["spending"], lambda file, rows: None)


def test_a_huge_json_file_is_not_even_begun(tmp_path: Path) -> None:
    source = package(tmp_path, "rows.json", b"[]")
    place = Path(source.resources[0].file.place)
    with place.open("wb") as file:
        file.truncate(containers.JSON_BYTES + 1)  # takes no room on the disk
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    [finding] = containers.findings(source)
    assert finding.code == "too-large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
