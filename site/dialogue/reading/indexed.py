"""How far the live index has come, and which documents it may hold: a small file beside it.

The file always names every document that the index holds, if not more: a crash between the two
is mended by the next update.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from dialogue.storage.journal import Head

FILE: Final = "threads.sqlite"
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mark (seq INTEGER, hash BLOB, stamp TEXT, unclean INTEGER);
"""


class Mark(NamedTuple):
    """The journal's entry up to which everything is in the index.

    `stamp` says how its documents were made. `unclean` is set while words that were taken out of
    the index may still stand in its files.
    """

    head: Head
    stamp: str
    unclean: bool


class Indexed:
    """The file of an index's folder; who writes it holds the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def mark(self) -> Mark | None:
        """How far the index has come; None before it was ever complete."""
        if not self._path.exists():
            return None
        with self._open() as database:
            row = database.execute("SELECT seq, hash, stamp, unclean FROM mark").fetchone()
        return Mark(Head(row[0], row[1]), row[2], bool(row[3])) if row else None

    def held(self) -> set[str]:
        """The ids of the documents that the index may hold."""
        with self._open() as database:
            return {identity for (identity,) in database.execute("SELECT id FROM held")}

    def count(self) -> int:
        """How many those are."""
        with self._open() as database:
            number: int = database.execute("SELECT count(*) FROM held").fetchone()[0]
            return number

    def add(self, identities: Iterable[str]) -> None:
        """Name documents that are about to be put into the index."""
        with self._open() as database:
            database.executemany(
                "INSERT OR IGNORE INTO held VALUES (?)", ((one,) for one in identities)
            )

    def reached(self, mark: Mark, *, removed: Iterable[str] = ()) -> None:
        """The index is complete up to there, and holds the documents `removed` no more."""
        with self._open() as database:
            database.executemany("DELETE FROM held WHERE id = ?", ((one,) for one in removed))
            database.execute("DELETE FROM mark")
            database.execute("INSERT INTO mark VALUES (?, ?, ?, ?)",
                             (mark.head.seq, mark.head.hash, mark.stamp, mark.unclean))  # fmt: skip

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self._path, timeout=10)
        try:
            database.executescript(_SCHEMA)
            with database:
                yield database
        finally:
            database.close()
