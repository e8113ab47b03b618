"""Pages of the board that were made before: in memory, and on disk for when the database is away.

A page is good as long as the stamp of what it shows is the same. What lies on disk is held against
the database whenever something changed, so that nothing hidden comes back in an outage.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

log = logging.getLogger(__name__)

FOLDER: Final = "dialogue-pages"
MOST_BYTES: Final = 24_000_000
"""What the pages in a process's memory may take together."""

MOST_FILES: Final = 2_000
"""Pages kept on disk; the oldest are removed."""

SWEEP_SECONDS: Final = 1.0
"""How soon after a change what is on disk is held against the database."""


class Place(NamedTuple):
    """Which page: of a thread, of a board or of all boards; its name, language and choices."""

    kind: str
    name: str
    lang: str
    choice: str = ""


class Kept(NamedTuple):
    """A page that was made: its status, body, entity tag, and the second it was made in."""

    status: int
    body: bytes
    etag: str
    made: int


def kept(body: bytes, status: int = 200) -> Kept:
    """A page that is made now."""
    return Kept(status, body, hashlib.sha256(body).hexdigest()[:32], int(time.time()))


class Pages:
    """The pages of a process, with the folder that all processes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._memory: OrderedDict[Place, tuple[Hashable, Kept]] = OrderedDict()
        self._bytes = 0
        self._swept = (0.0, "")

    def get(self, place: Place, stamp: str, around: Hashable, make: Callable[[], Kept], *,
            lasting: bool = True) -> Kept:  # fmt: skip
        """The page at `place`, made only if it is not there with this stamp.

        `around` is what it depends on besides: the release and the day. A `lasting` page is kept
        on disk, too.
        """
        state = (stamp, around)
        with self._lock:
            found = self._memory.get(place)
            if found is not None and found[0] == state:
                self._memory.move_to_end(place)
                return found[1]
        made = make()
        self._remember(place, state, made)
        if lasting:
            self._write(place, stamp, made)
        return made

    def _remember(self, place: Place, state: Hashable, made: Kept) -> None:
        with self._lock:
            former = self._memory.pop(place, None)
            self._bytes += len(made.body) - (len(former[1].body) if former else 0)
            self._memory[place] = (state, made)
            while self._bytes > MOST_BYTES:
                self._bytes -= len(self._memory.popitem(last=False)[1][1].body)

    def without_database(self, place: Place) -> Kept | None:
        """The page as it was last kept on disk."""
        for name in self._names(_start(place)):
            found = self._read(self._folder / name)
            if found is not None:
                return found
        return None

    def sweep(self, marks: Mapping[str, int], stamps: Callable[[list[str]], Mapping[str, str]],
              now: float) -> None:  # fmt: skip
        """Remove from disk what is not as the database has it.

        `marks` are the boards' versions; `stamps` gives the stamps of threads by id. `now` is a
        count of seconds; sooner than SWEEP_SECONDS after the last time nothing is done.
        """
        state = json.dumps(marks, sort_keys=True)
        with self._lock:
            then, known = self._swept
            if state == known or now - then < SWEEP_SECONDS:
                return
            self._swept = (now, state)
        names = self._names("")
        threads = {unquote(parts[1]) for parts in map(_parts, names) if parts[0] == "thread"}
        good = stamps(sorted(threads))
        whole = str(sum(marks.values()))
        for name in names:
            kind, key, stamp = _parts(name)
            wanted = {
                "thread": good.get(unquote(key)), "board": str(marks.get(unquote(key))),
            }.get(kind, whole)  # fmt: skip
            if stamp != wanted:
                (self._folder / name).unlink(missing_ok=True)

    def _write(self, place: Place, stamp: str, page: Kept) -> None:
        """Keep a page on disk; a disk that is full keeps nobody from reading it."""
        target = self._folder / f"{_start(place)}{stamp}"
        head = json.dumps({"status": page.status, "etag": page.etag, "made": page.made})
        try:
            self._folder.mkdir(mode=0o750, exist_ok=True)
            for name in self._names(_start(place)):
                (self._folder / name).unlink(missing_ok=True)
            partial = target.with_name(f"-{threading.get_ident()}-{os.getpid()}")
            partial.write_bytes(head.encode() + b"\n" + page.body)
            partial.replace(target)
            self._prune()
        except OSError as failure:
            log.warning("the page %s cannot be kept: %s", target.name, failure)

    def _prune(self) -> None:
        files = self._names("")
        if len(files) <= MOST_FILES:
            return
        ages = []
        for name in files:
            try:
                ages.append(((self._folder / name).stat().st_mtime, name))
            except FileNotFoundError:  # another process removed it
                continue
        for _, name in sorted(ages)[: len(ages) - MOST_FILES * 9 // 10]:
            (self._folder / name).unlink(missing_ok=True)

    def _names(self, start: str) -> list[str]:
        try:
            found = os.listdir(self._folder)  # noqa: PTH208 - names only
        except FileNotFoundError:
            return []
        return [name for name in found if name.startswith(start) and not name.startswith("-")]

    def _read(self, file: Path) -> Kept | None:
        try:
            head, _, body = file.read_bytes().partition(b"\n")
        except FileNotFoundError:  # another process removed it
            return None
        value = json.loads(head)
        return Kept(value["status"], body, value["etag"], value["made"])


def _start(place: Place) -> str:
    return "~".join((place.kind, quote(place.name, safe=""), place.lang, place.choice, ""))


def _parts(name: str) -> tuple[str, str, str]:
    kind, key, _, _, stamp = name.split("~")
    return kind, key, stamp
