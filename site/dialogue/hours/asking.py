"""Asking for an hour: whether it still takes a question, and which hour a question was sent for."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import insert, select

from dialogue.hours import live_sessions
from dialogue.hours.live_sessions import LiveSession, SessionState
from dialogue.life.conduct import touch_board
from dialogue.rules import Office
from dialogue.storage import tables
from publisher.languages import Message, message, words

UNKNOWN: Final = message("There is no such hour. What you write is answered on the board, within "
                         "the usual time.")  # fmt: skip


def why_closed(session: LiveSession, at: dt.datetime) -> Message | None:
    """Why an hour takes no questions at an instant, in words for the writer; None if it does."""
    if session.state is SessionState.CANCELLED:
        return message(
            "The hour “{title}” was cancelled. What you write is answered on the board, within "
            "the usual time.", title=words(session.title),
        )  # fmt: skip
    if not session.gathers(at):
        return message(
            "The hour “{title}” takes no more questions. What you write is answered on the board, "
            "within the usual time.", title=words(session.title),
        )  # fmt: skip
    return None


def attach(office: Office, identity: str, thread: str) -> Message | None:
    """Keep a new matter as a question for an hour; why that did not happen, None if it did.

    A matter that was sealed in the same moment is no longer there, and nothing is said of it.
    """
    with office.database.writing() as connection:
        session = live_sessions.find(connection, identity)
        if session is None:
            return UNKNOWN
        board = connection.execute(
            select(tables.thread.c.board).where(tables.thread.c.id == thread)
        ).scalar_one_or_none()
        known = {one.thread for one in live_sessions.questions(connection, identity)}
        if board is None or thread in known:
            return None
        why = elsewhere(session) if board != session.board else why_closed(session, office.now())
        if why is not None:
            return why
        connection.execute(
            insert(tables.live_question)
            .values(session=identity, thread=thread, place=None, answer="")
        )  # fmt: skip
        touch_board(connection, office, session.board)
        return None


def elsewhere(session: LiveSession) -> Message:
    """That a question to somebody else is none for this hour."""
    return message("The hour “{title}” is that of another leader.", title=words(session.title))


def find(office: Office, identity: str) -> LiveSession | None:
    """An hour by its id."""
    with office.database.reading() as connection:
        return live_sessions.find(connection, identity)


def hour_of_thread(office: Office, thread: str) -> LiveSession | None:
    """The hour that a matter was sent for, None if for none."""
    table = tables.live_question
    with office.database.reading() as connection:
        identity = connection.execute(
            select(table.c.session).where(table.c.thread == thread)
        ).scalar_one_or_none()
        return live_sessions.find(connection, identity) if identity else None
