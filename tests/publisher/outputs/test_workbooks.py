"""Workbooks: typed cells, nothing that runs, and the data dictionary."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from publisher.outputs import tables, workbooks
from publisher.outputs.cells import DoesNotFit
from publisher.outputs.facts import TableFacts
from tests.publisher.outputs.made import MakePackage, fields, gla

LANGUAGES = ("zh", "en")


def write(
    make: MakePackage, folder: Path, column: list[str], kind: str = "string", **field: Any
) -> Path:
    """A workbook of one column `v`, beside a column that is never blank."""
    described = [{"name": "k"}, {"name": "v", "type": kind, **field}]
    quoted = ['"' + text.replace('"', '""') + '"' for text in column]
    content = "k,v\n" + "".join(f"k,{text}\n" for text in quoted)
    package = make({"t.csv": content.encode()},
                   [{"name": "t", "path": "t.csv", "schema": {"fields": described}}])  # fmt: skip
    tables.write_sqlite(package.resources[0], folder / "t.sqlite")
    workbooks.write_xlsx(
        folder / "t.sqlite", package.resources[0], folder / "t.xlsx", languages=LANGUAGES
    )
    return folder / "t.xlsx"


def values(file: Path, sheet: str = "data") -> list[list[Any]]:
    book = openpyxl.load_workbook(file)
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


DANGEROUS = [
    "=HYPERLINK(\"http://evil.example/\",\"x\")", "+1+1", "-2", "@SUM(A1)", "{=1}",
    "http://example.org/", "mailto:a@example.org", "internal:data!A1", "  padded  ", "007",
    "<r><t>x</t></r>",
    '<r></r></is></c><c r="B9"><f>1+1</f><v>2</v></c><c t="inlineStr"><is><r></r>',
    "_x0041_", "两行\n文字", "<b>&amp;</b>",
]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_texts_stay_texts(text: str, make_package: MakePackage, tmp_path: Path) -> None:
    file = write(make_package, tmp_path, [text])
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet.lower().replace("=hyperlink", "")
        assert not [name for name in parts.namelist() if "_rels/sheet" in name]
    ((_, shown),) = values(file)[1:]
    assert unescape(shown) == text  # openpyxl leaves Excel's _xHHHH_ in texts within cells


@pytest.mark.parametrize(
    ("kind", "text", "cell", "number_format"),
    [
        ("number", "1390.10", 1390.1, "0.00"),
        ("number", "1390", 1390, "General"),
        ("number", "123456789012345.6", "123456789012345.6", None),
        ("number", "NaN", "NaN", None),
        ("number", "1E+400", "1E+400", None),
        ("integer", "-12", -12, "0"),
        ("integer", "999999999999999", 999999999999999, "0"),
        ("integer", "1234567890123456", "1234567890123456", None),
        ("boolean", "true", True, None),
        ("date", "2026-03-01", dt.datetime(2026, 3, 1), "yyyy-mm-dd"),  # noqa: DTZ001
        ("date", "1900-02-28", "1900-02-28", None),
        ("datetime", "2026-03-01T09:30:05", dt.datetime(2026, 3, 1, 9, 30, 5),  # noqa: DTZ001
         "yyyy-mm-dd hh:mm:ss"),
        ("datetime", "2026-03-01T09:30:00Z", "2026-03-01T09:30:00+00:00", None),
        ("list", "a,b", '["a", "b"]', None),
    ],
)  # fmt: skip
def test_values_keep_their_types(
    kind: str, text: str, cell: Any, number_format: str | None,
    make_package: MakePackage, tmp_path: Path,
) -> None:  # fmt: skip
    sheet = openpyxl.load_workbook(write(make_package, tmp_path, [text], kind))["data"]
    assert sheet["B2"].value == cell
    assert type(sheet["B2"].value) is type(cell)
    if number_format:
        assert sheet["B2"].number_format == number_format


def test_header_is_bold_and_frozen(make_package: MakePackage, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write(make_package, tmp_path, ["x"]))["data"]
    assert (sheet["A1"].font.b, sheet["A2"].font.b) == (True, False)
    assert sheet.freeze_panes == "A2"


def test_the_dictionary_is_in_every_language(make_package: MakePackage, tmp_path: Path) -> None:
    file = write(
        make_package, tmp_path, ["1"], "number", title={"zh": "金额", "en": "Amount"},
        description="=1+1", unit="CNY",
    )  # fmt: skip
    assert values(file, "dictionary") == [
        ["name", "type", "unit", "title.zh", "title.en", "description.zh", "description.en"],
        ["k", "string", None, None, None, None, None],
        ["v", "number", "CNY", "金额", "Amount", "=1+1", "=1+1"],
    ]


def test_a_text_longer_than_a_cell_does_not_fit(make_package: MakePackage, tmp_path: Path) -> None:
    assert values(write(make_package, tmp_path, ["文" * 32_767]))[1][1] == "文" * 32_767
    with pytest.raises(DoesNotFit, match="Row 2 holds"):
        write(make_package, tmp_path, ["fine", "𠮷" * 16_384])
    assert not (tmp_path / "t.xlsx").exists()


def test_long_and_wide_tables_do_not_fit() -> None:
    workbooks.check_size(TableFacts(1_048_575, ()))
    with pytest.raises(DoesNotFit, match="1048576 rows"):
        workbooks.check_size(TableFacts(1_048_576, ()))


def test_a_missing_folder_is_noticed(make_package: MakePackage, tmp_path: Path) -> None:
    write(make_package, tmp_path, ["x"])
    package = make_package({"t.csv": b"k\n1\n"}, [{"name": "t", "path": "t.csv",
                           "schema": {"fields": fields(k="string")}}])  # fmt: skip
    with pytest.raises(FileNotFoundError):
        workbooks.write_xlsx(tmp_path / "t.sqlite", package.resources[0],
                             tmp_path / "none" / "t.xlsx", languages=LANGUAGES)  # fmt: skip


def test_the_same_rows_give_the_same_bytes(make_package: MakePackage, tmp_path: Path) -> None:
    first = write(make_package, tmp_path, ["1.5", "2"], "number").read_bytes()
    assert write(make_package, tmp_path, ["1.5", "2"], "number").read_bytes() == first


def test_a_real_table(make_package: MakePackage, tmp_path: Path) -> None:
    resource = gla(make_package).resources[0]
    table = tmp_path / "t.sqlite"
    tables.write_sqlite(resource, table)
    workbooks.write_xlsx(table, resource, tmp_path / "t.xlsx", languages=LANGUAGES)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True)
    written: list[Any] = list(book["data"].iter_rows(min_row=2, values_only=True))
    book.close()
    with tables.open_table(table) as found:
        for after, before in zip(written, found.rows(), strict=True):
            assert str(after[6]) == str(float(before[6])).removesuffix(".0")
            assert [after[0], *after[2:5], after[5], after[7].date(), after[8]] == [
                before[0], *before[2:5], before[5], before[7], before[8]
            ]  # fmt: skip
