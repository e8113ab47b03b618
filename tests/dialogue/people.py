"""People of the staff with real passwords and authenticators, for tests of signing in."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Final

import pyotp
from argon2 import PasswordHasher
from sqlalchemy import update

from dialogue.desk import accounts, second_factor, sessions
from dialogue.desk.accounts import Account
from dialogue.desk.passwords import Hashing
from dialogue.desk.sessions import Session
from dialogue.matter.states import Role
from dialogue.rules import Office
from dialogue.storage import tables

PASSWORD: Final = "lantern pebble orchard tram"  # noqa: S105 - of tests
OTHER: Final = "copper meadow violin snow"
SECRET: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of tests
MODERATOR: Final = Account(name="wang", shown="王示远", role=Role.MODERATOR)


def quick(folder: Path) -> Hashing:
    """Hashing that costs little, for tests that are not about its cost."""
    return Hashing(folder, PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


def employed(office: Office, hashing: Hashing, account: Account = MODERATOR, *,
             enrolled: bool = True, temporary: bool = False) -> Account:  # fmt: skip
    """An account that was added, with SECRET as its second factor unless not `enrolled`."""
    accounts.add(office, hashing, account, PASSWORD, accounts.CONSOLE)
    cipher = second_factor.locked(office.vault, SECRET, account.name) if enrolled else None
    with office.database.writing() as connection:
        connection.execute(
            update(tables.account).where(tables.account.c.name == account.name)
            .values(totp_cipher=cipher, temporary=temporary)
        )  # fmt: skip
    return dataclasses.replace(account, enrolled=enrolled, temporary=temporary)


def code_of(office: Office, secret: str = SECRET) -> str:
    """What the authenticator shows at the office's present moment."""
    return pyotp.TOTP(secret).at(office.now().replace(tzinfo=dt.UTC))


def session_of(office: Office, identity: str) -> Session:
    """The session with that id, which is valid."""
    with office.database.reading() as connection:
        found = sessions.find(connection, office, identity)
    assert found is not None
    return found


def is_open(office: Office, identity: str) -> bool:
    """Whether a session id opens anything."""
    with office.database.reading() as connection:
        return sessions.find(connection, office, identity) is not None
