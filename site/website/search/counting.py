"""What people search for, as counts: so that staff see what is missing, and nothing of anybody.

Kept are a question, a day, and how often it was asked with and without hits: no address, no
identity, no time of day, no order, nothing of a single request. Hits that hold but some of its
words are none. A question that looks as if it were about a person's number or address is not
counted at all.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from search_index.analysis import clean, fold

FILE: Final = "searches.sqlite"
EVERY: Final = 5.0
"""Seconds between writes: what was asked in them is added up first, so that no row of the file
stands for a moment."""

KEPT_DAYS: Final = 400
"""Days that counts are kept: long enough to compare a month with the same month a year ago."""

RARE: Final = 3
"""A question asked less often is never shown: what one person asked may tell of that person."""

RARE_DAYS: Final = 30
"""Days after which rare questions of a day are forgotten, though they could still add up."""

MOST_WAITING: Final = 5_000
"""Different questions between two writes; a flood of made-up ones is not worth counting."""

LONGEST: Final = 60
"""Characters of a question that is counted: longer ones are texts pasted in, or letters."""

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS searches (
    day TEXT, question TEXT, hits INTEGER NOT NULL, misses INTEGER NOT NULL,
    PRIMARY KEY (day, question)
) WITHOUT ROWID
"""
_ADD: Final = """
INSERT INTO searches VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET hits = hits + excluded.hits, misses = misses + excluded.misses
"""
_MOST: Final = """
SELECT question, sum(hits + misses) AS times, sum(misses) AS misses FROM searches
WHERE day >= ? GROUP BY question HAVING times >= ? AND (sum(misses) > 0 OR ?)
"""
_NUMBERS = re.compile(r"\d{7}|(?:\d[\s().-]*){9}")
"""Telephone, identity, card and account numbers; years, 文号 and contract numbers are shorter."""

log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """A question, how often it was asked, and how often of these it found nothing."""

    question: str
    times: int
    misses: int


def counted(text: str) -> str:
    """A question as it is counted, folded; "" if it must not be."""
    question = " ".join(fold(clean(text)).split())
    if len(question) > LONGEST or "@" in question or _NUMBERS.search(question):
        return ""
    return question


class Counts:
    """Adds up the questions of this process and writes them into `file` every few seconds."""

    def __init__(self, file: Path, *, today: Callable[[], dt.date], every: float = EVERY) -> None:
        self._file, self._today, self._every = file, today, every
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[str, str, bool]] = Counter()
        self._timer: threading.Timer | None = None

    def add(self, text: str, *, found: bool) -> None:
        """Count a question."""
        question = counted(text)
        if not question:
            return
        with self._lock:
            key = (self._today().isoformat(), question, found)
            if key in self._waiting or len(self._waiting) < MOST_WAITING:
                self._waiting[key] += 1
            if self._timer is None:
                self._timer = threading.Timer(self._every, self._write)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write now."""
        with self._lock:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
            self._write()

    def _write(self) -> None:
        with self._lock:
            waiting, self._waiting, self._timer = self._waiting, Counter(), None
        try:
            write(self._file, waiting, self._today())
        except sqlite3.Error:
            log.exception("searches cannot be counted in %s", self._file)


def write(file: Path, waiting: Counter[tuple[str, str, bool]], today: dt.date) -> None:
    """Add counts by (day, question, whether something was found), and forget old ones."""
    rows = [
        (day, question, times if found else 0, 0 if found else times)
        for (day, question, found), times in waiting.items()
    ]
    oldest, rare = (
        (today - dt.timedelta(days=days)).isoformat() for days in (KEPT_DAYS, RARE_DAYS)
    )
    with closing(sqlite3.connect(file, timeout=5)) as database, database:
        database.execute(_SCHEMA)
        database.executemany(_ADD, rows)
        database.execute("DELETE FROM searches WHERE day < ?", (oldest,))
        database.execute(
            "DELETE FROM searches WHERE day < ? AND hits + misses < ?", (rare, RARE)
        )  # fmt: skip


def most_asked(
    file: Path, *, since: dt.date, without_hits: bool = False, limit: int = 200
) -> list[Asked]:
    """The questions asked most since a day; with `without_hits`, those that found nothing most."""
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=5)) as database:
        rows = database.execute(_MOST, (since.isoformat(), RARE, not without_hits))
        found = sorted(itertools.starmap(Asked, rows), key=lambda entry: (
            -(entry.misses if without_hits else entry.times), entry.question))  # fmt: skip
    return found[:limit]
