"""How often somebody did something lately, counted in the database so that all servers share it.

Whoever is counted stands there as an HMAC under a key of the day, which is wrapped by the vault and
deleted the next day: then nobody can find out any more which address or name it was. Counts begin
anew at midnight with the new key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from dialogue.keys.vault import KEY_BYTES, decrypt, encrypt
from dialogue.rules import Office
from dialogue.storage import tables

EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - UTC without a zone
PURPOSE: Final = "daily keys"
MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400


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
        made = encrypt(office.vault.derive(PURPOSE), secrets.token_bytes(KEY_BYTES),
                       day.isoformat())  # fmt: skip
        insert = insert_of(connection)(table).values(day=day, wrapped=made)
        connection.execute(insert.on_conflict_do_nothing())
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
        secret = decrypt(office.vault.derive(PURPOSE), wrapped, day.isoformat())
        local = at.replace(tzinfo=dt.UTC).astimezone(office.rules.zone)
        second = local.hour * 3600 + local.minute * 60 + local.second + local.microsecond / 1e6
        return cls(at, second, secret)

    def key(self, kind: str, who: str) -> bytes:
        """What stands in the database for somebody today, 32 bytes."""
        return hmac.digest(self.secret, f"{kind}\0{who}".encode(), hashlib.sha256)


def add(
    connection: Connection, kind: str, key: bytes, window: int, expires_at: dt.datetime, *,
    more: int = 1,
) -> int:  # fmt: skip
    """Count one more, or `more`, in a window of time; how many that makes there."""
    table = tables.counter
    statement = insert_of(connection)(table).values(
        kind=kind, key=key, window=window, count=more, expires_at=expires_at
    )
    found = connection.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.kind, table.c.key, table.c.window],
            set_={"count": table.c.count + more},
        ).returning(table.c.count)
    )
    return int(found.scalar_one())


def add_within(
    connection: Connection, day: Day, kind: str, who: str, *, seconds: int, more: int = 1
) -> int:  # fmt: skip
    """Count within the present window of `seconds`, counted from midnight; how many that makes."""
    window = int(day.second // seconds)
    left = (window + 1) * seconds - day.second
    return add(connection, _kind(kind, seconds), day.key(kind, who), window,
               day.at + dt.timedelta(seconds=left), more=more)  # fmt: skip


def add_to_all(
    connection: Connection, day: Day, kind: str, who: str, lengths: Iterable[int]
) -> None:  # fmt: skip
    """Count one more within the present window of each length, as `add_within` does."""
    table, key = tables.counter, day.key(kind, who)
    rows = []
    for seconds in lengths:
        window = int(day.second // seconds)
        left = (window + 1) * seconds - day.second
        rows.append({"kind": _kind(kind, seconds), "key": key, "window": window, "count": 1,
                     "expires_at": day.at + dt.timedelta(seconds=left)})  # fmt: skip
    connection.execute(
        insert_of(connection)(table).on_conflict_do_update(
            index_elements=[table.c.kind, table.c.key, table.c.window],
            set_={"count": table.c.count + 1},
        ), rows,
    )  # fmt: skip


def seen_within(connection: Connection, day: Day, kind: str, who: str, *, seconds: int) -> int:
    """How many were counted within the present window of `seconds`."""
    return seen_in_all(connection, day, kind, who, (seconds,))[seconds]


def seen_in_all(
    connection: Connection, day: Day, kind: str, who: str, lengths: Collection[int]
) -> dict[int, int]:
    """How many were counted within the present window of each length."""
    table = tables.counter
    windows = {_kind(kind, seconds): int(day.second // seconds) for seconds in lengths}
    found = connection.execute(
        select(table.c.kind, table.c.count.label("number")).where(
            table.c.key == day.key(kind, who),
            or_(*(and_(table.c.kind == name, table.c.window == window)
                  for name, window in windows.items())),
        )
    )  # fmt: skip
    counts = {row.kind: int(row.number) for row in found}
    return {seconds: counts.get(_kind(kind, seconds), 0) for seconds in lengths}


def is_first_today(connection: Connection, day: Day, kind: str, who: str) -> bool:
    """Note that something was done for `who` today; whether it was for the first time."""
    return add_within(connection, day, kind, who, seconds=DAY) == 1


def sweep(connection: Connection, office: Office) -> int:
    """Delete the counts that are over, and the keys of earlier days; how many that were."""
    at, counter, key = office.now(), tables.counter, tables.daily_key
    over = connection.execute(
        delete(counter).where(counter.c.expires_at <= at).returning(counter.c.kind)
    ).all()  # fmt: skip
    old = connection.execute(delete(key).where(key.c.day < office.day(at)).returning(key.c.day))
    return len(over) + len(old.all())


def insert_of(connection: Connection) -> Any:
    """The `insert` of the connection's database, which can say what to do with what is there."""
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert


def _kind(kind: str, seconds: int) -> str:
    return f"{kind} {seconds}"
