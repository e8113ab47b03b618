"""Restoring a backup into an empty database, of the same kind or the other."""

from __future__ import annotations

import json
import logging
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Integer, Table, func, insert, select, text

from dialogue.keys.vault import Unreadable, Vault, encrypt
from dialogue.storage import journal_check, tables, wrapping
from dialogue.storage.database import Database, newest_version
from dialogue.storage.journal import Head
from dialogue.upkeep import backup
from dialogue.upkeep.key_backup import Keys
from publisher.errors import StorageError, UsageError
from publisher.languages import Message, message

ROWS: Final = 500

log = logging.getLogger(__name__)


class Restored(NamedTuple):
    """How many rows there are, and how many matters nobody can read any more."""

    rows: int
    unreadable: int


def restore(
    database: Database, folder: Path, keys: Keys | None = None, held: Vault | None = None
) -> Restored:  # fmt: skip
    """Put a backup into an empty database of this version, all or nothing.

    `keys` are those of the backup, `held` those of this server (else the backup's, too), under
    which the keys of matters are wrapped anew. Checksums are held against the files before anything
    is written, the journal against itself and the manifest before it counts. Raises UsageError
    where the database holds something, StorageError where the backup is damaged.
    """
    manifest = _checked(folder)
    with database.writing() as connection:
        if backup.count(connection):
            raise UsageError(message("The database is not empty. Nothing was restored."))
        rows = sum(_load(connection, table, folder) for table in backup.kept_tables())
        for table in tables.metadata.sorted_tables:
            _continue_numbers(connection, table)
        unreadable = _give_keys(connection, keys, held)
        noted = manifest["journal"]
        found = journal_check.verify(connection, Head(noted["seq"], bytes.fromhex(noted["hash"])))
        if found.head.seq != noted["seq"]:
            raise StorageError(message("The journal in {folder} is longer than it should be.",
                                       folder=folder))  # fmt: skip
    return Restored(rows, unreadable)


def _checked(folder: Path) -> dict[str, Any]:
    """The manifest of a backup that is whole."""
    try:
        manifest = json.loads((folder / backup.MANIFEST).read_text(encoding="utf-8"))
        described = {name: (one["rows"], one["sha256"], one["columns"])
                     for name, one in manifest["tables"].items()}  # fmt: skip
        version = manifest["version"], manifest["format"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as failure:
        raise UsageError(message("{folder} holds no backup that can be read: {what}",
                                 folder=folder, what=failure)) from failure  # fmt: skip
    if version != (newest_version(), backup.FORMAT):
        raise UsageError(
            message("This backup was made by another version ({version}). Restore it with that "
                    "one, then run `lightwell dialogue migrate`.", version=version[0])
        )  # fmt: skip
    for table in backup.kept_tables():
        _, wanted, columns = described.get(table.name, (0, "", []))
        file = folder / f"{table.name}.jsonl.gz"
        if not file.is_file() or backup.checksum(file) != wanted:
            raise _damaged(file)
        if columns != [column.name for column in table.c]:
            raise _damaged(file)
    return dict(manifest)


def _damaged(file: Path) -> StorageError:
    why: Message = message("{file} is missing or not as it was written. Nothing was restored.",
                           file=file)  # fmt: skip
    return StorageError(why)


def _load(connection: Connection, table: Table, folder: Path) -> int:
    loaded = 0
    with (folder / f"{table.name}.jsonl.gz").open("rb") as file:
        rows = backup.read_rows(file, table)
        while batch := list(islice(rows, ROWS)):
            connection.execute(insert(table), batch)
            loaded += len(batch)
    return loaded


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the highest number that was restored."""
    key = list(table.primary_key)
    counted = len(key) == 1 and isinstance(key[0].type, Integer)
    if connection.dialect.name == "sqlite" or not counted or key[0].autoincrement is False:
        return
    highest = connection.execute(select(func.max(key[0]))).scalar_one()
    if highest is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)"),
            {"table": table.name, "column": key[0].name, "highest": highest},
        )


def _give_keys(connection: Connection, keys: Keys | None, held: Vault | None) -> int:
    """Keys to the matters that have one; how many have texts and none."""
    written = set(connection.execute(select(tables.text.c.thread).distinct()).scalars())
    if keys is None:
        return len(written)
    there = set(connection.execute(select(tables.thread.c.id)).scalars())
    wrapper = wrapping.in_force(connection, held or keys.vault)
    found = []
    for thread in sorted(there & keys.wrapped.keys()):
        try:
            key = keys.vault.unwrap(keys.wrapped[thread], thread)
        except Unreadable as failure:
            log.warning("%s", failure)
        else:
            found.append({"thread": thread, "wrapped": encrypt(wrapper, key, thread)})
    if found:
        connection.execute(insert(tables.thread_key), found)
    return len(written - {one["thread"] for one in found})
