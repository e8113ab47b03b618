"""Rows with figures or days that no check can calculate with, set aside before any looks at them.

Such rows do not pass validation; that no check breaks must not depend on it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from publisher.source import schemas

if TYPE_CHECKING:
    import polars

LARGEST = 1e13
"""Yuan, votes or people: hundredths of so many can still be added up in 64 bits."""
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
"""Beyond these, a few years more or less leave the days that programs know."""


def bearable(schema: str, frame: polars.DataFrame) -> polars.DataFrame:
    """The rows of a frame of the shipped `schema` that can be calculated with."""
    import polars as pl

    document = schemas.shipped(schema)
    assert document is not None  # noqa: S101 - tables have names of shipped schemas only
    types = {field["name"]: field.get("type", "string") for field in document.value["fields"]}
    tests = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if types.get(name) == "year":
            tests.append(column.is_between(FIRST.year, LAST.year))
        elif dtype == pl.Float64:
            tests.append(column.is_finite() & (column.abs() <= LARGEST))
        elif dtype == pl.Int64:
            tests.append(column.is_between(-int(LARGEST), int(LARGEST)))
        elif dtype in (pl.Date, pl.Datetime):
            tests.append(column.cast(pl.Date).is_between(FIRST, LAST))
    if not tests:
        return frame
    return frame.filter(*(test.fill_null(True) for test in tests))
