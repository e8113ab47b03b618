"""The vocabulary of a matter's life: its states, what can happen to it, and who does it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from publisher.languages import Message, message


class State(StrEnum):
    """Where a matter stands. Whether it is overdue is computed, never stored."""

    SUBMITTED = "submitted"
    QUEUED = "queued"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    DIVERTED = "diverted"
    MERGED = "merged"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    DISPUTED = "disputed"
    WORKING = "working"
    CLARIFICATION = "clarification"
    DRAFT = "draft"
    SIGNED = "signed"
    REPLIED = "replied"
    SATISFIED = "satisfied"
    DISSATISFIED = "dissatisfied"
    REOPENED = "reopened"
    REVIEW = "review"
    CLOSED = "closed"


STATES: Final[Mapping[State, Message]] = {
    State.SUBMITTED: message("Received, waiting its turn"),
    State.QUEUED: message("Received, to be read"),
    State.RETURNED: message("Returned to the writer"),
    State.WITHDRAWN: message("Withdrawn by the writer"),
    State.DECLINED: message("Not accepted"),
    State.DIVERTED: message("Passed to the report channel"),
    State.MERGED: message("Joined to another question"),
    State.ACCEPTED: message("Accepted"),
    State.ASSIGNED: message("Assigned to a unit"),
    State.DISPUTED: message("The unit says it is not competent"),
    State.WORKING: message("Being worked on"),
    State.CLARIFICATION: message("The writer was asked for details"),
    State.DRAFT: message("Reply drafted"),
    State.SIGNED: message("Reply signed"),
    State.REPLIED: message("Replied"),
    State.SATISFIED: message("Rated: satisfied"),
    State.DISSATISFIED: message("Rated: not satisfied"),
    State.REOPENED: message("Reopened"),
    State.REVIEW: message("Second reply under review"),
    State.CLOSED: message("Matter closed"),
}

ENDED: Final = frozenset({
    State.WITHDRAWN, State.DECLINED, State.DIVERTED, State.MERGED, State.CLOSED,
})  # fmt: skip
"""States that nothing leads out of."""

HANDLED: Final = frozenset({
    State.ASSIGNED, State.DISPUTED, State.WORKING, State.CLARIFICATION, State.DRAFT,
    State.REOPENED,
})  # fmt: skip
"""States in which a unit owes a reply."""

WITH_A_UNIT: Final = HANDLED | {State.SIGNED}
"""States in which a unit has the matter, unless it lost it by being kept out."""


class Event(StrEnum):
    """What can happen to a matter."""

    SUBMIT = "submit"
    SUBMIT_SLOWLY = "submit-slowly"
    TAKE_IN = "take-in"
    ADMIT = "admit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    RESUBMIT = "resubmit"
    LAPSE = "lapse"
    DECLINE = "decline"
    DIVERT = "divert"
    MERGE = "merge"
    ACCEPT = "accept"
    ASSIGN = "assign"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    START = "start"
    ASK = "ask"
    CLARIFY = "clarify"
    DRAFT = "draft"
    SEND_BACK = "send-back"
    SIGN = "sign"
    PUBLISH_REPLY = "publish-reply"
    PUBLISH_SECOND = "publish-second"
    EXTEND = "extend"
    SATISFY = "satisfy"
    DISSATISFY = "dissatisfy"
    CLOSE = "close"
    REOPEN = "reopen"
    CONFIRM = "confirm"
    HIDE = "hide"
    SHOW = "show"
    REDACT = "redact"
    RELEASE = "release"
    CONSENT = "consent"
    OPEN_HIDDEN = "open-hidden"
    RELEASE_FILE = "release-file"
    WITHHOLD_FILE = "withhold-file"
    OPEN_FILE = "open-file"
    RECUSE = "recuse"
    PROMISE_KEPT = "promise-kept"
    PROMISE_MISSED = "promise-missed"


EVENTS: Final[Mapping[Event, Message]] = {
    Event.SUBMIT: message("Sent"),
    Event.SUBMIT_SLOWLY: message("Sent, waiting its turn"),
    Event.TAKE_IN: message("Taken down for the writer"),
    Event.ADMIT: message("Passed to the moderators"),
    Event.WITHDRAW: message("Withdrawn"),
    Event.RETURN: message("Returned to the writer"),
    Event.RESUBMIT: message("Sent again"),
    Event.LAPSE: message("The writer’s time for it was over"),
    Event.DECLINE: message("Not accepted"),
    Event.DIVERT: message("Passed to the report channel"),
    Event.MERGE: message("Joined to another question"),
    Event.ACCEPT: message("Accepted"),
    Event.ASSIGN: message("Assigned"),
    Event.DISPUTE: message("The unit says it is not competent"),
    Event.UPHOLD: message("The assignment stands"),
    Event.START: message("Work began"),
    Event.ASK: message("Asked the writer for details"),
    Event.CLARIFY: message("The writer gave details"),
    Event.DRAFT: message("Reply drafted"),
    Event.SEND_BACK: message("Draft sent back"),
    Event.SIGN: message("Reply signed"),
    Event.PUBLISH_REPLY: message("Reply published"),
    Event.PUBLISH_SECOND: message("Second reply published"),
    Event.EXTEND: message("More time granted"),
    Event.SATISFY: message("Rated: satisfied"),
    Event.DISSATISFY: message("Rated: not satisfied"),
    Event.CLOSE: message("Matter closed"),
    Event.REOPEN: message("Reopened by the writer"),
    Event.CONFIRM: message("Review ended"),
    Event.HIDE: message("Taken off the public page"),
    Event.SHOW: message("Put back on the public page"),
    Event.REDACT: message("Words hidden"),
    Event.RELEASE: message("A later text of the writer published"),
    Event.CONSENT: message("The writer decided who may see the hidden words"),
    Event.OPEN_HIDDEN: message("The unit opened the hidden words"),
    Event.RELEASE_FILE: message("A file of the writer published"),
    Event.WITHHOLD_FILE: message("A file of the writer taken off the public page"),
    Event.OPEN_FILE: message("A file of the writer opened"),
    Event.RECUSE: message("Somebody was kept out of the matter"),
    Event.PROMISE_KEPT: message("Promise found kept"),
    Event.PROMISE_MISSED: message("Promise found not kept"),
}


OF_CITIZENS: Final[Mapping[Event, Message]] = {
    Event.WITHDRAW: message("withdraw it"),
    Event.RESUBMIT: message("send it again"),
    Event.CLARIFY: message("add details"),
    Event.SATISFY: message("rate the reply"),
    Event.DISSATISFY: message("rate the reply"),
    Event.REOPEN: message("have it reopened"),
    Event.CONSENT: message("decide who reads the hidden words"),
}
"""What a writer does, as it is said in a sentence."""


class Role(StrEnum):
    """Who acts. An account has one role; citizens have receipts, the system has the clock."""

    CITIZEN = "citizen"
    MODERATOR = "moderator"
    OFFICER = "officer"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


ROLES: Final[Mapping[Role, Message]] = {
    Role.CITIZEN: message("Citizen"),
    Role.MODERATOR: message("Moderator"),
    Role.OFFICER: message("Officer of a unit"),
    Role.LEADER: message("Leader"),
    Role.AUDITOR: message("Auditor"),
    Role.ADMINISTRATOR: message("Administrator"),
    Role.SYSTEM: message("The system, by itself"),
}

STAFF: Final = (Role.MODERATOR, Role.OFFICER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that accounts have."""


class Visibility(StrEnum):
    """Who sees a matter: an axis of its own beside the state."""

    PUBLIC = "public"
    CITIZEN_ONLY = "citizen-only"
    TOMBSTONE = "tombstone"


class Outcome(StrEnum):
    """What a reply comes to."""

    RESOLVED = "resolved"
    PROMISED = "promised"
    CANNOT = "cannot"
    NOT_OURS = "not-ours"


OUTCOMES: Final[Mapping[Outcome, Message]] = {
    Outcome.RESOLVED: message("Resolved"),
    Outcome.PROMISED: message("Promised by a date"),
    Outcome.CANNOT: message("Cannot be done"),
    Outcome.NOT_OURS: message("Not ours to decide"),
}
