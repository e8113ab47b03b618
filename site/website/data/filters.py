"""What the query string of a table's page asks for, read strictly: a typo is never ignored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from publisher.languages import Message, message
from publisher.outputs.cells import LARGEST, SMALLEST, Kind, Stored
from publisher.outputs.facts import ORDERED, TableFacts

WORDS, SORT, AFTER = "_q", "_sort", "_after"
MAX_VALUE = 200
MAX_WORDS = 5
MAX_CONDITIONS = 30
TRACKERS = re.compile(r"utm_\w+|fbclid|gclid|spm|from|isappinstalled|nsukey|scene|share_\w+")
"""What other sites add to links; ignored, unless a column is called so."""

ENDS_OF_DAY = "T24"
"""Sorts after every time of a day."""

Parameters = Sequence[tuple[str, str]]


class Condition(NamedTuple):
    """What a column's values must be: one of several, or within bounds (None: no bound)."""

    place: int
    among: tuple[Stored, ...] = ()
    least: Stored = None
    most: Stored = None


class Sort(NamedTuple):
    """The column that rows are sorted by."""

    place: int
    descending: bool


class Problem(NamedTuple):
    """A parameter that cannot be followed, and why."""

    parameter: str
    message: Message


class TableQuery(NamedTuple):
    """Which rows to show: `after` is the number of the last row of the page before."""

    words: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sort: Sort | None = None
    after: int | None = None


def read_query(facts: TableFacts, parameters: Parameters) -> tuple[TableQuery, tuple[Problem, ...]]:
    """The query that `parameters` describe, and what is wrong with them; blanks are left out."""
    reader = _Reader(facts)
    given = [(name, value.strip()) for name, value in parameters if value.strip()]
    if len(given) > MAX_CONDITIONS:
        reader.problem("", message("These are more than {limit} conditions.", limit=MAX_CONDITIONS))
        given = given[:MAX_CONDITIONS]
    for name, value in given:
        if len(value) > MAX_VALUE:
            reader.problem(name, message("This is longer than {limit} characters.",
                                         limit=MAX_VALUE))  # fmt: skip
        elif "\x00" in value:
            reader.problem(name, message("This holds a character that no value holds."))
        else:
            reader.take(name, value)
    return reader.query(), tuple(reader.problems)


def canonical(parameters: Parameters) -> list[tuple[str, str]]:
    """The parameters that say something, for an address to share."""
    return [(name, value.strip()) for name, value in parameters if value.strip()]


class _Reader:
    """Reads the parameters one by one."""

    def __init__(self, facts: TableFacts) -> None:
        self.fields = facts.fields
        self.places: Mapping[str, int] = {f.name: place for place, f in enumerate(facts.fields)}
        self.problems: list[Problem] = []
        self.words: tuple[str, ...] = ()
        self.among: dict[int, list[Condition]] = {}
        self.bounds: dict[int, Condition] = {}
        self.sort: Sort | None = None
        self.after: int | None = None

    def problem(self, parameter: str, text: Message) -> None:
        self.problems.append(Problem(parameter, text))

    def query(self) -> TableQuery:
        equal = [_joined(conditions) for conditions in self.among.values()]
        return TableQuery(self.words, (*equal, *self.bounds.values()), self.sort, self.after)

    def take(self, name: str, value: str) -> None:
        field, _, end = name.rpartition(".")
        if name in self.places:
            self.equal(name, value)
        elif end in ("min", "max") and field in self.places:
            self.bound(name, self.places[field], end, value)
        elif name == WORDS:
            self.search(value)
        elif name == SORT:
            self.order(value)
        elif name == AFTER:
            self.begin(value)
        elif not TRACKERS.fullmatch(name):
            self.problem(name, message("This table has no column “{name}”.", name=name[:60]))

    def search(self, value: str) -> None:
        self.words = tuple(value.split())
        if len(self.words) > MAX_WORDS:
            self.problem(WORDS, message("These are more than {limit} words.", limit=MAX_WORDS))
            self.words = self.words[:MAX_WORDS]

    def order(self, value: str) -> None:
        name = value.removeprefix("-")
        if name in self.places:
            self.sort = Sort(self.places[name], value != name)
        else:
            self.problem(SORT, message("This table has no column “{name}”.", name=name[:60]))

    def begin(self, value: str) -> None:
        if re.fullmatch(r"[0-9]{1,15}", value):
            self.after = int(value)
        else:
            self.problem(AFTER, message("“{value}” is not the number of a row.", value=value[:40]))

    def equal(self, name: str, value: str) -> None:
        place = self.places[name]
        found = self.value(name, self.fields[place].kind, value)
        if found is None:
            return
        condition = Condition(place, among=(found,))
        if self.fields[place].kind is Kind.DATETIME and "T" not in str(found):
            condition = Condition(place, least=found, most=f"{found}{ENDS_OF_DAY}")
        self.among.setdefault(place, []).append(condition)

    def bound(self, name: str, place: int, end: str, value: str) -> None:
        kind = self.fields[place].kind
        if kind not in ORDERED:
            self.problem(name, message("This column has no order; a smallest or largest value "
                                       "means nothing."))  # fmt: skip
            return
        found = self.value(name, kind, value)
        if found is None:
            return
        known = self.bounds.get(place, Condition(place))
        if end == "min":
            self.bounds[place] = known._replace(least=found)
        else:
            whole_day = kind is Kind.DATETIME and "T" not in str(found)
            most = f"{found}{ENDS_OF_DAY}" if whole_day else found
            self.bounds[place] = known._replace(most=most)

    def value(self, name: str, kind: Kind, text: str) -> Stored:
        """The value as SQLite keeps it; None (and a problem) if it is of another kind."""
        try:
            return _stored(kind, text)
        except (ValueError, InvalidOperation):
            self.problem(name, _EXPECTED[kind](text[:40]))
            return None


def _joined(conditions: list[Condition]) -> Condition:
    """Several values for one column: any of them will do."""
    if len(conditions) == 1:
        return conditions[0]
    among = tuple(value for condition in conditions for value in condition.among)
    return conditions[0]._replace(among=among) if among else conditions[-1]


def _stored(kind: Kind, text: str) -> Stored:
    match kind:
        case Kind.INTEGER:
            if not re.fullmatch(r"[+-]?[0-9,]{1,25}", text):
                raise ValueError(text)
            number = int(text.replace(",", ""))
            if not SMALLEST <= number <= LARGEST:
                raise ValueError(text)
            return number
        case Kind.NUMBER:
            found = Decimal(text.replace(",", ""))
            if not found.is_finite() or abs(found.adjusted()) > 300:
                raise ValueError(text)
            return float(found)
        case Kind.BOOLEAN:
            if text.lower() not in ("true", "false"):
                raise ValueError(text)
            return int(text.lower() == "true")
        case Kind.DATE:
            return dt.date.fromisoformat(text).isoformat()
        case Kind.DATETIME:
            if len(text) == 10:
                return dt.date.fromisoformat(text).isoformat()
            return dt.datetime.fromisoformat(text).isoformat()
        case _:
            return text


def _whole(text: str) -> Message:
    return message("“{value}” is not a whole number.", value=text)


def _number(text: str) -> Message:
    return message("“{value}” is not a number.", value=text)


def _boolean(text: str) -> Message:
    return message("“{value}” is neither true nor false.", value=text)


def _date(text: str) -> Message:
    return message("“{value}” is not a date such as 2026-03-31.", value=text)


_EXPECTED: Mapping[Kind, Callable[[str], Message]] = {
    Kind.INTEGER: _whole, Kind.NUMBER: _number, Kind.BOOLEAN: _boolean, Kind.DATE: _date,
    Kind.DATETIME: _date,
}  # fmt: skip
