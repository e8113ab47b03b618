"""Announced hours in which a leader answers: announced, opened, ended; questions in their order.

A question is a matter like any other, with its clocks; the hour only takes it up in public. What
is not answered in the hour goes on as it would have without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, Row, func, insert, select, update

from dialogue.life.conduct import touch_board
from dialogue.life.requests import NotAllowed, NotThere, Refused
from dialogue.life.writing import cleaned, public
from dialogue.matter import identities
from dialogue.matter.matters import Part
from dialogue.matter.states import Role, Visibility
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from dialogue.storage import journal, tables
from publisher.languages import Localised, Message, message

MOST_TITLE: Final = 120
MOST_INTRODUCTION: Final = 2_000
MOST_REASON: Final = 500
MOST_SHOWN: Final = 60
"""Sessions on the public list, the newest."""


class SessionState(StrEnum):
    """Where an announced hour stands."""

    ANNOUNCED = "announced"
    OPEN = "open"
    ENDED = "ended"
    CANCELLED = "cancelled"


SESSION_STATES: Final[Mapping[SessionState, Message]] = {
    SessionState.ANNOUNCED: message("Announced"),
    SessionState.OPEN: message("Going on now"),
    SessionState.ENDED: message("Over"),
    SessionState.CANCELLED: message("Cancelled"),
}


class SessionEvent(StrEnum):
    """What can happen to an announced hour."""

    OPEN = "open"
    END = "end"
    CANCEL = "cancel"


_BOTH: Final = frozenset({Role.MODERATOR, Role.LEADER})
TABLE: Final = {
    (SessionState.ANNOUNCED, SessionEvent.OPEN): (_BOTH, SessionState.OPEN),
    (SessionState.ANNOUNCED, SessionEvent.CANCEL): (
        frozenset({Role.MODERATOR}), SessionState.CANCELLED
    ),
    (SessionState.OPEN, SessionEvent.END): (_BOTH, SessionState.ENDED),
}  # fmt: skip
"""Who may do what in which state, and where it leads; nothing else happens to an hour."""


class LiveSession(NamedTuple):
    """An announced hour; instants are UTC, title and introduction by language.

    `cancelled_for` is the reason that everybody reads, "" unless it was cancelled.
    """

    id: str
    board: str
    title: Localised
    introduction: Localised
    announced_at: dt.datetime
    gathers_until: dt.datetime
    begins_at: dt.datetime
    ends_at: dt.datetime
    state: SessionState
    cancelled_for: str = ""

    def gathers(self, at: dt.datetime) -> bool:
        """Whether questions for it are taken at an instant."""
        return self.state is SessionState.ANNOUNCED and at < self.gathers_until


class Question(NamedTuple):
    """A question of an hour as everybody reads it; `is_public` is False once it was taken off.

    `place` is None while the moderators have not taken it up, `answer` is "" before it is given;
    `recused` are the marks of whom the matter keeps out.
    """

    thread: str
    place: int | None
    title: str
    body: str
    answer: str
    answered_at: dt.datetime | None
    is_public: bool
    recused: tuple[str, ...]


def announce(office: Office, given: LiveSession, actor: Actor) -> LiveSession:
    """Announce an hour; its id, state and time of announcement are made here."""
    if actor.role is not Role.MODERATOR:
        raise NotAllowed(message("Only moderators announce hours with leaders."))
    found = given._replace(
        id=identities.new_identity(), announced_at=office.now(), state=SessionState.ANNOUNCED,
        title=_texts(office, given.title, MOST_TITLE, message("The title")),
        introduction=_texts(office, given.introduction, MOST_INTRODUCTION,
                            message("The introduction")),
    )  # fmt: skip
    if found.board not in office.rules.boards:
        raise Refused(message("Choose the board."))
    if not office.now() < found.gathers_until <= found.begins_at < found.ends_at:
        raise Refused(message(
            "The times must lie in the future and follow each other: questions until, begin, end."
        ))  # fmt: skip
    with office.database.writing() as connection:
        connection.execute(insert(tables.live_session).values(**found._asdict()))
        note(connection, office, actor, found, "announce-session", {})
    return found


def _texts(office: Office, given: Localised, most: int, what: Message) -> Localised:
    """Texts in every language of the site, cleaned."""
    return {
        lang: cleaned(given.get(lang, ""), most=most, what=what) for lang in office.rules.languages
    }


def happen(
    office: Office, identity: str, event: SessionEvent, actor: Actor, *, reason: str = ""
) -> LiveSession:  # fmt: skip
    """Let an event happen to an hour; cancelling needs a reason, which becomes public."""
    with office.database.writing() as connection:
        session = locked(connection, identity)
        row = TABLE.get((session.state, event))
        if row is None:
            raise Refused(not_now(session))
        require_role(actor, session, row[0])
        cancels = event is SessionEvent.CANCEL
        why = public(reason, most=MOST_REASON, what=message("The reason")) if cancels else ""
        after = session._replace(state=row[1], cancelled_for=why)
        table = tables.live_session
        connection.execute(
            update(table).where(table.c.id == identity)
            .values(state=after.state, cancelled_for=why)
        )  # fmt: skip
        note(connection, office, actor, after, f"session-{event}", {"reason": why} if why else {})
    return after


def not_now(session: LiveSession) -> Message:
    """That something cannot happen to an hour as it stands."""
    return message("This cannot be done now: the hour is “{state}”.",
                   state=SESSION_STATES[session.state])  # fmt: skip


def arrange(office: Office, identity: str, threads: list[str], actor: Actor) -> None:
    """Take up these questions, in this order; the others wait. Only public ones can be."""
    with office.database.writing() as connection:
        session = locked(connection, identity)
        require_role(actor, session, frozenset({Role.MODERATOR}))
        if session.state not in {SessionState.ANNOUNCED, SessionState.OPEN}:
            raise Refused(message("The order stands: the hour is over or cancelled."))
        known = {one.thread: one for one in questions(connection, identity)}
        for one in threads:
            if one not in known or not known[one].is_public:
                raise Refused(message("Question {id} is not public, so it cannot be taken up.",
                                      id=one))  # fmt: skip
        lost = [one for one in known.values() if one.answer and one.thread not in threads]
        if lost:
            raise Refused(message("Question {id} was answered; it stays.", id=lost[0].thread))
        table = tables.live_question
        connection.execute(update(table).where(table.c.session == identity).values(place=None))
        for place, one in enumerate(dict.fromkeys(threads), 1):
            connection.execute(
                update(table).where(table.c.session == identity, table.c.thread == one)
                .values(place=place)
            )  # fmt: skip
        note(connection, office, actor, session, "arrange-session", {"questions": len(threads)})


def find(connection: Connection, identity: str) -> LiveSession | None:
    """An hour by its id."""
    table = tables.live_session
    row = connection.execute(select(table).where(table.c.id == identity)).one_or_none()
    return None if row is None else _of_row(row)


def latest(connection: Connection, limit: int = MOST_SHOWN) -> list[LiveSession]:
    """The hours, the last to begin first."""
    table = tables.live_session
    query = select(table).order_by(table.c.begins_at.desc(), table.c.id).limit(limit)
    return [_of_row(row) for row in connection.execute(query)]


def gathered(connection: Connection, identity: str) -> int:
    """How many questions were sent for an hour."""
    table = tables.live_question
    return int(connection.execute(
        select(func.count()).where(table.c.session == identity)
    ).scalar_one())  # fmt: skip


def questions(connection: Connection, identity: str) -> list[Question]:
    """All questions of an hour: those taken up in their order, then the others by arrival."""
    table, thread, text = tables.live_question, tables.thread, tables.public_text
    titles, bodies = text.alias(), text.alias()
    query = (
        select(table, thread.c.visibility, thread.c.recused, titles.c.content.label("title"),
               bodies.c.content.label("body"))
        .join(thread, thread.c.id == table.c.thread)
        .outerjoin(titles, (titles.c.thread == thread.c.id) & (titles.c.part == Part.TITLE))
        .outerjoin(bodies, (bodies.c.thread == thread.c.id) & (bodies.c.part == Part.BODY))
        .where(table.c.session == identity)
        .order_by(table.c.place.is_(None), table.c.place, thread.c.received_at, thread.c.id)
    )  # fmt: skip
    return [_question(row) for row in connection.execute(query)]


def _question(row: Row[tuple[object, ...]]) -> Question:
    public = row.visibility == Visibility.PUBLIC
    return Question(
        row.thread, row.place, (row.title or "") if public else "",
        (row.body or "") if public else "", row.answer if public else "",
        row.answered_at, public, tuple(row.recused),
    )  # fmt: skip


def locked(connection: Connection, identity: str) -> LiveSession:
    """An hour that nobody else changes before the transaction ends. Raises NotThere."""
    table = tables.live_session
    row = connection.execute(
        select(table).where(table.c.id == identity).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotThere(message("There is no hour with the number {id}.", id=identity))
    return _of_row(row)


def _of_row(row: Row[tuple[object, ...]]) -> LiveSession:
    values = {name: getattr(row, name) for name in LiveSession._fields}
    return LiveSession(**{**values, "state": SessionState(row.state)})


def require_role(actor: Actor, session: LiveSession, roles: frozenset[Role]) -> None:
    """Raise NotAllowed unless the actor has one of the roles, and a leader the hour's board."""
    if actor.role not in roles:
        raise NotAllowed(message("Your role may not do this."))
    if actor.role is Role.LEADER and session.board not in actor.boards:
        raise NotAllowed(message("This hour is that of another leader."))


def note(
    connection: Connection, office: Office, actor: Actor, session: LiveSession, event: str,
    facts: Mapping[str, object],
) -> None:  # fmt: skip
    """Enter in the journal what happened to an hour, and have cached pages made anew."""
    journal.append(
        connection, thread="", at=office.now(), event=event, role=actor.role, actor=actor.name,
        facts={"session": session.id, "board": session.board, **facts},
    )
    touch_board(connection, office, session.board)
