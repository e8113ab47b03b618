"""What happened lately on a board, or in one thread, as everybody may read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.reading.public import PUBLIC_EVENTS, PublicText
from dialogue.storage import journal, tables, threads
from dialogue.storage.journal import Entry

MOST: Final = 60
"""Threads of a board that are looked at: those that changed last."""

_ENDS: Final = {State.DECLINED: {Event.DECLINE}, State.MERGED: {Event.MERGE}}


class Told(NamedTuple):
    """A listed thread with what happened to it; one that cannot be read has no texts.

    Of a declined or joined one only that is told, and of a hidden one what was told before.
    """

    thread: Thread
    texts: tuple[PublicText, ...]
    history: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The title as everybody reads it, "" where it cannot be read."""
        return next((one.content for one in self.texts if one.part is Part.TITLE), "")

    @property
    def is_open(self) -> bool:
        """Whether its texts are public."""
        return self.thread.visibility is Visibility.PUBLIC


def of_board(connection: Connection, board: str = "", *, most: int = MOST) -> list[Told]:
    """The threads of a board (of all for "") that changed last, the last first."""
    table = tables.thread
    query = select(table).where(table.c.listed).order_by(table.c.changed_at.desc()).limit(most)
    if board:
        query = query.where(table.c.board == board)
    return _told(connection, [threads.of_row(row) for row in connection.execute(query)])


def of_thread(connection: Connection, identity: str) -> Told | None:
    """One thread; None where nobody may know of it."""
    thread = threads.find(connection, identity)
    if thread is None or not thread.is_listed:
        return None
    return _told(connection, [thread])[0]


def _told(connection: Connection, found: Sequence[Thread]) -> list[Told]:
    table, detail = tables.public_text, tables.journal_detail
    identities = [one.id for one in found]
    texts: dict[str, list[PublicText]] = {one: [] for one in identities}
    for row in connection.execute(
        select(table).where(table.c.thread.in_(identities)).order_by(table.c.text)
    ):
        texts[row.thread].append(
            PublicText(Part(row.part), row.round, row.written_on, row.content)
        )
    history: dict[str, list[Entry]] = {one: [] for one in identities}
    for row in connection.execute(
        select(detail).where(detail.c.thread.in_(identities)).order_by(detail.c.seq)
    ):
        if row.event in PUBLIC_EVENTS:
            history[row.thread].append(journal.of_row(row))
    return [
        Told(one, tuple(texts[one.id]) if one.visibility is Visibility.PUBLIC else (),
             tuple(entry for entry in history[one.id] if _may_be_told(one, entry)))
        for one in found
    ]  # fmt: skip


def _may_be_told(thread: Thread, entry: Entry) -> bool:
    if thread.visibility in {Visibility.PUBLIC, Visibility.TOMBSTONE}:
        return True
    return entry.event in _ENDS.get(thread.state, set())
