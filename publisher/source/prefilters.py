"""Cells that are certainly good, found for a whole column at once.

A prefilter is *sound*: what it accepts, frictionless' own reader of the field accepts. It may
accept as little as it likes; the rest is read by frictionless. Each is a small regular expression
over the bytes, with bounds that leave room for the rounding of floats.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from publisher.source.pattern_grammar import linear

if TYPE_CHECKING:
    import polars as pl

    Prefilter = Callable[[pl.Series], pl.Series]

DATE = r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
FORMS = {
    "integer": r"-?[0-9]{1,18}",
    "number": r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?",
    "date": DATE,
    "datetime": rf"{DATE}T{TIME}Z?",
    "time": TIME,
    "year": r"[0-9]{4}",
    "yearmonth": r"[0-9]{4}-(?:0[1-9]|1[0-2])",
}
POSITIVE = {"integer": r"[0-9]{1,18}", "number": r"[0-9]{1,15}(?:\.[0-9]{1,9})?"}
LARGE = 10**30
"""Bounds beyond this, infinite ones and NaN are left to frictionless."""
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
PLAIN = frozenset({"name", "type", "format", "constraints", "missingValues", "title",
                   "description", "rdfType", "example"})  # fmt: skip
"""Keys of a field that a prefilter knows; with any other it keeps its hands off."""


def prefilter(field: Any, missing: Sequence[str]) -> Prefilter | None:
    """What accepts good cells of a frictionless `field`; None where each must be read.

    `missing` are the texts that stand for a missing value.
    """
    constraints = {k: v for k, v in field.constraints.items() if v is not None and k != "unique"}
    required = bool(constraints.pop("required", False))
    if not set(field.to_descriptor()) <= PLAIN or field.format not in ("default", None):
        return None
    if field.type == "string":
        found = _text(constraints, missing if required else ())
    elif field.type in FORMS:
        found = _form(field, constraints)
    elif field.type == "any" and not constraints:
        found = _text(constraints, missing if required else ())
    else:
        return None
    return found if found and _sound(found, missing, required=required) else None


def _sound(accept: Prefilter, missing: Sequence[str], *, required: bool) -> bool:
    """Whether it runs at all, and accepts no missing value of a field that needs one."""
    import polars as pl

    try:
        taken = accept(pl.Series("", [*missing, ""], pl.String))
    except pl.exceptions.PolarsError:
        return False
    return not (required and any(taken.to_list()[: len(missing)]))


def _text(constraints: dict[str, Any], refused: Sequence[str]) -> Prefilter | None:
    import polars as pl

    tests: list[Prefilter] = []
    if set(constraints) - {"minLength", "maxLength", "pattern"}:
        return None
    if "pattern" in constraints:
        pattern = linear(str(constraints["pattern"]))
        if pattern is None:
            return None
        tests.append(lambda cells: cells.str.contains(pattern))
    for name, least in (("minLength", True), ("maxLength", False)):
        if name in constraints:
            limit = constraints[name]
            if type(limit) is not int or limit < 0:
                return None
            tests.append(_length(limit, least=least))
    for text in refused:
        tests.append(_differs(text))
    if not tests:
        return lambda cells: pl.repeat(True, len(cells), dtype=pl.Boolean, eager=True)
    return _all(tests)


def _length(limit: int, *, least: bool) -> Prefilter:
    if least:
        return lambda cells: cells.str.len_chars() >= limit
    return lambda cells: cells.str.len_chars() <= limit


def _differs(text: str) -> Prefilter:
    return lambda cells: cells != text


def _all(tests: Sequence[Prefilter]) -> Prefilter:
    def accept(cells: pl.Series) -> pl.Series:
        result = tests[0](cells)
        for test in tests[1:]:
            result = result & test(cells)
        return result

    return accept


def _form(field: Any, constraints: dict[str, Any]) -> Prefilter | None:
    if set(constraints) - set(BOUNDS):
        return None
    read = field.create_value_reader()
    bounds = {name: read(value) for name, value in constraints.items()}
    if any(value is None for value in bounds.values()):
        return None
    if field.type in POSITIVE and not all(b == b and abs(b) < LARGE for b in bounds.values()):
        return None
    form = FORMS[field.type]
    tests: list[Prefilter] = []
    if field.type in POSITIVE:
        if "minimum" in bounds and bounds["minimum"] <= 0:
            form = POSITIVE[field.type]
            del bounds["minimum"]
        tests += [_near(name, value, field.type) for name, value in bounds.items()]
    elif field.type == "date":
        if any(not isinstance(b, dt.date) or b.year < 1000 for b in bounds.values()):
            return None
        tests += [_between(name, value.isoformat()) for name, value in bounds.items()]
    elif bounds:
        return None
    pattern = rf"\A{form}\z"
    return _all([lambda cells: cells.str.contains(pattern), *tests])


def _near(name: str, bound: Any, kind: str) -> Prefilter:
    """Numbers clearly inside a bound; those within rounding of it are not accepted."""
    import polars as pl

    limit = float(bound)
    room = abs(limit) * 1e-12
    if kind == "integer":
        room += 1
    if name in ("minimum", "exclusiveMinimum"):
        return lambda cells: cells.cast(pl.Float64, strict=False).fill_null(-1e308) > limit + room
    return lambda cells: cells.cast(pl.Float64, strict=False).fill_null(1e308) < limit - room


def _between(name: str, bound: str) -> Prefilter:
    """ISO dates compare as texts do."""
    return {
        "minimum": lambda cells: cells >= bound,
        "maximum": lambda cells: cells <= bound,
        "exclusiveMinimum": lambda cells: cells > bound,
        "exclusiveMaximum": lambda cells: cells < bound,
    }[name]
