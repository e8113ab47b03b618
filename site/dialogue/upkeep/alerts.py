"""One letter a working day to whoever has matters that are due tomorrow or overdue: counts only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from dialogue.gate import counters
from dialogue.gate.counters import Day
from dialogue.life import notices
from dialogue.matter.states import Role, State
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import tables, threads
from publisher.languages import message

FROM_HOUR: Final = 8
"""When offices open, in the site's time zone."""

KIND: Final = "alert"
WAITS_FOR: Final = {
    Role.MODERATOR: frozenset({State.SUBMITTED, State.QUEUED, State.ACCEPTED, State.DISPUTED,
                               State.REVIEW}),
    Role.OFFICER: frozenset({State.ASSIGNED, State.WORKING, State.REOPENED}),
    Role.LEADER: frozenset({State.DRAFT, State.SIGNED}),
}  # fmt: skip
"""In which states a matter waits for a role; a unit's clock runs while its leader has the draft."""


class Counts(NamedTuple):
    """Matters that wait for somebody: due on the next working day or today, and overdue."""

    soon: int
    late: int


def remind(office: Office) -> int:
    """Put today's reminders in the outbox, unless that was done; how many there are."""
    now = office.now()
    local = now.replace(tzinfo=dt.UTC).astimezone(office.rules.zone)
    if local.hour < FROM_HOUR or not office.rules.calendar.is_open(office.today):
        return 0
    with office.database.writing() as connection:
        due, day = list(_due(connection, office)), Day.of(connection, office)
        told = 0
        for actor, to in list(notices.staff(connection)):
            counts = counted(office, due, actor)
            if any(counts) and counters.is_first_today(connection, day, KIND, actor.name):
                _put(connection, office, to, counts)
                told += 1
    return told


def counted(office: Office, due: list[Thread], actor: Actor) -> Counts:
    """How many of the matters that are due wait for somebody."""
    mine = [
        thread for thread in due
        if thread.state in WAITS_FOR.get(actor.role, ())
        and notices.concerned(office, thread, actor)
    ]  # fmt: skip
    late = sum(thread.due_on is not None and thread.due_on < office.today for thread in mine)
    return Counts(len(mine) - late, late)


def _due(connection: Connection, office: Office) -> Iterator[Thread]:
    """Matters that must have been dealt with by the next working day."""
    table = tables.thread
    states = frozenset().union(*WAITS_FOR.values())
    for row in connection.execute(
        select(table).where(
            table.c.due_on <= office.rules.calendar.add(office.today, 1),
            table.c.state.in_(sorted(states)),
        )
    ):
        yield threads.of_row(row)


def _put(connection: Connection, office: Office, to: str, counts: Counts) -> None:
    lang = office.rules.languages[0]
    said = message("Due by the next working day: {soon}. Overdue: {late}. Sign in to see them:",
                   soon=counts.soon, late=counts.late)  # fmt: skip
    notices.put(connection, office, thread="", to=to, lang=lang,
                subject=message("Matters are due or overdue"),
                lines=[said.text(lang), notices.desk(office)])  # fmt: skip
