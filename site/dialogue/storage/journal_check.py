"""Checking the journal: that no entry was changed, moved, left out or added behind our backs.

The chain alone shows every change but a new chain from some entry on and a cut at the end; those
are shown by a head that was kept elsewhere (`lightwell dialogue head`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from dialogue.storage import tables
from dialogue.storage.journal import START, Entry, Head, chained, commitment
from publisher.errors import PublisherError, UsageError
from publisher.languages import Message, message

ROWS = 2_000
"""How many entries are in memory at once."""


class BrokenJournal(PublisherError):
    """The journal was tampered with; `seq` is the first entry that is wrong."""

    exit_code = 1

    def __init__(self, message: Message, seq: int = 0) -> None:
        super().__init__(message)
        self.seq = seq


class Verified(NamedTuple):
    """The newest entry, and how many entries say nothing any more (or never did)."""

    head: Head
    blank: int


def verify(connection: Connection, *noted: Head) -> Verified:
    """Read the whole journal and hold it against itself, and against heads kept elsewhere.

    Raises BrokenJournal at the first entry that is wrong.
    """
    newest, blank = Head(0, START), 0
    elsewhere: dict[int, set[bytes]] = {}
    for head in noted:
        elsewhere.setdefault(head.seq, set()).add(head.hash)
    journal, detail = tables.journal, tables.journal_detail
    query = (
        select(journal.c.seq, journal.c.commitment, journal.c.hash, detail.c.salt,
               detail.c.thread, detail.c.at, detail.c.event, detail.c.role, detail.c.actor,
               detail.c.facts)
        .outerjoin(detail, detail.c.seq == journal.c.seq)
        .order_by(journal.c.seq).execution_options(yield_per=ROWS)
    )  # fmt: skip
    with connection.execute(query) as rows:
        for seq, committed, hashed, salt, *said in rows:
            if seq != newest.seq + 1:
                raise BrokenJournal(
                    message("Entry {seq} of the journal is missing.", seq=newest.seq + 1),
                    newest.seq + 1,
                )
            if salt is None:
                blank += 1
            elif commitment(salt, Entry(seq, *said)) != committed:
                raise BrokenJournal(
                    message("Entry {seq} of the journal does not say what it said at first.",
                            seq=seq), seq,
                )  # fmt: skip
            if chained(newest.hash, committed) != hashed:
                raise BrokenJournal(
                    message("Entry {seq} of the journal does not follow from the one before.",
                            seq=seq), seq,
                )  # fmt: skip
            newest = Head(seq, hashed)
            if elsewhere.get(seq, set()) - {hashed}:
                raise BrokenJournal(
                    message("Entry {seq} of the journal is not the one that was noted elsewhere: "
                            "the journal was written anew.", seq=seq), seq,
                )  # fmt: skip
    _against(newest, max(elsewhere, default=0))
    _without_strays(connection, newest.seq - blank)
    return Verified(newest, blank)


def _against(newest: Head, noted: int) -> None:
    if noted > newest.seq:
        raise BrokenJournal(
            message("The journal ends with entry {seq}, but entry {noted} was noted elsewhere: its "
                    "end was cut off.", seq=newest.seq, noted=noted), newest.seq + 1,
        )  # fmt: skip


def _without_strays(connection: Connection, said: int) -> None:
    """Every detail belongs to an entry."""
    count = connection.execute(
        select(func.count()).select_from(tables.journal_detail)
    ).scalar_one()
    if count != said:
        raise BrokenJournal(
            message("The journal holds {count} details that belong to no entry.",
                    count=count - said)
        )  # fmt: skip


def written(head: Head) -> str:
    """A head as a line to be kept elsewhere."""
    return f"{head.seq} {head.hash.hex()}"


def read(text: str) -> Head:
    """The head of such a line. Raises UsageError if it is none."""
    match = re.fullmatch(r"\s*(\d{1,18})\s+([0-9a-f]{64})\s*", text)
    if match is None:
        raise UsageError(
            message("A noted head is a number and 64 hexadecimal digits, such as `lightwell "
                    "dialogue head` prints.")
        )  # fmt: skip
    return Head(int(match[1]), bytes.fromhex(match[2]))


def read_all(text: str) -> list[Head]:
    """The heads of a file with a line for each. Raises UsageError if there is none."""
    return [read(line) for line in text.strip().splitlines() or [""]]
