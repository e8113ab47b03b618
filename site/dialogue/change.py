"""A change in the making: what guards look at and effects work on, within one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from dialogue import texts
from dialogue.matters import PUBLIC_PARTS, Part
from dialogue.redaction import Redaction, of_personal_data, of_words, spans
from dialogue.requests import Request
from dialogue.rules import Office
from dialogue.states import Role
from dialogue.thread import Actor, Thread
from publisher.errors import StorageError
from publisher.languages import message


@dataclass
class Change:
    """A request being carried out; `thread` is replaced as effects go on.

    `facts` go to the journal and may be read by everybody who reads the matter's history.
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

    @cached_property
    def key(self) -> bytes:
        """The matter's key."""
        found = texts.key_of(self.connection, self.office.vault, self.thread.id)
        if found is None:
            raise StorageError(message("The key of matter {id} is missing.", id=self.thread.id))
        return found

    def written(self) -> list[texts.Written]:
        """All texts of the matter as they stand in this moment."""
        return texts.read_texts(self.connection, self.key, self.thread.id)

    def add(self, part: Part, content: str, redactions: Iterable[Redaction] = (), *,
            released: bool = False) -> int:  # fmt: skip
        """Keep a text that comes with the request; what a citizen writes is cleared of numbers."""
        hidden = list(redactions)
        if self.actor.role is Role.CITIZEN or part in {Part.TITLE, Part.BODY}:
            hidden += of_personal_data(content, hidden)
        return texts.add_text(
            self.connection, self.key, self.thread.id, part, content, role=self.actor.role,
            round_=self.thread.round, at=self.at, redactions=hidden, released=released,
        )  # fmt: skip

    def public_drafts(self) -> list[tuple[Part, str]]:
        """What would become public by this request, as redacted: texts kept and texts given."""
        written = self.written()
        words = texts.concealed(written)
        kept = [
            (one.part, texts.covered(one.content, one.redactions, words)) for one in written
            if one.part in PUBLIC_PARTS and not one.superseded
        ]  # fmt: skip
        given = [
            (part, texts.covered(content, self.request.redactions.get(part, ()), words))
            for part, content in self.request.texts.items() if part in PUBLIC_PARTS
        ]  # fmt: skip
        return [*kept, *given]

    def quotations(self) -> list[tuple[Part, str]]:
        """Hidden words that staff repeat in what would become public by this request."""
        written = self.written()
        words = texts.concealed(written)
        drafts: list[tuple[Part, str, tuple[Redaction, ...]]] = [
            (one.part, one.content, one.redactions) for one in written
            if one.part in PUBLIC_PARTS and one.role is not Role.CITIZEN
            and not (one.released or one.superseded)
            and one.part not in {Part.TITLE, Part.BODY}
        ]  # fmt: skip
        if self.actor.role is not Role.CITIZEN:
            drafts += [
                (part, content, self.request.redactions.get(part, ()))
                for part, content in self.request.texts.items() if part in PUBLIC_PARTS
            ]  # fmt: skip
        return [
            (part, content[one.start : one.end])
            for part, content, hidden in drafts for one in of_words(content, words, whole=True)
            if not any(start <= one.start and one.end <= end for start, end in
                       spans(content, hidden))
        ]  # fmt: skip

    def republish(self) -> None:
        """Make the public texts anew."""
        written = self.written()
        days = {one.id: self.office.day(one.written_at) for one in written}
        texts.publish(self.connection, self.thread.id, written, days)
