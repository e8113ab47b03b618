"""A table as an XLSX workbook: its rows, and a data dictionary that travels with them.

Texts are always written as texts, never as formulas or links, whatever they begin with. Excel
calculates with 15 digits: numbers with more are texts too, as are days before March 1900, where
its calendar errs, and instants with a time zone, which it does not know.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from publisher.languages import message
from publisher.outputs.cells import SAFE_DIGITS, DoesNotFit, Kind, plain_text
from publisher.outputs.facts import FieldFacts, TableFacts
from publisher.outputs.tables import Table, open_table
from publisher.source.packages import Resource
from publisher.source.schemas import Field

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""

MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""Characters of a cell, as UTF-16 counts them."""

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook knows no zones
"""Stands in every workbook as the time of its making, so that the same rows give the same bytes."""

FIRST_DAY = dt.date(1900, 3, 1)
MOST_DECIMALS = 15

Write = Callable[[int, int, Any], None]


def write_xlsx(
    table: Path, resource: Resource, target: Path, *, languages: Sequence[str]
) -> None:
    """Write the workbook: a sheet `data` with a bold, frozen header, and a sheet `dictionary`.

    Raises DoesNotFit where there are too many rows, columns, or characters in a cell; then there
    is no file `target`.
    """
    with open_table(table) as found:
        check_size(found.facts)
        try:
            with target.open("wb") as file:
                book = xlsxwriter.Workbook(file, {"constant_memory": True})
                book.set_properties({"created": CREATED, "title": resource.name})
                with contextlib.closing(book):
                    _write_data(book, found)
                    _write_dictionary(book, resource.schema.fields, languages)
        except DoesNotFit:
            target.unlink()
            raise


def check_size(facts: TableFacts) -> None:
    """Raise DoesNotFit for a table that is longer or wider than a sheet."""
    if facts.rows > MOST_ROWS:
        raise DoesNotFit(message("The table has {rows} rows; a sheet holds {most}.",
                                 rows=facts.rows, most=MOST_ROWS))  # fmt: skip
    if len(facts.fields) > MOST_COLUMNS:
        raise DoesNotFit(message("The table has {columns} columns; a sheet holds {most}.",
                                 columns=len(facts.fields), most=MOST_COLUMNS))  # fmt: skip


def _write_data(book: Any, table: Table) -> None:
    sheet = book.add_worksheet("data")
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    facts = table.facts
    for place, field in enumerate(facts.fields):
        sheet.set_column(place, place, 12 if field.kind in _NARROW else 24)
        _write_text(sheet, 0, place, field.name, bold)
    writers = [_writer(book, sheet, field) for field in facts.fields]
    for number, row in enumerate(table.rows(), 1):
        for place, cell in enumerate(row):
            if cell is not None:
                writers[place](number, place, cell)


_NARROW = frozenset({Kind.INTEGER, Kind.BOOLEAN, Kind.DATE})


def _write_text(sheet: Any, row: int, place: int, text: str, style: Any = None) -> None:
    if len(text) > MOST_CHARACTERS // 2 and len(text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
        raise DoesNotFit(message("Row {row} holds a text of {length} characters; a cell holds "
                                 "{most}.", row=row, length=len(text),
                                 most=MOST_CHARACTERS))  # fmt: skip
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes this for marked-up text and copies it unescaped; in two runs it does not.
        sheet.write_rich_string(row, place, text[:1], Format(), text[1:])
    elif text:
        sheet.write_string(row, place, text, style)


def _writer(book: Any, sheet: Any, field: FieldFacts) -> Write:
    """What writes a cell of `field` that is not blank."""

    def as_text(row: int, place: int, cell: Any) -> None:
        _write_text(sheet, row, place, plain_text(cell))

    def number(row: int, place: int, cell: Any) -> None:
        if _fits(cell):
            sheet.write_number(row, place, cell, style)
        else:
            as_text(row, place, cell)

    def boolean(row: int, place: int, cell: Any) -> None:
        sheet.write_boolean(row, place, cell)

    def day(row: int, place: int, cell: Any) -> None:
        if cell >= FIRST_DAY:
            sheet.write_datetime(row, place, cell, style)
        else:
            as_text(row, place, cell)

    def instant(row: int, place: int, cell: Any) -> None:
        if cell.tzinfo is None and cell.date() >= FIRST_DAY and cell.microsecond % 1000 == 0:
            sheet.write_datetime(row, place, cell, style)
        else:
            as_text(row, place, cell)

    match field.kind:
        case Kind.INTEGER:
            style = book.add_format({"num_format": "0"})
            return number
        case Kind.NUMBER:
            decimals = min(field.decimals, MOST_DECIMALS)
            pattern = "0." + "0" * decimals if decimals else "General"
            style = book.add_format({"num_format": pattern})
            return number
        case Kind.BOOLEAN:
            return boolean
        case Kind.DATE:
            style = book.add_format({"num_format": "yyyy-mm-dd"})
            return day
        case Kind.DATETIME:
            style = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            return instant
        case _:
            return as_text


def _fits(cell: int | Decimal) -> bool:
    """Whether Excel shows the number as it is: finite, of 15 digits, in a float's bounds."""
    if isinstance(cell, int):
        return len(str(abs(cell))) <= SAFE_DIGITS
    if not cell.is_finite():
        return False
    _, digits, _ = cell.as_tuple()
    return len(digits) <= SAFE_DIGITS and abs(cell.adjusted()) < 290


def _write_dictionary(book: Any, fields: Sequence[Field], languages: Sequence[str]) -> None:
    """What each column means, in every language of the site."""
    sheet = book.add_worksheet("dictionary")
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    header = ["name", "type", "unit", *(f"title.{lang}" for lang in languages),
              *(f"description.{lang}" for lang in languages)]  # fmt: skip
    sheet.set_column(0, len(header) - 1, 24)
    for place, text in enumerate(header):
        _write_text(sheet, 0, place, text, bold)
    for row, field in enumerate(fields, 1):
        titles = [field.title.get(lang) or field.title.get("", "") for lang in languages]
        abouts = [field.description.get(lang) or field.description.get("", "")
                  for lang in languages]  # fmt: skip
        for place, text in enumerate([field.name, field.type, field.unit, *titles, *abouts]):
            _write_text(sheet, row, place, text)
