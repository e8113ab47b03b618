"""How often somebody may try: signing in, second factors, receipts; counted as `counters` says."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, select, text, update

from dialogue.gate.counters import Day, add
from dialogue.life.requests import Refused
from dialogue.rules import Office
from dialogue.storage import tables
from publisher.languages import message

SLOTS: Final = 6
"""Parts of a limit's time that are counted apart: the limit never lets more through, at no moment,
and who was stopped waits at most a sixth longer than its time."""


class Limit(NamedTuple):
    """At most `most` tries within `seconds`; `kind` tells counts of different limits apart."""

    kind: str
    most: int
    seconds: int


SIGN_IN_ACCOUNT: Final = Limit("sign-in account", 5, 60)
SIGN_IN_ADDRESS: Final = Limit("sign-in address", 30, 60)
"""More than for an account: a whole county office comes from one address at eight o'clock."""
SECOND_FACTOR: Final = Limit("second factor", 5, 60)
RECEIPT: Final = Limit("receipt", 5, 60)
FAILURE: Final = "receipt failure"
FORGOTTEN_SECONDS: Final = 3600
"""After this time a failed look-up does not make anybody wait any more."""
FIRST_DELAY: Final = 0.2
LONGEST_DELAY: Final = 60.0


class TooMany(Refused):
    """Too many tries; the next one is let through after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        super().__init__(
            message("Too many tries. Please wait {seconds} s, then try again.",
                    seconds=self.seconds)
        )  # fmt: skip

    def __reduce__(self) -> tuple[type[TooMany], tuple[float]]:  # type: ignore[override]
        """Cross from one process to another with the time to wait."""
        return type(self), (self.seconds,)


def take(office: Office, *tries: tuple[Limit, str]) -> None:
    """Count a try under each limit for whom it names. Raises TooMany, and then counts none."""
    with office.database.writing() as connection:
        day = Day.of(connection, office)
        kept = sorted((limit, day.key(limit.kind, who)) for limit, who in tries)
        wait = max(_wait(connection, day, limit, key) for limit, key in kept)
        if wait > 0:
            raise TooMany(wait)
        for limit, key in kept:
            slot = limit.seconds / SLOTS
            add(connection, limit.kind, key, int(day.second / slot),
                day.at + dt.timedelta(seconds=limit.seconds + slot))  # fmt: skip


def receipt_wait(office: Office, client: str) -> float:
    """Count a look-up of a receipt by `client`: 0 if it may go on, else the seconds to wait.

    Each failure of the last hour doubles the time until the next try, up to a minute.
    """
    with office.database.reading() as connection:
        found = Day.known(connection, office)
        wait = _failure_wait(connection, found, found.key(FAILURE, client)) if found else 0.0
    if wait > 0:
        return wait
    try:
        take(office, (RECEIPT, client))
    except TooMany as refused:
        return float(refused.seconds)
    return 0.0


def note_success(office: Office, client: str) -> None:
    """Note that a receipt opened something: that look-up does not count.

    Who holds a receipt guesses nothing, and a mobile network shares one address among thousands.
    """
    with office.database.writing() as connection:
        day, table = Day.of(connection, office), tables.counter
        connection.execute(
            update(table)
            .where(table.c.kind == RECEIPT.kind, table.c.key == day.key(RECEIPT.kind, client),
                   table.c.window == int(day.second / (RECEIPT.seconds / SLOTS)),
                   table.c.count > 0)
            .values(count=table.c.count - 1)
        )  # fmt: skip


def note_failure(office: Office, client: str) -> None:
    """Note that a receipt opened nothing: the next try of `client` waits longer."""
    with office.database.writing() as connection:
        day = Day.of(connection, office)
        add(connection, FAILURE, day.key(FAILURE, client), int(day.second * 10),
            day.at + dt.timedelta(seconds=FORGOTTEN_SECONDS))  # fmt: skip


def _wait(connection: Connection, day: Day, limit: Limit, key: bytes) -> float:
    """The seconds until a limit lets the next try through; nobody else counts it meanwhile."""
    _lock(connection, key)
    slot = limit.seconds / SLOTS
    now, table = int(day.second / slot), tables.counter
    rows = connection.execute(
        select(table.c.window, table.c.count).where(
            table.c.kind == limit.kind, table.c.key == key, table.c.window >= now - SLOTS
        )
    )
    counts: dict[int, int] = {window: count for window, count in rows}  # noqa: C416 - of rows
    total = sum(counts.values())
    for window in sorted(counts):
        if total < limit.most:
            break
        total -= counts[window]
        free = (window + SLOTS + 1) * slot - day.second
        if total < limit.most:
            return max(free, 1.0)
    return 0.0


def _failure_wait(connection: Connection, day: Day, key: bytes) -> float:
    table = tables.counter
    failures, last = connection.execute(
        select(func.coalesce(func.sum(table.c.count), 0), func.max(table.c.window)).where(
            table.c.kind == FAILURE, table.c.key == key,
            table.c.window > (day.second - FORGOTTEN_SECONDS) * 10,
        )
    ).one()  # fmt: skip
    if not failures:
        return 0.0
    delay = min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(int(failures), 10))
    return float(max(0.0, last / 10 + delay - day.second))


def _lock(connection: Connection, key: bytes) -> None:
    """Let no other transaction count for the same one; SQLite lets only one write at all."""
    if connection.dialect.name != "sqlite":
        number = int.from_bytes(key[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
