"""Accounts: what may be added, and that every change ends sessions and is in the journal."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogue.desk import accounts, sessions
from dialogue.desk.accounts import CONSOLE, Account
from dialogue.desk.passwords import Hashing
from dialogue.life.requests import Refused
from dialogue.matter.states import Role
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from dialogue.storage import journal
from tests.dialogue.people import MODERATOR, OTHER, PASSWORD, employed, is_open, quick

LEADER = Account(name="wu", shown="吴示泽", role=Role.LEADER, unit="QY-XW",
                 boards=frozenset({"county"}), post="QY-XW-P01")  # fmt: skip
ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR, name="ad")
Change = Callable[[Office, Hashing], None]

CHANGES: dict[str, Change] = {
    "password-changed": lambda office, hashing: accounts.set_password(
        office, hashing, "wang", OTHER, ADMINISTRATOR, temporary=True
    ),
    "role-changed": lambda office, hashing: accounts.set_role(
        office, dataclasses.replace(MODERATOR, role=Role.AUDITOR), ADMINISTRATOR
    ),
    "account-deactivated": lambda office, hashing: accounts.set_active(
        office, "wang", ADMINISTRATOR, active=False
    ),
    "second-factor-reset": lambda office, hashing: accounts.reset_second_factor(
        office, "wang", ADMINISTRATOR
    ),
    "sessions-revoked": lambda office, hashing: accounts.revoke(office, "wang", ADMINISTRATOR),
}


@pytest.fixture
def hashing(tmp_path: Path) -> Hashing:
    return quick(tmp_path)


def test_an_account_is_one_who_acts(office: Office, hashing: Hashing) -> None:
    accounts.add(office, hashing, LEADER, PASSWORD, CONSOLE)
    with office.database.reading() as connection:
        found = accounts.required(connection, "wu")
    assert found.actor == Actor(role=Role.LEADER, name="wu", unit="QY-XW",
                                boards=frozenset({"county"}), post="QY-XW-P01")  # fmt: skip
    assert (found.temporary, found.enrolled, found.active) == (True, False, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "Wu"}, {"name": "w"}, {"name": "wu\n"}, {"name": "citizen"}, {"name": "a/b"},
        {"role": Role.CITIZEN}, {"role": Role.SYSTEM}, {"unit": "NO-SUCH"}, {"shown": "  "},
        {"boards": frozenset({"county", "nowhere"})}, {"boards": frozenset()},
        {"role": Role.OFFICER, "unit": ""},
    ],
)  # fmt: skip
def test_what_does_not_fit_the_release_is_refused(
    office: Office, hashing: Hashing, wrong: dict[str, object]
) -> None:
    account = dataclasses.replace(LEADER, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        accounts.add(office, hashing, account, PASSWORD, CONSOLE)
    with office.database.reading() as connection:
        assert accounts.everybody(connection) == []
        assert journal.head(connection).seq == 0


def test_a_name_is_given_once(office: Office, hashing: Hashing) -> None:
    accounts.add(office, hashing, LEADER, PASSWORD, CONSOLE)
    with pytest.raises(Refused):
        accounts.add(office, hashing, LEADER, PASSWORD, CONSOLE)


@pytest.mark.parametrize("event", CHANGES)
def test_every_change_ends_the_sessions_and_is_in_the_journal(
    office: Office, hashing: Hashing, event: str
) -> None:
    employed(office, hashing)
    with office.database.writing() as connection:
        identity = sessions.begin(connection, office, "wang", second_factor=True, lang="zh")
    CHANGES[event](office, hashing)
    assert not is_open(office, identity)
    with office.database.reading() as connection:
        last = list(journal.of_thread(connection, ""))[-1]
    assert (last.event, last.actor, last.facts["account"]) == (event, "ad", "wang")


@pytest.mark.parametrize("event", CHANGES)
def test_nothing_changes_for_a_name_that_does_not_exist(
    office: Office, hashing: Hashing, event: str
) -> None:
    with pytest.raises(Refused):
        CHANGES[event](office, hashing)
    with office.database.reading() as connection:
        assert journal.head(connection).seq == 0


def test_no_journal_holds_a_password_or_a_hash(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    CHANGES["password-changed"](office, hashing)
    with office.database.reading() as connection:
        told = str(list(journal.of_thread(connection, "")))
    for secret in (PASSWORD, OTHER, "argon2"):
        assert secret not in told


def test_nobody_deactivates_themselves(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    with pytest.raises(Refused):
        accounts.set_active(office, "wang", MODERATOR.actor, active=False)


def test_a_deactivated_account_can_come_back(office: Office, hashing: Hashing) -> None:
    employed(office, hashing)
    accounts.set_active(office, "wang", CONSOLE, active=False)
    accounts.set_active(office, "wang", CONSOLE, active=True)
    with office.database.reading() as connection:
        assert accounts.required(connection, "wang").active
