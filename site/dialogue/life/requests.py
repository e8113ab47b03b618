"""What somebody asks to happen to a matter, and how it is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Outcome
from dialogue.text.redaction import Redaction
from publisher.errors import PublisherError
from publisher.languages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An event with all that it may need; which fields count is said by the table's guards.

    `texts` are what is written with it, by part, `redactions` what the writer hides in them.
    `reason` is a sentence that the public may read, `code` a coded reason (decline or hiding).
    `hidden` are spans to hide in the text with the id `text`. `recused` are marks such as
    `unit:QY-CZJ`, `post:QY-CZJ-01` or `account:wang`. `file` is the id of a file of the matter,
    `public_copy` and `public_name` what everybody gets of it. `no_accusation` says that whoever
    decides found the matter to accuse nobody, though its writer says so.
    """

    event: Event
    texts: Mapping[Part, str] = field(default_factory=dict)
    redactions: Mapping[Part, tuple[Redaction, ...]] = field(default_factory=dict)
    reason: str = ""
    code: str = ""
    unit: str = ""
    until: dt.date | None = None
    outcome: Outcome | None = None
    referred_to: str = ""
    target: str = ""
    text: int = 0
    hidden: tuple[Redaction, ...] = ()
    scores: tuple[int, int, int] | None = None
    consents: bool | None = None
    recused: tuple[str, ...] = ()
    complex: bool | None = None
    file: str = ""
    public_copy: bytes = b""
    public_name: str = ""
    no_accusation: bool = False


_PARTS: Final[Mapping[Event, frozenset[Part]]] = {
    Event.RESUBMIT: frozenset({Part.TITLE, Part.BODY, Part.CONTACT}),
    Event.ASK: frozenset({Part.QUESTION}),
    Event.CLARIFY: frozenset({Part.ANSWER}),
    Event.DRAFT: frozenset({Part.DRAFT}),
    Event.SATISFY: frozenset({Part.COMMENT}),
    Event.DISSATISFY: frozenset({Part.COMMENT}),
    Event.REOPEN: frozenset({Part.REOPENING}),
}


def parts_of(event: Event) -> frozenset[Part]:
    """The texts that come with an event; staff may add a note to any."""
    return _PARTS.get(event, frozenset())


class Refused(PublisherError):
    """What was asked may not happen; nothing was changed. `message` says why.

    `guard` is the condition of the table that was not met, "" for other reasons.
    """

    exit_code = 2

    def __init__(self, message: Message, guard: str = "") -> None:
        super().__init__(message)
        self.guard = guard


class NotAllowed(Refused):
    """Whoever asked may never do this: wrong role, unit or board, or kept out of the matter."""


class Stale(Refused):
    """The matter changed since the page was shown; look again."""


class NotThere(Refused):
    """There is no such matter."""
