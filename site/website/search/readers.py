"""The open search index of the release that is being served."""

from __future__ import annotations

import threading

from publisher.release.reader import Release
from search_index import ENGINES, Query, Reader, Results


class Readers:
    """The open index of the current release; another release's index closes it.

    A search that is under way ends before its index is closed.
    """

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._open: dict[str, Reader] = {}
        self._users: dict[str, int] = {}

    def search(self, release: Release, engine: str, query: Query) -> Results:
        """Search the index of a release."""
        reader = self._enter(release, engine)
        try:
            return reader.search(query)
        finally:
            self._leave(release)

    def _enter(self, release: Release, engine: str) -> Reader:
        with self._lock:
            if release.id not in self._open:
                self._open[release.id] = ENGINES[engine].open(release.index)
                self._users[release.id] = 0
                self._close_others(release.id)
            self._users[release.id] += 1
            return self._open[release.id]

    def _leave(self, release: Release) -> None:
        with self._lock:
            self._users[release.id] -= 1
            self._close_others(next(reversed(self._open)))

    def _close_others(self, current: str) -> None:
        """Close what nobody uses, except the index opened last."""
        for name in [name for name, users in self._users.items() if not users]:
            if name != current:
                self._open.pop(name).close()
                del self._users[name]
