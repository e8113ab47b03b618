"""Keeping the live index of threads in step with the database.

The journal says what happened: its numbers follow the order in which changes came to be, so that
one number tells how far an index has come. An index that still holds what was hidden or sealed
since is `OUTDATED` and must not be searched; one that only lacks what is new is `BEHIND`.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, or_, select

from dialogue.life.clauses import Effect as F
from dialogue.life.transitions import TABLE
from dialogue.reading import thread_documents
from dialogue.reading.indexed import Indexed, Mark
from dialogue.storage import journal, tables
from dialogue.storage.database import Database
from dialogue.storage.journal import START, Head
from search_index import ENGINES, Document, IndexFormatError, LiveIndex

FORMAT: Final = "1"
"""Changes with the way documents are made; the index is then made anew."""

TAKING_AWAY: Final = frozenset({
    str(row.event) for row in TABLE
    if {F.BURY, F.REDACT, F.SEAL, F.REPLACE_TEXTS} & set(row.effects)
})  # fmt: skip
"""Events after which something may be found no more."""

FEW: Final = 2_000
"""So many documents are made anew at once where words were taken out of some of them, so that
no file of the index holds them any more; larger indexes are cleaned by `clean`."""

MOST_CHANGES: Final = 5_000
"""An index that is further behind is made anew."""

_LOCK: Final = "catching-up"


class Standing(Enum):
    """How an index stands to the database; without a complete index it is MISSING."""

    CURRENT = "current"
    BEHIND = "behind"
    OUTDATED = "outdated"
    MISSING = "missing"


class Busy(Exception):
    """Somebody else is updating the index, for longer than one would wait."""


class ThreadIndex:
    """The index of all public threads in a folder; any number of processes may keep it."""

    def __init__(self, folder: Path, engine: str) -> None:
        self._folder = folder
        self._stamp = f"{FORMAT} {engine}"
        self._live = LiveIndex(folder, ENGINES[engine])
        self._indexed = Indexed(folder)
        self._known: Mark | None = None

    def standing(self, connection: Connection) -> Standing:
        """Whether the index may be searched, held against the journal as it is now."""
        head = journal.head(connection)
        if self._known is not None and self._known.head == head:
            return Standing.CURRENT
        mark = self._mark()
        if mark is None or not _is_in(connection, mark.head):
            return Standing.MISSING
        if mark.head == head:
            return Standing.CURRENT
        return Standing.OUTDATED if _takes_away(connection, mark.head) else Standing.BEHIND

    def is_small(self, connection: Connection) -> bool:
        """Whether all public threads are indexed in a second or two."""
        return thread_documents.count(connection) <= FEW

    def catch_up(self, database: Database, *, patience: float = 60.0) -> None:
        """Bring the index to the journal's newest entry.

        Raises Busy if another process works on it for over `patience` seconds, and whatever the
        database or the index raise; the index then stays as it was.
        """
        with self._alone(patience):
            mark = self._mark()
            with database.reading() as connection:
                head = journal.head(connection)
                if mark is not None and mark.head == head:
                    return
                known = mark is not None and _is_in(connection, mark.head)
                if mark is not None and known and head.seq - mark.head.seq <= MOST_CHANGES:
                    changes = _Changes(connection, mark.head, self._indexed)
                else:
                    changes = None
            if mark is None or changes is None or not self._update(changes, head, mark):
                self._rebuild(database, head)

    def clean(self, database: Database, *, patience: float = 60.0) -> None:
        """Make the index anew if its files may still hold words that were taken out of it."""
        mark = self._mark()
        if mark is not None and mark.unclean:
            with self._alone(patience):
                with database.reading() as connection:
                    head = journal.head(connection)
                self._rebuild(database, head)

    def rebuild(self, database: Database, *, patience: float = 60.0) -> None:
        """Make the index anew."""
        with self._alone(patience):
            with database.reading() as connection:
                head = journal.head(connection)
            self._rebuild(database, head)

    def _update(self, changes: _Changes, head: Head, mark: Mark) -> bool:
        """Take the changes in; False where the index must be made anew instead."""
        cuts = changes.takes_away and bool(changes.documents or changes.removed)
        if cuts and self._indexed.count() <= FEW:
            return False
        if changes.documents or changes.removed:
            self._indexed.add(document.id for document in changes.documents)
            try:
                self._live.update(changed=changes.documents, removed=changes.removed)
            except IndexFormatError:  # made by another version
                return False
        self._reached(head, unclean=mark.unclean or cuts, removed=changes.removed)
        return True

    def _rebuild(self, database: Database, head: Head) -> None:
        """Make the index anew; what happens meanwhile comes after `head`, and is taken in later."""
        built: set[str] = set()

        def documents() -> Iterator[Document]:
            for page in thread_documents.of_all(database):
                found = {document.id for document in page}
                self._indexed.add(found)
                built.update(found)
                yield from page

        self._live.rebuild(documents(), alone=True)
        self._reached(head, unclean=False, removed=self._indexed.held() - built)

    def _reached(self, head: Head, *, unclean: bool, removed: Iterable[str] = ()) -> None:
        mark = Mark(head, self._stamp, unclean)
        self._indexed.reached(mark, removed=removed)
        self._known = mark

    def _mark(self) -> Mark | None:
        self._known = self._indexed.mark()
        if self._known is not None and self._known.stamp != self._stamp:
            self._known = None
        return self._known

    @contextmanager
    def _alone(self, patience: float) -> Iterator[None]:
        until = time.monotonic() + patience
        with (self._folder / _LOCK).open("a") as lock:
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise Busy from None
                    time.sleep(0.01)
            yield


class _Changes:
    """What happened since an entry: documents to put in, and ids of those to take out."""

    def __init__(self, connection: Connection, since: Head, indexed: Indexed) -> None:
        detail = tables.journal_detail
        self.takes_away = _takes_away(connection, since)
        touched = connection.execute(
            select(detail.c.thread).where(detail.c.seq > since.seq).distinct()
        ).scalars().all()  # fmt: skip
        self.documents = thread_documents.of_threads(connection, filter(None, touched))
        self.removed: list[str] = []
        if self.takes_away:
            held = indexed.held() | {document.id for document in self.documents}
            if thread_documents.count(connection) != len(held):
                named = thread_documents.identities(connection)
                self.removed = sorted(held - named)
                self.documents += thread_documents.of_threads(
                    connection, (name.rpartition("/")[2] for name in named - held)
                )


def _is_in(connection: Connection, head: Head) -> bool:
    """Whether the journal is the one that had this entry, not that of another database."""
    if head.seq == 0:
        return head.hash == START
    table = tables.journal
    found = connection.execute(
        select(table.c.hash).where(table.c.seq == head.seq)
    ).scalar_one_or_none()  # fmt: skip
    return found == head.hash


def _takes_away(connection: Connection, since: Head) -> bool:
    """Whether something may have been hidden since; an entry that says nothing sealed a matter."""
    entry, detail = tables.journal, tables.journal_detail
    query = (
        select(entry.c.seq).outerjoin(detail, detail.c.seq == entry.c.seq)
        .where(entry.c.seq > since.seq, or_(detail.c.seq.is_(None),
                                            detail.c.event.in_(TAKING_AWAY)))
        .limit(1)
    )  # fmt: skip
    return connection.execute(query).first() is not None
