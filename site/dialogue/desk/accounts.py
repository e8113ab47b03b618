"""Accounts of the staff: who they are, what they may act as, and what an administrator changes.

Every change is in the journal. A change of the password, the role or the second factor, and a
deactivation, end all sessions of the account.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from dialogue.desk import sessions
from dialogue.desk.passwords import Hashing, require_good
from dialogue.gate.submission import ADDRESS
from dialogue.life.requests import Refused
from dialogue.matter.states import STAFF, Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office, Rules
from dialogue.storage import journal, tables
from publisher.languages import message

NAME: Final = re.compile(r"[a-z][a-z0-9._-]{1,39}")
TAKEN: Final = frozenset({"citizen", "system", "console"})
"""Names under which the journal keeps others than accounts."""

CONSOLE: Final = Actor(role=Role.ADMINISTRATOR, name="console")
"""Who uses the command on the server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person of the staff; `unit`, `boards` and `post` limit what the role may act on.

    `temporary` says that the password must be changed, `enrolled` that there is a second factor;
    `seen_at` is the newest sign-in in UTC.
    """

    name: str
    shown: str
    role: Role
    unit: str = ""
    boards: frozenset[str] = frozenset()
    post: str = ""
    email: str = ""
    active: bool = True
    temporary: bool = True
    enrolled: bool = False
    seen_at: dt.datetime | None = None

    @property
    def actor(self) -> Actor:
        """The account as one who does something to a matter."""
        return Actor(role=self.role, name=self.name, unit=self.unit, boards=self.boards,
                     post=self.post)  # fmt: skip


def of_row(row: Any) -> Account:
    """The account of a row that holds the columns of the table."""
    return Account(
        name=row.name, shown=row.shown, role=Role(row.role), unit=row.unit,
        boards=frozenset(row.boards), post=row.post, email=row.email, active=row.active,
        temporary=row.temporary, enrolled=row.totp_cipher is not None, seen_at=row.seen_at,
    )  # fmt: skip


def find(connection: Connection, name: str) -> Account | None:
    """The account of that name."""
    row = connection.execute(
        select(tables.account).where(tables.account.c.name == name)
    ).one_or_none()
    return of_row(row) if row is not None else None


def everybody(connection: Connection) -> list[Account]:
    """All accounts, by name."""
    rows = connection.execute(select(tables.account).order_by(tables.account.c.name))
    return [of_row(row) for row in rows]


def staffed_units(connection: Connection, recused: Iterable[str]) -> frozenset[str]:
    """The units of active officers who are not kept out of a matter, by what is marked there."""
    out = frozenset(recused)
    return frozenset(
        one.unit for one in everybody(connection)
        if one.active and one.role is Role.OFFICER and not one.actor.marks & out
    )  # fmt: skip


def add(office: Office, hashing: Hashing, account: Account, password: str, by: Actor) -> None:
    """Add an account with a password of its own, which must be changed at the first sign-in."""
    require_addable(office, account)
    require_good(password, name=account.name, shown=account.shown)
    kept = hashing.hash(password)
    with office.database.writing() as connection:
        _require_free(connection, account.name)
        at = office.now()
        connection.execute(
            insert(tables.account).values(
                name=account.name, shown=account.shown, email=account.email, password_hash=kept,
                totp_cipher=None, totp_last=0, active=True, temporary=True, created_at=at,
                changed_at=at, seen_at=None, **_place(account),
            )
        )  # fmt: skip
        note(connection, office, "account-added", account.name, by, _place(account))


def names(connection: Connection) -> dict[str, str]:
    """How the owners of all accounts are called, by the names of the accounts."""
    rows = connection.execute(select(tables.account.c.name, tables.account.c.shown))
    return {row.name: row.shown for row in rows}


def require_addable(office: Office, account: Account) -> None:
    """Raise Refused unless an account could be added but for its password."""
    if not NAME.fullmatch(account.name) or account.name in TAKEN:
        raise Refused(
            message("“{name}” cannot be the name of an account: use 2 to 40 small letters, "
                    "digits, dots and hyphens.", name=account.name)
        )  # fmt: skip
    require_fitting(office.rules, account)
    with office.database.reading() as connection:
        _require_free(connection, account.name)


def require_fitting(rules: Rules, account: Account) -> None:
    """Raise Refused unless the role is one of the staff and has the unit or boards it needs."""
    if account.role not in STAFF:
        raise Refused(message("No account can have the role “{role}”.", role=account.role))
    if not account.shown.strip():
        raise Refused(message("Say how the account’s owner is called."))
    _require_address(account.email)
    if account.unit and account.unit not in rules.units:
        raise Refused(message("There is no unit “{unit}” in the current release.",
                              unit=account.unit))  # fmt: skip
    for board in sorted(account.boards - set(rules.boards)):
        raise Refused(message("There is no board “{board}” in the current release.", board=board))
    if account.role is Role.OFFICER and not account.unit:
        raise Refused(message("An officer needs a unit."))
    if account.role is Role.LEADER and not account.boards:
        raise Refused(message("A leader needs a board."))


def set_password(
    office: Office, hashing: Hashing, name: str, password: str, by: Actor, *, temporary: bool
) -> None:
    """Give an account another password; all its sessions end."""
    with office.database.reading() as connection:
        account = required(connection, name)
    require_good(password, name=account.name, shown=account.shown)
    _change(office, name, "password-changed", by, {"temporary": temporary},
            password_hash=hashing.hash(password), temporary=temporary)  # fmt: skip


def set_role(office: Office, changed: Account, by: Actor) -> None:
    """Give an account the role, unit, boards and post of `changed`; all its sessions end."""
    require_fitting(office.rules, changed)
    _change(office, changed.name, "role-changed", by, _place(changed), **_place(changed))


def set_email(office: Office, name: str, email: str, by: Actor) -> None:
    """Let notices for an account go to another address, to none if it is ""; sessions end.

    Raises Refused for what is no address.
    """
    _require_address(email)
    _change(office, name, "email-changed", by, {}, email=email)


def set_active(office: Office, name: str, by: Actor, *, active: bool) -> None:
    """Let an account sign in, or end its sessions and let it no more.

    Raises Refused where it is so already, so that nothing claims a change.
    """
    if not active and by.name == name:
        raise Refused(message("You cannot deactivate your own account."))
    with office.database.reading() as connection:
        if required(connection, name).active == active:
            raise Refused(message("Account {name} is active already.", name=name) if active
                          else message("Account {name} is deactivated already.", name=name))
    _change(office, name, "account-activated" if active else "account-deactivated", by, {},
            active=active)  # fmt: skip


def reset_second_factor(office: Office, name: str, by: Actor) -> None:
    """Forget the authenticator of an account: the next sign-in sets another one up."""
    _change(office, name, "second-factor-reset", by, {}, totp_cipher=None, totp_last=0)


def revoke(office: Office, name: str, by: Actor) -> None:
    """End all sessions of an account."""
    _change(office, name, "sessions-revoked", by, {})


def required(connection: Connection, name: str) -> Account:
    """The account of that name. Raises Refused if there is none."""
    found = find(connection, name)
    if found is None:
        raise Refused(message("There is no account “{name}”.", name=name))
    return found


def note(connection: Connection, office: Office, event: str, name: str, by: Actor,
         facts: Mapping[str, Any]) -> None:  # fmt: skip
    """Keep in the journal what was done to an account."""
    journal.append(connection, thread="", at=office.now(), event=event, role=by.role,
                   actor=by.name, facts={"account": name, **facts})  # fmt: skip


def _change(office: Office, name: str, event: str, by: Actor, facts: Mapping[str, Any],
            **values: Any) -> None:  # fmt: skip
    """Change an account, end its sessions, and keep it in the journal: all or nothing."""
    with office.database.writing() as connection:
        required(connection, name)
        connection.execute(
            update(tables.account).where(tables.account.c.name == name)
            .values(changed_at=office.now(), **values)
        )  # fmt: skip
        sessions.end_all(connection, name)
        note(connection, office, event, name, by, facts)


def _require_address(email: str) -> None:
    if email and not ADDRESS.fullmatch(email):
        raise Refused(message("“{email}” is no e-mail address.", email=email))


def _require_free(connection: Connection, name: str) -> None:
    if find(connection, name) is not None:
        raise Refused(message("There is an account “{name}” already.", name=name))


def _place(account: Account) -> dict[str, Any]:
    """What an account may act as."""
    return {"role": account.role, "unit": account.unit, "boards": sorted(account.boards),
            "post": account.post}  # fmt: skip
