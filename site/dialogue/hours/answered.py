"""In which announced hours a matter was answered, for the pages of that matter."""

from __future__ import annotations

from sqlalchemy import Connection, select

from dialogue.hours import live_sessions
from dialogue.hours.live_sessions import LiveSession
from dialogue.matter.states import Visibility
from dialogue.storage import tables


def answered_in(connection: Connection, thread: str) -> list[LiveSession]:
    """The hours in which a public matter was answered, the first to begin first."""
    table, hour = tables.live_question, tables.live_session
    names = connection.execute(
        select(table.c.session).join(hour, hour.c.id == table.c.session)
        .join(tables.thread, tables.thread.c.id == table.c.thread)
        .where(table.c.thread == thread, table.c.answer != "",
               tables.thread.c.visibility == Visibility.PUBLIC)
        .order_by(hour.c.begins_at)
    ).scalars().all()  # fmt: skip
    found = (live_sessions.find(connection, name) for name in names)
    return [session for session in found if session is not None]
