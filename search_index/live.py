"""An index that is updated while it is being searched, by any number of processes.

It is a row of immutable indexes in a folder, each made from the one before, and a link to the
newest, which is replaced by renaming: who searches sees one whole index or another, and a crash
at any time leaves the old one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from . import storage
from .documents import Document
from .query import Query
from .results import Results
from .words import Words

if TYPE_CHECKING:
    from .engine import Engine, Reader

_CURRENT: Final = "current"
_LOCK: Final = "lock"
KEPT: Final = 2
"""So many indexes stay: whoever just looked up the older one can still open it."""


class LiveIndex:
    """The index in `folder`; one process writes at a time, others wait."""

    def __init__(self, folder: Path, engine: Engine, *, words: Words | None = None) -> None:
        self._folder, self._engine, self._words = folder, engine, words
        folder.mkdir(parents=True, exist_ok=True)

    def update(self, *, changed: Iterable[Document], removed: Iterable[str] = ()) -> None:
        """Take documents in and out; the index is on disk and visible when this returns."""
        with self._writing():
            base = _target(self._folder)
            fresh = self._folder / str(int(base.name) + 1 if base else 1)
            shutil.rmtree(fresh, ignore_errors=True)  # what a crash left half made
            if base is None:
                self._engine.build(fresh, changed, words=self._words)
            else:
                self._engine.update(
                    fresh, base=base, changed=changed, removed=removed, words=self._words
                )
            self._switch(fresh)

    def rebuild(self, documents: Iterable[Document], *, alone: bool = False) -> None:
        """Make the index anew from all its documents.

        With `alone` the files of earlier indexes are removed at once, and with them everything
        that was taken out.
        """
        with self._writing():
            base = _target(self._folder)
            fresh = self._folder / str(int(base.name) + 1 if base else 1)
            shutil.rmtree(fresh, ignore_errors=True)
            self._engine.build(fresh, documents, words=self._words)
            self._switch(fresh, kept=1 if alone else KEPT)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with (self._folder / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _switch(self, fresh: Path, *, kept: int = KEPT) -> None:
        with storage.translated("switching the live index", self._folder):
            link = self._folder / "next"
            link.unlink(missing_ok=True)
            link.symlink_to(fresh.name)
            link.replace(self._folder / _CURRENT)
            descriptor = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            for old in self._folder.iterdir():
                if old.name.isdigit() and int(old.name) <= int(fresh.name) - kept:
                    shutil.rmtree(old)


def _target(folder: Path) -> Path | None:
    """The newest index; None before the first."""
    try:
        return folder / os.readlink(folder / _CURRENT)  # noqa: PTH115 - the name, not the path
    except FileNotFoundError:
        return None


class LiveReader:
    """Searches the newest index of a folder, which is looked up at each search.

    It is asked with `words`, such as those of an index that is searched together with it, or
    with its own.
    """

    def __init__(self, folder: Path, engine: Engine, *, words: Words | None = None) -> None:
        self._folder, self._engine, self._words = folder, engine, words
        self._lock = threading.Lock()
        self._open: tuple[Path, Reader] | None = None

    def search(self, query: Query) -> Results:
        """The page of hits that `query` asks for; nothing where there is no index yet."""
        reader = self._newest()
        return reader.search(query) if reader else Results(0)

    @property
    def words(self) -> Words:
        """The lists that it is asked with; none before there is an index."""
        reader = self._newest()
        return self._words or (reader.words if reader else Words())

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words of the index; see `search_index.engine.Reader`."""
        reader = self._newest()
        return reader.vocabulary(field, prefix, limit) if reader else []

    def close(self) -> None:
        """Let go of the index that is open; the next search opens it again."""
        with self._lock:
            if self._open is not None:
                self._open[1].close()
                self._open = None

    def _newest(self) -> Reader | None:
        with self._lock:
            for _ in range(KEPT + 1):
                target = _target(self._folder)
                if target is None:
                    return None
                if self._open is None or self._open[0] != target:
                    try:
                        # The one before is let go of when its last search ends.
                        self._open = (target, self._engine.open(target, words=self._words))
                    except FileNotFoundError:
                        continue  # two updates went by since the link was read
                return self._open[1]
            raise FileNotFoundError(self._folder / _CURRENT)
