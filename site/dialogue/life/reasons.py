"""Words that are hidden may stand in more than texts: reasons, answers, names and text files."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import select, update

from dialogue.life.change import Change
from dialogue.matter.states import Event
from dialogue.storage import journal, tables
from dialogue.text import texts
from dialogue.text.file_kinds import TEXT
from dialogue.text.redaction import hidden_words, of_words

AMONG_STAFF: Final = frozenset({Event.SEND_BACK, Event.OPEN_HIDDEN})
"""Events whose reason the public never reads."""


def hide(change: Change) -> None:
    """Hide what is hidden in a matter also in what staff said in public before, and in files.

    An entry of the journal with such a reason says nothing any more; its hash still holds. What is
    not public is held against the words alone that are hidden just now: the unit, which could read
    those, must not see from what happens to its own words what was hidden before.
    """
    connection, thread = change.connection, change.thread
    words, new = texts.concealed(change.written()), _hidden_now(change)
    for entry in list(journal.of_thread(connection, thread.id)):
        looked_for = new if entry.event in AMONG_STAFF else words
        if of_words(str(entry.facts.get("reason", "")), looked_for, whole=True):
            journal.erase_entry(connection, entry.seq)
    change.thread = replace(
        thread, referred_to=texts.covered(thread.referred_to, (), words),
        draft_referred_to=texts.covered(thread.draft_referred_to, (), new),
    )  # fmt: skip
    table = tables.live_question
    for row in connection.execute(select(table).where(table.c.thread == thread.id)).all():
        connection.execute(
            update(table).where(table.c.session == row.session, table.c.thread == thread.id)
            .values(answer=texts.covered(row.answer, (), words))
        )  # fmt: skip
    hide_in_files(change, words)


def _hidden_now(change: Change) -> frozenset[str]:
    """The words that this request hides."""
    request = change.request
    return frozenset(
        word for one in change.written() if one.id == request.text
        for word in hidden_words(one.content, request.hidden)
    )  # fmt: skip


def hide_in_files(change: Change, words: frozenset[str]) -> None:
    """Hide words in the public copies of text files, and in the names of all public copies.

    Nobody can tell what pictures and PDF show; a moderator looks at each before releasing it.
    """
    table = tables.attachment
    copies = (
        select(table.c.id, table.c.media_type, table.c.public_copy, table.c.public_name)
        .where(table.c.thread == change.thread.id, table.c.public_copy.is_not(None))
    )  # fmt: skip
    for row in change.connection.execute(copies).all():
        copy = row.public_copy
        if row.media_type == TEXT.media_type:
            copy = texts.covered(copy.decode(), (), words).encode()
        change.connection.execute(
            update(table).where(table.c.id == row.id)
            .values(public_copy=copy, public_name=texts.covered(row.public_name, (), words))
        )  # fmt: skip
