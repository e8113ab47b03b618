"""A table's SQLite file: exact rows, facts, and indexes."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import sqlite3
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.errors import StorageError
from publisher.outputs import cells, tables
from publisher.outputs.cells import DoesNotFit, Kind
from publisher.source import tabular
from publisher.source.packages import DataPackage
from tests.publisher.outputs.made import MakePackage, fields, gla, north_macedonia, taiwan

ALL_TYPES = fields(
    s="string", n="number", i="integer", b="boolean", o="object", a="array", li="list",
    dt="datetime", d="date", t="time", y="year", ym="yearmonth", du="duration", g="geopoint",
    gj="geojson", x="any",
)  # fmt: skip
POINT = '{"type": "Point", "coordinates": [1.5, 2]}'
ROW = {
    "s": "‘一’\n二", "n": "1390.10", "i": "7", "b": "true", "o": '{"k": [1, "二"]}',
    "a": "[1, null]", "li": "p,q", "dt": "2026-03-01T09:30:00", "d": "2026-03-01",
    "t": "09:30:00", "y": "2026",
    "ym": "2026-03", "du": "P1Y", "g": "116.4, 39.9", "gj": POINT, "x": "anything",
}  # fmt: skip


def csv_of(rows: list[dict[str, str]], names: list[str]) -> bytes:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if text else ""

    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join(",".join(map(quoted, line)) + "\n" for line in lines).encode()


def one_table(
    make: MakePackage, described: list[dict[str, Any]], rows: list[dict[str, str]], **schema: Any
) -> DataPackage:
    content = csv_of(rows, [field["name"] for field in described])
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": described, **schema}}
    return make({"t.csv": content}, [resource])


def numbers(make: MakePackage, *texts: str, kind: str = "number") -> DataPackage:
    described = fields(key="string", n=kind)
    return one_table(make, described, [{"key": "k", "n": text} for text in texts])


def read(path: Path, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(tables.connect(path)) as database:
        return database.execute(query).fetchall()


def test_every_type_has_a_stored_form(make_package: MakePackage, tmp_path: Path) -> None:
    package = one_table(make_package, ALL_TYPES, [ROW, {"s": "blank"}])
    file = tmp_path / "t.sqlite"
    facts = tables.write_sqlite(package.resources[0], file)
    full, blank = read(file, "SELECT * FROM rows ORDER BY rowid")
    assert full == (
        "‘一’\n二", 1390.1, 7, 1, '{"k": [1, "二"]}', "[1, null]", '["p", "q"]',
        "2026-03-01T09:30:00", "2026-03-01", "09:30:00", 2026, "2026-03", "P1Y", "116.4,39.9",
        POINT, "anything",
    )  # fmt: skip
    assert blank == ("blank", *[None] * 15)
    assert facts.rows == 2
    assert [field.blanks for field in facts.fields] == [0, *[1] * 15]
    assert [f.decimals for f in facts.fields if f.kind is Kind.NUMBER] == [2]


def test_a_typed_row_comes_back_typed(make_package: MakePackage, tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    tables.write_sqlite(one_table(make_package, ALL_TYPES, [ROW]).resources[0], file)
    with tables.open_table(file) as table:
        (row,) = table.rows()
    assert row[:4] == ["‘一’\n二", Decimal("1390.1"), 7, True]
    assert row[3] is True
    assert row[7:9] == [dt.datetime(2026, 3, 1, 9, 30), dt.date(2026, 3, 1)]  # noqa: DTZ001


LOSSY = ["123456789012345678.91", "0.1234567890123456789", "1E+999", "-98765432109876543210.5"]


@pytest.mark.parametrize("text", LOSSY)
def test_numbers_that_a_float_would_change_are_kept_in_full(
    text: str, make_package: MakePackage, tmp_path: Path
) -> None:
    file = tmp_path / "t.sqlite"
    package = numbers(make_package, "1.5", text, "2.5")
    facts = tables.write_sqlite(package.resources[0], file)
    assert facts.fields[1].inexact
    assert read(file, "SELECT * FROM exact") == [(2, 1, text)]
    assert read(file, "SELECT typeof(c1) FROM rows WHERE rowid = 2") == [("real",)]
    with tables.open_table(file) as table:
        assert [row[1] for row in table.rows()] == [Decimal("1.5"), Decimal(text), Decimal("2.5")]


def test_integers_beyond_64_bits_still_compare(make_package: MakePackage, tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    big = "9223372036854775808"
    package = numbers(make_package, "5", big, "9223372036854775807", kind="integer")
    facts = tables.write_sqlite(package.resources[0], file)
    assert facts.fields[1].maximum == int(big)
    assert read(file, "SELECT count(*) FROM rows WHERE c1 > 9e18") == [(2,)]
    with tables.open_table(file) as table:
        assert [row[1] for row in table.rows()] == [5, int(big), int(big) - 1]


def test_what_is_not_finite_is_text(make_package: MakePackage, tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    facts = tables.write_sqlite(numbers(make_package, "NaN", "-Infinity", "2").resources[0], file)
    assert read(file, "SELECT c1 FROM rows") == [("NaN",), ("-Infinity",), (2.0,)]
    assert facts.fields[1].not_finite == 2
    assert (facts.fields[1].minimum, facts.fields[1].maximum) == (2, 2)


def test_facts_are_read_back(make_package: MakePackage, tmp_path: Path) -> None:
    described = fields(kind="string", paid="date", amount="number", done="boolean", at="datetime")
    described[0]["constraints"] = {"enum": ["land", "cash", "never"]}
    rows = [
        {"kind": "cash", "paid": "2026-01-05", "amount": "12.5", "done": "true",
         "at": "2026-01-05T08:00:00Z"},
        {"kind": "land", "paid": "2025-12-31", "amount": "-3.250", "done": "false"},
        {"kind": "cash", "amount": "1E+3"},
    ]  # fmt: skip
    file = tmp_path / "t.sqlite"
    facts = tables.write_sqlite(one_table(make_package, described, rows).resources[0], file)
    assert tables.read_facts(file) == facts
    kind, paid, amount, done, at = facts.fields
    assert kind.counts == (("land", 1), ("cash", 2))
    assert done.counts == (("false", 1), ("true", 1))
    assert (paid.minimum, paid.maximum) == (dt.date(2025, 12, 31), dt.date(2026, 1, 5))
    assert (amount.minimum, amount.maximum) == (Decimal("-3.25"), 1000)
    assert (amount.decimals, amount.digits, paid.blanks) == (3, 4, 1)
    assert (at.zoned, at.minimum) == (1, dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC))


def test_instants_with_and_without_zone_have_no_bounds(
    make_package: MakePackage, tmp_path: Path
) -> None:
    times = ["2026-01-05T08:00:00Z", "2026-01-05T08:00:00"]
    package = numbers(make_package, *times, kind="datetime")
    facts = tables.write_sqlite(package.resources[0], tmp_path / "t.sqlite")
    assert facts.fields[1].minimum is None
    assert facts.fields[1].zoned == 1


def test_keys_are_indexed_always_and_filters_in_large_tables(
    make_package: MakePackage, tmp_path: Path
) -> None:
    described = fields(id="integer", unit="string", line="integer", paid="date", note="string")
    keys = {
        "primaryKey": ["unit", "id"],
        "foreignKeys": [{"fields": ["line"], "reference": {"resource": "", "fields": ["id"]}}],
    }
    row = {"unit": "u", "line": "1", "paid": "2026-01-01", "note": "n"}

    def indexes(count: int) -> set[str]:
        rows = [{**row, "id": str(number)} for number in range(1, count + 1)]
        file = tmp_path / f"{count}.sqlite"
        tables.write_sqlite(one_table(make_package, described, rows, **keys).resources[0], file)
        found = read(file, "SELECT name FROM sqlite_master WHERE type = 'index'")
        return {name for (name,) in found if name.startswith("by_")}

    assert indexes(3) == {"by_c1_c0", "by_c2"}
    assert indexes(1001) == {"by_c1_c0", "by_c2", "by_c0", "by_c3"}


def test_an_empty_table_has_facts(make_package: MakePackage, tmp_path: Path) -> None:
    file = tmp_path / "t.sqlite"
    tables.write_sqlite(numbers(make_package).resources[0], file)
    facts = tables.read_facts(file)
    assert (facts.rows, facts.fields[1].minimum) == (0, None)


def test_the_same_rows_give_the_same_bytes(make_package: MakePackage, tmp_path: Path) -> None:
    package = one_table(make_package, ALL_TYPES, [ROW] * 1200)
    tables.write_sqlite(package.resources[0], tmp_path / "1")
    tables.write_sqlite(package.resources[0], tmp_path / "2")
    tables.write_sqlite(package.resources[0], tmp_path / "2")
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_half_characters_are_refused(make_package: MakePackage, tmp_path: Path) -> None:
    package = make_package(
        {"t.csv": b"s\n+2AA-\n"},  # UTF-7 is the one encoding that lets them through
        [{"name": "t", "path": "t.csv", "encoding": "utf-7",
          "schema": {"fields": fields(s="string")}}],
    )  # fmt: skip
    with pytest.raises(DoesNotFit, match="lone surrogate"):
        tables.write_sqlite(package.resources[0], tmp_path / "t.sqlite")


def test_other_files_are_no_tables(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("This is no database, whatever its name says." * 100)
    with pytest.raises(StorageError):
        tables.read_facts(tmp_path / "text")
    with contextlib.closing(sqlite3.connect(tmp_path / "other")) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StorageError, match="another version"):
        tables.read_facts(tmp_path / "other")


FLOATS = st.floats().map(lambda number: Decimal(repr(number)))


@given(st.one_of(st.decimals(), st.integers().map(Decimal), FLOATS))
def test_exact_numbers_survive_storage(value: Decimal) -> None:
    """Whatever `is_exact` lets pass comes back as it was; the rest is never small and short."""
    if not value.is_finite():
        if not value.is_snan():
            assert str(Decimal(str(cells.stored(value)))) == str(value)
        return
    form = cells.stored(value)
    assert isinstance(form, float)
    if cells.is_exact(value):
        assert cells.decimal_of(form) == value
    else:
        assert len(value.as_tuple().digits) > 15 or abs(value.adjusted()) > 270
    assert not math.isnan(form)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_text_is_json(value: Any) -> None:
    assert json.loads(cells.json_text(value)) == value


@pytest.mark.parametrize(
    ("build", "count"), [(gla, 28_145), (taiwan, None), (north_macedonia, 10_391)]
)
def test_real_tables_come_back_as_read(
    build: Callable[[MakePackage], DataPackage], count: int | None,
    make_package: MakePackage, tmp_path: Path,
) -> None:  # fmt: skip
    resource = build(make_package).resources[0]
    facts = tables.write_sqlite(resource, tmp_path / "t.sqlite")
    assert facts.rows > 1000
    assert count is None or facts.rows == count
    with tabular.rows(resource) as source, tables.open_table(tmp_path / "t.sqlite") as table:
        for number, (before, after) in enumerate(zip(source, table.rows(), strict=True)):
            assert before == after, number
