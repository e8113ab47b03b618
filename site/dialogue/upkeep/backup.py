"""Backups: one state of the whole database as neutral files, without the keys of matters.

A folder of one compressed JSON-lines file a table and a manifest with checksums. Because keys are
left out, a matter whose key was destroyed stays unreadable in every older backup.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Column, Connection, Date, DateTime, LargeBinary, Table, func, select

from dialogue.storage import journal, tables
from dialogue.storage.database import Database, newest_version
from publisher.errors import UsageError
from publisher.languages import message
from publisher.release.drafts import new_folder

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
LEFT_OUT: Final = frozenset({
    tables.thread_key, tables.key_in_force, tables.daily_key, tables.session, tables.counter,
    tables.spent, tables.lease,
})  # fmt: skip
"""Keys, and what lasts minutes or hours only."""
ROWS: Final = 200


def kept_tables() -> list[Table]:
    """The tables of a backup, each after those that it points to."""
    return [table for table in tables.metadata.sorted_tables if table not in LEFT_OUT]


def back_up(database: Database, folder: Path, at: dt.datetime) -> int:
    """Write a backup to a folder that does not exist yet; how many rows it has.

    The folder has its name only once everything is on disk.
    """
    if folder.exists():
        raise UsageError(message("{folder} exists already.", folder=folder))
    with new_folder(folder) as draft:
        with database.reading() as connection:
            described = {
                table.name: _write_table(connection, table, draft / f"{table.name}.jsonl.gz")
                for table in kept_tables()
            }
            head = journal.head(connection)
        manifest = {
            "format": FORMAT, "version": newest_version(), "made_at": at.isoformat(),
            "journal": {"seq": head.seq, "hash": head.hash.hex()}, "tables": described,
        }  # fmt: skip
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=2), encoding="utf-8")
    return sum(one["rows"] for one in described.values())


def _write_table(connection: Connection, table: Table, file: Path) -> dict[str, Any]:
    """One table as compressed lines; its rows and checksum."""
    rows = 0
    columns = list(table.c)
    with file.open("xb") as target, gzip.GzipFile("", "wb", 3, target, mtime=0) as packed:
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS)
        with connection.execute(query) as found:
            for row in found:
                values = [_plain(value) for value in row]
                line = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
                packed.write(line.encode() + b"\n")
                rows += 1
    return {
        "rows": rows, "sha256": checksum(file), "columns": [column.name for column in columns],
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def read_rows(file: BinaryIO, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table's file as the database takes them."""
    columns = list(table.c)
    with gzip.GzipFile(fileobj=file) as packed:
        for line in packed:
            values = json.loads(line)
            yield {
                column.name: _value(column, value)
                for column, value in zip(columns, values, strict=True)
            }


def _value(column: Column[Any], plain: Any) -> Any:
    if plain is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(plain)
    if isinstance(column.type, DateTime):
        return dt.datetime.fromisoformat(plain)
    if isinstance(column.type, Date):
        return dt.date.fromisoformat(plain)
    return plain


def checksum(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def count(connection: Connection) -> int:
    """How many rows all tables have together, but for the name of the key in force."""
    return sum(
        int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in tables.metadata.sorted_tables if table is not tables.key_in_force
    )
