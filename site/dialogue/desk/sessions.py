"""Sessions of the staff: who signed in holds a random id, the database its SHA-256.

A session ends after half an hour without a page, after eight hours in any case, and whenever
somebody ends it on the server. Until the second factor is shown it lives for ten minutes and opens
nothing but the page that asks for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, insert, or_, select, update

from dialogue.rules import Office
from dialogue.storage import tables

ID_BYTES: Final = 32
IDLE: Final = dt.timedelta(minutes=30)
LONGEST: Final = dt.timedelta(hours=8)
HALF_WAY: Final = dt.timedelta(minutes=10)
"""How long somebody may take between the password and the second factor."""

NOTED: Final = dt.timedelta(minutes=1)
"""How exactly is kept when a session was seen last: not every page needs to write."""


class Session(NamedTuple):
    """A session that is valid: whose, since when, and whether the second factor was shown."""

    id_hash: bytes
    account: str
    begun_at: dt.datetime
    seen_at: dt.datetime
    second_factor: bool
    lang: str
    enrolment_cipher: bytes | None


def hashed(identity: str) -> bytes:
    """What the database keeps of a session's id, 32 bytes."""
    return hashlib.sha256(identity.encode()).digest()


def begin(connection: Connection, office: Office, account: str, *, second_factor: bool,
          lang: str) -> str:  # fmt: skip
    """A new session of an account; its id, which nobody knew before."""
    identity, at = secrets.token_urlsafe(ID_BYTES), office.now()
    forget(connection, office)
    connection.execute(
        insert(tables.session).values(
            id_hash=hashed(identity), account=account, begun_at=at, seen_at=at,
            second_factor=second_factor, lang=lang, enrolment_cipher=None,
        )
    )  # fmt: skip
    return identity


def find(connection: Connection, office: Office, identity: str) -> Session | None:
    """The session with that id if it is still valid."""
    table = tables.session
    row = connection.execute(
        select(table).where(table.c.id_hash == hashed(identity[:100]))
    ).one_or_none()
    if row is None:
        return None
    found = Session(row.id_hash, row.account, row.begun_at, row.seen_at, row.second_factor,
                    row.lang, row.enrolment_cipher)  # fmt: skip
    return found if is_valid(found, office.now()) else None


def is_valid(session: Session, at: dt.datetime) -> bool:
    """Whether a session is neither too old nor was left alone too long."""
    age, idle = at - session.begun_at, at - session.seen_at
    return age < (LONGEST if session.second_factor else HALF_WAY) and idle < IDLE


def seen(office: Office, session: Session) -> None:
    """Note that a session is being used."""
    at = office.now()
    if at - session.seen_at < NOTED:
        return
    with office.database.writing() as connection:
        connection.execute(
            update(tables.session).where(tables.session.c.id_hash == session.id_hash)
            .values(seen_at=at)
        )  # fmt: skip


def of_account(connection: Connection, office: Office, account: str) -> list[Session]:
    """The valid sessions of an account, the newest first."""
    table, at = tables.session, office.now()
    rows = connection.execute(
        select(table).where(table.c.account == account).order_by(table.c.begun_at.desc())
    )
    found = [Session(row.id_hash, row.account, row.begun_at, row.seen_at, row.second_factor,
                     row.lang, row.enrolment_cipher) for row in rows]  # fmt: skip
    return [session for session in found if is_valid(session, at)]


def set_language(office: Office, session: Session, lang: str) -> None:
    """Show the pages of a session in another language."""
    with office.database.writing() as connection:
        connection.execute(
            update(tables.session).where(tables.session.c.id_hash == session.id_hash)
            .values(lang=lang)
        )  # fmt: skip


def set_enrolment(office: Office, session: Session, cipher: bytes) -> None:
    """Keep the secret that is being set up until its first code is shown."""
    with office.database.writing() as connection:
        connection.execute(
            update(tables.session).where(tables.session.c.id_hash == session.id_hash)
            .values(enrolment_cipher=cipher)
        )  # fmt: skip


def end(connection: Connection, identity: str) -> bool:
    """End the session with that id; whether there was one."""
    table = tables.session
    done = connection.execute(delete(table).where(table.c.id_hash == hashed(identity[:100])))
    return bool(done.rowcount)


def end_all(connection: Connection, account: str) -> None:
    """End all sessions of an account."""
    connection.execute(delete(tables.session).where(tables.session.c.account == account))


def forget(connection: Connection, office: Office) -> None:
    """Delete the sessions that are over."""
    at, table = office.now(), tables.session
    connection.execute(
        delete(table).where(
            or_(table.c.begun_at <= at - LONGEST, table.c.seen_at <= at - IDLE)
        )
    )  # fmt: skip
