"""frictionless alone on one table: what `frictionless.validate` collects, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from publisher.checking.tables.errors import TableError, from_frictionless
from publisher.source.opening import start

STEP = 10_000
"""Progress is told after so many rows."""


def errors(
    table: Any, progress: Callable[[str, int], None] | None = None
) -> Iterator[TableError]:
    """All errors of a frictionless table in frictionless' order, none kept."""
    from frictionless import FrictionlessException

    try:
        table.to_descriptor(validate=True)
        table.open()
    except FrictionlessException as failure:
        table.close()
        yield from map(from_frictionless, failure.to_errors())
        return
    with table:
        yield from map(from_frictionless, start(table))
        while True:
            try:
                row = next(table.row_stream)
            except StopIteration:
                return
            except FrictionlessException as failure:
                yield from_frictionless(failure.error)
                continue
            yield from map(from_frictionless, row.errors)
            if progress and not row.row_number % STEP:
                progress(str(table.name), row.row_number)
