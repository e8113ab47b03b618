"""Run the integrity checks over what is published."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import Message, message
from publisher.source.keys import unknown_key
from publisher.source.settings import FILE
from publisher.supervision.checks import CHECKS
from publisher.supervision.county import County
from publisher.supervision.life import ANSWER_DAYS, MOST_ANSWER_DAYS
from publisher.supervision.model import Check, NotEvaluated, Outcome, Result, Value

LOG = logging.getLogger(__name__)

InForce = Mapping[tuple[str, str], Value]
"""Values of parameters by check and name, as they were at the last publication."""

Line = Callable[..., int]
"""The line of a table or key of the settings, given as its path."""


def run(
    county: County, settings: Mapping[str, Any], *, checks: Iterable[Check] | None = None,
    in_force: InForce | None = None, say: Callable[[Message], None] = lambda text: None,
) -> tuple[Result, ...]:  # fmt: skip
    """The results of all checks, or of `checks`; `settings` is [checks] of `lightwell.toml`.

    A check that breaks does not take the others along: its result says why it could not run, and
    the log (stderr) where it broke; no page or file does.
    """
    results = []
    for check in CHECKS.values() if checks is None else checks:
        say(message("Running the check {check} …", check=check.id))
        results.append(_run(check, county, values_of(check, settings, in_force or {})))
    return tuple(results)


def _run(check: Check, county: County, values: Mapping[str, Value]) -> Result:
    missing = tuple(schema for schema in check.needs if schema not in county.tables)
    if missing:
        return Result(check=check.id, values=values, missing=missing, outcome=None)
    try:
        outcome = check.run(county, values)
    except Exception as failure:  # a check of ours that breaks must not stop the rest
        LOG.exception("The check %s could not run", check.id)
        where = traceback.extract_tb(failure.__traceback__)[-1]
        place = f"{where.filename.rpartition('/')[2]}:{where.lineno}"
        text = f"{type(failure).__name__}: {failure} ({place})"[:500]
        return Result(check=check.id, values=values, missing=(), outcome=None, failure=text)
    whole = _with_aside(outcome, sum(county.tables.aside(schema) for schema in check.needs))
    return Result(check=check.id, values=values, missing=(), outcome=whole)


def _with_aside(outcome: Outcome, rows: int) -> Outcome:
    """The outcome, saying how many rows of its tables could not be calculated with."""
    if not rows:
        return outcome
    reason = message("a figure or a day lies beyond what can be calculated with")
    return replace(
        outcome, not_evaluated=(*outcome.not_evaluated, NotEvaluated(reason, rows))
    )


def values_of(
    check: Check, settings: Mapping[str, Any], in_force: InForce | None = None
) -> dict[str, Value]:
    """The values of a check's parameters: those of the settings, else the defaults.

    A value that cannot be used (a finding) changes nothing: what was in force stays so.
    """
    given = settings.get(check.id)
    if not isinstance(given, Mapping):
        given = {}
    values: dict[str, Value] = {}
    for parameter in check.parameters:
        value = given.get(parameter.name, parameter.default)
        if not _fits(value, parameter.default):
            value = (in_force or {}).get((check.id, parameter.name), parameter.default)
        values[parameter.name] = value
    return values


def findings(
    settings: Mapping[str, Any], line: Line = lambda *path: 1
) -> Iterator[Finding]:  # fmt: skip
    """What is wrong in the table [checks]: unknown checks and parameters, values of other kinds."""
    for name, table in settings.items():
        check = CHECKS.get(name)
        if name == ANSWER_DAYS:
            yield from _answer_days(table, line("checks", name))
        elif check is None:
            yield unknown_key(name, FILE, (*CHECKS, ANSWER_DAYS), line=line("checks", name))
        elif not isinstance(table, dict):
            yield error("wrong-value", FILE, message("“{key}” must be a table, [{key}].",
                        key=f"checks.{name}"), line=line("checks", name))  # fmt: skip
        else:
            yield from _table_findings(check, table, line)


def _answer_days(value: Any, line: int) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_ANSWER_DAYS:
        yield error("wrong-value", FILE, message(
            "[checks] {key} must be a number of working days from 0 to {most}; here it is "
            "“{value}”.", key=ANSWER_DAYS, most=MOST_ANSWER_DAYS, value=str(value)[:60],
        ), line=line)  # fmt: skip


def _table_findings(check: Check, table: Mapping[str, Any], line: Line) -> Iterator[Finding]:
    known = {parameter.name: parameter for parameter in check.parameters}
    for key, value in table.items():
        place = line("checks", check.id, key)
        if key not in known:
            yield unknown_key(key, FILE, known, line=place)
        elif not _fits(value, known[key].default):
            yield error("wrong-value", FILE,
                        message("[checks.{check}] {key}: “{value}” is of another kind than "
                                "the default, {default}.", check=check.id, key=key,
                                value=str(value)[:60], default=known[key].default),
                        line=place)  # fmt: skip


def _fits(value: Any, default: Value) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, int | float):
        return isinstance(value, int | float) and value >= 0
    return isinstance(value, str)
