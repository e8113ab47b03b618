"""What the archive keeps of flags and of the parameters of checks: rows that are only ever added.

A flag's first day and the day since when it is public are never overwritten: each row repeats
them, and the last row of a flag is what is known of it.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from publisher.supervision.kept import NOTHING, Kept, KeptFlag, KeptValue

TABLES = """
CREATE TABLE IF NOT EXISTS flags (
    seq INTEGER NOT NULL, id TEXT NOT NULL, first_seen TEXT NOT NULL, public_since TEXT,
    gone_since TEXT, by_parameters INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (id, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS check_values (
    seq INTEGER NOT NULL, check_id TEXT NOT NULL, name TEXT NOT NULL, since TEXT NOT NULL,
    value TEXT NOT NULL, PRIMARY KEY (check_id, name, seq)) WITHOUT ROWID;
"""


def peek(file: Path) -> Kept:
    """What an archive's database knows, read without changing it; nothing where there is none."""
    if not file.is_file():
        return NOTHING
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('flags', 'check_values')"
        return read(database) if database.execute(tables).fetchone() == (2,) else NOTHING


def read(database: sqlite3.Connection) -> Kept:
    """Everything that confirmed publications left."""
    rows = database.execute(
        "SELECT f.id, f.first_seen, f.public_since, f.gone_since, f.by_parameters, f.content"
        " FROM flags f JOIN (SELECT id, max(seq) AS seq FROM flags WHERE seq IN"
        " (SELECT seq FROM publications WHERE confirmed = 1) GROUP BY id) l"
        " ON l.id = f.id AND l.seq = f.seq"
    )
    flags = {
        row[0]: KeptFlag(row[0], dt.date.fromisoformat(row[1]), _day(row[2]), _day(row[3]),
                         bool(row[4]), row[5])
        for row in rows
    }  # fmt: skip
    values: dict[tuple[str, str], tuple[KeptValue, ...]] = {}
    for check, name, since, value in database.execute(
        "SELECT check_id, name, since, value FROM check_values WHERE seq IN"
        " (SELECT seq FROM publications WHERE confirmed = 1) ORDER BY check_id, name, seq"
    ):
        entry = KeptValue(check, name, dt.date.fromisoformat(since), json.loads(value))
        values[check, name] = (*values.get((check, name), ()), entry)
    return Kept(flags, values)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def write(
    database: sqlite3.Connection, seq: int, flags: Iterable[KeptFlag], values: Iterable[KeptValue]
) -> None:
    """Add what the publication `seq` found out."""
    database.executemany(
        "INSERT INTO flags VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (seq, flag.id, flag.first_seen.isoformat(),
             flag.public_since.isoformat() if flag.public_since else None,
             flag.gone_since.isoformat() if flag.gone_since else None,
             int(flag.by_parameters), flag.content)
            for flag in flags
        ),
    )  # fmt: skip
    database.executemany(
        "INSERT INTO check_values VALUES (?, ?, ?, ?, ?)",
        ((seq, value.check, value.name, value.since.isoformat(), json.dumps(value.value))
         for value in values),
    )  # fmt: skip


def drop(database: sqlite3.Connection, seq: int) -> None:
    """Forget what a publication that never came about found out."""
    database.execute("DELETE FROM flags WHERE seq = ?", (seq,))
    database.execute("DELETE FROM check_values WHERE seq = ?", (seq,))
