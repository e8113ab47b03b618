"""Finding another question to join one to: by its number or by words of its public title."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from dialogue.matter.matters import Part
from dialogue.matter.states import State, Visibility
from dialogue.storage import tables

MOST: Final = 10
LEAST_LETTERS: Final = 2


class Found(NamedTuple):
    """A public question."""

    id: str
    title: str
    board: str
    state: State


def find_public(connection: Connection, words: str, *, without: str) -> list[Found]:
    """At most MOST public questions with that number or with all the words in their title.

    `without` is the matter that looks for another one.
    """
    thread, text = tables.thread, tables.public_text
    asked = words.split()
    if len("".join(asked)) < LEAST_LETTERS:
        return []
    query = (
        select(thread.c.id, text.c.content, thread.c.board, thread.c.state)
        .join(text, text.c.thread == thread.c.id)
        .where(text.c.part == Part.TITLE, thread.c.visibility == Visibility.PUBLIC,
               thread.c.state != State.MERGED, thread.c.id != without)
        .order_by(thread.c.received_at.desc()).limit(MOST)
    )  # fmt: skip
    by_number = query.where(thread.c.id == words.strip().upper())
    by_title = query.where(*(text.c.content.icontains(word, autoescape=True) for word in asked))
    rows = connection.execute(by_number).all() or connection.execute(by_title).all()
    return [Found(row.id, row.content, row.board, State(row.state)) for row in rows]
