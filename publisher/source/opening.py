"""A CSV table as frictionless opens it: its fields in the file's order, and how its text is read.

frictionless reads the first hundred records to find the dialect's open ends and the header; the
rest of the file is then ours to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from publisher.source.records import BLOCK, Text

if TYPE_CHECKING:
    import frictionless


class Opened(NamedTuple):
    """What frictionless finds out before the first row.

    `fields` are its own, one for each cell of a row; `primary_key` is () where a field of it is
    missing; `start` are its errors of the header and the file.
    """

    fields: list[Any]
    primary_key: tuple[str, ...]
    text: Text
    start: list[Any]


def opened(table: frictionless.Resource, *, block: int = BLOCK) -> Opened:
    """Open a CSV table without reading what its foreign keys lead to.

    Raises FrictionlessException where it cannot be opened.
    """
    from frictionless.formats.csv import CsvControl

    alone: Any = table.to_copy()
    alone.schema.foreign_keys = []
    with alone:
        fields = list(alone.header.get_expected_fields())
        names = {field.name for field in fields}
        primary = tuple(alone.schema.primary_key)
        dialect = alone.dialect
        text = Text(
            file=Path(alone.normpath), encoding=str(alone.encoding),
            dialect=CsvControl.from_dialect(dialect).to_python(), width=len(fields),
            skip=dialect.create_first_content_row() - 1, comments=dialect.comment_char or "",
            comment_rows=frozenset(dialect.comment_rows), skip_blank=dialect.skip_blank_rows,
            block=block,
        )  # fmt: skip
        return Opened(fields, primary if names.issuperset(primary) else (), text, start(alone))


def start(table: Any) -> list[Any]:
    """The errors of an open table before its rows, as `frictionless.validate` gives them."""
    from frictionless import errors

    empty = not (table.labels or table.fragment)
    return [*([errors.SourceError(note="the source is empty")] if empty else ()),
            *table.header.errors]  # fmt: skip
