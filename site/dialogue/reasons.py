"""What staff said in public before words were hidden may repeat them; nothing of it stays."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select, update

from dialogue import journal, tables, texts
from dialogue.change import Change
from dialogue.redaction import of_words


def hide(change: Change) -> None:
    """Hide what is hidden in a matter also in reasons, addressees and answers of live sessions.

    An entry of the journal with such a reason says nothing any more; its hash still holds.
    """
    connection, thread = change.connection, change.thread
    words = texts.concealed(change.written())
    for entry in list(journal.of_thread(connection, thread.id)):
        if of_words(str(entry.facts.get("reason", "")), words, whole=True):
            journal.erase_entry(connection, entry.seq)
    change.thread = replace(
        thread, referred_to=texts.covered(thread.referred_to, (), words),
        draft_referred_to=texts.covered(thread.draft_referred_to, (), words),
    )  # fmt: skip
    table = tables.live_question
    for row in connection.execute(select(table).where(table.c.thread == thread.id)).all():
        connection.execute(
            update(table).where(table.c.session == row.session, table.c.thread == thread.id)
            .values(answer=texts.covered(row.answer, (), words))
        )  # fmt: skip
