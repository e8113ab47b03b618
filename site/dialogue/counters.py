"""How often somebody did something lately, counted in the database so that all servers share it.

Whoever is counted stands there as an HMAC under a key of the day, which is destroyed afterwards:
no count leads back to an address or a name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from typing import Any, Final

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from dialogue import tables, vault
from dialogue.rules import Office

EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - UTC without a zone
PURPOSE: Final = "daily keys"


def key_of(connection: Connection, office: Office, who: str) -> bytes:
    """The name under which `who` (an address, an account) is counted today, 32 bytes."""
    return hmac.digest(_daily_key(connection, office), who.encode(), hashlib.sha256)


def known_key_of(connection: Connection, office: Office, who: str) -> bytes | None:
    """As `key_of`, for a transaction that only reads; None if nobody was counted today yet."""
    day = office.today
    wrapped = _wrapped(connection, day)
    if wrapped is None:
        return None
    return hmac.digest(_unwrapped(office, wrapped, day), who.encode(), hashlib.sha256)


def add(
    connection: Connection, office: Office, kind: str, key: bytes, *, seconds: int, more: int = 1
) -> int:  # fmt: skip
    """Count one more, or `more`, within the present window of `seconds`; how many that makes."""
    now, table = office.now(), tables.counter
    window = _window(now, seconds)
    statement = insert_of(connection)(table).values(
        kind=kind, key=key, window=window, count=more,
        expires_at=EPOCH + dt.timedelta(seconds=(window + 1) * seconds),
    )  # fmt: skip
    found = connection.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.kind, table.c.key, table.c.window],
            set_={"count": table.c.count + more},
        ).returning(table.c.count)
    )
    return int(found.scalar_one())


def seen(connection: Connection, office: Office, kind: str, key: bytes, *, seconds: int) -> int:
    """How many were counted within the present window of `seconds`."""
    table = tables.counter
    found = connection.execute(
        select(table.c.count).where(
            table.c.kind == kind, table.c.key == key,
            table.c.window == _window(office.now(), seconds),
        )
    ).scalar_one_or_none()  # fmt: skip
    return found or 0


def is_first_today(connection: Connection, office: Office, kind: str, who: str) -> bool:
    """Note that something was done for `who` today; whether it was for the first time."""
    table = tables.counter
    statement = insert_of(connection)(table).values(
        kind=kind, key=key_of(connection, office, who), window=office.today.toordinal(), count=1,
        expires_at=office.now() + dt.timedelta(days=2),
    )  # fmt: skip
    done = connection.execute(statement.on_conflict_do_nothing().returning(table.c.count))
    return done.one_or_none() is not None


def forget(connection: Connection, office: Office) -> None:
    """Drop the counts whose window is over, and the keys of days that are over."""
    now = office.now()
    connection.execute(delete(tables.counter).where(tables.counter.c.expires_at <= now))
    connection.execute(delete(tables.daily_key).where(tables.daily_key.c.day < office.day(now)))


def insert_of(connection: Connection) -> Any:
    """The `insert` of the connection's database, which can say what to do with what is there."""
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert


def _window(now: dt.datetime, seconds: int) -> int:
    return int((now - EPOCH).total_seconds()) // seconds


def _daily_key(connection: Connection, office: Office) -> bytes:
    """The key of this day, made by whoever needs it first."""
    day = office.today
    wrapped = _wrapped(connection, day)
    if wrapped is None:
        made = vault.encrypt(office.vault.derive(PURPOSE), secrets.token_bytes(vault.KEY_BYTES),
                             day.isoformat())  # fmt: skip
        insert = insert_of(connection)(tables.daily_key).values(day=day, wrapped=made)
        connection.execute(insert.on_conflict_do_nothing())
        wrapped = _wrapped(connection, day) or made
    return _unwrapped(office, wrapped, day)


def _wrapped(connection: Connection, day: dt.date) -> bytes | None:
    table = tables.daily_key
    found: bytes | None = connection.execute(
        select(table.c.wrapped).where(table.c.day == day)
    ).scalar_one_or_none()
    return found


def _unwrapped(office: Office, wrapped: bytes, day: dt.date) -> bytes:
    return vault.decrypt(office.vault.derive(PURPOSE), wrapped, day.isoformat())
