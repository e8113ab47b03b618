"""Counties made of a few rows, for checks computed by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import pytest

from publisher import workdays
from publisher.source import schemas
from publisher.source.frames import ROW
from publisher.supervision.county import DATASET, RESOURCE, County, Tables

Rows = Sequence[Mapping[str, Any]]
MakeCounty = Callable[..., County]

DTYPES: Mapping[str, Any] = {
    "integer": pl.Int64, "number": pl.Float64, "date": pl.Date, "boolean": pl.Boolean,
    "year": pl.Int64,
}  # fmt: skip


class Written(Tables):
    """Tables that a test writes out."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        super().__init__({})
        self._written = dict(frames)
        self._sources = {name: [("test", name)] for name in frames}

    def _frame(self, schema: str) -> pl.DataFrame:
        return self._written[schema]


def table(schema: str, rows: Rows) -> pl.DataFrame:
    """A frame of `schema`: dates may be written as texts; fields left out are null."""
    document = schemas.shipped(schema)
    assert document is not None
    columns = {}
    fields = {f["name"]: DTYPES.get(f.get("type"), pl.String) for f in document.value["fields"]}
    for row in rows:
        assert not set(row) - set(fields), f"no such field: {set(row) - set(fields)}"
    for name, dtype in fields.items():
        values = [row.get(name) for row in rows]
        if dtype == pl.Date:
            values = [dt.date.fromisoformat(v) if isinstance(v, str) else v for v in values]
        columns[name] = pl.Series(name, values, dtype=dtype)
    frame = pl.DataFrame(columns)
    return frame.with_columns(
        pl.lit("test").alias(DATASET), pl.lit(schema).alias(RESOURCE),
        pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias(ROW),
    )  # fmt: skip


@pytest.fixture
def make_county() -> MakeCounty:
    """Makes a county: `make_county(today="2026-03-31", contracts=[{…}, …])`."""

    def make(*, today: str = "2026-03-31", **tables: Rows) -> County:
        return County(
            Written({name: table(name, rows) for name, rows in tables.items()}),
            dt.date.fromisoformat(today), workdays.shipped(),
        )  # fmt: skip

    return make
