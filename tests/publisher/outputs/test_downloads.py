"""Data files: the same values in every format."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import polars
import pytest

from publisher.outputs import descriptors, downloads, tables
from publisher.source import tabular
from publisher.source.packages import DataPackage, Resource
from tests.publisher.outputs.made import MakePackage, fields, gla, north_macedonia, taiwan

SCHEMA = {
    "fields": fields(
        text="string", amount="number", count="integer", yes="boolean", day="date",
        at="datetime", things="list", more="object",
    )
}  # fmt: skip
SOURCE = '''text,amount,count,yes,day,at,things,more
=1+1,1390.10,12,true,2026-03-01,2026-03-01T09:30:00,"a,b","{""k"": 1.50}"
"say ""二""",-0.005,,false,1899-12-31,,,
'''


def made(make: MakePackage, content: bytes, schema: Any, **more: Any) -> Resource:
    resource = {"name": "t", "path": "t.csv", "schema": schema, **more}
    return make({"t.csv": content}, [resource]).resources[0]


def sqlite(resource: Resource, folder: Path) -> Path:
    file = folder / "t.sqlite"
    tables.write_sqlite(resource, file)
    return file


def numbers(make: MakePackage, folder: Path, *texts: str, kind: str = "number") -> Path:
    content = "".join(f"{line}\n" for line in ("n", *texts)).encode()
    return sqlite(made(make, content, {"fields": fields(n=kind)}), folder)


def test_json_is_one_row_a_line_with_exact_numbers(
    make_package: MakePackage, tmp_path: Path
) -> None:
    file = tmp_path / "t.json"
    downloads.write_json(sqlite(made(make_package, SOURCE.encode(), SCHEMA), tmp_path), file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    rows = json.loads("\n".join(lines), parse_float=Decimal)
    assert rows[0] == {
        "text": "=1+1", "amount": Decimal("1390.1"), "count": 12, "yes": True, "day": "2026-03-01",
        "at": "2026-03-01T09:30:00", "things": ["a", "b"], "more": {"k": Decimal("1.50")},
    }  # fmt: skip
    assert rows[1]["text"] == 'say "二"'
    assert rows[1]["more"] is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("12345678901234567890.12", "12345678901234567890.12"),
        ("17299000", "17299000"),
        ("1E+400", "1E+400"),
        ("NaN", '"NaN"'),
        ("-Infinity", '"-Infinity"'),
    ],
)
def test_json_numbers(
    text: str, written: str, make_package: MakePackage, tmp_path: Path
) -> None:
    file = tmp_path / "t.json"
    downloads.write_json(numbers(make_package, tmp_path, text), file)
    assert file.read_text() == f'[\n{{"n": {written}}}\n]\n'


def test_an_empty_table_has_all_files(make_package: MakePackage, tmp_path: Path) -> None:
    table = numbers(make_package, tmp_path)
    downloads.write_json(table, tmp_path / "t.json")
    downloads.write_parquet(table, tmp_path / "t.parquet")
    assert json.loads((tmp_path / "t.json").read_text()) == []
    assert polars.read_parquet(tmp_path / "t.parquet").shape == (0, 1)


@pytest.mark.parametrize(
    ("kind", "texts", "type_", "values"),
    [
        ("integer", ("1", "-5"), polars.Int64, [1, -5]),
        ("integer", (str(2**70), "1"), polars.Decimal(38, 0), [Decimal(2**70), Decimal(1)]),
        ("integer", ("9" * 50,), polars.String, ["9" * 50]),
        ("number", ("1.5", "2.250"), polars.Decimal(38, 3), [Decimal("1.5"), Decimal("2.25")]),
        ("number", ("12345678901234567890.12",), polars.Decimal(38, 2),
         [Decimal("12345678901234567890.12")]),
        ("number", ("1.5", "Infinity"), polars.Float64, [1.5, float("inf")]),
        ("number", ("12345678901234567890.12", "NaN"), polars.String,
         ["12345678901234567890.12", "NaN"]),
        ("number", ("1E+60", "0.1"), polars.String, ["1E+60", "0.1"]),
        ("boolean", ("true",), polars.Boolean, [True]),
        ("date", ("2026-03-01",), polars.Date, [dt.date(2026, 3, 1)]),
        ("datetime", ("2026-03-01T00:00:00",), polars.Datetime("us"),
         [dt.datetime(2026, 3, 1)]),  # noqa: DTZ001
        ("datetime", ("2026-03-01T00:00:00Z",), polars.Datetime("us", "UTC"),
         [dt.datetime(2026, 3, 1, tzinfo=dt.UTC)]),
        ("datetime", ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00"), polars.String,
         ["2026-03-01T00:00:00+00:00", "2026-03-01T00:00:00"]),
        ("list", ('"a,b"',), polars.String, ['["a", "b"]']),
        ("yearmonth", ("2026-03",), polars.String, ["2026-03"]),
    ],
)  # fmt: skip
def test_parquet_types(
    kind: str, texts: tuple[str, ...], type_: Any, values: list[Any],
    make_package: MakePackage, tmp_path: Path,
) -> None:  # fmt: skip
    file = tmp_path / "t.parquet"
    downloads.write_parquet(numbers(make_package, tmp_path, *texts, kind=kind), file)
    column = polars.read_parquet(file)["n"]
    assert column.dtype == type_
    assert column.to_list() == values


def test_csv_is_the_source_file(make_package: MakePackage, tmp_path: Path) -> None:
    content = "名称;金额\r\n甲;1,5\r\n".encode("gb18030")
    schema = {"fields": [{"name": "名称", "type": "string"},
                         {"name": "金额", "type": "number", "decimalChar": ","}]}  # fmt: skip
    resource = made(make_package, content, schema, encoding="gb18030", dialect={"delimiter": ";"})
    downloads.write_csv(sqlite(resource, tmp_path), resource, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == content


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["名称", "amount", "day", "yes"])
    sheet.append(["甲,乙", 1390.1, dt.date(2026, 3, 1), True])
    sheet.append([None, 2, None, False])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def json_source() -> bytes:
    rows = [
        {"名称": "甲,乙", "amount": 1390.1, "day": "01/03/2026", "yes": True, "tags": ["a", "b"]},
        {"名称": None, "amount": 2, "day": None, "yes": False, "tags": None},
    ]
    return json.dumps(rows).encode()


@pytest.mark.parametrize("extension", ["xlsx", "json"])
def test_other_sources_become_plain_csv(
    extension: str, make_package: MakePackage, tmp_path: Path, site: Any
) -> None:
    described: list[dict[str, Any]] = [{"name": "名称"}, *fields(amount="number", day="date",
                                                                yes="boolean")]  # fmt: skip
    content = workbook()
    if extension == "json":
        content = json_source()
        described[2]["format"] = "%d/%m/%Y"
        described.append({"name": "tags", "type": "list"})
    package = make_package(
        {f"t.{extension}": content},
        [{"name": "t", "path": f"t.{extension}", "schema": {"fields": described}}],
    )
    resource = package.resources[0]
    out = tmp_path / "out"
    out.mkdir()
    downloads.write_csv(sqlite(resource, tmp_path), resource, out / "t.csv")
    with (out / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[1][:4] == ["甲,乙", "1390.1", "2026-03-01", "true"]
    assert rows[2][:4] == ["", "2", "", "false"]
    assert rows[1][4:] == (["a,b"] if extension == "json" else [])
    facts = descriptors.DataFile("csv", (out / "t.csv").stat().st_size, "0" * 64)
    described_out = json.loads(descriptors.package_descriptor(package, site, {"t": [facts]}))
    del described_out["resources"][0]["hash"]
    (out / "datapackage.json").write_text(json.dumps(described_out), encoding="utf-8")
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["code", "message"])


@pytest.mark.parametrize("build", [gla, taiwan, north_macedonia])
def test_real_tables_say_the_same_in_every_format(
    build: Callable[[MakePackage], DataPackage], make_package: MakePackage, tmp_path: Path
) -> None:
    resource = build(make_package).resources[0]
    table = sqlite(resource, tmp_path)
    downloads.write_json(table, tmp_path / "t.json")
    downloads.write_parquet(table, tmp_path / "t.parquet")
    with tabular.rows(resource) as rows:
        source = list(rows)
    names = [field.name for field in resource.schema.fields]
    objects = json.loads((tmp_path / "t.json").read_text("utf-8"), parse_float=Decimal)
    assert [list(row) for row in objects[:1]] == [names]
    as_json = [
        [cell.isoformat() if isinstance(cell, dt.date) else cell for cell in row] for row in source
    ]
    assert [list(row.values()) for row in objects] == as_json
    assert [list(row) for row in polars.read_parquet(tmp_path / "t.parquet").rows()] == source


def test_files_are_the_same_every_time(make_package: MakePackage, tmp_path: Path) -> None:
    table = sqlite(made(make_package, SOURCE.encode(), SCHEMA), tmp_path)
    for name in ("1", "2"):
        downloads.write_json(table, tmp_path / f"{name}.json")
        downloads.write_parquet(table, tmp_path / f"{name}.parquet")
    for extension in ("json", "parquet"):
        first = (tmp_path / f"1.{extension}").read_bytes()
        assert first == (tmp_path / f"2.{extension}").read_bytes()
