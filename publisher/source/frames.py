"""A valid table as a Polars frame: typed columns, and where each row stands in its file.

Texts, codes, lists and everything without a type of its own are String; integer is Int64, number
Float64 (sums of a million amounts of two decimals stay exact to well under a cent), date Date,
datetime Datetime, boolean Boolean, year Int64, yearmonth String such as 2026-03. Blanks are null.
The column `_row` is the row's number in its file, the header being 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from publisher.source import tabular
from publisher.source.packages import Resource

if TYPE_CHECKING:
    import polars

T = TypeVar("T")
ROW = "_row"
LARGE = 400_000_000
"""A file of more bytes than this is read for one purpose after the other, to need less memory."""


def dtypes(resource: Resource) -> dict[str, Any]:
    """The Polars type of each field."""
    import polars as pl

    known: dict[str, Any] = {
        "integer": pl.Int64, "number": pl.Float64, "date": pl.Date, "datetime": pl.Datetime("us"),
        "boolean": pl.Boolean, "year": pl.Int64,
    }  # fmt: skip
    return {field.name: known.get(field.type, pl.String) for field in resource.schema.fields}


def frame(resource: Resource, fields: Iterable[str] | None = None) -> polars.DataFrame:
    """The rows of a valid table, all columns or the given `fields`, with the column `_row`.

    Integers beyond 64 bits become null, numbers beyond a float's range infinite.
    """
    import polars as pl

    types = dtypes(resource)
    names = [field.name for field in resource.schema.fields]
    wanted = list(fields) if fields is not None else names
    converters = [(names.index(name), _converter(types[name], pl)) for name in wanted]
    columns: list[list[Any]] = [[] for _ in wanted]
    numbers: list[int] = []
    with tabular.numbered_rows(resource) as rows:
        for number, row in rows:
            numbers.append(number)
            for column, (place, convert) in zip(columns, converters, strict=True):
                value = row[place]
                column.append(None if value is None else convert(value))
    found = {
        name: pl.Series(name, column, dtype=types[name], strict=False)
        for name, column in zip(wanted, columns, strict=True)
    }
    return pl.DataFrame({**found, ROW: pl.Series(ROW, numbers, dtype=pl.Int64)})


def portions(resource: Resource, purposes: Sequence[T]) -> list[Sequence[T]]:
    """What a table's columns are read for, in the portions in which they are read."""
    if resource.file.size > LARGE:
        return [[purpose] for purpose in purposes]
    return [purposes] if purposes else []


def _converter(dtype: Any, pl: Any) -> Callable[[Any], Any]:
    if dtype == pl.Float64:
        return float
    if dtype == pl.String:
        return str
    return lambda value: value
