"""Beginning, ending and cancelling an hour: each asks once more on a page of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from flask import redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from dialogue.hours import live_sessions
from dialogue.hours.live_sessions import (
    TABLE,
    LiveSession,
    SessionEvent,
)
from dialogue.life.requests import NotAllowed, NotThere, Refused
from dialogue.matter.states import Role
from dialogue.rules import Office
from publisher.languages import Message, message
from website.dialogue.live_page import Hour, hour_of, moment
from website.dialogue.office import current_office
from website.staff.entry import blueprint, current_account, signed_in, typed
from website.staff.frame import show_desk, shown_again
from website.wording import current_language, say

EXPLAINS: Final[Mapping[SessionEvent, Message]] = {
    SessionEvent.OPEN: message(
        "Everybody sees the questions that were taken up, and the leader can answer. From then on "
        "no question is sent for the hour any more. This cannot be undone."
    ),
    SessionEvent.END: message(
        "Answers can no longer be given or corrected. What was not answered is answered on the "
        "board, within the usual time. This cannot be undone."
    ),
    SessionEvent.CANCEL: message(
        "The public page says that the hour was cancelled, and why. Its questions are answered on "
        "the board, within the usual time. This cannot be undone."
    ),
}  # fmt: skip
DOES: Final[Mapping[SessionEvent, Message]] = {
    SessionEvent.OPEN: message("Begin the hour"), SessionEvent.END: message("End the hour"),
    SessionEvent.CANCEL: message("Cancel the hour"),
}  # fmt: skip


class StepPage(NamedTuple):
    """What the page of a step shows; `notes` say what is unusual about it just now."""

    hour: Hour
    event: SessionEvent
    does: Message
    explains: Message
    notes: tuple[Message, ...]
    needs_reason: bool


@blueprint.get("/hours/<hour_id>/<event>")
@signed_in(Role.MODERATOR, Role.LEADER)
def hour_step(hour_id: str, event: str) -> str:
    """Ask once more before an hour begins, ends or is cancelled."""
    office, asked = current_office(), _event(event)
    session = _session(office, hour_id)
    row = TABLE.get((session.state, asked))
    if row is None:
        raise Refused(live_sessions.not_now(session))
    live_sessions.require_role(current_account().actor, session, row[0])
    return _page(office, session, asked, None)


@blueprint.post("/hours/<hour_id>/<event>")
@signed_in(Role.MODERATOR, Role.LEADER)
@typed
def hour_happens(hour_id: str, event: str) -> Response | str | tuple[str, int]:
    """Begin, end or cancel an hour."""
    office, asked = current_office(), _event(event)
    session = _session(office, hour_id)
    if shown_again():
        return _page(office, session, asked, None)
    try:
        live_sessions.happen(office, hour_id, asked, current_account().actor,
                             reason=request.form.get("reason", ""))  # fmt: skip
    except (NotAllowed, NotThere):
        raise
    except Refused as refused:
        if (session.state, asked) not in TABLE:
            raise
        return _page(office, session, asked, refused.message), 422
    return redirect(url_for("staff.hour", hour_id=hour_id), 303)


def _event(event: str) -> SessionEvent:
    if event not in set(SessionEvent):
        raise NotFound
    return SessionEvent(event)


def _session(office: Office, identity: str) -> LiveSession:
    with office.database.reading() as connection:
        session = live_sessions.find(connection, identity)
    if session is None:
        raise NotThere(message("There is no hour with the number {id}.", id=identity))
    return session


def _page(
    office: Office, session: LiveSession, event: SessionEvent, failed: Message | None
) -> str:
    page = StepPage(
        hour_of(session, office, current_language()), event, DOES[event], EXPLAINS[event],
        tuple(_notes(office, session, event)), event is SessionEvent.CANCEL,
    )  # fmt: skip
    return show_desk("staff/hour_step.html", title=page.does, slot="staff.hours_", page=page,
                     failed=say(failed) if failed else "",
                     reason=request.form.get("reason", ""))  # fmt: skip


def _notes(office: Office, session: LiveSession, event: SessionEvent) -> Iterable[Message]:
    """What is unusual: it is early, questions are still taken, or none was taken up."""
    now, lang = office.now(), current_language()
    said = moment(now, office, lang)
    if event is SessionEvent.OPEN:
        if now < session.begins_at:
            yield message("You begin early: the hour was announced for {begins}, and it is {now}.",
                          begins=moment(session.begins_at, office, lang), now=said)  # fmt: skip
        if session.gathers(now):
            yield message("Questions were to be taken until {until}; that ends now.",
                          until=moment(session.gathers_until, office, lang))  # fmt: skip
        with office.database.reading() as connection:
            taken = [one for one in live_sessions.questions(connection, session.id) if one.place]
        if not taken:
            yield message("No question has been taken up yet.")
    if event is SessionEvent.END and now < session.ends_at:
        yield message("You end early: the hour was announced until {ends}, and it is {now}.",
                      ends=moment(session.ends_at, office, lang), now=said)  # fmt: skip
