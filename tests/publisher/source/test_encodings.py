"""Encodings: decided over whole files, reported where they differ, never a guess that garbles."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from publisher.findings import Severity
from publisher.publish import Workplace, publish
from publisher.release.reader import current
from publisher.source import encodings, mojibake
from tests.sources import NOW, ROWS, checked, codes, dataset, publish_plainly, write_source
from website.plan import plan

NAME = "datasets/spending/datapackage.yaml"
DATA = "datasets/spending/data/rows.csv"
FRENCH = "id,day,amount,payee\n1,2026-01-02,1,Café de la Poste\n2,2026-01-02,1,Garage Müller\n"
LONG = "id,day,amount,payee\n" + "".join(
    f"{n},2026-01-02,1,清源县{name}有限公司\n"
    for n, name in enumerate(["建设工程", "医疗器械", "园林绿化", "印刷", "鑫淼商贸"], 1)
)


def found(folder: Path, content: bytes, declared: str = "") -> str | None:
    """The encoding of a file with these bytes."""
    place = folder / "x.csv"
    place.write_bytes(content)
    return encodings.encoding_of(place, declared)


@pytest.mark.parametrize(
    ("text", "written", "declared", "expected"),
    [
        (ROWS, "utf-8", "", "utf-8"),
        (ROWS, "utf-8-sig", "", "utf-8-sig"),
        (ROWS, "utf-16", "", "utf-16"),
        (ROWS, "utf-16-le", "utf-16-le", "utf-16-le"),
        (ROWS, "gb18030", "gb18030", "gb18030"),
        (ROWS, "gb18030", "gbk", "gbk"),
        (ROWS, "gb18030", "", "gb18030"),
        (LONG, "gb18030", "", "gb18030"),
        (LONG, "gb18030", "utf-8", "gb18030"),
        (LONG, "gb18030", "cp1252", "gb18030"),
        (ROWS, "utf-8", "gb18030", "utf-8"),
        (ROWS, "utf-8", "cp1252", "utf-8"),
        (FRENCH, "cp1252", "", "cp1252"),
        (FRENCH, "cp1252", "cp1252", "cp1252"),
        (FRENCH, "cp1252", "gb18030", "cp1252"),
        (FRENCH, "latin-1", "iso-8859-1", "iso8859-1"),
        ("Привет, мир\n" * 9, "cp1251", "", None),
        ("Привет, мир\n" * 9, "cp1251", "cp1251", "cp1251"),
        ("서울특별시 대한민국 예산\n" * 9, "euc-kr", "", None),
        ("日本語の文書です。東京都\n" * 9, "euc-jp", "", None),
        ("日本語の文書です。東京都\n" * 9, "cp932", "", None),
        ("臺北市政府採購合約\n" * 9, "big5", "", None),
    ],
)
def test_what_is_used(
    tmp_path: Path, text: str, written: str, declared: str, expected: str | None
) -> None:
    assert found(tmp_path, text.encode(written), declared) == expected


@pytest.mark.parametrize("more", [b"\xff\n", b"caf\xe9\n", b"\xe7\x94", b"\xed\xa0\x80"])
def test_one_bad_byte_in_utf8_is_no_other_encoding(tmp_path: Path, more: bytes) -> None:
    for declared in ("", "utf-8", "gb18030", "cp1252"):
        assert found(tmp_path, LONG.encode() + more, declared) is None


def test_plain_ascii_is_what_the_descriptor_says(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**dataset(rows="id,day,amount,payee\n1,2026-01-02,1,A\n")}
    for said in ("gb18030", "cp1252", "ascii", "utf-8"):
        files[NAME] = str(dataset()[NAME]).replace("path:", f"encoding: {said}\n    path:")
        assert codes(checked(write_source(tmp_path, files))[1]) == []


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=12))
def test_chinese_in_utf8_is_never_taken_for_anything_else(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    assert found(folder, text.encode()) == "utf-8"
    assert found(folder, text.encode(), "gb18030") == "utf-8"
    guess = found(folder, text.encode("gb18030"))
    assume(guess != "utf-8")  # a few rare characters whose bytes are UTF-8 too
    assert guess in ("gb18030", None), "a rare text may be refused, never garbled"


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1", "gb18030"])
def test_what_was_decoded_wrongly_once_is_recognised(wrong: str) -> None:
    for text in ("清源县财政局", "支付给个人的奖金", "中国人民"):
        garbled = text.encode().decode(wrong, "replace")
        piece = mojibake.first(f"1,2026-01-02,{garbled},x")
        assert piece is not None, garbled
        assert mojibake.first(f"1,2026-01-02,{text},x") is None
    assert mojibake.first("Ã© and é".replace("é", "e")) == mojibake.Garbled(0, "Ã©", "é")


@pytest.mark.parametrize(
    "text",
    ["Ünïcödé “quoted” – dashed … £5 ½ §", "ÃO JOÃO MANHÃ", "涓江路、浜河", "麻辣烫", "屯留",
     "Ελληνικά", "русский", "日本語", "한국어", "a\x85b", "Â", "naïve Â£".replace("Â£", "£")],
)  # fmt: skip
def test_what_is_no_mojibake(text: str) -> None:
    assert mojibake.first(text) is None


@pytest.mark.parametrize(
    ("payee", "row"),
    [("�", 2), ("锟斤拷", 2), ("ä¸\xadå›½", 2), ("Ã©", 2), ("涓\ue15e浗浜烘皯", 2), ("a\x93b", 2)],
)
def test_mojibake_is_never_published(tmp_path: Path, payee: str, row: int) -> None:
    rows = "id,day,amount,payee\n" + "".join(
        f"{number},2026-01-02,1,{cell}\n" for number, cell in enumerate([payee, "b", payee], 1)
    )
    outcome = publish_plainly(write_source(tmp_path, dataset(rows=rows)))
    [finding, *later] = outcome.report.findings
    assert [entry.code for entry in later] == ["not-yet-checked"] * len(later)
    assert (finding.code, finding.row, finding.count) == ("mojibake", row, 2)
    assert outcome.held_back == ("datasets/spending",)


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_mojibake_in_other_formats(tmp_path: Path, kind: str) -> None:
    cells = ["锟斤拷", "fine", "Ã©"]
    files: dict[str, str | bytes] = {**dataset()}
    del files[DATA]
    files[NAME] = str(files[NAME]).replace("rows.csv", f"rows.{kind}")
    if kind == "json":
        rows = [{"id": n, "day": "2026-01-02", "amount": 1, "payee": cell}
                for n, cell in enumerate(cells)]  # fmt: skip
        files["datasets/spending/data/rows.json"] = json.dumps(rows)
    else:
        target = io.BytesIO()
        with xlsxwriter.Workbook(target) as book:
            sheet = book.add_worksheet()
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_row(0, 0, ["id", "day", "amount", "payee"])
            for number, cell in enumerate(cells, 1):
                sheet.write_row(number, 0, [number, "", 1, cell])
                sheet.write_datetime(number, 1, dt.datetime(2026, 1, 2, tzinfo=None), day)  # noqa: DTZ001 - Excel has no zones
        files["datasets/spending/data/rows.xlsx"] = target.getvalue()
    [finding] = checked(write_source(tmp_path, files))[1].findings
    assert (finding.code, finding.row, finding.field, finding.count) == ("mojibake", 2, "payee", 2)


def test_a_file_in_gb18030_is_published_as_it_is_and_says_so(tmp_path: Path) -> None:
    content = LONG.encode("gb18030")
    files: dict[str, str | bytes] = {**dataset(), DATA: content}
    write_source(tmp_path, files)
    publish(Workplace((tmp_path,), tmp_path / "var", plan), now=lambda: NOW)
    release = current(tmp_path / "var")
    assert release is not None
    folder = release.public / "data/spending"
    assert (folder / "rows.csv").read_bytes() == content
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert described["resources"][0]["encoding"] == "gb18030"
    rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    assert rows[0]["payee"] == "清源县建设工程有限公司"


def test_what_was_used_is_reported_where_it_differs(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {**dataset(), DATA: ROWS.encode("gb18030")}
    source, report = checked(write_source(tmp_path, files))
    [finding] = report.findings
    assert (finding.code, finding.severity, finding.line) == ("encoding-used", Severity.INFO, 7)
    assert "gb18030" in finding.message.text("en")
    assert source.packages["spending"].resources[0].encoding == "gb18030"
    files[NAME] = str(files[NAME]).replace("path:", "encoding: gb18030\n    path:")
    assert codes(checked(write_source(tmp_path, files))[1]) == []
