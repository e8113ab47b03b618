"""An announced hour as everybody reads it: before, while it goes on, and afterwards."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any, NamedTuple

from babel.dates import format_datetime
from sqlalchemy import Connection

from dialogue.hours import live_sessions
from dialogue.hours.answered import answered_in
from dialogue.hours.live_sessions import SESSION_STATES, LiveSession, Question, SessionState
from dialogue.rules import Board, Office
from publisher import addresses, languages
from publisher.languages import Message
from website.wording import locale_of


class Hour(NamedTuple):
    """An hour in words; instants are in the site's time zone."""

    id: str
    state: Message
    code: SessionState
    title: str
    introduction: str
    board: Board
    address: str
    gathers_until: str
    begins: str
    ends: str
    cancelled_for: str


class Asked(NamedTuple):
    """A question taken up, with the answer as far as it was given."""

    id: str
    address: str
    title: str
    body: str
    answer: str
    answered: str
    is_public: bool

    @property
    def mark(self) -> str:
        """What changes with anything shown of it, so that only what is new is drawn anew."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:16]


class HourPage(NamedTuple):
    """All that the page of an hour shows; `write` is "" where no questions are taken."""

    hour: Hour
    gathered: int
    asked: tuple[Asked, ...]
    write: str
    talk: str

    @property
    def answered(self) -> int:
        """How many of the questions taken up are answered."""
        return sum(bool(one.answer) for one in self.asked)


def hour_of(session: LiveSession, office: Office, lang: str) -> Hour:
    """An hour in words."""
    return Hour(
        session.id, SESSION_STATES[session.state], session.state,
        languages.pick(session.title, lang), languages.pick(session.introduction, lang),
        office.rules.boards[session.board], addresses.live_session(lang, session.id),
        moment(session.gathers_until, office, lang), moment(session.begins_at, office, lang),
        moment(session.ends_at, office, lang), session.cancelled_for,
    )  # fmt: skip


def hours_with_answers(
    connection: Connection, thread: str, office: Office, lang: str
) -> list[Hour]:
    """The hours in which a matter was answered, in words."""
    found = answered_in(connection, thread)
    return [hour_of(one, office, lang) for one in found if one.board in office.rules.boards]


def hours(connection: Connection, office: Office, lang: str) -> list[Hour]:
    """The hours of boards that there are: what goes on, what comes next, then what is over."""
    found = sorted(live_sessions.latest(connection), key=_place)
    return [hour_of(one, office, lang) for one in found if one.board in office.rules.boards]


def _place(session: LiveSession) -> tuple[int, float]:
    begins = session.begins_at.timestamp()
    if session.state is SessionState.OPEN:
        return 0, begins
    return (1, begins) if session.state is SessionState.ANNOUNCED else (2, -begins)


def hour_page(
    connection: Connection, session: LiveSession, office: Office, lang: str
) -> HourPage:
    """The page of an hour; before it begins only the number of questions is told."""
    begun = session.state in {SessionState.OPEN, SessionState.ENDED}
    taken = [one for one in live_sessions.questions(connection, session.id) if one.place]
    write = f"{addresses.new_message(lang)}?board={session.board}&session={session.id}"
    return HourPage(
        hour=hour_of(session, office, lang),
        gathered=live_sessions.gathered(connection, session.id),
        asked=tuple(_asked(one, session, office, lang) for one in taken) if begun else (),
        write=write if session.gathers(office.now()) else "",
        talk=f"{addresses.live_session(lang, session.id)}/talk.json",
    )  # fmt: skip


def _asked(one: Question, session: LiveSession, office: Office, lang: str) -> Asked:
    answered = moment(one.answered_at, office, lang) if one.answer and one.answered_at else ""
    address = addresses.thread(lang, session.board, one.thread)
    return Asked(one.thread, address, one.title, one.body, one.answer, answered, one.is_public)


def talk_value(page: HourPage) -> dict[str, Any]:
    """What the page's script asks for while the hour goes on."""
    questions = [{**one._asdict(), "mark": one.mark} for one in page.asked]
    return {"state": page.hour.code, "questions": questions}


def moment(instant: dt.datetime, office: Office, lang: str) -> str:
    """An instant to the minute, as clocks show it where the site is."""
    local: Any = instant.replace(tzinfo=dt.UTC).astimezone(office.rules.zone)
    pattern = "y年M月d日 HH:mm" if lang == "zh" else "d MMMM y, HH:mm"
    return str(format_datetime(local, pattern, locale=locale_of(lang)))
