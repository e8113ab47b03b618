"""Matters of the county's boards, brought to a state by those who may do so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Outcome, Role
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from tests.dialogue.matters import MODERATOR, sent, step

OFFICER = Actor(role=Role.OFFICER, name="officer-account", unit="TX-CZ")
LEADER = Actor(role=Role.LEADER, name="leader-account", boards=frozenset({"county"}), post="P3",
               unit="TX-XF")  # fmt: skip


def public(office: Office, **given: Any) -> str:
    """The id of a public matter that a unit works on."""
    received = sent(office, **given)
    step(office, received.thread, Event.ACCEPT, MODERATOR)
    step(office, received.thread, Event.ASSIGN, MODERATOR, unit="TX-CZ")
    step(office, received.thread, Event.START, OFFICER)
    return received.thread


def reply(
    office: Office, identity: str, *, text: str = "路灯已经修好。",
    outcome: Outcome = Outcome.RESOLVED, until: dt.date | None = None, referred_to: str = "",
    second: bool = False,
) -> Thread:  # fmt: skip
    """Publish the reply of a matter that is worked on."""
    step(office, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: text}, outcome=outcome,
         until=until, referred_to=referred_to)  # fmt: skip
    step(office, identity, Event.SIGN, LEADER)
    event = Event.PUBLISH_SECOND if second else Event.PUBLISH_REPLY
    return step(office, identity, event, MODERATOR)
