"""Exactly the errors of `frictionless.validate`, at the speed of columns.

Whole columns are accepted at a glance where that is certain, the distinct remainder is read by
frictionless' own cell readers, keys are compared by hashes, and only rows with something wrong
are judged one by one, in frictionless' order (`replay`). What does not fit (XLSX, JSON, keys of
unusual types) goes through frictionless whole, and nothing of the fast way is imported for it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publisher.checking.tables import judge
from publisher.checking.tables.errors import TableError, from_frictionless
from publisher.source.records import BLOCK, Unsupported

if TYPE_CHECKING:
    import frictionless

Progress = Callable[[str, int], None]
"""Is told a table's name and how many rows of it are done."""


class Limits(NamedTuple):
    """How much is held at a time; tests make everything small.

    Below `small` bytes in all, frictionless is done before anything else is imported; below `tiny`
    bytes a table is as well judged by it in any case.
    `block` bytes are read at a time, `kept` errors wait until it is known which keys are repeated,
    targets of foreign keys are kept themselves up to `listed`. Columns with a smaller share of
    distinct cells than `few` are looked up, the others filtered (None: as is best).
    """

    small: int = 128 << 10
    tiny: int = 4 << 10
    block: int = BLOCK
    kept: int = 20_000
    listed: int = 300_000
    few: float | None = None


LIMITS = Limits()


def package_errors(
    package: frictionless.Package, *, limits: Limits = LIMITS, progress: Progress | None = None
) -> Iterator[tuple[str | None, TableError]]:
    """All errors of a package's tables, each with the table's name (None: of the package)."""
    from frictionless import FrictionlessException

    try:
        package.to_descriptor(validate=True)
    except FrictionlessException as failure:
        for error in failure.to_errors():
            yield None, from_frictionless(error)
        return
    if "polars" in sys.modules or sum(map(_size, package.resources)) > limits.small:
        limits = limits._replace(small=min(limits.small, limits.tiny))
    for table in package.resources:
        for found in table_errors(table, limits=limits, progress=progress):
            yield table.name, found


def table_errors(
    table: frictionless.Resource, *, limits: Limits = LIMITS, progress: Progress | None = None
) -> Iterator[TableError]:
    """All errors of a table, in order."""
    from frictionless import FrictionlessException

    done = 0
    try:
        if table.format == "csv" and _size(table) > limits.small:
            from publisher.checking.tables.columns import Table

            table.to_descriptor(validate=True)
            for found in Table(table, limits, progress).errors():
                yield found
                done += 1
            return
    except (Unsupported, FrictionlessException):
        pass  # frictionless says what it finds; what was found so far is the same
    yield from islice(judge.errors(table, progress), done, None)


def _size(table: frictionless.Resource) -> int:
    """Bytes of a table and of those that its foreign keys lead to."""
    members = {str(table.name): table}
    for key in table.schema.foreign_keys:
        name = str(key["reference"]["resource"])
        if table.package and table.package.has_resource(name):
            members[name] = table.package.get_resource(name)
    places = [Path(str(member.normpath)) for member in members.values()]
    return sum(place.stat().st_size for place in places if place.is_file())
