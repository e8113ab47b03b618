"""The texts of a matter: written encrypted, read with its key, shown to the public as redacted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, exists, insert, literal, select, update

from dialogue.keys import vault
from dialogue.matter.matters import PUBLIC_PARTS, Hiding, Part
from dialogue.matter.states import Role
from dialogue.storage import tables
from dialogue.text.redaction import Redaction, hidden_words, of_words, redacted


class Written(NamedTuple):
    """A text of a matter in clear, with what is hidden in it."""

    id: int
    part: Part
    round: int
    role: Role
    written_at: dt.datetime
    content: str
    redactions: tuple[Redaction, ...]
    superseded: bool
    released: bool

    @property
    def public(self) -> str:
        """The text with its own hidden words hidden; see `published` for what becomes public."""
        return redacted(self.content, self.redactions)


def key_of(connection: Connection, safe: vault.Vault, thread: str) -> bytes | None:
    """The key of a matter, None if it was destroyed."""
    wrapped = connection.execute(
        select(tables.thread_key.c.wrapped).where(tables.thread_key.c.thread == thread)
    ).scalar_one_or_none()
    return None if wrapped is None else safe.unwrap(wrapped, thread)


def add_text(
    connection: Connection, key: bytes, thread: str, part: Part, content: str, *, role: Role,
    round_: int, at: dt.datetime, redactions: Iterable[Redaction] = (), released: bool = False,
) -> int:  # fmt: skip
    """Keep a text, encrypted; its id. One of the same part and round is superseded, unless it is a
    note or a reason.

    A text that is not `released` stays unpublished even where its part may be public.
    """
    table = tables.text
    if part not in {Part.NOTE, Part.REASON}:
        connection.execute(
            update(table).where(table.c.thread == thread, table.c.part == part,
                                table.c.round == round_).values(superseded=True)
        )  # fmt: skip
    found = connection.execute(
        insert(table).returning(table.c.id),
        _row(key, thread, part, content, role=role, round_=round_, at=at, released=released),
    ).scalar_one()
    add_redactions(connection, found, redactions, role=role, at=at)
    return int(found)


def begin(
    connection: Connection, key: bytes, thread: str,
    contents: Mapping[Part, tuple[str, Iterable[Redaction]]], *, role: Role, at: dt.datetime,
) -> None:  # fmt: skip
    """Keep the first texts of a new matter, each with what is hidden in it."""
    identities = connection.execute(
        insert(tables.text).returning(tables.text.c.id, sort_by_parameter_order=True),
        [_row(key, thread, part, content, role=role, round_=1, at=at, released=False)
         for part, (content, _) in contents.items()],
    ).scalars()  # fmt: skip
    hidden = [redactions for _, redactions in contents.values()]
    rows = [row for identity, redactions in zip(identities, hidden, strict=True)
            for row in _redaction_rows(identity, redactions, role=role, at=at)]  # fmt: skip
    if rows:
        connection.execute(insert(tables.redaction), rows)


def add_redactions(
    connection: Connection, text: int, redactions: Iterable[Redaction], *, role: Role,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Hide words of a text."""
    if rows := _redaction_rows(text, redactions, role=role, at=at):
        connection.execute(insert(tables.redaction), rows)


def _row(
    key: bytes, thread: str, part: Part, content: str, *, role: Role, round_: int,
    at: dt.datetime, released: bool,
) -> dict[str, Any]:  # fmt: skip
    return {
        "thread": thread, "part": part, "round": round_, "role": role, "written_at": at,
        "cipher": vault.encrypt(key, content.encode(), f"{thread}/{part}"),
        "superseded": False, "released": released,
    }  # fmt: skip


def _redaction_rows(
    text: int, redactions: Iterable[Redaction], *, role: Role, at: dt.datetime
) -> list[dict[str, Any]]:
    return [
        {"text": text, "start": one.start, "end": one.end, "reason": one.reason, "role": role,
         "made_at": at}
        for one in redactions
    ]  # fmt: skip


def read_texts(connection: Connection, key: bytes, thread: str) -> list[Written]:
    """Every text of a matter in the order of writing, superseded ones too."""
    table, hidden = tables.text, tables.redaction
    spans: dict[int, list[Redaction]] = {}
    for row in connection.execute(
        select(hidden).join(table, hidden.c.text == table.c.id).where(table.c.thread == thread)
    ):
        spans.setdefault(row.text, []).append(Redaction(row.start, row.end, Hiding(row.reason)))
    return [
        Written(
            row.id, Part(row.part), row.round, Role(row.role), row.written_at,
            vault.decrypt(key, row.cipher, f"{thread}/{row.part}").decode(),
            tuple(sorted(spans.get(row.id, ()))), row.superseded,
            row.released,
        )
        for row in connection.execute(
            select(table).where(table.c.thread == thread).order_by(table.c.id)
        )
    ]  # fmt: skip


def concealed(written: Iterable[Written]) -> frozenset[str]:
    """What none of a matter's public texts may show: what is hidden in one, and who wrote."""
    found: set[str] = set()
    for one in written:
        if one.superseded:
            continue
        found.update(hidden_words(one.content, one.redactions))
        if one.part is Part.CONTACT:
            found.add(one.content)
    return frozenset(found)


def hides_words(connection: Connection, thread: str) -> bool:
    """Whether words of a matter are hidden; how to reach its writer does not count."""
    return connection.execute(select(hiding(literal(thread)))).scalar_one()


def hiding(thread: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition of a query that words are hidden in the matter with that id."""
    table, hidden = tables.text, tables.redaction
    return exists().where(
        table.c.thread == thread, table.c.part != Part.CONTACT, table.c.superseded.is_(False),
        hidden.c.text == table.c.id,
    )


def covered(content: str, redactions: Iterable[Redaction], words: Iterable[str]) -> str:
    """A text with its own hidden words hidden, and those of the matter's other texts."""
    return redacted(content, [*redactions, *of_words(content, words, whole=True)])


def hidden_everywhere(written: Iterable[Written]) -> list[Written]:
    """The texts, each with what is hidden in the others hidden in it too."""
    kept = list(written)
    words = concealed(kept)
    return [
        one._replace(redactions=tuple(sorted({
            *one.redactions,
            *(more for more in of_words(one.content, words, Hiding.PERSONAL, whole=True)
              if not any(kept.start <= more.start and more.end <= kept.end
                         for kept in one.redactions)),
        })))
        for one in kept
    ]  # fmt: skip


def published(written: Iterable[Written]) -> list[tuple[Written, str]]:
    """The texts of a matter that may be public, each as everybody reads it."""
    kept = list(written)
    words = concealed(kept)
    return [
        (one, covered(one.content, one.redactions, words))
        for one in kept if one.part in PUBLIC_PARTS and one.released and not one.superseded
    ]  # fmt: skip


def publish(
    connection: Connection, thread: str, written: Iterable[Written], days: Mapping[int, dt.date]
) -> None:
    """Make the public texts of a matter anew from those that may be public.

    `days` are the days of the texts by id, in the site's time zone.
    """
    unpublish(connection, thread)
    rows = [
        {"text": one.id, "thread": thread, "part": one.part, "round": one.round,
         "written_on": days[one.id], "content": content}
        for one, content in published(written)
    ]  # fmt: skip
    if rows:
        connection.execute(insert(tables.public_text), rows)


def release(connection: Connection, thread: str, parts: Iterable[Part], *, round_: int) -> None:
    """Let texts of these parts be published."""
    table = tables.text
    connection.execute(
        update(table).where(table.c.thread == thread, table.c.part.in_(list(parts)),
                            table.c.round == round_).values(released=True)
    )  # fmt: skip


def unpublish(connection: Connection, thread: str) -> None:
    """Take every text of a matter away from the public."""
    connection.execute(delete(tables.public_text).where(tables.public_text.c.thread == thread))
