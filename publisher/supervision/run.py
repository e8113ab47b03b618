"""Run the integrity checks over what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source.keys import unknown_key
from publisher.source.settings import FILE
from publisher.supervision.checks import CHECKS
from publisher.supervision.county import County
from publisher.supervision.model import Check, Result, Value


def run(county: County, settings: Mapping[str, Any]) -> tuple[Result, ...]:
    """The results of all checks; `settings` is the table [checks] of `lightwell.toml`."""
    return tuple(_run(check, county, settings) for check in CHECKS.values())


def _run(check: Check, county: County, settings: Mapping[str, Any]) -> Result:
    values = values_of(check, settings)
    missing = tuple(schema for schema in check.needs if schema not in county.tables)
    outcome = None if missing else check.run(county, values)
    return Result(check=check.id, values=values, missing=missing, outcome=outcome)


def values_of(check: Check, settings: Mapping[str, Any]) -> dict[str, Value]:
    """The values of a check's parameters: those of the settings, else the defaults."""
    given = settings.get(check.id, {})
    return {
        parameter.name: given.get(parameter.name, parameter.default)
        for parameter in check.parameters
    }


def findings(settings: Mapping[str, Any]) -> Iterator[Finding]:
    """What is wrong in the table [checks]: unknown checks and parameters, values of other kinds."""
    for name, table in settings.items():
        check = CHECKS.get(name)
        if check is None:
            yield unknown_key(name, FILE, CHECKS, line=1)
            continue
        if not isinstance(table, dict):
            yield error("wrong-value", FILE, message("“{key}” must be a table, [{key}].",
                                                     key=f"checks.{name}"), line=1)  # fmt: skip
            continue
        known = {parameter.name: parameter for parameter in check.parameters}
        for key, value in table.items():
            if key not in known:
                yield unknown_key(key, FILE, known, line=1)
            elif not _fits(value, known[key].default):
                yield error("wrong-value", FILE,
                            message("[checks.{check}] {key}: “{value}” is of another kind than "
                                    "the default, {default}.", check=name, key=key,
                                    value=str(value)[:60], default=known[key].default),
                            line=1)  # fmt: skip


def _fits(value: Any, default: Value) -> bool:
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, int | float):
        return isinstance(value, int | float) and value >= 0
    return isinstance(value, str)
