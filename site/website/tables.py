"""Open tables of an edition: their facts, and queries on their rows with a limit of time."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publisher.edition import Edition
from publisher.outputs.facts import TableFacts
from publisher.outputs.tables import Table, connect

OPEN_TABLES = 24
"""Files that one thread keeps open."""

STEPS = 20_000
"""SQLite asks after so many of its steps whether it may go on, about every millisecond."""

Identity = tuple[str, int, int]


class TooSlow(Exception):
    """A query was interrupted because its time was over."""


class OpenTable:
    """A table's file, open for one thread: its facts, and queries on its rows."""

    def __init__(self, file: Path) -> None:
        self._database = connect(file)
        self.facts: TableFacts = Table(self._database).facts

    def query(
        self, sql: str, values: Sequence[Any] = (), *, until: float | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows of a query. Raises TooSlow if `until` (of time.monotonic) passes meanwhile."""
        if until is not None:
            self._database.set_progress_handler(lambda: time.monotonic() > until, STEPS)
        try:
            return self._database.execute(sql, values).fetchall()
        except sqlite3.OperationalError as failure:
            if failure.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooSlow from failure
            raise
        finally:
            self._database.set_progress_handler(None, 0)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()


class _Shelf(threading.local):
    """The tables that one thread has open, the last used one at the end."""

    def __init__(self) -> None:
        self.tables: OrderedDict[Identity, OpenTable] = OrderedDict()


_shelf = _Shelf()


def open_table(edition: Edition, dataset: str, resource: str) -> OpenTable:
    """The table `resource` of `dataset` in `edition`, opened once by each thread.

    A file is known by its identity on disk, not by its name, which a new release may take over.
    """
    file = edition.tables / dataset / f"{resource}.sqlite"
    status = os.stat(file)  # noqa: PTH116 - asked at each request
    identity = str(file), status.st_ino, status.st_mtime_ns
    tables = _shelf.tables
    found = tables.get(identity)
    if found is None:
        found = tables[identity] = OpenTable(file)
        while len(tables) > OPEN_TABLES:
            tables.popitem(last=False)[1].close()
    else:
        tables.move_to_end(identity)
    return found
