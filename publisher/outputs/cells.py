"""The forms of a table's cell: as frictionless reads it, as SQLite stores it, as files show it.

Every format is made from the stored form, so all of them say the same.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from publisher.languages import Message
from publisher.source.schemas import Field

Value = None | bool | int | Decimal | str | dt.date | dt.datetime
"""A cell: numbers are Decimal, lists and objects JSON text, blanks None."""

Stored = None | int | float | str
"""A cell as SQLite keeps it."""

SAFE_DIGITS = 15
"""A float holds every decimal number of so many significant digits exactly enough to return it."""

SMALLEST, LARGEST = -(2**63), 2**63 - 1


class Kind(StrEnum):
    """What a column's values are, whatever the schema calls them."""

    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TEXT = "text"
    JSON = "json"


KINDS: Mapping[str, Kind] = {
    "integer": Kind.INTEGER,
    "year": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
    "datetime": Kind.DATETIME,
    "object": Kind.JSON,
    "array": Kind.JSON,
    "list": Kind.JSON,
    "geojson": Kind.JSON,
}
"""The kind of each type of Table Schema; the others are text."""

AFFINITIES: Mapping[Kind, str] = {
    Kind.INTEGER: "INTEGER",
    Kind.NUMBER: "REAL",
    Kind.BOOLEAN: "INTEGER",
    Kind.DATE: "TEXT",
    Kind.DATETIME: "TEXT",
    Kind.TEXT: "TEXT",
    Kind.JSON: "TEXT",
}


class DoesNotFit(Exception):
    """A table cannot be written in a format that its readers would read back; `message` says why.

    It is no failure: the release goes without that file.
    """

    def __init__(self, text: Message) -> None:
        super().__init__(text.text("en"))
        self.message = text


def kind_of(field: Field) -> Kind:
    """The kind of a field's values."""
    return KINDS.get(field.type, Kind.TEXT)


def reader(field: Field) -> Callable[[Any], Value] | None:
    """What turns frictionless' values of `field` into cells; None where they are cells already.

    It is not called for blanks.
    """
    match field.type:
        case "integer" | "year" | "boolean" | "date" | "datetime" | "string":
            return None
        case "number":
            return _number
        case "object" | "array" | "list" | "geojson":
            return json_text
        case "time":
            return lambda value: str(value.isoformat())
        case "yearmonth":
            return lambda value: f"{value.year:04}-{value.month:02}"
        case "geopoint":
            return lambda value: f"{value.lon},{value.lat}"
        case "duration":
            return _duration
        case _:
            return lambda value: value if isinstance(value, str) else json_text(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    return Decimal(repr(value) if isinstance(value, float) else value)


def _duration(value: Any) -> str:
    import isodate  # type: ignore[import-untyped]  # it ships no types

    return str(isodate.duration_isoformat(value))


def json_text(value: Any) -> str:
    """A list's or an object's value as one line of JSON; decimal numbers keep their digits."""
    if isinstance(value, dict):
        entries = (f"{json_text(str(key))}: {json_text(item)}" for key, item in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(json_text, value)) + "]"
    if isinstance(value, Decimal):
        return str(value) if value.is_finite() else f'"{value}"'
    if isinstance(value, dt.date | dt.time):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)


def stored(value: Value) -> Stored:
    """The stored form.

    Numbers that SQLite's own kinds do not hold become the nearest float, so that they still
    compare; those that are no numbers at all (NaN, Infinity) become text.
    """
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() else str(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int) and not SMALLEST <= value <= LARGEST:
        return float(str(value))
    return value


def is_exact(value: int | Decimal) -> bool:
    """Whether the stored form gives a finite number back as it was."""
    if isinstance(value, int):
        return SMALLEST <= value <= LARGEST
    _, digits, exponent = value.as_tuple()
    if len(digits) <= SAFE_DIGITS and isinstance(exponent, int) and -290 < exponent < 290:
        return True
    return decimal_of(float(value)) == value


def decimal_of(number: float) -> Decimal:
    """The shortest decimal number that has this float as its nearest."""
    text = repr(number)
    return Decimal(text.removesuffix(".0"))


def restorer(kind: Kind) -> Callable[[Any], Value] | None:
    """What turns stored forms back into cells; None where they are the same."""
    match kind:
        case Kind.NUMBER:
            return lambda value: decimal_of(value) if isinstance(value, float) else Decimal(value)
        case Kind.BOOLEAN:
            return bool
        case Kind.DATE:
            return dt.date.fromisoformat
        case Kind.DATETIME:
            return dt.datetime.fromisoformat
        case _:
            return None


def plain_text(value: Value) -> str:
    """A cell as a CSV file shows it; blanks are empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def parse(text: str, kind: Kind) -> Value:
    """The cell that `plain_text` wrote, for kinds whose values have an order."""
    match kind:
        case Kind.INTEGER:
            return int(text)
        case Kind.NUMBER:
            return Decimal(text)
        case Kind.DATE:
            return dt.date.fromisoformat(text)
        case Kind.DATETIME:
            return dt.datetime.fromisoformat(text)
        case _:
            return text
