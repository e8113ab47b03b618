"""What is left of a public matter that is passed on: no more and no less than of a hidden one.

Its number was public, and what was public never disappears. So that nobody can tell it from other
closed matters that were taken off the public page, it leaves what those leave: a row with the days
that are counted, the reason, and one entry of the journal. Retention erases the rest of both alike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, delete, update

from dialogue.life.change import Change
from dialogue.matter import clocks
from dialogue.matter.matters import Hiding
from dialogue.matter.states import Event, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.storage import journal, tables, threads

KEPT: Final = frozenset({"receipt", "journal_detail", "attachment"})
"""Tables that hold something of it afterwards; its receipt opens the sealed copy."""


def was_public(thread: Thread) -> bool:
    """Whether everybody could read the matter, now or before it was hidden."""
    return thread.visibility is not Visibility.CITIZEN_ONLY


def leave(change: Change) -> None:
    """Strip a matter whose texts are sealed, and let it look as if it had been hidden."""
    connection, thread = change.connection, change.thread
    hidden = _hidden_at(connection, thread)
    for entry in list(journal.of_thread(connection, thread.id)):
        if entry.seq != hidden:
            journal.erase_entry(connection, entry.seq)
    _strip_files(connection, thread.id)
    for table in reversed(tables.metadata.sorted_tables):
        if "thread" in table.c and table.name not in KEPT:
            connection.execute(delete(table).where(table.c.thread == thread.id))
    threads.save(connection, stripped(change))
    if hidden:
        journal.append_blank(connection)
        return
    journal.append(
        connection, thread=thread.id, at=change.at, event=Event.HIDE, role=change.actor.role,
        actor=change.actor.name,
        facts={"from": State.CLOSED, "to": State.CLOSED, "visibility": Visibility.TOMBSTONE,
               "code": Hiding.UNPROVEN},
    )  # fmt: skip


def stripped(change: Change) -> Thread:
    """The row without anything but what was public of it and is counted in figures."""
    thread, rules = change.thread, change.office.rules
    is_late = thread.reply_due_on is not None and thread.reply_due_on < change.today
    if thread.replied_on is None and not is_late:  # it will never be late any more
        thread = replace(thread, reply_from=None, reply_days=None, reply_due_on=None)
    left = replace(
        thread, state=State.CLOSED, visibility=Visibility.TOMBSTONE,
        hidden_for=thread.hidden_for or Hiding.UNPROVEN, changed_at=change.at,
        revision=thread.revision + 1, closed_on=change.today, erased_on=change.today,
        consents=False, recused=(), referred_to="", draft_outcome=None, draft_until=None,
        draft_referred_to="", draft_signer="", score_resolution=None, score_attitude=None,
        score_speed=None,
    )  # fmt: skip
    return replace(left, due_on=clocks.due_day(left, rules.limits, rules.calendar))


def _hidden_at(connection: Connection, thread: Thread) -> int:
    """The entry by which a matter that is hidden already was hidden; 0 if it is shown."""
    if thread.visibility is not Visibility.TOMBSTONE:
        return 0
    return max((entry.seq for entry in journal.of_thread(connection, thread.id)
                if entry.event == Event.HIDE), default=0)  # fmt: skip


def _strip_files(connection: Connection, identity: str) -> None:
    """Of public files it stays known that they were there; nothing else of any file does."""
    table = tables.attachment
    mine = table.c.thread == identity
    connection.execute(delete(table).where(mine, table.c.public_copy.is_(None)))
    connection.execute(
        update(table).where(mine)
        .values(size=0, name_cipher=b"", original_cipher=b"", public_copy=b"", public_name="")
    )  # fmt: skip
