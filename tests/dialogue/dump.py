"""Everything that a database of the board holds, for tests that search it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from dialogue.storage import tables
from dialogue.storage.database import Database

Dump = dict[str, list[tuple[Any, ...]]]


def dump(database: Database) -> Dump:
    """All rows of all tables, in an order of their own."""
    with database.reading() as connection:
        return {
            table.name: sorted(
                (tuple(row) for row in connection.execute(select(table))), key=repr
            )
            for table in tables.metadata.sorted_tables
        }


def mentions(found: Dump, *wanted: str) -> list[tuple[str, Any]]:
    """Every table and value in which one of the texts stands."""
    needles = [(text, text.encode()) for text in wanted]
    return [
        (name, value)
        for name, rows in found.items() for row in rows for value in row
        for text, raw in needles
        if (isinstance(value, bytes) and raw in value)
        or (not isinstance(value, bytes) and text in str(value))
    ]  # fmt: skip


def emptied(database: Database) -> None:
    """Remove every row; the tables stay."""
    with database.writing() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(table.delete())
