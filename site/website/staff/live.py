"""The desk's pages for announced hours: announce, put questions in order, answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from flask import redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dialogue.hours import live_answers, live_sessions
from dialogue.hours.live_sessions import (
    TABLE,
    LiveSession,
    SessionEvent,
    SessionState,
)
from dialogue.life.requests import NotAllowed, NotThere, Refused
from dialogue.matter.states import Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from publisher.languages import Message, message
from website.dialogue.live_page import Hour, hour_of, hours
from website.dialogue.office import current_office
from website.staff.entry import blueprint, current_account, signed_in, typed
from website.staff.frame import show_desk, shown_again
from website.staff.hour_steps import DOES
from website.wording import current_language, name_of, say

TITLE = message("Hours with leaders")
INSTANTS = {
    "gathers_until": message("Questions until"), "begins_at": message("Begins"),
    "ends_at": message("Ends"),
}  # fmt: skip

TEXTS = {"title": message("Title"), "introduction": message("Introduction")}


class Step(NamedTuple):
    """Something that can be done with an hour now."""

    event: SessionEvent
    label: Message


class DeskHour(NamedTuple):
    """An hour at the desk: all its questions, and what may be done.

    `refused` says by matter why whoever looks does not answer a question that was taken up.
    """

    hour: Hour
    questions: tuple[live_sessions.Question, ...]
    steps: tuple[Step, ...]
    may_arrange: bool
    may_answer: bool
    refused: Mapping[str, Message]


@blueprint.get("/hours")
@signed_in(Role.MODERATOR, Role.LEADER)
def hours_() -> str:
    """All hours, and the form to announce one."""
    return _list(MultiDict(), {})


@blueprint.post("/hours")
@signed_in(Role.MODERATOR)
@typed
def announce() -> Response | str | tuple[str, int]:
    """Announce an hour."""
    office = current_office()
    if shown_again():
        return _list(request.form, {})
    wrong = _wrong(office)
    if wrong:
        return _list(request.form, wrong), 422
    try:
        session = live_sessions.announce(office, _read(office), current_account().actor)
    except Refused as refused:
        return _list(request.form, {"announce": refused.message}), 422
    return redirect(url_for("staff.hour", hour_id=session.id), 303)


@blueprint.get("/hours/<hour_id>")
@signed_in(Role.MODERATOR, Role.LEADER)
def hour(hour_id: str) -> str:
    """One hour."""
    return _hour(hour_id, None)


@blueprint.post("/hours/<hour_id>/order")
@signed_in(Role.MODERATOR)
def hour_order(hour_id: str) -> Response | tuple[str, int]:
    """Take up questions in the order of their numbers; those without one wait."""
    return _done(hour_id, lambda office: live_sessions.arrange(
        office, hour_id, _order(), current_account().actor
    ))  # fmt: skip


@blueprint.post("/hours/<hour_id>/answer")
@signed_in(Role.MODERATOR, Role.LEADER)
@typed
def hour_answer(hour_id: str) -> Response | str | tuple[str, int]:
    """Give or correct an answer."""
    if shown_again():
        return _hour(hour_id, None)
    return _done(hour_id, lambda office: live_answers.give_answer(
        office, hour_id, request.form.get("thread", ""), request.form.get("answer", ""),
        current_account().actor,
    ))  # fmt: skip


def _done(identity: str, work: Callable[[Office], object]) -> Response | tuple[str, int]:
    try:
        work(current_office())
    except (NotAllowed, NotThere):
        raise
    except Refused as refused:
        return _hour(identity, refused.message), 422
    return redirect(url_for("staff.hour", hour_id=identity), 303)


def _order() -> list[str]:
    """The questions with a number, by their numbers."""
    found = []
    for name, value in request.form.items():
        if name.startswith("place-") and value.strip():
            if not value.strip().isdecimal():
                raise Refused(message("“{value}” is no number.", value=value.strip()[:20]))
            found.append((int(value), name.removeprefix("place-")))
    return [thread for _, thread in sorted(found)]


def _wrong(office: Office) -> dict[str, Message]:
    """What the form that announces an hour lacks, by field."""
    form, wrong = request.form, {}
    if form.get("board", "") not in office.rules.boards:
        wrong["board"] = message("Choose the board.")
    for lang in office.rules.languages:
        for name, what in TEXTS.items():
            if not form.get(f"{name}-{lang}", "").strip():
                wrong[f"{name}-{lang}"] = message("{what} ({language}) is empty.", what=what,
                                                  language=name_of(lang))  # fmt: skip
    for name in INSTANTS:
        try:
            _instant(office, name, form.get(name, ""))
        except Refused as refused:
            wrong[name] = refused.message
    return wrong


def _read(office: Office) -> LiveSession:
    """The hour that the form announces."""
    form = request.form
    instants = {name: _instant(office, name, form.get(name, "")) for name in INSTANTS}
    return LiveSession(
        id="", board=form.get("board", ""),
        title={lang: form.get(f"title-{lang}", "") for lang in office.rules.languages},
        introduction={
            lang: form.get(f"introduction-{lang}", "") for lang in office.rules.languages
        },
        announced_at=office.now(), state=SessionState.ANNOUNCED,
        gathers_until=instants["gathers_until"], begins_at=instants["begins_at"],
        ends_at=instants["ends_at"],
    )  # fmt: skip


def _instant(office: Office, name: str, written: str) -> dt.datetime:
    """An instant in UTC of a day and time written in the site's time zone."""
    try:
        local = dt.datetime.fromisoformat(written).replace(tzinfo=office.rules.zone)
    except ValueError:
        raise Refused(message("{what}: give the day and the time, as 2026-03-05 15:00.",
                              what=INSTANTS[name])) from None  # fmt: skip
    return local.astimezone(dt.UTC).replace(tzinfo=None)


def _list(values: MultiDict[str, str], wrong: Mapping[str, Message]) -> str:
    office, account = current_office(), current_account()
    with office.database.reading() as connection:
        found = hours(connection, office, current_language())
    return show_desk(
        "staff/hours.html", title=TITLE, slot="staff.hours_", hours=found, values=values,
        wrong={name: say(why) for name, why in wrong.items()}, instants=INSTANTS,
        boards=tuple(office.rules.boards.values()),
        languages={lang: name_of(lang) for lang in office.rules.languages},
        may_announce=account.role is Role.MODERATOR,
    )  # fmt: skip


def _hour(identity: str, failed: Message | None) -> str:
    office, account = current_office(), current_account()
    with office.database.reading() as connection:
        session = live_sessions.find(connection, identity)
        if session is None:
            raise NotThere(message("There is no hour with the number {id}.", id=identity))
        found = tuple(live_sessions.questions(connection, identity))
        refused = _refused(connection, found, account.actor)
    own = account.role is Role.MODERATOR or session.board in account.boards
    steps = tuple(
        Step(event, DOES[event]) for (state, event), (roles, _) in TABLE.items()
        if state is session.state and account.role in roles and own
    )  # fmt: skip
    running = session.state in {SessionState.ANNOUNCED, SessionState.OPEN}
    page = DeskHour(
        hour_of(session, office, current_language()), found, steps,
        running and account.role is Role.MODERATOR, session.state is SessionState.OPEN and own,
        refused,
    )  # fmt: skip
    return show_desk("staff/hour.html", title=page.hour.title, slot="staff.hours_", page=page,
                     failed=say(failed) if failed else "",
                     answer=request.form.get("answer", ""),
                     answering=request.form.get("thread", ""))  # fmt: skip


def _refused(
    connection: Connection, asked: Iterable[live_sessions.Question], actor: Actor
) -> dict[str, Message]:
    """Why the actor does not answer some of the questions that were taken up."""
    return {
        one.thread: why for one in asked if one.place is not None
        if (why := live_answers.why_not(connection, one.thread, one.recused, actor))
    }  # fmt: skip
