"""Which published versions are passed: of an item that keeps its current version only.

The table lives in the archive's database. A version is passed when its item was ever marked with
`versions: current` and another version was published since, or none: then its bytes are to be
removed (see `forgotten`), and its hash and its day stay. A version whose bytes are gone has an
empty content. All of it is about confirmed publications: the archive is settled before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

TABLES: Final = """
CREATE TABLE IF NOT EXISTS only_current (
    seq INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (item, seq)) WITHOUT ROWID;
"""
_PASSED: Final = """
WITH gone AS (
    SELECT item FROM troubles WHERE kind = 'gone' AND seq =
    (SELECT max(seq) FROM publications WHERE confirmed = 1 AND kind = 'publish')),
passed AS (
    SELECT v.item, v.seq, v.digest, v.content <> x'' AS whole
    FROM versions v JOIN live l ON l.item = v.item
    WHERE v.item IN (SELECT item FROM only_current)
    AND (v.seq <> l.seq OR v.item IN (SELECT item FROM gone)))
"""
_WHOLE: Final = "SELECT seq, item, digest FROM passed WHERE whole ORDER BY item, seq"
_RELEASES: Final = """,
last AS (
    SELECT release, max(seq) AS seq FROM publications WHERE confirmed = 1 AND kind = 'publish'
    GROUP BY release)
SELECT last.release, p.item FROM last JOIN passed p ON p.seq =
    (SELECT max(v.seq) FROM versions v WHERE v.item = p.item AND v.seq <= last.seq)
WHERE NOT EXISTS (SELECT 1 FROM troubles t
    WHERE t.item = p.item AND t.seq = last.seq AND t.kind = 'gone')
ORDER BY last.release, p.item
"""


class Passed(NamedTuple):
    """What is passed, and what is not.

    `versions` are the numbers and digests of passed ones whose bytes are still kept, with their
    items; `releases` the items of which a release held a passed version; `objects` the hashes of
    all data files that versions with bytes name, but the passed ones.
    """

    versions: tuple[tuple[int, str, str], ...]
    releases: Mapping[str, tuple[str, ...]]
    objects: frozenset[str]


def read(database: sqlite3.Connection) -> Passed | None:
    """What is passed; None where nothing was ever marked."""
    if database.execute("SELECT 1 FROM only_current LIMIT 1").fetchone() is None:
        return None
    versions = tuple(database.execute(_PASSED + _WHOLE))
    releases: dict[str, tuple[str, ...]] = {}
    for release, item in database.execute(_PASSED + _RELEASES):
        releases[release] = (*releases.get(release, ()), item)
    going = {(seq, item) for seq, item, _ in versions}
    kept = database.execute(
        "SELECT seq, item, digest FROM versions WHERE item LIKE 'datasets/%' AND content <> x''"
    )
    objects = frozenset(
        sha256 for seq, item, digest in kept if (seq, item) not in going
        for sha256 in digest.split(":")[1:]
    )  # fmt: skip
    return Passed(versions, releases, objects)


def mark(database: sqlite3.Connection, seq: int, items: Iterable[str]) -> None:
    """Note the items of the publication `seq` that keep their current version only."""
    database.executemany("INSERT INTO only_current VALUES (?, ?)", ((seq, i) for i in items))


def drop(database: sqlite3.Connection, seq: int) -> None:
    """Take back the marks of a publication that never came about."""
    database.execute("DELETE FROM only_current WHERE seq = ?", (seq,))


def blank(database: sqlite3.Connection, passed: Passed) -> None:
    """Take the bytes of passed versions out of the database."""
    database.executemany(
        "UPDATE versions SET content = x'' WHERE seq = ? AND item = ?",
        ((seq, item) for seq, item, _ in passed.versions),
    )
