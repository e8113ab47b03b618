"""A change in the making: what guards look at and effects work on, within one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Connection

from dialogue.life.requests import Request
from dialogue.matter.matters import PUBLIC_PARTS, Part
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.text import texts
from dialogue.text.redaction import Redaction, of_personal_data, of_words, redacted, spans
from publisher.errors import StorageError
from publisher.languages import message

LATER_PARTS: Final = (Part.ANSWER, Part.COMMENT, Part.REOPENING, Part.QUESTION, Part.REASON)
"""What is added later; it becomes public when a moderator has read it.

Of staff only those wait for that who do not read what is hidden in the matter.
"""
STAFF_PARTS: Final = frozenset({Part.QUESTION, Part.REASON, Part.REPLY})
"""Texts of staff that become public."""

_Draft = tuple[Part, str, tuple[Redaction, ...]]


@dataclass
class Change:
    """A request being carried out; `thread` is replaced as effects go on.

    `facts` go to the journal and may be read by everybody who reads the matter's history. `gone`
    says that it was passed on, and the journal written.
    """

    connection: Connection
    office: Office
    actor: Actor
    request: Request
    thread: Thread
    at: dt.datetime
    facts: dict[str, Any] = field(default_factory=dict)
    gone: bool = False

    @property
    def today(self) -> dt.date:
        """The day of the change in the site's time zone."""
        return self.office.day(self.at)

    @property
    def hides(self) -> bool:
        """Whether words are hidden in the matter."""
        return texts.hides_words(self.connection, self.thread.id)

    @property
    def reads_all(self) -> bool:
        """Whether who acts reads everything in every matter: hidden words, and who wrote."""
        return self.actor.role is Role.MODERATOR

    @property
    def reads_hidden(self) -> bool:
        """Whether who acts reads all words that are hidden in the matter.

        Whoever does not must learn nothing of it from what is accepted, refused or published:
        nothing of what happens to their words may depend on what is hidden.
        """
        return self.reads_all or not self.hides

    def covered(self, content: str) -> str:
        """What everybody reads of a sentence that is published as it stands."""
        return texts.covered(content, (), texts.concealed(self.written()))

    @cached_property
    def key(self) -> bytes:
        """The matter's key."""
        found = texts.key_of(self.connection, self.office.vault, self.thread.id)
        if found is None:
            raise StorageError(message("The key of matter {id} is missing.", id=self.thread.id))
        return found

    def written(self) -> list[texts.Written]:
        """All texts of the matter as they stand in this moment; none once they were erased."""
        if self.thread.erased_on is not None:
            return []
        return texts.read_texts(self.connection, self.key, self.thread.id)

    def add(self, part: Part, content: str, redactions: Iterable[Redaction] = (), *,
            released: bool = False) -> int:  # fmt: skip
        """Keep a text that comes with the request; what a citizen writes is cleared of numbers."""
        hidden = list(redactions)
        if self.actor.role is Role.CITIZEN or part in {Part.TITLE, Part.BODY}:
            hidden += of_personal_data(content, hidden)
        return texts.add_text(
            self.connection, self.key, self.thread.id, part, content, role=self.actor.role,
            round_=self.thread.round, at=self.at, redactions=sorted(set(hidden)),
            released=released,
        )  # fmt: skip

    @property
    def let_out(self) -> tuple[tuple[Part, int], ...]:
        """The kept texts, by part and round, that may be public from this event on."""
        match self.request.event:
            case Event.ACCEPT:
                return ((Part.TITLE, 1), (Part.BODY, 1))
            case Event.PUBLISH_REPLY | Event.PUBLISH_SECOND:
                return ((Part.REPLY, self.thread.round),)
            case Event.RELEASE:
                return tuple((part, round_) for round_ in (1, 2) for part in LATER_PARTS)
            case _:
                return ()

    def drafts(self, written: Iterable[texts.Written] | None = None) -> list[texts.Written]:
        """The draft of the present round, as it stands; empty without one."""
        return [
            one for one in (self.written() if written is None else written)
            if one.part is Part.DRAFT and one.round == self.thread.round and not one.superseded
        ]  # fmt: skip

    def public_drafts(self) -> list[tuple[Part, str]]:
        """Exactly what the public would read after this request, and what a signature allows.

        Texts that are public already, those that the event makes public, those that come with it
        and are public at once, and the draft that is being signed or written. For those who do not
        read what is hidden only their own words, as they wrote them: an address of the writer that
        was covered would be the one that is not refused.
        """
        if not self.reads_hidden:
            return [(part, redacted(content, own))
                    for part, content, own in self._of_staff(self.written())]  # fmt: skip
        written = self.written()
        words = texts.concealed(written) if self.reads_all else frozenset[str]()
        public = [
            (one.part, one.content, one.redactions) for one in written
            if one.part in PUBLIC_PARTS and not one.superseded
            and (one.released or (one.part, one.round) in self.let_out)
        ]  # fmt: skip
        return [
            (part, texts.covered(content, hidden, words))
            for part, content, hidden in [*public, *self._of_staff(written)]
        ]

    def repeated(self) -> list[str]:
        """Hidden words that staff repeat in what becomes public by this request."""
        written = self.written()
        words = texts.concealed(written)
        waiting: list[_Draft] = [
            (one.part, one.content, one.redactions) for one in written
            if one.part in STAFF_PARTS and not (one.released or one.superseded)
            and (one.part, one.round) in self.let_out
        ]  # fmt: skip
        if Part.REPLY in {part for part, _ in self.let_out}:
            waiting.append((Part.REPLY, self.thread.draft_referred_to, ()))
        return [
            content[one.start : one.end]
            for _, content, hidden in [*waiting, *self._of_staff(written)]
            for one in of_words(content, words, whole=True)
            if not any(start <= one.start and one.end <= end
                       for start, end in spans(content, hidden))
        ]  # fmt: skip

    def _of_staff(self, written: Iterable[texts.Written]) -> list[_Draft]:
        """The draft that is being signed, and what staff write with this request."""
        found: list[_Draft] = []
        if self.request.event is Event.SIGN:
            found += [(one.part, one.content, one.redactions) for one in self.drafts(written)]
        found += [
            (part, content, self.request.redactions.get(part, ()))
            for part, content in self.request.texts.items()
            if part in {Part.QUESTION, Part.DRAFT}
        ]
        return found

    def republish(self) -> None:
        """Make the public texts anew."""
        written = self.written()
        days = {one.id: self.office.day(one.written_at) for one in written}
        texts.publish(self.connection, self.thread.id, written, days)
