"""Matters for tests: what citizens send, who acts, and a matter brought to a state."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from dialogue.gate import floods, forms
from dialogue.gate.counters import Day
from dialogue.gate.reception import Sender, receive
from dialogue.gate.submit import Received, Submission, submit
from dialogue.life.conduct import conduct
from dialogue.life.requests import Request
from dialogue.matter.matters import Channel, Domain, Part, Type
from dialogue.matter.states import Event, Outcome, Role
from dialogue.matter.thread import CITIZEN, Actor, Thread
from dialogue.rules import Office

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


def taken_in(office: Office, **given: Any) -> Received:
    """A matter that somebody told on the phone."""
    return submit(office, submission(channel=Channel.PHONE, **given), MODERATOR)


def posted(office: Office, client: str, *, proof: str = "", trapped: bool = False,
           token: str = "", **given: Any) -> Received:  # fmt: skip
    """A message received as the website receives it, with a form of its own unless one is given."""
    sender = Sender(client, token or forms.new_form(office), proof, trapped)
    return receive(office, submission(**given), sender)


def counted(office: Office, client: str) -> None:
    """One more post of a client."""
    with office.database.writing() as connection:
        floods.count(connection, Day.of(connection, office), client)


def waiting(office: Office, client: str, *, proved: bool = False) -> str:
    """A matter of a client that waits its turn; its id."""
    received = sent(office, slow=True)
    with office.database.writing() as connection:
        day = Day.of(connection, office)
        floods.let_wait(connection, office, day, client, received.thread, proved=proved)
    return received.thread


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
    return step(office, identity, Event.PUBLISH_REPLY, MODERATOR)


__all__ = ["ADMINISTRATOR", "AUDITOR", "CITIZEN", "LEADER", "MODERATOR", "OFFICER", "STRANGER",
           "counted", "posted", "replied", "sent", "step", "submission",
           "taken_in", "waiting"]  # fmt: skip
