"""The values of a valid CSV table row by row, read a block of columns at a time.

Exactly what frictionless' row stream gives: numbers are Decimal, dates date, blanks None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from publisher.source.cells import Cells
from publisher.source.opening import opened
from publisher.source.records import Unsupported, blocks

if TYPE_CHECKING:
    import polars as pl

PLAIN: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "integer": (r"\A-?[0-9]{1,18}\z", int),
    "number": (r"\A-?[0-9]{1,15}(?:\.[0-9]{1,9})?\z", Decimal),
}
"""Forms in which a cell is read directly, and how."""
BLOCK = 1 << 20
"""Bytes read at a time: Python's values need ten times as much."""
OWN_READING = ("bare_number", "float_number", "group_char", "decimal_char")
"""Properties of a number field that change how it is read."""


def numbered_rows(table: Any, names: Sequence[str]) -> Iterator[tuple[int, list[Any]]]:
    """The rows of a frictionless `table`, values in the order of `names`, each with its number.

    Raises Unsupported for what frictionless must read itself, perhaps after some rows.
    """
    found = opened(table, block=BLOCK)
    labels = [field.name for field in found.fields]
    if found.start or not set(names) <= set(labels):
        raise Unsupported("the header is not the schema's")
    columns = {name: Cells(found.fields[labels.index(name)]) for name in names}
    for block in blocks(found.text):
        if block.aside:
            raise Unsupported("a row of another width")
        values = [read(columns[name], block.frame[str(labels.index(name))]) for name in names]
        for number, row in zip(block.numbers.tolist(), zip(*values, strict=True), strict=True):
            yield number, list(row)


def read(cells: Cells, column: pl.Series) -> list[Any]:
    """The values of a column of texts."""
    texts: list[str] = column.to_list()
    missing = set(cells.missing)
    if cells.field.type in ("string", "any"):
        return [None if text in missing else text for text in texts]
    plain = PLAIN.get(cells.field.type)
    if plain and not any(cells.field.has_defined(name) for name in OWN_READING):
        form, convert = plain
        easy = (column.str.contains(form) & ~cells.absent(column)).to_list()
        return [convert(text) if quick else cells.read(text).value
                for text, quick in zip(texts, easy, strict=True)]  # fmt: skip
    known = {text: cells.read(text).value for text in set(texts)}
    return [known[text] for text in texts]
