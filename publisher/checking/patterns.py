"""Patterns that might take for ever: each is tried on its column before frictionless uses it.

Most patterns are proved cheap from their text. The others run over the column's values under a
limit on CPU time: `re` looks for signals while it searches, so that even one endless match can be
ended from within.
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source import tabular
from publisher.source.expressions import Expression, PatternError, expression
from publisher.source.packages import DataPackage, Resource

SECONDS = 3.0
"""CPU seconds that one pattern may take over its whole column, and …"""
SECONDS_PER_MEGABYTE = 0.5
"""… so many more for each megabyte of the file."""

STEPS_PER_BYTE = 100
"""A pattern that never takes more steps than so many times the length of its texts is cheap."""

FEW_STEPS = 1_000
"""A text that certainly takes no more steps than this (about 20 µs) need not be tried."""

PLAIN_TYPES = frozenset(
    {"string", "number", "integer", "boolean", "date", "datetime", "time", "year", "yearmonth",
     "any"}
)  # fmt: skip


def expressions(resource: Resource) -> Iterator[tuple[int, str, Expression]]:
    """Position, field and expression of each pattern of a table that can be used."""
    for position, column in enumerate(resource.schema.fields):
        pattern = column.constraints.get("pattern")
        if column.type == "string" and isinstance(pattern, str):
            with contextlib.suppress(PatternError):  # a finding on the descriptor
                yield position, column.name, expression(pattern)


def is_cheap(found: Expression, size: int) -> bool:
    """Whether `re` needs little for texts of `size` characters together, however they are cut."""
    return found.steps(size) <= STEPS_PER_BYTE * (size + 1)


def is_harmless(resource: Resource) -> bool:
    """Whether no cell of the table can make `re` or frictionless' readers slow."""
    plain = all(
        entry.get("type", "string") in PLAIN_TYPES and entry.get("format", "default") == "default"
        and "bareNumber" not in entry
        for entry in resource.schema.raw["fields"]
    )  # fmt: skip
    return plain and all(
        is_cheap(found, resource.file.size) for _, _, found in expressions(resource)
    )


def findings(package: DataPackage, seconds: float = SECONDS) -> Iterator[Finding]:
    """A finding for each pattern that takes too long on its column."""
    for resource in package.resources:
        risky = [
            _Column(position, name, found)
            for position, name, found in expressions(resource)
            if not is_cheap(found, resource.file.size)
        ]
        if risky:
            _collect(resource, risky)
            limit = seconds + SECONDS_PER_MEGABYTE * resource.file.size / 1e6
            for column in risky:
                row = _too_slow(column, limit)
                if row is not None:
                    yield _finding(resource, column, row, limit)


@dataclass(slots=True)
class _Column:
    """A column with a pattern: how often each of its doubtful values occurs, and first where."""

    position: int
    name: str
    expression: Expression
    values: dict[str, list[int]] = field(default_factory=dict)

    def take(self, row: int, cell: Any) -> None:
        if isinstance(cell, str) and self.costs(len(cell)) > FEW_STEPS:
            self.values.setdefault(cell, [row, 0])[1] += 1

    def costs(self, length: int) -> float:
        return _steps(self.expression, length)


@cache
def _steps(found: Expression, length: int) -> float:
    return found.steps(length)


def _collect(resource: Resource, columns: list[_Column]) -> None:
    """Read the columns as frictionless does, without judging a cell.

    What it cannot read it reports itself, later. Cells are looked up by position and by label:
    which of them counts depends on the schema.
    """
    import frictionless
    from frictionless.resources import TableResource

    entry = tabular.descriptor(resource)
    entry["schema"] = {"fields": [{"name": f.name, "type": "any"} for f in resource.schema.fields]}
    table = TableResource.from_descriptor(entry, basepath=str(Path(resource.file.place).parent))
    with contextlib.suppress(frictionless.FrictionlessException), table:
        labels = list(table.labels)
        places = [
            (column, {column.position, *(n for n, label in enumerate(labels)
                                         if label == column.name)})
            for column in columns
        ]  # fmt: skip
        for row, cells in enumerate(table.cell_stream, 1):
            for column, positions in places:
                for position in positions:
                    if position < len(cells):
                        column.take(row, cells[position])


class _TimeoutError(Exception):
    """The CPU time is over."""


def _too_slow(column: _Column, seconds: float) -> int | None:
    """The row whose value used the column's time up, None where all were done before.

    A value that occurs often counts as often: frictionless will ask as often.
    """
    spent, row = 0.0, 0
    compiled = column.expression.compiled
    try:
        with _limit(seconds):
            for value, (row, times) in column.values.items():
                start = time.process_time()
                compiled.match(value)
                spent += (time.process_time() - start) * times
                if spent > seconds:
                    return row
    except _TimeoutError:
        return row
    return None


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise _TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _finding(resource: Resource, column: _Column, row: int, seconds: float) -> Finding:
    return error(
        "pattern-timeout", resource.file.path,
        message("The pattern “{pattern}” of the field “{field}” takes more than {seconds} seconds "
                "and was stopped.", pattern=column.expression.pattern[:100], field=column.name,
                seconds=round(seconds, 1)),
        hint=message("Write it without a repetition inside a repetition, and without alternatives "
                     "that begin alike: a+ for (a+)+, a* for (a|a)*."),
        row=row, column=column.position + 1, field=column.name,
    )  # fmt: skip
