"""What was read at the last run, so that only what changed is read again.

All of it can be deleted at any time: a missing or damaged memory only costs time.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from publisher.errors import StorageError
from publisher.findings import Finding
from publisher.languages import message
from publisher.source.answers import AnswerFile
from publisher.source.articles import Article
from publisher.source.files import FileState, Picture
from publisher.source.fragments import Fragment, Heading
from publisher.source.packages import DataPackage

Outcome = tuple[Article | None, tuple[Finding, ...]]
"""What an article's file was read as."""

SOURCE_FILES = ("source.pickle", "source.changes")
"""The memory of what was read, and what changed of it since."""

FRAGMENTS = "fragments.sqlite"
FRESH = ".new"
STALE_SECONDS = 3600
"""No command takes so long to write one file of a cache."""

Described = tuple[tuple[tuple[str, str], ...], tuple[DataPackage | None, list[Finding]]]
"""The files that a descriptor names, with their hashes, and what it was read as."""


@dataclass(slots=True)
class Memory:
    """States of files by path, and what articles and descriptors were read as.

    `require_approval` is the setting under which the articles were read.
    """

    files: dict[str, FileState] = field(default_factory=dict)
    articles: dict[str, Outcome] = field(default_factory=dict)
    packages: dict[str, Described] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    answers: dict[str, AnswerFile] = field(default_factory=dict)
    require_approval: bool = False


Changes = tuple[dict[str, dict[str, Any]], dict[str, list[str]], bool]
"""What differs from the stored memory: new entries and dropped paths by field, and the setting."""

TABLES = ("files", "articles", "packages", "pictures", "answers")
FEW = 2_000
"""Up to so many changed entries are kept beside the stored memory, which is not written anew."""


class Store:
    """The memory's files in a folder, None to remember nothing.

    `source.pickle` holds a whole memory, `source.changes` what changed since it was written: one
    changed article among 50,000 must not write 50,000 again.
    """

    def __init__(self, folder: Path | None, key: str) -> None:
        self.file = folder / SOURCE_FILES[0] if folder else None
        self.changes = folder / SOURCE_FILES[1] if folder else None
        self.key = hashlib.sha256(f"{key} {sys.version}".encode()).digest()
        self.fragments = Fragments(folder / FRAGMENTS if folder else None, key)
        self._whole: Memory | None = None
        self._checksum = b""

    def load(self) -> Memory:
        """The memory of the last run; an empty one if it is missing, damaged or of other code."""
        self._whole = None
        whole = self._read(self.file, self.key)
        if whole is None:
            return Memory()
        checksum, values = whole
        self._whole, self._checksum = Memory(*values), checksum
        changes = self._read(self.changes, checksum)
        if changes is None:
            return copy(self._whole, ({}, {}, self._whole.require_approval))
        return copy(self._whole, changes[1])

    @staticmethod
    def _read(file: Path | None, key: bytes) -> tuple[bytes, Any] | None:
        try:
            stored = file.read_bytes() if file else b""
        except FileNotFoundError:
            return None
        checksum, content = stored[:32], stored[32:]
        if not stored or hashlib.sha256(key + content).digest() != checksum:
            return None
        with _no_collection():
            return checksum, pickle.loads(content)  # noqa: S301 - our own, checked above

    def save(self, memory: Memory) -> None:
        """Keep `memory` for the next run."""
        if self.file is None or self.changes is None:
            return
        changes = difference(self._whole, memory) if self._whole else None
        if changes is not None:
            new, dropped, _ = changes
            if sum(map(len, new.values())) + sum(map(len, dropped.values())) < FEW:
                self._write(self.changes, self._checksum, changes)
                return
        self._write(
            self.file, self.key, tuple(getattr(memory, entry.name) for entry in fields(memory))
        )

    @staticmethod
    def _write(file: Path, key: bytes, value: Any) -> None:
        with _no_collection():
            content = pickle.dumps(value, 5)
        replace_file(file, hashlib.sha256(key + content).digest() + content)


def difference(whole: Memory, memory: Memory) -> Changes:
    """What differs in `memory`; an unchanged entry is the very object that was loaded."""
    new, dropped = {}, {}
    for name in TABLES:
        before, now = getattr(whole, name), getattr(memory, name)
        new[name] = {path: entry for path, entry in now.items() if before.get(path) is not entry}
        dropped[name] = [path for path in before if path not in now]
    return new, dropped, memory.require_approval


def copy(whole: Memory, changes: Changes) -> Memory:
    """A memory with changes applied; `whole` stays as it is."""
    new, dropped, require_approval = changes
    tables: dict[str, Any] = {}
    for name in TABLES:
        tables[name] = {**getattr(whole, name), **new.get(name, {})}
        for path in dropped.get(name, ()):
            del tables[name][path]
    return Memory(**tables, require_approval=require_approval)


def replace_file(file: Path, content: bytes) -> None:
    """Write a file of a cache: others see the old one or the new one, whole."""
    fresh = file.with_suffix(f".{os.getpid()}{FRESH}")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def sweep(folder: Path) -> None:
    """Remove what commands that were killed long ago did not finish writing in a cache."""
    for leftover in folder.glob(f"*{FRESH}"):
        with contextlib.suppress(FileNotFoundError):  # another command sweeps as well
            if time.time() - leftover.stat().st_mtime > STALE_SECONDS:
                leftover.unlink()


def keep_newest(folder: Path, number: int) -> None:
    """Remove all but the `number` youngest files of a cache whose entries change every day."""
    aged = []
    for file in folder.glob("*.pickle"):
        with contextlib.suppress(FileNotFoundError):  # another command tidies up as well
            aged.append((file.stat().st_mtime_ns, file))
    for _, file in sorted(aged, reverse=True)[number:]:
        file.unlink(missing_ok=True)


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """No garbage collection meanwhile: it only rescans what is being made (5 times slower)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Fragments:
    """Rendered texts by an article's path and hash."""

    def __init__(self, file: Path | None, key: str) -> None:
        self.file = file
        self.key = key
        self._connection: sqlite3.Connection | None = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            place = str(self.file) if self.file else ":memory:"
            self._connection = self._connect(place)
        return self._connection

    def _connect(self, place: str) -> sqlite3.Connection:
        """Open the database, anew if it is damaged or was written by other code."""
        connection = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = TRUNCATE")  # outlasts a kill, not a power cut
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is written over
            connection.execute(
                "CREATE TABLE IF NOT EXISTS fragments (path TEXT, sha256 TEXT, content BLOB,"
                " PRIMARY KEY (path, sha256)) WITHOUT ROWID"
            )
            connection.execute("CREATE TABLE IF NOT EXISTS written_by (key TEXT)")
            row = connection.execute("SELECT key FROM written_by").fetchone()
        except sqlite3.DatabaseError as failure:
            connection.close()
            if not _is_damage(failure):
                raise
            Path(place).unlink()
            return self._connect(place)
        if row is None or row[0] != self.key:
            connection.execute("DELETE FROM fragments")
            connection.execute("DELETE FROM written_by")
            connection.execute("INSERT INTO written_by VALUES (?)", (self.key,))
        return connection

    def put(self, fragments: Iterable[tuple[str, str, bytes]]) -> None:
        """Keep packed fragments as (path, sha256, content)."""
        with self._healing(), contextlib.closing(self._open().cursor()) as cursor:
            cursor.execute("BEGIN")
            cursor.executemany("INSERT OR REPLACE INTO fragments VALUES (?, ?, ?)", fragments)
            cursor.execute("COMMIT")

    def get(self, path: str, sha256: str) -> Fragment | None:
        """The fragment of the article at `path` with that hash."""
        with self._healing():
            row = self._open().execute(
                "SELECT content FROM fragments WHERE path = ? AND sha256 = ?", (path, sha256)
            ).fetchone()  # fmt: skip
        return unpack(row[0]) if row else None

    def forget(self, stale: Iterable[tuple[str, str]]) -> None:
        """Drop fragments by (path, sha256)."""
        with self._healing():
            self._open().executemany("DELETE FROM fragments WHERE path = ? AND sha256 = ?", stale)

    @contextlib.contextmanager
    def _healing(self) -> Iterator[None]:
        """Throw a damaged database away; the command that met it ends, the next makes it anew."""
        try:
            yield
        except sqlite3.DatabaseError as failure:
            if self.file is None or not _is_damage(failure):
                raise
            self.close()
            self.file.unlink(missing_ok=True)
            raise StorageError(
                message("The cache {file} was damaged and has been removed; run the command "
                        "again.", file=self.file)
            ) from failure  # fmt: skip

    def close(self) -> None:
        """Close the database."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _is_damage(failure: sqlite3.DatabaseError) -> bool:
    """Whether a database is broken, and not just locked or without space."""
    code = getattr(failure, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def pack(fragment: Fragment) -> bytes:
    """A fragment's HTML, text and headings; the rest stands in the article."""
    return pickle.dumps((fragment.html, fragment.text, tuple(map(tuple, fragment.headings))), 5)


def unpack(content: bytes) -> Fragment:
    """The fragment that `pack` packed."""
    html, text, headings = pickle.loads(content)  # noqa: S301 - our own cache, rebuilt at will
    return Fragment(html, text, tuple(Heading(*heading) for heading in headings), (), (), ())
