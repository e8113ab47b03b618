"""Counting again: days that are due follow the calendar when it is corrected or extended."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from dialogue.life.conduct import touch_board
from dialogue.matter import clocks
from dialogue.matter.states import ENDED, State
from dialogue.matter.thread import CLOCK, Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads

EVENT = "recount"
"""What the journal calls it; it belongs to no matter and is no event of the table."""


def recount(office: Office) -> int:
    """Compute anew every day that is due of the matters that run; how many days moved.

    A matter keeps the working days it was given; on which day they end is said by the calendar.
    Safe to run at any time and as often as one likes.
    """
    moved = 0
    for identity in _candidates(office):
        moved += _recount_one(office, identity)
    if moved:
        with office.database.writing() as connection:
            journal.append(connection, thread="", at=office.now(), event=EVENT, role=CLOCK.role,
                           actor=CLOCK.name, facts={"moved": moved})  # fmt: skip
    return moved


def _candidates(office: Office) -> list[str]:
    with office.database.reading() as connection:
        rows = connection.execute(
            select(tables.thread)
            .where(tables.thread.c.state.not_in(ENDED - {State.CLOSED}))
            .execution_options(yield_per=1_000)
        )
        return [row.id for row in rows if _new_days(office, threads.of_row(row)) is not None]


def _new_days(office: Office, thread: Thread) -> Thread | None:
    """The matter as it should be, None if it is so already."""
    after = clocks.recounted(thread, office.rules.limits, office.rules.calendar)
    return None if after == thread else after


def _recount_one(office: Office, identity: str) -> int:
    with office.database.writing() as connection:
        thread = threads.find(connection, identity, lock=True)
        after = _new_days(office, thread) if thread else None
        if thread is None or after is None:
            return 0
        threads.save(connection, replace(after, changed_at=office.now()))
        touch_board(connection, office, thread.board)
        return 1
