"""How often somebody may try: counts in the database, so that several servers share them.

Whom a count is for stands there as an HMAC under a key of the day, which is wrapped by the vault
and deleted the next day: then nobody can find out any more which address or name it was. Counts
begin anew at midnight with the new key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection, Table, delete, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from dialogue import tables
from dialogue.requests import Refused
from dialogue.rules import Office
from dialogue.vault import KEY_BYTES, decrypt, encrypt
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
SIGN_IN_ADDRESS: Final = Limit("sign-in address", 5, 60)
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


def note_failure(office: Office, client: str) -> None:
    """Note that a receipt opened nothing: the next try of `client` waits longer."""
    with office.database.writing() as connection:
        day = Day.of(connection, office)
        add(connection, FAILURE, day.key(FAILURE, client), int(day.second * 10),
            day.at + dt.timedelta(seconds=FORGOTTEN_SECONDS))  # fmt: skip


def clear(office: Office) -> None:
    """Delete the counts that are over, and the keys of earlier days."""
    at = office.now()
    with office.database.writing() as connection:
        connection.execute(delete(tables.counter).where(tables.counter.c.expires_at <= at))
        connection.execute(delete(tables.daily_key).where(tables.daily_key.c.day < office.day(at)))


class Day(NamedTuple):
    """A moment of a day: the instant in UTC, the second since midnight, and the day's key."""

    at: dt.datetime
    second: float
    secret: bytes

    @classmethod
    def of(cls, connection: Connection, office: Office) -> Day:
        """The present moment; the day's key is made at the first need."""
        found = cls.known(connection, office)
        if found is not None:
            return found
        table, day = tables.daily_key, office.today
        wrapped = encrypt(office.vault.derive("daily keys"), secrets.token_bytes(KEY_BYTES),
                          day.isoformat())  # fmt: skip
        _insert(connection, table, {"day": day, "wrapped": wrapped}, [])
        connection.execute(delete(table).where(table.c.day < day))
        found = cls.known(connection, office)
        if found is None:  # midnight passed in between
            return cls.of(connection, office)
        return found

    @classmethod
    def known(cls, connection: Connection, office: Office) -> Day | None:
        """The present moment, None if nothing was counted today."""
        at, table = office.now(), tables.daily_key
        day = office.day(at)
        wrapped = connection.execute(
            select(table.c.wrapped).where(table.c.day == day)
        ).scalar_one_or_none()
        if wrapped is None:
            return None
        secret = decrypt(office.vault.derive("daily keys"), wrapped, day.isoformat())
        local = at.replace(tzinfo=dt.UTC).astimezone(office.rules.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
        return cls(at, second, secret)

    def key(self, kind: str, who: str) -> bytes:
        """What stands in the database for somebody today, 32 bytes."""
        return hmac.digest(self.secret, f"{kind}\0{who}".encode(), hashlib.sha256)


def add(connection: Connection, kind: str, key: bytes, window: int,
        expires_at: dt.datetime) -> None:  # fmt: skip
    """Count one more in a window of time."""
    _insert(
        connection, tables.counter,
        {"kind": kind, "key": key, "window": window, "count": 1, "expires_at": expires_at},
        ["count"],
    )  # fmt: skip


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


def _insert(connection: Connection, table: Table, values: dict[str, object],
            counted: Sequence[str]) -> None:  # fmt: skip
    """Insert a row; where its key is there already, add to the columns that count."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(values)
    keys = [column.name for column in table.primary_key]
    if counted:
        statement = statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: table.c[name] + statement.excluded[name] for name in counted},
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    connection.execute(statement)
