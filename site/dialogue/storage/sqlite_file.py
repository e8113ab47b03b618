"""SQLite's file: opened only where there is one, and watched, since files can be moved away.

SQLite itself goes on reading and writing a file that was moved or deleted, and makes an empty one
wherever there is none. Both would lose messages that were acknowledged.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import Connection

from dialogue.storage.failures import Unavailable
from publisher.languages import message

SEEN: Final = "lightwell-files"
"""Where a connection keeps which files it has open."""

TRIES: Final = 3
Identity = tuple[int, int] | None
"""Device and inode of a file, None where there is none."""


class SqliteFile:
    """Where the database lies, how it is opened, and whether it is still what was opened."""

    def __init__(self, path: Path, busy: int) -> None:
        self.path, self._busy = path, busy
        self._parts = [f"{path}{ending}" for ending in ("", "-wal", "-shm")]

    def make(self) -> None:
        """Make an empty file if there is none; nobody but the server's own user can read it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        for part in map(Path, self._parts):
            if part.exists() and part.stat().st_mode & 0o077:
                part.chmod(0o600)

    def open(self) -> Any:
        """A connection of the driver. Raises Unavailable where there is no file."""
        for _ in range(TRIES):
            before = _identity(self._parts[0])
            if before is None:
                break
            opened = sqlite.connect(
                f"file:{quote(str(self.path))}?mode=rw", uri=True, check_same_thread=False,
                timeout=self._busy / 1000, factory=Connected,
            )  # fmt: skip
            self._prepare(opened)
            if _identity(self._parts[0]) == before:
                opened.files = [before, None, None]
                return opened
            opened.close()
        raise self.moved()

    def _prepare(self, opened: Any) -> None:
        """The settings under which no power cut loses what was acknowledged."""
        opened.isolation_level = None  # transactions are begun by us: BEGIN IMMEDIATE to write
        for pragma in (
            f"busy_timeout={self._busy}", "journal_mode=WAL", "synchronous=FULL",
            "foreign_keys=ON", "trusted_schema=OFF", "secure_delete=ON", "cache_size=-65536",
        ):  # fmt: skip
            opened.execute(f"PRAGMA {pragma}")

    def is_held_by(self, connection: Connection) -> bool:
        """Whether the files at this place are those that the connection reads and writes.

        SQLite makes the two files beside the first when it needs them; from then on they stay
        while a connection is open.
        """
        files: list[Identity] = connection.connection.driver_connection.files  # type: ignore[union-attr]
        now = [_identity(part) for part in self._parts]
        if now[0] is None or now[0] != files[0]:
            return False
        for place in (1, 2):
            if files[place] is None:
                files[place] = now[place]
            elif files[place] != now[place]:
                return False
        return True

    def moved(self) -> Unavailable:
        """What is told where the file is not there, or not the one that was opened."""
        return Unavailable(message("The board's database, {file}, is not there or was replaced by "
                                   "another file.", file=self.path))  # fmt: skip


class Connected(sqlite.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection that knows which files it has open."""

    files: list[Identity]


def _identity(file: str) -> Identity:
    try:
        found = os.stat(file)  # noqa: PTH116 - asked for each transaction
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
