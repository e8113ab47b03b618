"""Letting happen what a form asks for, and what the page says afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from werkzeug.datastructures import MultiDict

from dialogue.desk.access import kept_from
from dialogue.desk.casefile import CaseFile, open_matter
from dialogue.files import attachments
from dialogue.life.clauses import Guard
from dialogue.life.conduct import conduct
from dialogue.life.requests import NotAllowed, NotThere, Refused, Stale
from dialogue.life.signature import sign_and_publish
from dialogue.matter.states import Event, State
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from publisher.languages import Message
from website.staff.deeds import Deed, Field
from website.staff.matter_page import address, missed_entries
from website.staff.reading import FieldRefused, Sent, request_of, revision_of

QUEUE: Final = "/staff/"


FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    Guard.UNIT_GIVEN: (Field.UNIT,), Guard.CODE_GIVEN: (Field.MARKS, Field.CODE),
    Guard.REASON_GIVEN: (Field.REASON,), Guard.TEXT_GIVEN: (Field.TEXT,),
    Guard.OUTCOME_GIVEN: (Field.OUTCOME,), Guard.TARGET_PUBLIC: (Field.TARGET,),
    Guard.WITHIN_EXTENSION: (Field.UNTIL,), Guard.MARKS_GIVEN: (Field.KEPT_OUT,),
    Guard.NO_PERSONAL_DATA: (Field.TEXT,), Guard.FILE_GIVEN: (Field.FILE,),
    Guard.COPY_GIVEN: (Field.NAME,), Guard.NO_ACCUSATION: (Field.NO_ACCUSATION,),
}  # fmt: skip
"""Which field of a form mends a condition that was not met."""


class Failed(NamedTuple):
    """Why nothing happened: what to say, at which field, and whether the matter changed before.

    `tried` is False where the form was only opened.
    """

    text: Message
    field: Field | None
    stale: bool = False
    revision: int = 0
    tried: bool = True


def act(office: Office, case: CaseFile, deed: Deed, form: MultiDict[str, str], actor: Actor
        ) -> str | Failed:  # fmt: skip
    """Carry a form out: the address to go to, or why nothing happened.

    Raises NotAllowed or NotThere for what the actor may not even look at any more.
    """
    try:
        revision = revision_of(form)
    except Refused as refusal:
        return Failed(refusal.message, None)
    try:
        thread = _carry_out(office, Sent(deed, form, case, office), actor, revision)
    except FieldRefused as refusal:
        return Failed(refusal.message, refusal.field)
    except (NotAllowed, NotThere):
        raise
    except Refused as refusal:
        if isinstance(refusal, Stale) or revision != case.thread.revision:
            return _overtaken(office, case, deed, actor, revision) or Failed(
                refusal.message, None, stale=True, revision=revision
            )
        return Failed(refusal.message, field_of(deed, refusal))
    return _after(office, thread, _done(deed, thread), actor)


def _done(deed: Deed, thread: Thread) -> Event:
    """What was done last: signing may have published the reply in the same step."""
    if deed.event is not Event.SIGN or thread.state is State.SIGNED:
        return deed.event
    return Event.PUBLISH_REPLY if thread.round == 1 else Event.PUBLISH_SECOND


def field_of(deed: Deed, refusal: Refused) -> Field | None:
    """The field of a form that a refusal is about, None if it is about none of them."""
    about = FIELDS.get(refusal.guard, ())
    return next((field for field in about if field in deed.fields), None)


def _carry_out(office: Office, sent: Sent, actor: Actor, revision: int) -> Thread:
    identity, event, asked = sent.case.thread.id, sent.deed.event, request_of(sent)
    if event is Event.SIGN and sent.value("publish") == "yes":
        return sign_and_publish(office, identity, actor, revision=revision)
    if event is Event.RELEASE_FILE:
        return attachments.release(office, asked.file, actor, asked.public_name,
                                   revision=revision)  # fmt: skip
    if event is Event.WITHHOLD_FILE:
        return attachments.withhold(office, asked.file, actor, revision=revision)
    return conduct(office, identity, asked, actor, revision=revision)


def _after(office: Office, thread: Thread, event: Event, actor: Actor) -> str:
    """Back to the matter; to the queue where it is gone or no longer one's own."""
    gone = thread.state is State.DIVERTED or kept_from(office.rules, thread, actor) is not None
    place = QUEUE if gone else address(thread.id)
    return f"{place}?done={event}"


def _overtaken(
    office: Office, case: CaseFile, deed: Deed, actor: Actor, revision: int
) -> str | None:
    """Where to go if what was overtaken is one's own same deed, sent twice; None otherwise."""
    now = open_matter(office, case.thread.id, actor)
    missed = missed_entries(now, revision)
    mine = [one for one in missed if one.actor == actor.name and one.event == deed.event]
    return _after(office, now.thread, deed.event, actor) if mine and mine == missed[:1] else None
