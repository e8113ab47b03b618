"""A valid table as a Polars frame: typed columns, and where each row stands in its file.

Texts, codes, lists and everything without a type of its own are String; integer is Int64, number
Float64 (sums of a million amounts of two decimals stay exact to well under a cent), date Date,
datetime Datetime, boolean Boolean, year Int64, yearmonth String such as 2026-03. Blanks are null.
The column `_row` is the row's number in its file, the header being 1.

Cells of a plain form are converted as whole columns, the distinct others by frictionless' readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from publisher.source import tabular
from publisher.source.packages import Resource
from publisher.source.records import Unsupported

if TYPE_CHECKING:
    import polars as pl

    from publisher.source.cells import Cells

T = TypeVar("T")
ROW = "_row"
LARGE = 400_000_000
"""A file of more bytes than this is read for one purpose after the other, to need less memory."""
PLAIN = {
    "integer": r"\A-?[0-9]{1,18}\z",
    "number": r"\A-?[0-9]{1,15}(?:\.[0-9]{1,9})?\z",
    "year": r"\A[0-9]{4}\z",
}
"""Forms in which Polars reads what frictionless reads, whatever the column says of bounds."""


def dtypes(resource: Resource) -> dict[str, Any]:
    """The Polars type of each field."""
    import polars as pl

    known: dict[str, Any] = {
        "integer": pl.Int64, "number": pl.Float64, "date": pl.Date, "datetime": pl.Datetime("us"),
        "boolean": pl.Boolean, "year": pl.Int64,
    }  # fmt: skip
    return {field.name: known.get(field.type, pl.String) for field in resource.schema.fields}


def frame(resource: Resource, fields: Iterable[str] | None = None) -> pl.DataFrame:
    """The rows of a valid table, all columns or the given `fields`, with the column `_row`.

    Integers beyond 64 bits become null, numbers beyond a float's range infinite.
    """
    names = [field.name for field in resource.schema.fields]
    wanted = list(fields) if fields is not None else names
    if resource.format in ("csv", "tsv"):
        try:
            return _by_columns(resource, wanted)
        except Unsupported:
            pass  # frictionless reads everything
    return by_rows(resource, wanted)


def by_rows(resource: Resource, wanted: Sequence[str]) -> pl.DataFrame:
    """The frame as frictionless reads it, row by row."""
    import polars as pl

    types = dtypes(resource)
    names = [field.name for field in resource.schema.fields]
    converters = [(names.index(name), _converter(types[name])) for name in wanted]
    columns: list[list[Any]] = [[] for _ in wanted]
    numbers: list[int] = []
    with tabular.row_stream(resource) as rows:
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


def _by_columns(resource: Resource, wanted: Sequence[str]) -> pl.DataFrame:
    import polars as pl

    from publisher.source.cells import Cells
    from publisher.source.opening import opened
    from publisher.source.records import blocks

    types = dtypes(resource)
    found = opened(tabular.table(resource))
    names = [field.name for field in found.fields]
    if found.start or not set(wanted) <= set(names):
        raise Unsupported("the header is not the schema's")
    places = [(name, names.index(name)) for name in wanted]
    columns = {name: Cells(found.fields[place]) for name, place in places}
    parts: list[pl.DataFrame] = []
    for block in blocks(found.text):
        if block.aside:
            raise Unsupported("a row of another width")
        parts.append(pl.DataFrame([
            *(_typed(columns[name], block.frame[str(place)], types[name]).alias(name)
              for name, place in places),
            pl.Series(ROW, block.numbers, pl.Int64),
        ]))  # fmt: skip
    empty = pl.DataFrame(schema={**{name: types[name] for name in wanted}, ROW: pl.Int64})
    return pl.concat([empty, *parts])


def _typed(cells: Cells, column: pl.Series, dtype: Any) -> pl.Series:
    """The values of a column of texts."""
    import polars as pl

    field = cells.field
    if field.type in ("string", "any"):
        absent = cells.absent(column)
        return column.set(absent, None) if absent.any() else column
    plain = PLAIN.get(field.type)
    if plain is None or any(
        field.has_defined(name) for name in ("bare_number", "group_char", "decimal_char")
    ):
        return _read(cells, column, dtype)
    easy = column.str.contains(plain) & ~cells.absent(column)
    values = column.cast(dtype, strict=False)
    if easy.all():
        return values
    rest = column.set(easy, None)
    return values.zip_with(easy, _read(cells, rest, dtype)) if len(values) else pl.Series([], dtype)


def _read(cells: Cells, column: pl.Series, dtype: Any) -> pl.Series:
    """The values of a column, each distinct text read by frictionless; nulls stay null."""
    import polars as pl

    texts = column.drop_nulls().unique().to_list()
    convert = _converter(dtype)
    values = [cells.read(text).value for text in texts]
    new = [None if value is None else convert(value) for value in values]
    return column.replace_strict(
        pl.Series(texts, dtype=pl.String), pl.Series(new, dtype=dtype, strict=False),
        default=None, return_dtype=dtype,
    )  # fmt: skip


def _converter(dtype: Any) -> Callable[[Any], Any]:
    import polars as pl

    if dtype == pl.Float64:
        return float
    if dtype == pl.String:
        return _text
    return lambda value: value


def _text(value: Any) -> str:
    from frictionless.fields.yearmonth import yearmonth

    return f"{value.year:04}-{value.month:02}" if isinstance(value, yearmonth) else str(value)
