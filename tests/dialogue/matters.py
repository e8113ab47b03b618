"""Matters for tests: what citizens send, who acts, and a matter brought to a state."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from dialogue.conduct import conduct
from dialogue.matters import Domain, Part, Type
from dialogue.requests import Request
from dialogue.rules import Office
from dialogue.states import Event, Outcome, Role
from dialogue.submit import Received, Submission, submit
from dialogue.thread import CITIZEN, Actor, Thread

MODERATOR = Actor(role=Role.MODERATOR, name="mo")
OFFICER = Actor(role=Role.OFFICER, name="ou", unit="QY-JTJ")
STRANGER = Actor(role=Role.OFFICER, name="other", unit="QY-JYJ")
LEADER = Actor(role=Role.LEADER, name="wu", boards=frozenset({"county"}), post="QY-XW-P01",
               unit="QY-XW")  # fmt: skip
AUDITOR = Actor(role=Role.AUDITOR, name="au")
ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR, name="ad")


def submission(**given: Any) -> Submission:
    """What a citizen sends; `given` are fields that differ."""
    values: dict[str, Any] = {
        "form": secrets.token_bytes(16), "board": "county", "type": Type.QUESTION,
        "domain": Domain.TRANSPORT, "lang": "zh", "title": "村口的路灯什么时候修",
        "body": "清源镇李家村村口的路灯坏了三个月，晚上看不见路。",
    }  # fmt: skip
    return Submission(**{**values, **given})


def sent(office: Office, **given: Any) -> Received:
    """A matter that was received."""
    return submit(office, submission(**given))


def step(office: Office, identity: str, event: Event, actor: Actor, **given: Any) -> Thread:
    """One event in a matter's life."""
    return conduct(office, identity, Request(event=event, **given), actor)


def replied(office: Office, identity: str, *, outcome: Outcome = Outcome.RESOLVED,
            until: dt.date | None = None) -> Thread:  # fmt: skip
    """A queued matter brought to its published reply, on one day."""
    step(office, identity, Event.ACCEPT, MODERATOR)
    step(office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(office, identity, Event.START, OFFICER)
    step(office, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: "路灯已经修好。"},
         outcome=outcome, until=until)  # fmt: skip
    step(office, identity, Event.SIGN, LEADER)
    return step(office, identity, Event.PUBLISH_REPLY, LEADER)


__all__ = ["ADMINISTRATOR", "AUDITOR", "CITIZEN", "LEADER", "MODERATOR", "OFFICER", "STRANGER",
           "replied", "sent", "step", "submission"]  # fmt: skip
