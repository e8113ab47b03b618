"""What a field's constraints ask, held against its type and against each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from publisher.languages import Message, message
from publisher.source.expressions import PatternError, expression
from publisher.source.keys import suggestion
from publisher.source.places import Place
from publisher.source.syntax import explained

_LENGTHS = ("required", "minLength", "maxLength", "enum")
_BOUNDS = ("required", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum")
SUPPORTED: Mapping[str, tuple[str, ...]] = {
    "string": (*_LENGTHS, "pattern"), "object": _LENGTHS, "array": _LENGTHS,
    "list": ("required", "minLength", "maxLength"),
    **dict.fromkeys(
        ("number", "integer", "datetime", "date", "time", "year", "yearmonth"), _BOUNDS
    ),
    **dict.fromkeys(("boolean", "duration", "geopoint", "geojson", "any"), ("required", "enum")),
}  # fmt: skip
"""The constraints of each type; `unique` goes with all."""
KNOWN = frozenset({"unique", *(name for names in SUPPORTED.values() for name in names)})

STEPS = 1_000_000
"""A value of an enumeration is held against a pattern that needs no more steps for it (20 ms)."""

Value = Decimal | dt.date | dt.time | str


def check(field: Mapping[str, Any], kind: str, place: Place) -> None:
    """Note what is wrong in a field's constraints; `place` is the field's."""
    constraints = field.get("constraints")
    if constraints is None:
        return
    at = place.below("constraints")
    if not isinstance(constraints, dict):
        place.error("wrong-value", message("“constraints” must be a group of keys."),
                    "constraints")  # fmt: skip
        return
    for name, value in constraints.items():
        if name not in KNOWN:
            at.error("unknown-constraint",
                     message("There is no constraint “{name}”.", name=str(name)[:60]), name,
                     hint=suggestion(str(name), KNOWN))  # fmt: skip
        elif name != "unique" and name not in SUPPORTED[kind]:
            at.error(
                "unsupported-constraint",
                message("The constraint “{name}” does not apply to the type “{kind}”.", name=name,
                        kind=kind), name,
                hint=message("These do: {names}.", names=", ".join((*SUPPORTED[kind], "unique"))),
            )  # fmt: skip
        else:
            _shape(name, value, kind, at)
    _order(constraints, kind, at)
    _enumeration(field, constraints, kind, at)


def _shape(name: str, value: Any, kind: str, at: Place) -> None:
    tests: Mapping[str, tuple[Callable[[Any], bool], Message]] = {
        "required": (lambda v: isinstance(v, bool), message("true or false")),
        "unique": (lambda v: isinstance(v, bool), message("true or false")),
        "minLength": (_is_length, message("a whole number, not negative")),
        "maxLength": (_is_length, message("a whole number, not negative")),
        "pattern": (lambda v: isinstance(v, str), message("a text")),
        "enum": (lambda v: isinstance(v, list) and bool(v), message("a list of values")),
    }
    test, wanted = tests.get(name, (lambda v: read(v, kind) is not None,
                                    message("a value of the type “{kind}”", kind=kind)))
    if not test(value):
        at.error("wrong-value", message("“{key}” must be {kind}; here it is “{value}”.", key=name,
                                        kind=wanted, value=str(value)[:60]), name)  # fmt: skip
    elif name == "pattern":
        try:
            expression(value)
        except PatternError as failure:
            at.error(
                "pattern-invalid",
                message("The pattern “{pattern}” is not a regular expression: {what}.",
                        pattern=value[:60], what=explained(failure)), name,
                hint=message("Write it as Python’s re does; it must match the whole cell. A "
                             "backslash before a mark takes it literally."),
            )  # fmt: skip


def _is_length(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def read(value: Any, kind: str) -> Value | None:
    """A value written in a descriptor as one of the type, None where it is none.

    Types whose values cannot be compared here give a text.
    """
    try:
        match kind:
            case "number" | "integer" | "year":
                if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
                    return None
                number = Decimal(str(value))
                whole = kind == "number" or number == number.to_integral_value()
                return number if number.is_finite() and whole else None
            case "date":
                return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
            case "datetime":
                found = value if isinstance(value, dt.date) else dt.datetime.fromisoformat(value)
                return found.isoformat()
            case "time":
                return value if isinstance(value, dt.time) else dt.time.fromisoformat(value)
            case "string":
                return value if isinstance(value, str) else None
            case _:
                return str(value)
    except (ValueError, TypeError, InvalidOperation):
        return None


def _order(constraints: Mapping[str, Any], kind: str, at: Place) -> None:
    """The least is not above the most."""
    for low, high, strict in (
        ("minimum", "maximum", False), ("minLength", "maxLength", False),
        ("exclusiveMinimum", "exclusiveMaximum", True), ("minimum", "exclusiveMaximum", True),
        ("exclusiveMinimum", "maximum", True),
    ):  # fmt: skip
        if low not in constraints or high not in constraints:
            continue
        number = "integer" if low == "minLength" else kind
        least, most = read(constraints[low], number), read(constraints[high], number)
        if least is None or most is None:
            continue
        try:
            wrong = least >= most if strict else least > most  # type: ignore[operator]  # one type
        except TypeError:  # an instant with and one without a zone
            continue
        if wrong:
            at.error(
                "contradiction",
                message("No value can be at least {low} and at most {high}.",
                        low=f"{low} {constraints[low]}", high=f"{high} {constraints[high]}"), low,
                hint=message("Exchange them, or correct the one that is wrong."),
            )  # fmt: skip


def _enumeration(
    field: Mapping[str, Any], constraints: Mapping[str, Any], kind: str, at: Place
) -> None:
    """Each value of an enumeration can occur."""
    values = constraints.get("enum")
    if not isinstance(values, list) or field.get("format", "default") != "default":
        return
    for position, value in enumerate(values):
        why = _impossible(value, constraints, kind)
        if why is not None:
            at.error("contradiction",
                     message("“{value}” of the enumeration can never occur: {why}.",
                             value=str(value)[:60], why=why), "enum", position,
                     hint=message("Correct it, or take it off the list."))  # fmt: skip


def _impossible(value: Any, constraints: Mapping[str, Any], kind: str) -> Message | None:
    found = read(value, kind)
    if found is None:
        return message("it is not of the type “{kind}”", kind=kind)
    if isinstance(found, str) and kind == "string":
        shortest, longest = constraints.get("minLength"), constraints.get("maxLength")
        if isinstance(shortest, int) and len(found) < shortest:
            return message("it is shorter than minLength")
        if isinstance(longest, int) and len(found) > longest:
            return message("it is longer than maxLength")
        pattern = constraints.get("pattern")
        if isinstance(pattern, str) and not _fits(pattern, found):
            return message("it does not match the pattern")
    if isinstance(found, Decimal):
        least, most = (read(constraints.get(name), kind) for name in ("minimum", "maximum"))
        if isinstance(least, Decimal) and found < least:
            return message("it is below the minimum")
        if isinstance(most, Decimal) and found > most:
            return message("it is above the maximum")
    return None


def _fits(pattern: str, text: str) -> bool:
    """Whether the text matches; True where that cannot be known quickly."""
    try:
        found = expression(pattern)
    except PatternError:
        return True
    if not found.agrees(text) and found.steps(len(text)) > STEPS:
        return True
    return found.matches(text)
