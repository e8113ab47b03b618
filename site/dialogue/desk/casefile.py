"""A matter as one of the staff reads it: texts as far as the role goes, files, history, choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from dialogue.desk.access import ORIGINALS, require_readable
from dialogue.desk.choices import Choice, choices
from dialogue.keys import vault
from dialogue.life.conduct import conduct
from dialogue.life.requests import NotThere, Request
from dialogue.matter import clocks
from dialogue.matter.matters import PUBLIC_PARTS, Hiding, Part
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads
from dialogue.text import declared, texts
from dialogue.text.redaction import SHOWN, Redaction, of_words, spans
from publisher.languages import message

PARTS: Final = {
    Role.OFFICER: frozenset(Part) - {Part.CONTACT},
    Role.LEADER: frozenset(Part) - {Part.CONTACT},
    Role.ADMINISTRATOR: frozenset[Part](),
}
"""Texts that a role reads where these are not all; how to reach the writer is for few."""


GUESSING: Final = frozenset({Role.OFFICER, Role.LEADER})
"""Roles that write without knowing what is hidden."""


class Segment(NamedTuple):
    """A stretch of a text; `reasons` say why it is hidden, none where it is not."""

    text: str
    reasons: tuple[Hiding, ...] = ()


class Reading(NamedTuple):
    """A text as somebody may read it; for who does not read originals what is hidden is a mark."""

    id: int
    part: Part
    round: int
    role: Role
    written_at: dt.datetime
    segments: tuple[Segment, ...]
    superseded: bool
    released: bool

    @property
    def content(self) -> str:
        """The whole text, as far as it may be read."""
        return "".join(one.text for one in self.segments)

    @property
    def can_be_public(self) -> bool:
        """Whether texts of this part are published."""
        return self.part in PUBLIC_PARTS


class File(NamedTuple):
    """A file of the writer's; its own `name` is "" for who does not read originals."""

    id: str
    name: str
    public_name: str
    media_type: str
    size: int
    is_public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A matter with all that one of the staff may read of it and do about it.

    `hides` says that words are hidden in it. `accuses` is what the writer says of it: that it
    accuses somebody; False for all who do not read originals by their role.
    """

    thread: Thread
    clock: clocks.Clock | None
    texts: tuple[Reading, ...]
    files: tuple[File, ...]
    history: tuple[journal.Entry, ...]
    choices: tuple[Choice, ...]
    original: bool
    hides: bool
    accuses: bool

    @property
    def awaits_judgement(self) -> bool:
        """Whether somebody must still say if this is the accusation that its writer calls it."""
        return self.accuses and self.thread.accepted_on is None

    def text(self, identity: int) -> Reading | None:
        """The text with that id."""
        return next((one for one in self.texts if one.id == identity), None)

    def newest(self, part: Part) -> Reading | None:
        """The newest text of a part in the present round."""
        found = [one for one in self.texts if one.part is part and not one.superseded]
        return next((one for one in reversed(found) if one.round == self.thread.round), None)


def open_matter(office: Office, identity: str, actor: Actor) -> CaseFile:
    """A matter as `actor` may read it. Raises NotThere, or NotAllowed for who is kept from it."""
    with office.database.reading() as connection:
        thread = found(connection, identity)
        require_readable(office.rules, thread, actor)
        return read(connection, office, thread, actor, original=actor.role in ORIGINALS)


def open_hidden(
    office: Office, identity: str, reason: str, actor: Actor, *, revision: int
) -> CaseFile:
    """A matter with its hidden words, for the unit that handles it; the journal keeps who asked.

    Raises what `conduct` raises: without the writer's consent nothing is opened.
    """
    request = Request(event=Event.OPEN_HIDDEN, reason=reason)
    conduct(office, identity, request, actor, revision=revision)
    with office.database.reading() as connection:
        thread = found(connection, identity)
        require_readable(office.rules, thread, actor)
        return read(connection, office, thread, actor, original=True)


def found(connection: Connection, identity: str) -> Thread:
    """A matter by its id. Raises NotThere."""
    thread = threads.find(connection, identity)
    if thread is None:
        raise NotThere(message("There is no matter with the number {id}.", id=identity))
    return thread


def read(
    connection: Connection, office: Office, thread: Thread, actor: Actor, *, original: bool
) -> CaseFile:
    """The case file of a matter that `actor` may read, with hidden words if `original`."""
    parts = PARTS.get(actor.role, frozenset(Part))
    key = texts.key_of(connection, office.vault, thread.id)
    written = texts.read_texts(connection, key, thread.id) if key and parts else []
    rules, words = office.rules, texts.concealed(written)
    return CaseFile(
        thread=thread,
        clock=clocks.clock(thread, office.today, rules.limits, rules.calendar),
        texts=tuple(
            reading(one, words, original=original) for one in written if one.part in parts
        ),
        files=tuple(_files(connection, thread, key if original else None)) if parts else (),
        history=tuple(journal.of_thread(connection, thread.id)),
        choices=choices(connection, office, thread, actor),
        original=original, hides=texts.hides_words(connection, thread.id),
        accuses=key is not None and actor.role in ORIGINALS
        and declared.accuses(connection, key, thread.id),
    )  # fmt: skip


def reading(written: texts.Written, words: Iterable[str], *, original: bool) -> Reading:
    """A text as it may be read; `words` are those that are hidden somewhere in the matter.

    Who does not read originals reads what the unit and the leader wrote as they wrote it, until it
    is public: marks in their own words would tell them which of these are hidden.
    """
    own, elsewhere = written.redactions, of_words(written.content, words, whole=True)
    if written.part is Part.CONTACT:
        elsewhere = []
    if not original and written.role in GUESSING and not written.released:
        own, elsewhere = (), []
    return Reading(
        written.id, written.part, written.round, written.role, written.written_at,
        tuple(segments(written.content, own, elsewhere, original=original)),
        written.superseded, written.released,
    )  # fmt: skip


def segments(
    content: str, own: Sequence[Redaction], elsewhere: Sequence[Redaction] = (), *,
    original: bool,
) -> Iterable[Segment]:  # fmt: skip
    """A text cut where something is hidden; unless `original`, a mark stands for what is.

    `own` was hidden in this text, `elsewhere` is hidden here because it is in another one.
    """
    place = 0
    for start, end in spans(content, [*own, *elsewhere]):
        if start > place:
            yield Segment(content[place:start])
        reasons = _reasons(own, start, end) or _reasons(elsewhere, start, end)
        yield Segment(content[start:end] if original else SHOWN, tuple(sorted(reasons)))
        place = end
    if place < len(content):
        yield Segment(content[place:])


def _reasons(redactions: Iterable[Redaction], start: int, end: int) -> set[Hiding]:
    return {one.reason for one in redactions if one.start < end and start < one.end}


def _files(connection: Connection, thread: Thread, key: bytes | None) -> Iterable[File]:
    table = tables.attachment
    for row in connection.execute(
        select(
            table.c.id, table.c.name_cipher, table.c.public_name, table.c.media_type,
            table.c.size, table.c.public_copy.is_not(None).label("is_public"),
        ).where(table.c.thread == thread.id).order_by(table.c.added_at, table.c.id)
    ):  # fmt: skip
        name = (
            vault.decrypt(key, row.name_cipher, f"{thread.id}/{row.id}/name").decode()
            if key else ""
        )  # fmt: skip
        yield File(row.id, name, row.public_name, row.media_type, row.size, row.is_public)
