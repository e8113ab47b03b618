"""The clock's rounds: whatever becomes due because time passes, each thing once.

Any process may run them at any time; one does at a time. Run twice, they change nothing more.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from sqlalchemy import delete, or_, select

from dialogue.desk import sessions
from dialogue.figures import daily
from dialogue.gate import counters
from dialogue.gate.counters import HOUR, Day
from dialogue.keys.vault import Unreadable
from dialogue.life.conduct import conduct
from dialogue.life.recount import recount
from dialogue.life.requests import Refused, Request
from dialogue.matter.states import Event, State
from dialogue.matter.thread import CLOCK
from dialogue.rules import Office
from dialogue.storage import tables
from dialogue.storage.database import Unavailable
from dialogue.upkeep import alerts, mail
from dialogue.upkeep.leases import lease
from dialogue.upkeep.mail import Post
from dialogue.upkeep.retention import retain
from publisher.errors import PublisherError

NAME: Final = "rounds"
LONGEST: Final = dt.timedelta(minutes=15)
"""After this time another process may begin, whatever became of the first."""

ADMITTED_PER_HOUR: Final = 300
"""Matters let through to the moderators in an hour, of everybody together."""

LAPSING: Final = (State.RETURNED, State.CLARIFICATION, State.REPLIED, State.DISSATISFIED)
"""States that end by themselves when their time is over."""

log = logging.getLogger(__name__)


class Task(NamedTuple):
    """A part of the rounds; `work` does it and says how many things it did."""

    name: str
    work: Callable[[Office], int]


class Done(NamedTuple):
    """What a round did, by task; `failed` are tasks that could not be done to their end.

    `ran` is False where another process was at it.
    """

    ran: bool
    counts: dict[str, int]
    failed: tuple[str, ...]


def run(office: Office, post: Post, more: Iterable[Task] = ()) -> Done:
    """Do everything that is due; `more` are tasks of the website, such as its search index.

    A task that fails is told in the log and does not keep the others from their work. Raises
    Unavailable where the database is away.
    """
    tasks = (*TASKS, *more, Task("mail", lambda office: mail.send(office, post).sent))
    counts: dict[str, int] = {}
    failed = []
    with lease(office, NAME, LONGEST) as mine:
        for task in tasks if mine else ():
            try:
                counts[task.name] = task.work(office)
            except Unavailable:
                raise
            except PublisherError as failure:
                log.error("the clock could not do its round “%s”: %s", task.name, failure)
                failed.append(task.name)
    return Done(mine, counts, tuple(failed))


def admit(office: Office) -> int:
    """Let through what came the slow way and waited long enough, the longest waiting first."""
    left = ADMITTED_PER_HOUR - _admitted(office, 0)
    done = _each(office, _ready(office, max(0, left)), Event.ADMIT)
    _admitted(office, done)
    with office.database.writing() as connection:
        waits = select(tables.thread.c.id).where(tables.thread.c.state == State.SUBMITTED)
        connection.execute(delete(tables.waiting).where(tables.waiting.c.thread.not_in(waits)))
    return done


def lapse(office: Office) -> int:
    """End what nobody went on with in time."""
    with office.database.reading() as connection:
        table = tables.thread
        found = connection.execute(
            select(table.c.id)
            .where(table.c.state.in_(LAPSING), table.c.due_on < office.today)
            .order_by(table.c.due_on, table.c.id)
        ).scalars().all()  # fmt: skip
    return _each(office, found, Event.LAPSE)


def close(office: Office) -> int:
    """Close what the writer is satisfied with."""
    with office.database.reading() as connection:
        table = tables.thread
        found = connection.execute(
            select(table.c.id).where(table.c.state == State.SATISFIED).order_by(table.c.id)
        ).scalars().all()  # fmt: skip
    return _each(office, found, Event.CLOSE)


def sweep(office: Office) -> int:
    """Delete counts, puzzles and sessions whose time is over."""
    with office.database.writing() as connection:
        sessions.forget(connection, office)
        spent = tables.spent
        over = connection.execute(
            delete(spent).where(spent.c.expires_at <= office.now()).returning(spent.c.nonce)
        ).all()  # fmt: skip
        swept = counters.sweep(connection, office) + len(over)
    office.database.purge()
    return swept


def figures(office: Office) -> int:
    """Make the figures of today, once there is a board."""
    if not office.rules.boards:
        return 0
    with office.database.reading() as connection:
        known = daily.latest(connection, office.today)
    if known is not None and known.day == office.today:
        return 0
    daily.figures_of_day(office)
    return 1


TASKS: Final = (
    Task("counted anew", recount), Task("admitted", admit), Task("lapsed", lapse),
    Task("closed", close), Task("erased", retain), Task("figures", figures),
    Task("reminders", alerts.remind), Task("swept", sweep),
)  # fmt: skip


def _each(office: Office, identities: Iterable[str], event: Event) -> int:
    """Let an event happen to matters; who was quicker, a citizen or a moderator, is let be."""
    done = 0
    for identity in identities:
        try:
            conduct(office, identity, Request(event=event), CLOCK)
        except Refused as refused:
            log.info("%s of %s was not needed: %s", event, identity, refused)
        except Unreadable as failure:
            log.error("%s of %s was not possible: %s", event, identity, failure)
        else:
            done += 1
    return done


def _ready(office: Office, most: int) -> list[str]:
    """Matters whose time to wait is over; without one of their own, the least that all wait."""
    thread, waiting, now = tables.thread, tables.waiting, office.now()
    since = now - dt.timedelta(minutes=office.rules.limits.slow_minutes)
    with office.database.reading() as connection:
        query = (
            select(thread.c.id)
            .outerjoin(waiting, waiting.c.thread == thread.c.id)
            .where(
                thread.c.state == State.SUBMITTED,
                or_(waiting.c.until <= now,
                    waiting.c.until.is_(None) & (thread.c.received_at <= since)),
            )
            .order_by(thread.c.received_at, thread.c.id).limit(most)
        )  # fmt: skip
        return list(connection.execute(query).scalars())


def _admitted(office: Office, more: int) -> int:
    """How many were let through within the present hour, `more` of them just now."""
    with office.database.writing() as connection:
        day = Day.of(connection, office)
        if more:
            counters.add_within(connection, day, NAME, NAME, seconds=HOUR, more=more)
        return counters.seen_within(connection, day, NAME, NAME, seconds=HOUR)
