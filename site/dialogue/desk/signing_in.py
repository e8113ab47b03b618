"""Signing in: the password, then the second factor, each with a session id of its own."""

from __future__ import annotations

import calendar

from sqlalchemy import Connection, select, update

from dialogue.desk import accounts, second_factor, sessions
from dialogue.desk.passwords import Hashing
from dialogue.desk.sessions import Session
from dialogue.gate import throttles
from dialogue.life.requests import Refused
from dialogue.rules import Office
from dialogue.storage import tables
from publisher.languages import message


class Wrong(Refused):
    """The name, password or code is not right; which of them is not said."""


def with_password(
    office: Office, hashing: Hashing, *, client: str, name: str, password: str, lang: str,
    before: str = "",
) -> str:  # fmt: skip
    """Begin a session that still needs the second factor; its id.

    `before` is the id that the browser held, which ends. The same work is done for a name that
    does not exist. Raises Wrong, TooMany or Busy.
    """
    name = name.strip().lower()[:200]
    throttles.take(office, (throttles.SIGN_IN_ACCOUNT, name), (throttles.SIGN_IN_ADDRESS, client))
    with office.database.reading() as connection:
        kept = _kept_hash(connection, name)
    if not hashing.fits(kept, password):
        raise Wrong(message("The name or the password is not right."))
    renewed = hashing.hash(password) if hashing.is_outdated(kept) else kept
    with office.database.writing() as connection:
        if _kept_hash(connection, name) != kept:
            raise Wrong(message("The name or the password is not right."))
        if renewed != kept:
            _set(connection, name, password_hash=renewed)
        if before:
            sessions.end(connection, before)
        return sessions.begin(connection, office, name, second_factor=False, lang=lang)


def with_code(office: Office, session: Session, identity: str, code: str) -> str:
    """Go on with the second factor; the id of the session that replaces `identity`.

    No code works twice. Raises Wrong or TooMany.
    """
    throttles.take(office, (throttles.SECOND_FACTOR, session.account))
    with office.database.writing() as connection:
        cipher, last = _kept_secret(connection, session.account)
        if cipher is None:
            raise Wrong(message("No authenticator is set up for this account."))
        secret = second_factor.unlocked(office.vault, cipher, session.account)
        return _complete(connection, office, session, identity, secret, code, last)


def enrolment(office: Office, session: Session) -> str:
    """The secret that is being set up in a session, made at the first look."""
    if session.enrolment_cipher is not None:
        return second_factor.unlocked(office.vault, session.enrolment_cipher, session.account)
    secret = second_factor.new_secret()
    sessions.set_enrolment(
        office, session, second_factor.locked(office.vault, secret, session.account)
    )
    return secret


def with_enrolment(office: Office, session: Session, identity: str, code: str) -> str:
    """Set the second factor up with its first code, and go on as `with_code` does."""
    throttles.take(office, (throttles.SECOND_FACTOR, session.account))
    if session.enrolment_cipher is None:
        raise Wrong(message("No authenticator is being set up. Begin again."))
    secret = second_factor.unlocked(office.vault, session.enrolment_cipher, session.account)
    with office.database.writing() as connection:
        cipher, _ = _kept_secret(connection, session.account)
        if cipher is not None:
            raise Wrong(message("An authenticator is set up for this account already."))
        _set(connection, session.account, totp_cipher=session.enrolment_cipher)
        identity = _complete(connection, office, session, identity, secret, code, 0)
        account = accounts.required(connection, session.account)
        accounts.note(connection, office, "second-factor-set-up", account.name, account.actor, {})
        return identity


def change_password(
    office: Office, hashing: Hashing, session: Session, current: str, password: str
) -> str:
    """Change one's own password; all sessions end, and the id of a new one is given.

    Raises Wrong if `current` is not the present password, Refused if the new one is not good.
    """
    name = session.account
    throttles.take(office, (throttles.SIGN_IN_ACCOUNT, name))
    with office.database.reading() as connection:
        account, kept = accounts.required(connection, name), _kept_hash(connection, name)
    if not hashing.fits(kept, current):
        raise Wrong(message("The present password is not right."))
    if current == password:
        raise Refused(message("The new password is the old one."))
    accounts.set_password(office, hashing, name, password, account.actor, temporary=False)
    with office.database.writing() as connection:
        return sessions.begin(connection, office, name, second_factor=True, lang=session.lang)


def _complete(connection: Connection, office: Office, session: Session, identity: str,
              secret: str, code: str, last: int) -> str:  # fmt: skip
    """Use a code up and replace the session by one that is signed in."""
    at = office.now()
    moment = calendar.timegm(at.timetuple())
    step = second_factor.matching_step(secret, code, moment, last)
    account = accounts.required(connection, session.account)
    used = step is not None and connection.execute(
        update(tables.account)
        .where(tables.account.c.name == account.name, tables.account.c.totp_last < step,
               tables.account.c.active)
        .values(totp_last=step, seen_at=at)
    ).rowcount  # fmt: skip
    if not used or not sessions.end(connection, identity):
        raise Wrong(message("The code is not right, or was used before. Wait for the next one."))
    accounts.note(connection, office, "signed-in", account.name, account.actor, {})
    return sessions.begin(connection, office, account.name, second_factor=True, lang=session.lang)


def _kept_hash(connection: Connection, name: str) -> str:
    """The hash of an active account's password, NO_PASSWORD where there is none."""
    table = tables.account
    found: str | None = connection.execute(
        select(table.c.password_hash).where(table.c.name == name, table.c.active)
    ).scalar_one_or_none()
    return found or tables.NO_PASSWORD


def _kept_secret(connection: Connection, name: str) -> tuple[bytes | None, int]:
    """The encrypted secret of an account, and the newest step that was used."""
    row = connection.execute(
        select(tables.account.c.totp_cipher, tables.account.c.totp_last)
        .where(tables.account.c.name == name)
    ).one()  # fmt: skip
    return row.totp_cipher, row.totp_last


def _set(connection: Connection, name: str, **values: object) -> None:
    connection.execute(
        update(tables.account).where(tables.account.c.name == name).values(**values)
    )
