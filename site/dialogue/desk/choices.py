"""What somebody can do to a matter now: the table's events, and why some must wait."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection

from dialogue.life.change import Change
from dialogue.life.clauses import Guard
from dialogue.life.guards import CHECKS
from dialogue.life.requests import Request, parts_of
from dialogue.life.transitions import possible, transition
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from publisher.languages import Message

STANDING: Final = frozenset({
    Guard.IN_UNIT, Guard.OF_BOARD, Guard.IN_DISPUTE_TIME, Guard.NEVER_DISPUTED, Guard.NEVER_ASKED,
    Guard.NEVER_EXTENDED, Guard.IN_RATING_TIME, Guard.TIME_IS_OVER, Guard.FIRST_ROUND,
    Guard.SECOND_ROUND, Guard.UNIT_HAS_IT, Guard.UNIT_LOST_IT, Guard.REPLY_GIVEN,
    Guard.OUTCOME_STANDS, Guard.SIGNATURE_STANDS, Guard.LATER_TEXT, Guard.CONSENTED,
    Guard.READS_HIDDEN, Guard.HIDDEN_NOW, Guard.SHOWN_NOW, Guard.PROMISE_OPEN, Guard.OFFICERS_KNOWN,
})  # fmt: skip
"""Conditions that nothing written in a form can fulfil: they hold before one fills it in."""


class Choice(NamedTuple):
    """An event that the table gives somebody, and why it cannot happen now, if it cannot."""

    event: Event
    why_not: Message | None


def choices(
    connection: Connection, office: Office, thread: Thread, actor: Actor
) -> tuple[Choice, ...]:
    """The events that `actor` may let happen to a matter, in the table's order."""
    return tuple(
        Choice(event, _why_not(connection, office, thread, actor, event))
        for event in possible(thread.state, actor.role)
    )


def _why_not(
    connection: Connection, office: Office, thread: Thread, actor: Actor, event: Event
) -> Message | None:
    row = transition(thread.state, event, actor.role)
    if row is None:
        return None
    change = Change(connection, office, actor, Request(event=event), thread, office.now())
    standing = STANDING if parts_of(event) else STANDING | {Guard.NO_PERSONAL_DATA}
    checks = (CHECKS[guard](change) for guard in row.guards if guard in standing)
    return next((why for why in checks if why is not None), None)
