"""Who sends much waits: never a refusal, only a slower way to the moderators.

Fast: a proof of work came along, nothing looks like a program, and the client (an address, an
IPv6 network by its first half) is within the limits. Everything else is kept just as safely, but
waits: some minutes, and longer the more of the same client waits without a proof.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, insert, select

from dialogue.gate import counters
from dialogue.gate.counters import DAY, HOUR, MINUTE, Day
from dialogue.matter.states import State
from dialogue.rules import Office
from dialogue.storage import tables

POST: Final = "post"
LIMITS: Final = ((MINUTE, 1), (HOUR, 3), (DAY, 6))
"""Posts of one client within a window of seconds; more of them make the proof harder."""

WINDOWS: Final = tuple(seconds for seconds, _ in LIMITS)
HARDEST: Final = len(LIMITS)
TRAP: Final = "website"
"""The name of a field that people do not see and leave empty, and that programs fill in."""

UNPROVED_PER_HOUR: Final = 6
"""Matters of one client without a proof that are let through in an hour."""


class Lane(StrEnum):
    """Which way a matter goes to the moderators."""

    FAST = "fast"
    SLOW = "slow"


class Waiting(NamedTuple):
    """How many matters wait their turn, and since when the oldest does."""

    matters: int
    since: dt.datetime | None


def level(office: Office, client: str) -> int:
    """How many of the limits one more post of the client would exceed: 0 to HARDEST."""
    with office.database.reading() as connection:
        day = Day.known(connection, office)
        return 0 if day is None else level_on(connection, day, client)


def level_on(connection: Connection, day: Day, client: str) -> int:
    """`level` within a transaction that is open."""
    seen = counters.seen_in_all(connection, day, POST, client, WINDOWS)
    return sum(seen[seconds] >= most for seconds, most in LIMITS)


def lane(level: int, *, proved: bool, too_fast: bool, trapped: bool) -> Lane:
    """The way of a matter of a client who exceeds so many limits.

    `proved` says that a proof of work was accepted, `too_fast` that the form came back sooner
    than it can be filled in, `trapped` that the field TRAP holds something.
    """
    if not proved or too_fast or trapped or level:
        return Lane.SLOW
    return Lane.FAST


def count(connection: Connection, day: Day, client: str) -> None:
    """Count a matter that is being received."""
    counters.add_to_all(connection, day, POST, client, WINDOWS)


def let_wait(
    connection: Connection, office: Office, day: Day, client: str, thread: str, *, proved: bool
) -> None:  # fmt: skip
    """Give a matter that goes the slow way its time to be let through.

    Without a proof the matters of a client go through at UNPROVED_PER_HOUR.
    """
    until = day.at + dt.timedelta(minutes=office.rules.limits.slow_minutes)
    if not proved:
        count = counters.add_within(connection, day, "unproved", client, seconds=DAY)
        until += dt.timedelta(hours=(count - 1) // UNPROVED_PER_HOUR)
    connection.execute(insert(tables.waiting), {"thread": thread, "until": until})


def waiting(connection: Connection) -> Waiting:
    """What waits its turn now; moderators can let it through before."""
    thread = tables.thread
    row = connection.execute(
        select(func.count(), func.min(thread.c.received_at)).where(
            thread.c.state == State.SUBMITTED
        )
    ).one()
    return Waiting(row[0], row[1])
