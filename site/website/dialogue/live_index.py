"""Whether threads may be searched at this moment, and who brings their index up to date.

A search asks the database first: an index that may hold what was hidden since is brought up to
date before it is searched, or left out of the search. What is new is taken in by a thread beside
the requests, as soon as something was sent and whenever a search sees that something is missing.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import Final

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from dialogue.reading.indexing import Busy, Standing, ThreadIndex
from dialogue.storage.database import Database, Unavailable
from publisher.release import live
from publisher.release.reader import current
from search_index import SearchIndexError
from website.search.readers import LIVE_INDEX

log = logging.getLogger(__name__)

KEY: Final = "lightwell-thread-index"
PATIENCE: Final = 3.0
"""Seconds that a search waits for an index that is being cleared of hidden words."""

START: Final = 5.0
"""Seconds that a server waits for a small index before it takes requests."""

PAUSE: Final = 5.0
"""Seconds after a failure before it is tried again."""

REST: Final = 0.2
"""Seconds that changes are gathered before they are taken in together."""

FAILURES: Final = (Unavailable, SearchIndexError, OSError, Busy)


class Keeper:
    """Keeps the index of threads in `var` in step with a database, for one process."""

    def __init__(self, var: Path, database: Database) -> None:
        self._var, self._database = var, database
        self._indexes: dict[str, ThreadIndex] = {}
        self._wanted = threading.Event()
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None
        self._failed_at = -PAUSE

    def may_be_searched(self, engine: str) -> bool:
        """Whether nothing can be found in the index that was hidden before this was asked."""
        try:
            index = self._index(engine)
            with self._database.reading() as connection:
                standing = index.standing(connection)
            if standing is Standing.OUTDATED and time.monotonic() - self._failed_at > PAUSE:
                index.catch_up(self._database, patience=PATIENCE)
                standing = Standing.CURRENT
        except FAILURES as failure:
            self._note(failure)
            return False
        if standing is not Standing.CURRENT:
            self.nudge()
        return standing in {Standing.CURRENT, Standing.BEHIND}

    def begin(self) -> None:
        """Have a small index up to date before the first search, which would go without it.

        A large one is made beside the requests, and so is one that takes too long.
        """
        beginning = threading.Thread(target=self._begin, daemon=True)
        beginning.start()
        beginning.join(START)

    def _begin(self) -> None:
        release = current(self._var)
        if release is None:
            return
        try:
            index = self._index(live.read(release).settings.engine)
            with self._database.reading() as connection:
                small = index.is_small(connection)
            if small:
                self.catch_up()
        except FAILURES as failure:
            self._note(failure)

    def nudge(self) -> None:
        """Have the index brought up to date soon."""
        with self._lock:
            self._wanted.set()
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, daemon=True)
                self._worker.start()

    def catch_up(self, *, clean: bool = False) -> None:
        """Bring the index up to date; with `clean` its files hold nothing that was hidden."""
        release = current(self._var)
        if release is None:
            return
        settings = live.read(release).settings
        if settings.dialogue.boards:
            index = self._index(settings.engine)
            index.catch_up(self._database)
            if clean:
                index.clean(self._database)

    def keep_up(self, *, clean: bool = False) -> bool:
        """Catch up; False, and a line in the log, where that failed."""
        try:
            self.catch_up(clean=clean)
        except FAILURES as failure:
            self._note(failure)
            return False
        return True

    def _work(self) -> None:
        """Catch up whenever it is wanted; ends after a minute without anything to do."""
        while self._is_wanted():
            time.sleep(REST)
            self._wanted.clear()
            if not self.keep_up():
                self._wanted.set()
                time.sleep(PAUSE)

    def _is_wanted(self) -> bool:
        if self._wanted.wait(60):
            return True
        with self._lock:
            if not self._wanted.is_set():
                self._worker = None
            return self._wanted.is_set()

    def _index(self, engine: str) -> ThreadIndex:
        with self._lock:
            if engine not in self._indexes:
                self._indexes[engine] = ThreadIndex(self._var / LIVE_INDEX, engine)
            return self._indexes[engine]

    def _note(self, failure: Exception) -> None:
        self._failed_at = time.monotonic()
        log.error("threads cannot be searched until their index is up to date: %s", failure)


def install(app: Flask, keeper: Keeper) -> None:
    """Let searches of `app` ask the keeper, and what is sent to it wake the keeper."""
    app.extensions[KEY] = keeper
    app.after_request(_wake)


def current_keeper() -> Keeper | None:
    """The keeper of the running website; None where there is no database."""
    found: Keeper | None = current_app.extensions.get(KEY)
    return found


def _wake(response: Response) -> Response:
    keeper = current_keeper()
    if keeper is not None and request.method not in {"GET", "HEAD", "OPTIONS"}:
        keeper.nudge()
    return response
