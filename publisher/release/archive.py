"""What was published: versions of every item, and the log of publications.

The archive cannot be rebuilt: back it up. It only ever grows, but that former versions of what
says `versions: current` lose their bytes (see `passed`). It is a folder with an SQLite
database (`archive.sqlite`) and the data files of datasets by hash (`objects/`).

A publication is noted before the switch and confirmed after it. One that was noted but never
switched to is dropped; one that was switched to but not confirmed (a crash in between) is
confirmed by the next command that opens the archive for writing.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from publisher.errors import ConflictError, StorageError
from publisher.languages import message
from publisher.release import first_published, flag_log, passed
from publisher.release.durable import sync_folder
from publisher.release.first_published import Remembered
from publisher.release.passed import Passed
from publisher.supervision.first_days import FirstDays
from publisher.supervision.kept import Kept, KeptFlag, KeptValue

TABLES = """
CREATE TABLE IF NOT EXISTS publications (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, release TEXT NOT NULL, as_of TEXT NOT NULL,
    at TEXT NOT NULL, note TEXT NOT NULL, kind TEXT NOT NULL, confirmed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS versions (
    seq INTEGER NOT NULL, item TEXT NOT NULL, digest TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (item, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS live (
    item TEXT PRIMARY KEY, digest TEXT NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS troubles (
    seq INTEGER NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL, since TEXT NOT NULL,
    PRIMARY KEY (item, seq)) WITHOUT ROWID;
"""


class Version(NamedTuple):
    """A version of an item to be kept: its digest and its text.

    `only_current`: it is to be kept only until another one is published.
    """

    item: str
    digest: str
    content: bytes
    only_current: bool = False


class Publication(NamedTuple):
    """One line of the log: what was switched to, when, and why; kind: publish or rollback."""

    release: str
    as_of: str
    at: str
    note: str
    kind: str


class Trouble(NamedTuple):
    """Since when an item is held back (kind held) or has no source any more (kind gone)."""

    item: str
    kind: str
    since: dt.date


class Archive:
    """The archive in a folder, which is made if it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            (folder / "objects").mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / "archive.sqlite", isolation_level=None, timeout=10)
            self._db.execute("PRAGMA synchronous = EXTRA")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten is written over
            self._db.executescript(
                TABLES + first_published.TABLES + flag_log.TABLES + passed.TABLES
            )
        except (OSError, sqlite3.Error) as failure:
            raise StorageError(
                message("The archive in {folder} cannot be used: {what}. It cannot be rebuilt: "
                        "restore it from a backup.", folder=folder, what=failure)
            ) from failure  # fmt: skip

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as failure:
            raise StorageError(
                message("The archive in {folder} cannot be written: {what}. Free some space or "
                        "mend the folder, then publish again.", folder=self.folder, what=failure)
            ) from failure  # fmt: skip

    def live(self) -> dict[str, str]:
        """Every item that was ever published, with the digest of its last version.

        It is "" where the bytes of that version are gone.
        """
        return dict(self._db.execute(
            "SELECT l.item, iif(v.content = x'', '', l.digest) FROM live l"
            " JOIN versions v ON v.item = l.item AND v.seq = l.seq"
        ))  # fmt: skip

    def published(self, digests: Mapping[str, str], *, today: dt.date) -> dict[str, dt.date]:
        """The day on which each item's version with that digest became public; a new one today."""
        rows = self._db.execute(
            "SELECT l.item, l.digest, p.as_of FROM live l JOIN publications p ON p.seq = l.seq"
        )
        known = {(item, digest): dt.date.fromisoformat(as_of[:10]) for item, digest, as_of in rows}
        return {item: known.get((item, digest), today) for item, digest in digests.items()}

    def last_version(self, item: str) -> tuple[str, bytes] | None:
        """Digest and text of the last published version of `item`, if its bytes are kept."""
        row = self._db.execute(
            "SELECT v.digest, v.content FROM versions v JOIN live l"
            " ON l.item = v.item AND l.seq = v.seq WHERE v.item = ? AND v.content <> x''", (item,)
        ).fetchone()  # fmt: skip
        return (row[0], row[1]) if row else None

    def versions(self, item: str) -> list[tuple[dt.date, str, bytes]]:
        """The published versions of `item` that are kept, the latest last: day, digest, text."""
        rows = self._db.execute(
            "SELECT p.as_of, v.digest, v.content FROM versions v JOIN publications p"
            " ON p.seq = v.seq WHERE v.item = ? AND p.confirmed = 1 AND v.content <> x''"
            " ORDER BY v.seq", (item,)
        )  # fmt: skip
        return [(dt.datetime.fromisoformat(row[0]).date(), row[1], row[2]) for row in rows]

    def first_days(self, today: dt.date) -> FirstDays:
        """What is remembered of first publications, for judging those of `today`."""
        return first_published.read(self._db, today)

    def first_days_stamp(self) -> tuple[str, str]:
        """What changes whenever more is remembered, and the day of the last publication."""
        return first_published.stamp(self._db)

    def object(self, sha256: str) -> Path:
        """Where the data file with that hash is kept."""
        return self.folder / "objects" / sha256[:2] / sha256

    def troubles(self) -> dict[str, Trouble]:
        """Items that were held back or without a source at the last publication."""
        rows = self._db.execute(
            "SELECT t.item, t.kind, t.since FROM troubles t WHERE t.seq ="
            " (SELECT max(seq) FROM publications WHERE confirmed = 1 AND kind = 'publish')"
        )
        return {row[0]: Trouble(row[0], row[1], dt.date.fromisoformat(row[2])) for row in rows}

    def kept(self) -> Kept:
        """What is known of flags, and of the parameters of checks."""
        return flag_log.read(self._db)

    def note(
        self,
        publication: Publication,
        versions: Iterable[Version],
        troubles: Iterable[Trouble],
        *,
        firsts: Remembered = first_published.NOTHING,
        flags: Iterable[KeptFlag] = (),
        values: Iterable[KeptValue] = (),
    ) -> int:
        """Note a publication that is about to be switched to; gives its number."""
        versions = tuple(versions)
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO publications (release, as_of, at, note, kind, confirmed)"
                " VALUES (?, ?, ?, ?, ?, 0)", publication
            )  # fmt: skip
            seq = cursor.lastrowid
            assert seq is not None  # noqa: S101 - an INSERT has one
            self._db.executemany(
                "INSERT INTO versions VALUES (?, ?, ?, ?)",
                ((seq, version.item, version.digest, version.content) for version in versions),
            )
            passed.mark(self._db, seq, (one.item for one in versions if one.only_current))
            self._db.executemany(
                "INSERT INTO troubles VALUES (?, ?, ?, ?)",
                ((seq, t.item, t.kind, t.since.isoformat()) for t in troubles),
            )
            first_published.note(self._db, seq, firsts)
            flag_log.write(self._db, seq, flags, values)
        return seq

    def confirm(self, seq: int) -> None:
        """The publication `seq` was switched to."""
        with self._transaction():
            self._db.execute("UPDATE publications SET confirmed = 1 WHERE seq = ?", (seq,))
            self._db.execute(
                "INSERT OR REPLACE INTO live SELECT item, digest, seq FROM versions WHERE seq = ?",
                (seq,),
            )

    def settle(self, current: str | None) -> None:
        """Confirm or drop what an interrupted command left, given the current release's id."""
        for leftover in (self.folder / "objects").glob("*/*.new"):
            leftover.unlink()
        rows = self._db.execute(
            "SELECT seq, release FROM publications WHERE confirmed = 0 ORDER BY seq"
        ).fetchall()
        last = max((seq for seq, release in rows if release == current), default=None)
        for seq, _ in rows:
            if seq == last:
                self.confirm(seq)
                continue
            with self._transaction():
                self._db.execute("DELETE FROM versions WHERE seq = ?", (seq,))
                self._db.execute("DELETE FROM troubles WHERE seq = ?", (seq,))
                flag_log.drop(self._db, seq)
                passed.drop(self._db, seq)
                self._db.execute("DELETE FROM publications WHERE seq = ?", (seq,))

    def passed(self) -> Passed | None:
        """What is to be forgotten; None where nothing was ever marked so."""
        return passed.read(self._db)

    def blank(self, forgotten: Passed) -> None:
        """The bytes of these versions are removed elsewhere, and are removed here."""
        with self._transaction():
            passed.blank(self._db, forgotten)

    def publications(self) -> list[Publication]:
        """The log, the latest last."""
        return [
            Publication(*row)
            for row in self._db.execute(
                "SELECT release, as_of, at, note, kind FROM publications WHERE confirmed = 1"
                " ORDER BY seq"
            )
        ]

    def keep(self, sha256: str, place: Path) -> Path:
        """Copy a data file into the archive, durably, unless it is there; gives its place there.

        Raises ConflictError if the file's bytes are not those that were hashed before.
        """
        target = self.object(sha256)
        if target.exists():
            return target
        fresh = target.with_suffix(".new")
        try:
            target.parent.mkdir(exist_ok=True)
            sync_folder(target.parent.parent)
            shutil.copyfile(place, fresh)
            with fresh.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                    raise ConflictError(
                        message("{path} changed while it was being read; run the command again.",
                                path=place)
                    )  # fmt: skip
                os.fsync(file.fileno())
            fresh.replace(target)
            sync_folder(target.parent)
        except OSError as failure:
            raise StorageError(
                message("{file} cannot be kept in {folder}: {what}. Nothing was published. Free "
                        "some space or mend the folder, then publish again.", file=place,
                        folder=self.folder, what=failure.strerror)
            ) from failure  # fmt: skip
        return target

