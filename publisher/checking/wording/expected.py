"""What a column's cells should look like, by type and format, and what a cell is instead."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from publisher.checking.wording.columns import Column, shown
from publisher.languages import Message, message, series

DAY = dt.datetime(2026, 3, 31, 9, 30, tzinfo=dt.UTC)
"""What stands in examples."""

TYPES: Mapping[str, Message] = {
    "string": message("text"), "number": message("number"), "integer": message("whole number"),
    "boolean": message("yes or no"), "object": message("JSON object"),
    "array": message("JSON list"), "list": message("list"), "datetime": message("day and time"),
    "date": message("date"), "time": message("time of day"), "year": message("year"),
    "yearmonth": message("month"), "duration": message("length of time"),
    "geopoint": message("place"), "geojson": message("map data"), "any": message("anything"),
}  # fmt: skip
SHAPES = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")
DATED = {"datetime": "%Y-%m-%dT%H:%M:%S", "date": "%Y-%m-%d", "time": "%H:%M:%S"}
TEXT_FORMATS: Mapping[str, Message] = {
    "email": message("“{cell}” is not an e-mail address such as name@example.org."),
    "uri": message("“{cell}” is not a web address such as https://example.org/."),
    "uuid": message("“{cell}” is not an identifier of the kind UUID."),
    "binary": message("“{cell}” is not data in Base64."),
    "wkt": message("“{cell}” is not a shape such as POINT (116.4 39.9)."),
}


def type_words(column: Column) -> Message:
    """The column's type in a word."""
    return TYPES.get(column.type, message("value"))


def is_none(column: Column, cell: str) -> Message:
    """The sentence that says that `cell` is not what the column holds."""
    if cell in SPREADSHEET_ERRORS:
        return message("“{cell}” is an error that the spreadsheet could not compute.", cell=cell)
    special = _SPECIAL.get(column.type)
    if special is not None:
        return special(column, shown(cell))
    return _PLAIN.get(column.type, OTHER)._replace(values=(("cell", shown(cell)),))


OTHER = message("“{cell}” is not a value that this column can hold.")
_PLAIN: Mapping[str, Message] = {
    "integer": message("“{cell}” is not a whole number such as 12."),
    "year": message("“{cell}” is not a year such as 2026."),
    "yearmonth": message("“{cell}” is not a month such as 2026-03."),
    "duration": message(
        "“{cell}” is not a length of time such as P1Y6M (one year and six months)."
    ),
    "geojson": message("“{cell}” is not map data (GeoJSON)."),
    "object": message("“{cell}” is not a JSON object such as {example}."),
    "array": message("“{cell}” is not a JSON list such as {example}."),
}


def number_example(column: Column) -> str:
    """A number as the column writes it."""
    group = str(column.descriptor.get("groupChar") or "")
    point = str(column.descriptor.get("decimalChar") or ".")
    return f"1{group}234{point}50"


def _number(column: Column, cell: str) -> Message:
    example = number_example(column)
    return message("“{cell}” is not a number such as {example}.", cell=cell, example=example)


def _boolean(column: Column, cell: str) -> Message:
    yes, no = truths(column)
    return message("“{cell}” is neither yes nor no: write {yes} for yes, {no} for no.",
                   cell=cell, yes=yes, no=no)  # fmt: skip


def truths(column: Column) -> tuple[str, str]:
    """How the column writes yes and no."""
    yes = column.descriptor.get("trueValues") or ["true"]
    no = column.descriptor.get("falseValues") or ["false"]
    return str(yes[0]), str(no[0])


def dated_example(column: Column) -> str:
    """A day, a day with its time, or a time, as the column writes it."""
    written = column.format
    return DAY.strftime(DATED[column.type] if written in ("default", "any") else written)


def _dated(column: Column, cell: str) -> Message:
    if column.type == "date" and column.format == "default" and SHAPES.fullmatch(cell):
        return message("“{cell}” is not a day of the calendar.", cell=cell)
    sentence = {
        "date": message("“{cell}” is not a date such as {example}."),
        "datetime": message("“{cell}” is not a day and time such as {example}."),
        "time": message("“{cell}” is not a time of day such as {example}."),
    }[column.type]
    return sentence._replace(values=(("cell", cell), ("example", dated_example(column))))


def _list(column: Column, cell: str) -> Message:
    kind = TYPES.get(str(column.descriptor.get("itemType") or "string"), TYPES["string"])
    parted = str(column.descriptor.get("delimiter") or ",")
    return message("“{cell}” is not a list parted by “{sign}” (each entry: {kind}).",
                   cell=cell, sign=parted, kind=kind)  # fmt: skip


def _place(column: Column, cell: str) -> Message:
    examples = {"array": "[116.4, 39.9]", "object": '{"lon": 116.4, "lat": 39.9}'}
    return message("“{cell}” is not a place such as {example} (longitude, latitude).",
                   cell=cell, example=examples.get(column.format, "116.4, 39.9"))  # fmt: skip


def _json(column: Column, cell: str) -> Message:
    example = '{"a": 1}' if column.type == "object" else "[1, 2]"
    return _PLAIN[column.type]._replace(values=(("cell", cell), ("example", example)))


def _text(column: Column, cell: str) -> Message:
    found = TEXT_FORMATS.get(column.format)
    if found is not None:
        return found._replace(values=(("cell", cell),))
    return message("“{cell}” is stored as a number or a date, but the column holds texts.",
                   cell=cell)  # fmt: skip


_SPECIAL: Mapping[str, Callable[[Column, str], Message]] = {
    "number": _number, "boolean": _boolean, "date": _dated, "datetime": _dated, "time": _dated,
    "list": _list, "geopoint": _place, "object": _json, "array": _json, "string": _text,
}  # fmt: skip


def requirement(column: Column) -> Message:
    """What the column holds, in words, with how it is written where that needs saying."""
    kind = type_words(column)
    if column.type in DATED or column.type in ("year", "yearmonth"):
        plain = {"year": "2026", "yearmonth": "2026-03"}
        example = plain.get(column.type) or dated_example(column)
        return message("{kind}, such as {example}", kind=kind, example=example)
    if column.type == "number":
        return message("{kind}, such as {example}", kind=kind, example=number_example(column))
    if column.type == "boolean":
        return message("{kind}, written {values}", kind=kind, values=series(truths(column)))
    return kind
