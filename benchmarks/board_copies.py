"""Copies a board from SQLite to PostgreSQL, so that pages of both are pages of the same matters."""

import json
from typing import Any

from sqlalchemy import JSON, Connection, Table, delete, func, select, text

from dialogue.storage import tables
from dialogue.storage.database import Database

AT_ONCE = 5_000


def copy(source: Database, target: Database) -> int:
    """Copy every row into a new PostgreSQL database, in place of its own; how many there were.

    The planner is told how much there is, as the server would find out by itself after a while.
    """
    with source.reading() as old, target.writing() as new:
        for table in reversed(tables.metadata.sorted_tables):
            new.execute(delete(table))
        rows = sum(_copied(old, new, table) for table in tables.metadata.sorted_tables)
    with target.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))
    return rows


def _copied(old: Connection, new: Connection, table: Table) -> int:
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    cursor: Any = new.connection.cursor()
    count = 0
    with cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copying:
        for row in old.execute(select(table).execution_options(yield_per=AT_ONCE)):
            copying.write_row([
                json.dumps(value) if isinstance(column.type, JSON) else value
                for column, value in zip(table.c, row, strict=True)
            ])  # fmt: skip
            count += 1
    _continue_numbers(new, table, count)
    return count


def _continue_numbers(new: Connection, table: Table, count: int) -> None:
    """Let PostgreSQL count on from the highest number that was copied."""
    key = table.autoincrement_column
    if key is None or not count:
        return
    sequence = func.pg_get_serial_sequence(table.name, key.name)
    new.execute(select(func.setval(sequence, select(func.max(key)).scalar_subquery())))
