"""frictionless on one table: the plain way through all rows, and the opening that both ways share.

The streams here give what `frictionless.validate` collects, one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publisher.checking.tables.errors import TableError, from_frictionless

if TYPE_CHECKING:
    import frictionless


@dataclass(frozen=True, slots=True)
class Opened:
    """What frictionless finds out before the first row: fields as the file has them, dialect.

    `fields` are in the order of the cells; `start` are the errors of the header and the file.
    """

    fields: list[Any]
    primary_key: tuple[str, ...]
    dialect: Any
    csv: Any
    encoding: str
    start: list[TableError]


def opened(table: frictionless.Resource, *, keys: bool = True) -> Opened:
    """Open a table without reading what its foreign keys lead to.

    Raises FrictionlessException where it cannot be opened.
    """
    from frictionless.formats.csv import CsvControl

    alone = table.to_copy()
    alone.schema.foreign_keys = []
    with alone:
        fields = list(alone.header.get_expected_fields())
        names = {field.name for field in fields}
        primary = tuple(alone.schema.primary_key)
        control = CsvControl.from_dialect(alone.dialect)
        return Opened(
            fields=fields,
            primary_key=primary if keys and names.issuperset(primary) else (),
            dialect=alone.dialect,
            csv=control.to_python(),
            encoding=str(alone.encoding),
            start=list(_start(alone)),
        )


def errors(table: frictionless.Resource) -> Iterator[TableError]:
    """All errors of a table by frictionless alone, in its order, none kept."""
    from frictionless import FrictionlessException

    try:
        table.to_descriptor(validate=True)
        table.open()
    except FrictionlessException as failure:
        table.close()
        yield from map(from_frictionless, failure.to_errors())
        return
    with table:
        yield from _start(table)
        while True:
            try:
                row = next(table.row_stream)
            except StopIteration:
                return
            except FrictionlessException as failure:
                yield from_frictionless(failure.error)
                continue
            yield from map(from_frictionless, row.errors)


def _start(table: Any) -> Iterator[TableError]:
    from frictionless import errors as known

    if not (table.labels or table.fragment):
        yield from_frictionless(known.SourceError(note="the source is empty"))
    yield from map(from_frictionless, table.header.errors)
