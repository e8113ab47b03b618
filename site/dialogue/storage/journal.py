"""The journal: what was done to which matter by whom, append-only and hash-chained.

An entry's commitment is SHA-256(0x02 ‖ salt ‖ canonical JSON of what happened), its hash
SHA-256(0x03 ‖ hash before ‖ commitment). What an entry says can be erased (a sealed accusation, a
retention date); the chain still holds, and no entry can be changed, moved or left out unseen by
who keeps an earlier hash.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select

from dialogue.storage import tables

START: Final = bytes(32)
"""What stands before the first entry's hash."""


class Head(NamedTuple):
    """The newest entry: its number (0 without any) and hash."""

    seq: int
    hash: bytes


class Entry(NamedTuple):
    """An entry; `facts` hold codes, days and units, never what somebody wrote.

    `thread` is "" for what concerns no matter, such as accounts.
    """

    seq: int
    thread: str
    at: dt.datetime
    event: str
    role: str
    actor: str
    facts: Mapping[str, Any]


def append(
    connection: Connection, *, thread: str, at: dt.datetime, event: str, role: str, actor: str,
    facts: Mapping[str, Any],
) -> int:  # fmt: skip
    """Add an entry within the present transaction; its number.

    From here on nobody else adds one until the transaction ends (PostgreSQL: a lock). What others
    lock after it, such as the board's version, must be locked after it everywhere.
    """
    salt = secrets.token_bytes(32)
    place = _next(connection)
    entry = Entry(place.seq, thread, at, event, role, actor, facts)
    _extend(connection, place, commitment(salt, entry))
    connection.execute(
        insert(tables.journal_detail),
        {"seq": entry.seq, "salt": salt, "thread": thread, "at": at, "event": event, "role": role,
         "actor": actor, "facts": dict(facts)},
    )  # fmt: skip
    return entry.seq


def append_blank(connection: Connection) -> int:
    """Add an entry that says nothing, as an erased one does; its number."""
    place = _next(connection)
    _extend(connection, place, hashlib.sha256(b"\x02" + secrets.token_bytes(64)).digest())
    return place.seq


def erase(connection: Connection, thread: str, *events: str) -> None:
    """Erase what the entries of a matter say, or only those of some events."""
    table = tables.journal_detail
    query = delete(table).where(table.c.thread == thread)
    connection.execute(query.where(table.c.event.in_(events)) if events else query)


def erase_entry(connection: Connection, seq: int) -> None:
    """Erase what one entry says."""
    connection.execute(delete(tables.journal_detail).where(tables.journal_detail.c.seq == seq))


def commitment(salt: bytes, entry: Entry) -> bytes:
    """What an entry commits to, 32 bytes."""
    said = json.dumps(
        [entry.seq, entry.thread, entry.at.isoformat(), entry.event, entry.role, entry.actor,
         entry.facts],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(b"\x02" + salt + said.encode()).digest()


def chained(before: bytes, committed: bytes) -> bytes:
    """The hash of an entry behind another."""
    return hashlib.sha256(b"\x03" + before + committed).digest()


_NEWEST: Final = (
    select(tables.journal.c.seq, tables.journal.c.hash)
    .order_by(tables.journal.c.seq.desc()).limit(1)
)  # fmt: skip
"""Made once: every search asks for it, and making a statement costs as much as asking it."""


def head(connection: Connection) -> Head:
    """The newest entry's number and hash."""
    found = connection.execute(_NEWEST).one_or_none()
    return Head(found.seq, found.hash) if found else Head(0, START)


def of_thread(connection: Connection, thread: str) -> Iterator[Entry]:
    """The entries of a matter, the oldest first."""
    detail = tables.journal_detail
    for row in connection.execute(
        select(detail).where(detail.c.thread == thread).order_by(detail.c.seq)
    ):
        yield of_row(row)


def of_row(row: Row[Any]) -> Entry:
    """The entry of a row of the table `journal_detail`."""
    return Entry(row.seq, row.thread, row.at, row.event, row.role, row.actor, row.facts)


class _Place(NamedTuple):
    seq: int
    before: bytes


def _next(connection: Connection) -> _Place:
    newest = head(connection)
    return _Place(newest.seq + 1, newest.hash)


def _extend(connection: Connection, place: _Place, committed: bytes) -> None:
    connection.execute(
        insert(tables.journal),
        {"seq": place.seq, "commitment": committed, "hash": chained(place.before, committed)},
    )
