"""What everybody may read: threads, boards' lists and their histories, without any key."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from sqlalchemy import Connection, and_, func, select, tuple_

from dialogue import journal, tables, threads
from dialogue.matters import Part
from dialogue.states import Event, State, Visibility
from dialogue.thread import Thread

PAGE: Final = 30
PUBLIC_EVENTS: Final = frozenset(Event) - {
    Event.CONSENT, Event.OPEN_HIDDEN, Event.RECUSE, Event.DRAFT, Event.SEND_BACK, Event.SIGN,
    Event.ADMIT, Event.RETURN, Event.RESUBMIT,
}  # fmt: skip
"""Events that a thread's public history shows."""


class PublicText(NamedTuple):
    """A text as everybody reads it."""

    part: Part
    round: int
    written_on: dt.date
    content: str


class PublicThread(NamedTuple):
    """A public thread with its texts and history."""

    thread: Thread
    texts: tuple[PublicText, ...]
    history: tuple[journal.Entry, ...]

    @property
    def title(self) -> str:
        """The title as everybody reads it."""
        return next((one.content for one in self.texts if one.part is Part.TITLE), "")


class Line(NamedTuple):
    """A thread in a list; declined, joined and hidden ones have no title."""

    thread: Thread
    title: str


def find(connection: Connection, identity: str) -> PublicThread | Thread | None:
    """A public thread; the bare thread if only that it exists is public (declined, joined, hidden);
    None for all others."""
    thread = threads.find(connection, identity)
    if thread is None or not thread.is_listed:
        return None
    if thread.visibility is not Visibility.PUBLIC:
        return thread
    table = tables.public_text
    found = tuple(
        PublicText(Part(row.part), row.round, row.written_on, row.content)
        for row in connection.execute(
            select(table).where(table.c.thread == identity).order_by(table.c.text)
        )
    )
    history = tuple(
        entry for entry in journal.of_thread(connection, identity) if entry.event in PUBLIC_EVENTS
    )
    return PublicThread(thread, found, history)


def lines(
    connection: Connection, board: str = "", *, after: tuple[dt.datetime, str] | None = None,
    limit: int = PAGE, state: State | None = None,
) -> list[Line]:  # fmt: skip
    """A page of a board's threads (of all boards for ""), the newest first, declined ones too.

    `after` is when the last line of the page before was received, and its id.
    """
    thread, text = tables.thread, tables.public_text
    query = (
        select(thread, text.c.content.label("public_title"))
        .outerjoin(text, and_(text.c.thread == thread.c.id, text.c.part == Part.TITLE))
        .where(thread.c.listed)
        .order_by(thread.c.received_at.desc(), thread.c.id.desc())
        .limit(limit)
    )
    if board:
        query = query.where(thread.c.board == board)
    if state is not None:
        query = query.where(thread.c.state == state)
    if after is not None:
        query = query.where(tuple_(thread.c.received_at, thread.c.id) < after)
    return [Line(threads.of_row(row), row.public_title or "") for row in connection.execute(query)]


def version(connection: Connection, board: str = "") -> int:
    """Counts what the public sees change on a board, or on all of them."""
    table = tables.board_version
    query = select(func.coalesce(func.sum(table.c.version), 0))
    if board:
        query = query.where(table.c.board == board)
    return int(connection.execute(query).scalar_one())
