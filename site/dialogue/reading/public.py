"""What everybody may read: threads, boards' lists and their histories, without any key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, tuple_

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.storage import journal, tables, threads

PAGE: Final = 30
MOST_COMPARED: Final = 500
"""Titles, the newest, that a question is compared with: the index may not have them yet."""
PUBLIC_EVENTS: Final = frozenset(Event) - {
    Event.CONSENT, Event.OPEN_HIDDEN, Event.RECUSE, Event.DRAFT, Event.SEND_BACK, Event.SIGN,
    Event.ADMIT, Event.RETURN, Event.RESUBMIT, Event.OPEN_FILE,
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
    limit: int = PAGE, states: Iterable[State] = (), also: Iterable[ColumnElement[bool]] = (),
) -> list[Line]:  # fmt: skip
    """A page of a board's threads (of all boards for ""), the newest first, declined ones too.

    `after` is when the last line of the page before was received, and its id. With `states` only
    those; each of them is asked for by itself, in the order of its index. `also` are further
    conditions on the table of threads.
    """
    query = _lines(board, after).where(*also).limit(limit)
    if not (wanted := tuple(states)):
        return _read_lines(connection, query)
    found = [
        line
        for state in wanted
        for line in _read_lines(connection, query.where(tables.thread.c.state == state))
    ]
    found.sort(key=lambda line: (line.thread.received_at, line.thread.id), reverse=True)
    return found[:limit]


def _lines(board: str, after: tuple[dt.datetime, str] | None) -> Select[Any]:
    thread, text = tables.thread, tables.public_text
    query = (
        select(thread, text.c.content.label("public_title"))
        .outerjoin(text, and_(text.c.thread == thread.c.id, text.c.part == Part.TITLE))
        .where(thread.c.listed)
        .order_by(thread.c.received_at.desc(), thread.c.id.desc())
    )
    if board:
        query = query.where(thread.c.board == board)
    if after is not None:
        query = query.where(tuple_(thread.c.received_at, thread.c.id) < tuple_(*after))
    return query


def _read_lines(connection: Connection, query: Select[Any]) -> list[Line]:
    return [Line(threads.of_row(row), row.public_title or "") for row in connection.execute(query)]


def place(connection: Connection, identity: str) -> tuple[dt.datetime, str] | None:
    """Where a list goes on after a listed thread; None where there is none of that id.

    When a thread was received is known to the day only; its instant would tell a network's
    owner who wrote it. So a page of a list is asked for by an id.
    """
    thread = tables.thread
    row = connection.execute(
        select(thread.c.received_at, thread.c.id).where(thread.c.id == identity, thread.c.listed)
    ).one_or_none()
    return None if row is None else (row.received_at, row.id)


def counts(connection: Connection) -> dict[str, int]:
    """How many threads are listed, by board."""
    thread = tables.thread
    return {
        row.board: row.number
        for row in connection.execute(
            select(thread.c.board, func.count().label("number"))
            .where(thread.c.listed).group_by(thread.c.board)
        )
    }  # fmt: skip


def similar(connection: Connection, words: Iterable[str], *, limit: int) -> list[Line]:
    """Public threads whose titles hold the most of these words, among those received last."""
    text, wanted = tables.public_text, [word.casefold() for word in words if word]
    if not wanted:
        return []
    newest = (
        select(text.c.thread, text.c.content).where(text.c.part == Part.TITLE)
        .order_by(text.c.text.desc()).limit(MOST_COMPARED)
    )  # fmt: skip
    found: dict[str, int] = {}
    for row in connection.execute(newest):
        title = row.content.casefold()
        if shared := sum(word in title for word in wanted):
            found[row.thread] = shared
    best = sorted(found, key=lambda identity: -found[identity])[:limit]
    query = _lines("", None).where(
        tables.thread.c.id.in_(best), tables.thread.c.visibility == Visibility.PUBLIC
    )
    return sorted(_read_lines(connection, query), key=lambda line: best.index(line.thread.id))


def titles(connection: Connection, identities: Iterable[str]) -> list[Line]:
    """The public threads among these, in their order."""
    wanted = list(identities)
    query = _lines("", None).where(
        tables.thread.c.id.in_(wanted), tables.thread.c.visibility == Visibility.PUBLIC
    )
    return sorted(_read_lines(connection, query), key=lambda line: wanted.index(line.thread.id))


class PublicFile(NamedTuple):
    """The public copy of a file: where it is found and what it is called."""

    id: str
    name: str
    media_type: str
    size: int


def files(connection: Connection, identity: str) -> tuple[PublicFile, ...]:
    """The public copies of a thread's files."""
    table = tables.attachment
    return tuple(
        PublicFile(row.id, row.public_name, row.media_type, row.size)
        for row in connection.execute(
            select(table.c.id, table.c.public_name, table.c.media_type,
                   func.length(table.c.public_copy).label("size"))
            .where(table.c.thread == identity, table.c.public_copy.is_not(None))
            .order_by(table.c.added_at, table.c.id)
        )
    )  # fmt: skip


class Stamp(NamedTuple):
    """The board of a thread, and a mark that differs whenever everybody sees something new."""

    board: str
    mark: str


def stamps(connection: Connection, identities: Iterable[str]) -> dict[str, Stamp]:
    """The stamps of these threads by id; those that are not there are left out."""
    thread, file, asked = tables.thread, tables.attachment, tables.live_question
    answers = (
        select(func.count()).where(asked.c.thread == thread.c.id, asked.c.answer != "")
        .scalar_subquery()
    )  # fmt: skip
    shown = (
        select(func.count()).where(file.c.thread == thread.c.id, file.c.public_copy.is_not(None))
        .scalar_subquery()
    )  # fmt: skip
    rows = connection.execute(
        select(thread.c.id, thread.c.board, thread.c.revision, shown.label("files"),
               answers.label("answers"))
        .where(thread.c.id.in_(list(identities)))
    )  # fmt: skip
    return {row.id: Stamp(row.board, f"{row.revision}-{row.files}-{row.answers}") for row in rows}


def versions(connection: Connection) -> dict[str, int]:
    """Counts by board what the public sees change."""
    table = tables.board_version
    return {
        row.board: row.version
        for row in connection.execute(select(table.c.board, table.c.version))
    }


def version(connection: Connection, board: str = "") -> int:
    """Counts what the public sees change on a board, or on all of them."""
    table = tables.board_version
    query = select(func.coalesce(func.sum(table.c.version), 0))
    if board:
        query = query.where(table.c.board == board)
    return int(connection.execute(query).scalar_one())
