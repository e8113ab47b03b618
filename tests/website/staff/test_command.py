"""`lightwell staff` over a published county, as an administrator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from dialogue.desk import accounts, sessions
from dialogue.desk.passwords import Hashing
from dialogue.keys.vault import Vault
from dialogue.rules import Office, Rules
from dialogue.storage import database, journal, tables
from publisher.release import live
from publisher.release.reader import current
from tests.dialogue.people import OTHER, PASSWORD
from tests.sources import SETTINGS
from tests.website.county import County
from tests.website.dialogue.conftest import BOARDS
from website.cli import main
from website.dialogue import beginning
from website.dialogue import office as offices

KEY = "22" * 32


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    county = County(tmp_path_factory.mktemp("county"))
    county.change({"lightwell.toml": SETTINGS + BOARDS})
    county.publish()
    return county


class Console:
    """The command on a server with a database of the test's own."""

    def __init__(self, county: County, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        url = database.address(folder)
        monkeypatch.setenv("LIGHTWELL_DATABASE_URL", url)
        monkeypatch.setenv("LIGHTWELL_DIALOGUE_KEY", KEY)
        beginning.prepare(county.var, url, KEY, anew=True)
        release = current(county.var)
        assert release is not None
        rules: Rules = offices.rules_of(live.read(release))
        self.var = county.var
        self.office = Office(database.connect(url), Vault(bytes.fromhex(KEY)), rules)

    def run(self, *arguments: str, given: str = "") -> Result:
        return CliRunner().invoke(main, ["--var", str(self.var), "staff", *arguments], input=given)

    def add(self, name: str = "li", *more: str, given: str = PASSWORD + "\n") -> Result:
        return self.run("add", name, "--shown", "李示明", *(more or ("--role", "moderator")),
                        given=given)  # fmt: skip

    def account(self, name: str = "li") -> accounts.Account:
        with self.office.database.reading() as connection:
            return accounts.required(connection, name)

    def events(self) -> list[str]:
        with self.office.database.reading() as connection:
            return [entry.event for entry in journal.of_thread(connection, "")]


@pytest.fixture
def console(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    return Console(county, tmp_path, monkeypatch)


def test_an_account_is_added_with_a_password_from_standard_input(console: Console) -> None:
    done = console.add()
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Account li was added." in done.stdout
    assert console.account().temporary
    with console.office.database.reading() as connection:
        kept = connection.execute(select(tables.account.c.password_hash)).scalar_one()
    assert Hashing(console.var).fits(kept, PASSWORD)


def test_a_leader_has_the_post_and_unit_of_the_board(console: Console) -> None:
    assert console.add("zhang", "--role", "leader", "--board", "finance").exit_code == 0
    found = console.account("zhang")
    assert (found.post, found.unit, found.boards) == ("P1", "TX-CZ", frozenset({"finance"}))


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (("li", "--role", "officer", "--unit", "NO"), PASSWORD, "no unit “NO”"),
        (("li", "--role", "officer"), PASSWORD, "An officer needs a unit."),
        (("li", "--role", "leader", "--board", "moon"), PASSWORD, "no board “moon”"),
        (("li", "--role", "moderator"), "short", "too short"),
        (("li", "--role", "moderator"), "", "too short"),
        (("li", "--role", "auditor", "--email", "li"), PASSWORD, "no e-mail address"),
        (("Li!", "--role", "moderator"), PASSWORD, "cannot be the name of an account"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    console: Console, arguments: tuple[str, ...], given: str, told: str
) -> None:
    done = console.add(*arguments, given=given)
    assert done.exit_code == 2
    assert told in done.stderr
    assert console.events() == []


def test_no_password_is_taken_from_the_command_line(console: Console) -> None:
    assert console.run("add", "li", "--shown", "x", "--role", "auditor", "--password",
                       PASSWORD).exit_code == 2  # fmt: skip
    for command in ("add", "password"):
        assert "--password" not in console.run(command, "--help").stdout


def test_accounts_are_listed_for_people_and_programs(console: Console) -> None:
    assert "There are no accounts yet." in console.run("list").stderr
    console.add("li", "--role", "officer", "--unit", "TX-CZ")
    assert console.run("list").stdout == (
        "Name\tRole\tPlace\tState\tSecond factor\tLast sign-in\tCalled\n"
        "li\tofficer\tTX-CZ\tactive\tno second factor yet\tnever\t李示明\n"
    )
    (listed,) = json.loads(console.run("list", "--format", "json").stdout)["accounts"]
    assert listed["name"] == "li"
    assert listed["temporary_password"] is True
    assert "argon2" not in json.dumps(listed)


def test_every_command_does_what_it_says_and_is_in_the_journal(console: Console) -> None:
    console.add()
    with console.office.database.writing() as connection:
        sessions.begin(connection, console.office, "li", second_factor=True, lang="zh")
    assert console.run("sessions").stdout.startswith("li\t")
    assert console.run("revoke", "li").exit_code == 0
    assert "Nobody is signed in." in console.run("sessions").stderr
    assert console.run("password", "li", given=OTHER + "\n").exit_code == 0
    assert console.run("role", "li", "--role", "officer", "--unit", "TX-CW").exit_code == 0
    assert console.account().unit == "TX-CW"
    assert console.run("email", "li", "li@office.example").exit_code == 0
    assert console.account().email == "li@office.example"
    without = console.run("email", "li")
    assert without.exit_code == 0
    assert "Nothing is sent to li any more" in without.stdout
    assert console.account().email == ""
    twice = console.run("activate", "li")
    assert twice.exit_code != 0
    assert "is active already" in twice.stderr
    assert console.run("deactivate", "li").exit_code == 0
    assert not console.account().active
    assert console.run("activate", "li").exit_code == 0
    assert console.run("reset-second-factor", "li").exit_code == 0
    assert console.events() == [
        "account-added", "sessions-revoked", "password-changed", "role-changed",
        "email-changed", "email-changed",
        "account-deactivated", "account-activated", "second-factor-reset",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [("password",), ("email",), ("deactivate",), ("activate",), ("reset-second-factor",),
     ("revoke",), ("role", "--role", "auditor")],
)  # fmt: skip
def test_an_unknown_name_is_told(console: Console, arguments: tuple[str, ...]) -> None:
    command, *options = arguments
    done = console.run(command, "nobody", *options, given=PASSWORD)
    assert done.exit_code == 2
    assert "There is no account “nobody”." in done.stderr
