"""The open indexes that are searched together: the release's, and that of what is live."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Final

from publisher.release.reader import Release
from search_index import ENGINES, LiveReader, Query, Reader, Results, Words
from search_index.merged import Page, search
from search_index.reading import read
from search_index.words import read as read_words

LIVE_INDEX: Final = "live-index"
"""The folder in `var` of the index that changes while the website is served, if there is one."""


class Threads(Enum):
    """Whether the threads of the dialogue are searched: yes; not now; there are none."""

    SEARCHED = "searched"
    AWAY = "away"
    NONE = "none"


class Indexes:
    """Indexes that answer as one; a `Reader` for all who need but one."""

    def __init__(self, readers: Mapping[str, Reader], threads: Threads = Threads.NONE) -> None:
        self._readers, self.threads = readers, threads

    def page(self, query: Query, *, after: str = "") -> Page:
        """A page of the hits of all."""
        return search(self._readers, query, after=after)

    def search(self, query: Query) -> Results:
        """The first hits of all."""
        return self.page(query).results

    def count(self, query: Query) -> int:
        """How many hits a question would have."""
        return self.search(replace(query, limit=0, facets=False)).total

    @property
    def words(self) -> Words:
        """The lists of words that all of them are asked with."""
        return next((reader.words for reader in self._readers.values()), Words())

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words of all indexes; see `search_index.Reader`."""
        counts: dict[str, int] = {}
        for reader in self._readers.values():
            for word, count in reader.vocabulary(field, prefix, limit):
                counts[word] = counts.get(word, 0) + count
        return sorted(counts.items(), key=lambda entry: -entry[1])[:limit]

    def close(self) -> None:
        """Nothing: who opened the indexes closes them."""


class Readers:
    """The open index of the current release, with the live one; another release's closes it.

    A search that is under way ends before its index is closed.
    """

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._open: dict[str, Reader] = {}
        self._users: dict[str, int] = {}
        self._words: dict[str, Words] = {}
        self._live: dict[Path, tuple[tuple[str, Words], LiveReader]] = {}

    @contextmanager
    def open(self, release: Release, engine: str, threads: Threads) -> Iterator[Indexes]:
        """The indexes to search for a release that is served, as long as the context lasts."""
        reader = self._enter(release, engine)
        try:
            searched = threads is Threads.SEARCHED
            live = self._live_reader(release, engine) if searched else None
            yield Indexes({"release": reader} | ({"live": live} if live else {}), threads)
        finally:
            self._leave(release)

    def _live_reader(self, release: Release, engine: str) -> LiveReader | None:
        """The live index, asked with the synonyms and stop words of the release's."""
        folder = live_folder(release)
        if not folder.is_dir():
            return None
        with self._lock:
            wanted = (engine, self._words[release.id])
            known = self._live.get(folder)
            if known is None or known[0] != wanted:
                reader = LiveReader(folder, ENGINES[engine], words=wanted[1])
                self._live[folder] = known = (wanted, reader)
            return known[1]

    def _enter(self, release: Release, engine: str) -> Reader:
        with self._lock:
            if release.id not in self._open:
                self._open[release.id] = ENGINES[engine].open(release.index)
                self._words[release.id] = read_words(release.index)
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
                del self._users[name], self._words[name]


def warm() -> None:
    """Load what the first question would otherwise wait for: its language and the dictionary."""
    read("预热 OR warm", Words())


def live_folder(release: Release) -> Path:
    """Where the live index lies: beside the releases."""
    return release.folder.parent.parent / LIVE_INDEX


def live_generation(release: Release) -> str:
    """A name that changes with every update of the live index; "" without one."""
    try:
        return os.readlink(live_folder(release) / "current")  # noqa: PTH115 - asked at each search
    except OSError:
        return ""
