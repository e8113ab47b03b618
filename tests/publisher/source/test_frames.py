"""Frames and rows read by columns are those that frictionless' rows make."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.source import frames, schemas, tabular
from publisher.source.files import SourceFile
from publisher.source.packages import Resource

GOOD = {
    "string": ("a", "第3号", " a", "a,b", 'q"q', "l\nm", "-", ""),
    "any": ("1", "x", ""),
    "integer": ("0", "007", "1_000", "٣", " 4 ", "+6", "-0", "9" * 18, "9" * 19, "9" * 30, ""),
    "number": ("0", "1.50", "-3.25", "NaN", "inf", "1_0.5", "٣.٥", "1e400", ".5", "9" * 15,
               "9" * 16 + ".1", "0.1", ""),
    "date": ("2024-01-31", "2024-02-29", "2024-1-5", "0001-01-01", ""),
    "datetime": ("2024-01-31T10:00:00", "2024-02-29T10:00:00", "2024-01-31 10:00:00", ""),
    "boolean": ("true", "false", "1", "0", ""),
    "year": ("2024", "0007", "٢٠٢٤", ""),
    "yearmonth": ("2024-01", "2024-1", ""),
    "time": ("10:00:00", ""),
    "list": ("a,b", ""),
}  # fmt: skip


def resource(file: Path, fields: list[dict[str, Any]], **schema: Any) -> Resource:
    """A CSV table with these fields."""
    return Resource(
        name="rows", title={}, description={}, file=SourceFile(file.name, str(file), 0, ""),
        format="csv", encoding="", dialect={}, schema=schemas.build({"fields": fields} | schema),
        role="", foreign_keys=(),
    )  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**40))
def test_columns_and_rows_make_the_same_frame(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    kinds = [chance.choice(list(GOOD)) for _ in range(chance.randrange(2, 6))]
    fields = [{"name": f"f{number}", "type": kind} for number, kind in enumerate(kinds)]
    missing = chance.choice([[""], ["", "0"], ["", "-", "2024"]])
    file = tmp_path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([entry["name"] for entry in fields])
        for _ in range(chance.choice([0, 1, 40])):
            writer.writerow([chance.choice(GOOD[kind]) for kind in kinds])
    table = resource(file, fields, missingValues=missing)
    wanted = chance.sample([entry["name"] for entry in fields], chance.randrange(1, len(kinds)))
    found, expected = frames.frame(table, wanted), frames.by_rows(table, wanted)
    assert found.schema == expected.schema
    assert found.equals(expected)
    with tabular.numbered_rows(table) as fast, tabular.row_stream(table) as slow:
        assert list(map(repr, fast)) == list(map(repr, slow))  # 1.0 is not 1.00, NaN is NaN


def test_values_and_their_types(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("n,amount,month,day\n1,1.50,2026-3,2026-03-01\n,,,\n9,-2,2026-12,2026-3-2\n",
                    encoding="utf-8")  # fmt: skip
    table = resource(file, [
        {"name": "n", "type": "integer"}, {"name": "amount", "type": "number"},
        {"name": "month", "type": "yearmonth"}, {"name": "day", "type": "date"},
    ])  # fmt: skip
    found = frames.frame(table)
    assert found.schema == pl.Schema({
        "n": pl.Int64, "amount": pl.Float64, "month": pl.String, "day": pl.Date,
        "_row": pl.Int64,
    })  # fmt: skip
    assert found["month"].to_list() == ["2026-03", None, "2026-12"]
    assert found["amount"].sum() == -0.5
    assert found["_row"].to_list() == [2, 3, 4]
    assert found["day"].to_list()[2].isoformat() == "2026-03-02"
