"""What makes two cells the same value: a text for each value, equal where the values are equal.

frictionless compares what it read: 1.0 is 1.00 and 1, `2024-1-5` is `2024-01-05`, but the text "1"
is not the number 1. Cells in their plain form are their own text, so that a column's texts are
found without reading most cells.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from publisher.source.cells import Cells
from publisher.source.prefilters import DATE
from publisher.source.records import Unsupported

if TYPE_CHECKING:
    import polars as pl

KINDS = {
    "string": "text", "any": "text", "integer": "number", "number": "number", "year": "number",
    "boolean": "number", "date": "date", "yearmonth": "month",
}  # fmt: skip
"""Types whose values can be told apart by text; values of two kinds are never equal."""
PLAIN = {
    "integer": r"\A(?:0|-?[1-9][0-9]{0,17})\z",
    "number": r"\A(?:0|-?[1-9][0-9]{0,14}|-?(?:0|[1-9][0-9]{0,14})\.[0-9]{0,8}[1-9])\z",
    "year": r"\A[1-9][0-9]{3}\z",
    "date": rf"\A{DATE}\z",
}
WIDEST = 1_000
"""Decimals with a larger exponent are not written out."""


class Identity:
    """The identities of one column's cells. Raises Unsupported for types it does not know."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.kind = KINDS.get(cells.field.type, "")
        if not self.kind or getattr(cells.field, "float_number", False):
            raise Unsupported(f"a key of type {cells.field.type}")
        self.plain = PLAIN.get(cells.field.type)
        if cells.field.format not in ("default", None) or any(
            getattr(cells.field, name, default) != default
            for name, default in (("bare_number", True), ("group_char", ""), ("decimal_char", "."))
        ):
            self.plain = None

    def texts(self, column: pl.Series) -> pl.Series:
        """The identities of a column; null where a cell has no value."""
        import polars as pl

        absent = self.cells.absent(column) if self.kind == "text" or self.plain is None else None
        if self.kind == "text" and self.cells.field.format in ("default", None):
            return column.set(absent, None) if absent is not None and absent.any() else column
        rest = column
        if self.plain is not None:
            rest = column.filter(~column.str.contains(self.plain))
        read = rest.unique().to_list() if len(rest) else []
        read += [text for text in self.cells.missing if text not in read]
        new = [self.text(self.cells.read(text).value) for text in read]
        return column.replace(pl.Series(read, dtype=pl.String), pl.Series(new, dtype=pl.String))

    def text(self, value: Any) -> str | None:
        """The identity of a value that frictionless read."""
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return _decimal(value)
        if isinstance(value, int):
            return str(int(value))
        if isinstance(value, tuple):
            return "-".join(map(str, value))
        raise Unsupported(f"a key with a value of {type(value).__name__}")


def _decimal(value: Decimal) -> str:
    if value.is_nan():
        raise Unsupported("a key that is not a number")
    if value.is_infinite():
        return str(value)
    if max(abs(value.adjusted()), abs(int(value.as_tuple().exponent))) > WIDEST:
        raise Unsupported("a key of too many digits")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "0") else text
