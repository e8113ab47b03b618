"""First publications in the archive: when what was published first, never overwritten.

The tables live in the archive's database. A line counts once its publication is confirmed; lines
of publications that were dropped are left out, and removed by the next note.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from publisher.supervision.first_days import First, FirstDays, Key

TABLES = """
CREATE TABLE IF NOT EXISTS first_published (
    obligation TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL, seq INTEGER NOT NULL,
    counted TEXT NOT NULL, stated TEXT NOT NULL,
    PRIMARY KEY (obligation, unit, period, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS watched (
    rule TEXT NOT NULL, dataset TEXT NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (rule, dataset, seq)) WITHOUT ROWID;
"""


class Remembered(NamedTuple):
    """First publications, and pairs of rule and dataset, that are new in a publication."""

    firsts: Mapping[Key, First]
    watched: frozenset[tuple[str, str]]


NOTHING = Remembered({}, frozenset())


def note(db: sqlite3.Connection, seq: int, fresh: Remembered) -> None:
    """Note what is new in the publication `seq`, inside the caller's transaction."""
    for table in ("first_published", "watched"):
        db.execute(f"DELETE FROM {table} WHERE seq NOT IN (SELECT seq FROM publications)")  # noqa: S608 - a name of ours
    db.executemany(
        "INSERT INTO first_published VALUES (?, ?, ?, ?, ?, ?)",
        ((*key, seq, first.counted.isoformat(), first.stated.isoformat())
         for key, first in fresh.firsts.items()),
    )  # fmt: skip
    db.executemany(
        "INSERT INTO watched VALUES (?, ?, ?)", ((*pair, seq) for pair in sorted(fresh.watched))
    )


def read(db: sqlite3.Connection, today: dt.date) -> FirstDays:
    """What is remembered; of two lines for the same duty the earlier publication's counts."""
    known = {
        (obligation, unit, period): First(_day(counted), _day(stated))
        for obligation, unit, period, counted, stated in db.execute(
            "SELECT f.obligation, f.unit, f.period, f.counted, f.stated FROM first_published f"
            " JOIN publications p ON p.seq = f.seq WHERE p.confirmed = 1 ORDER BY f.seq DESC"
        )
    }
    watched = db.execute(
        "SELECT w.rule, w.dataset FROM watched w JOIN publications p ON p.seq = w.seq"
        " WHERE p.confirmed = 1"
    )
    articles = db.execute("SELECT item FROM live WHERE item LIKE 'content/%'")
    return FirstDays(
        today, known, frozenset(map(tuple, watched)),
        live=frozenset(item.split(".")[0] for (item,) in articles), before=_last_day(db),
    )  # fmt: skip


def stamp(db: sqlite3.Connection) -> tuple[str, str]:
    """What changes whenever something else is remembered, and the day of the last publication."""
    counts = [
        db.execute(
            f"SELECT count(*), max(t.seq) FROM {table} t JOIN publications p ON p.seq = t.seq"  # noqa: S608 - a name of ours
            " WHERE p.confirmed = 1"
        ).fetchone()
        for table in ("first_published", "watched")
    ]
    return str(counts), str(_last_day(db))


def _last_day(db: sqlite3.Connection) -> dt.date | None:
    row = db.execute(
        "SELECT as_of FROM publications WHERE confirmed = 1 AND kind = 'publish'"
        " ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return dt.datetime.fromisoformat(row[0]).date() if row else None


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
