"""Threads as search documents: what everybody may read of each, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, func, select

from dialogue.matter.matters import Part
from dialogue.matter.states import Visibility
from dialogue.reading import signers
from dialogue.reading.signers import Signer
from dialogue.storage import tables
from dialogue.storage.database import Database
from publisher import addresses
from search_index import Document

WEIGHT: Final = 7
"""As articles: who asks wants what was answered before a thousand rows that mention it."""

PAGE: Final = 500
"""Threads read in one transaction: none may last long, since SQLite's readers hold up writers."""


def of_threads(connection: Connection, identities: Iterable[str]) -> list[Document]:
    """The documents of those of some threads that are public."""
    wanted = list(identities)
    found: list[Document] = []
    for place in range(0, len(wanted), PAGE):
        found += _documents(connection, tables.thread.c.id.in_(wanted[place : place + PAGE]))
    return found


def of_all(database: Database) -> Iterator[list[Document]]:
    """The documents of all public threads, by pages; each page shows its own moment."""
    last = ""
    while True:
        with database.reading() as connection:
            thread = tables.thread
            page = connection.execute(
                select(thread.c.id).where(thread.c.id > last).order_by(thread.c.id).limit(PAGE)
            ).scalars().all()  # fmt: skip
            if not page:
                return
            found = of_threads(connection, page)
        last = page[-1]
        yield found


def identities(connection: Connection) -> set[str]:
    """The ids of the documents of all public threads."""
    thread = tables.thread
    rows = connection.execute(
        select(thread.c.board, thread.c.id).where(thread.c.visibility == Visibility.PUBLIC)
    )
    return {addresses.thread_id(board, identity) for board, identity in rows}


def count(connection: Connection) -> int:
    """How many public threads there are."""
    thread = tables.thread
    found: int = connection.execute(
        select(func.count()).select_from(thread).where(thread.c.visibility == Visibility.PUBLIC)
    ).scalar_one()  # fmt: skip
    return found


def _documents(connection: Connection, condition: Any) -> list[Document]:
    thread, text = tables.thread, tables.public_text
    shown = thread.c.visibility == Visibility.PUBLIC
    rows = connection.execute(
        select(thread.c.id, thread.c.board, thread.c.unit, thread.c.received_on)
        .where(condition, shown)
    ).all()  # fmt: skip
    texts: dict[str, list[Any]] = {}
    for row in connection.execute(
        select(text.c.thread, text.c.part, text.c.round, text.c.content)
        .where(text.c.thread.in_([row.id for row in rows])).order_by(text.c.text)
    ):
        texts.setdefault(row.thread, []).append(row)
    signed = signers.of_threads(connection, [row.id for row in rows])
    return [_document(row, texts.get(row.id, []), signed.get(row.id, {})) for row in rows]


def _document(row: Any, texts: list[Any], signed: Mapping[int, Signer]) -> Document:
    """It belongs to every language, as rows do: a thread's page is there in each.

    Its number stands in the text too: one without a digit is not looked up as a code.
    """
    bodies = [one.content for one in texts if one.part != Part.TITLE]
    replied = {one.round for one in texts if one.part == Part.REPLY}
    who = dict.fromkeys(
        f"{signer.post.get(lang, '')} {name}"
        for round_, signer in signed.items() if round_ in replied
        for lang, name in signer.name.items()
    )  # fmt: skip
    return Document(
        id=addresses.thread_id(row.board, row.id), kind="thread",
        title=next((one.content for one in texts if one.part == Part.TITLE), ""),
        body="\n".join([*bodies, *who, row.id]),
        date=row.received_on, category=row.board, unit=row.unit, codes=(row.id,), weight=WEIGHT,
    )  # fmt: skip
