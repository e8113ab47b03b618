"""`lightwell staff`: accounts of the people who answer, for whoever runs the server.

Passwords come from a prompt or from standard input, never from the command line, where every
process of the machine could read them. What the commands need is imported where it is used.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from publisher.languages import Message, message
from website.dialogue.opening import office_of
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, tr

if TYPE_CHECKING:
    from dialogue.desk.accounts import Account
    from dialogue.desk.passwords import Hashing
    from dialogue.rules import Office

HEAD = (message("Name"), message("Role"), message("Place"), message("State"),
        message("Second factor"), message("Last sign-in"), message("Called"))  # fmt: skip
"""What the columns of the list of accounts hold."""

ROLES = ("moderator", "officer", "leader", "auditor", "administrator")


@click.group(help=tr("Keep the accounts of the staff who answer questions to leaders."))
def staff() -> None:
    """The group."""


_role = click.option("--role", type=click.Choice(ROLES), required=True,
                     help=tr("What the account may do."))  # fmt: skip
_unit = click.option("--unit", default="", help=tr("The unit’s id, for officers."))
_boards = click.option("--board", "boards", multiple=True,
                       help=tr("A board that the leader answers on; repeatable."))  # fmt: skip
_post = click.option("--post", default="",
                     help=tr("The post’s id (leaders: else that of the board)."))  # fmt: skip
_name = click.argument("name")


@staff.command(help=tr("Add an account; the password is asked for, or read from standard input."))
@_name
@click.option("--shown", required=True, help=tr("How the account’s owner is called."))
@_role
@_unit
@_boards
@_post
@click.option("--email", default="", help=tr("Where notices go."))
@environment_of
def add(environment: Environment, name: str, shown: str, email: str, role: str, unit: str,
        boards: tuple[str, ...], post: str) -> None:  # fmt: skip
    """An account with a password that its owner changes at the first sign-in."""
    from dialogue.desk import accounts
    from dialogue.matter.states import Role

    with _desk(environment) as (office, hashing):
        account = _placed(office, accounts.Account(
            name=name, shown=shown, role=Role(role), unit=unit, boards=frozenset(boards),
            post=post, email=email,
        ))  # fmt: skip
        accounts.require_addable(office, account)
        accounts.add(office, hashing, account, _password(), accounts.CONSOLE)
    _told(message("Account {name} was added. Its owner changes the password and sets up an "
                  "authenticator at the first sign-in.", name=name))  # fmt: skip


@staff.command("list", help=tr("List the accounts."))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              help=tr("For people or for programs."))
@environment_of
def list_accounts(environment: Environment, form: str) -> None:
    """Name, role, place, state and last sign-in, parted by tabs."""
    from dialogue.desk import accounts

    with _desk(environment) as (office, _):
        with office.database.reading() as connection:
            found = accounts.everybody(connection)
        if form == "json":
            rows = [_described(office, account) for account in found]
            click.echo(json.dumps({"accounts": rows}, ensure_ascii=False, indent=2))
            return
        if found:
            click.echo("\t".join(text.text(LANG) for text in HEAD))
        for account in found:
            place = ", ".join(filter(None, (account.unit, *sorted(account.boards))))
            seen = _local(office, account.seen_at) if account.seen_at else tr("never")
            state = tr("active") if account.active else tr("deactivated")
            factor = tr("second factor") if account.enrolled else tr("no second factor yet")
            click.echo("\t".join((account.name, account.role, place or "-", state, factor, seen,
                                  account.shown)))  # fmt: skip
    if not found:
        click.echo(tr("There are no accounts yet."), err=True)


@staff.command(help=tr("Give an account another password; its owner must change it."))
@_name
@environment_of
def password(environment: Environment, name: str) -> None:
    """Another password, asked for or read from standard input."""
    from dialogue.desk import accounts

    with _desk(environment) as (office, hashing):
        with office.database.reading() as connection:
            accounts.required(connection, name)
        accounts.set_password(office, hashing, name, _password(), accounts.CONSOLE, temporary=True)
    _told(message("The password of {name} was changed, and all sessions ended.", name=name))


@staff.command(help=tr("Let an account sign in no more."))
@_name
@environment_of
def deactivate(environment: Environment, name: str) -> None:
    """Deactivate; what the account did stays in the journal."""
    from dialogue.desk import accounts

    with _desk(environment) as (office, _):
        accounts.set_active(office, name, accounts.CONSOLE, active=False)
    _told(message("Account {name} was deactivated, and all sessions ended.", name=name))


@staff.command(help=tr("Let a deactivated account sign in again."))
@_name
@environment_of
def activate(environment: Environment, name: str) -> None:
    """Activate."""
    from dialogue.desk import accounts

    with _desk(environment) as (office, _):
        accounts.set_active(office, name, accounts.CONSOLE, active=True)
    _told(message("Account {name} can sign in again.", name=name))


@staff.command(help=tr("Give an account another role, unit or board."))
@_name
@_role
@_unit
@_boards
@_post
@environment_of
def role(environment: Environment, name: str, role: str, unit: str, boards: tuple[str, ...],
         post: str) -> None:  # fmt: skip
    """Another role; all sessions end."""
    from dialogue.desk import accounts
    from dialogue.matter.states import Role

    with _desk(environment) as (office, _):
        with office.database.reading() as connection:
            account = accounts.required(connection, name)
        changed = dataclasses.replace(account, role=Role(role), unit=unit,
                                      boards=frozenset(boards), post=post)  # fmt: skip
        accounts.set_role(office, _placed(office, changed), accounts.CONSOLE)
    _told(message("The role of {name} was changed, and all sessions ended.", name=name))


@staff.command(help=tr("Let notices go to another address; without one, nowhere."))
@_name
@click.argument("address", default="")
@environment_of
def email(environment: Environment, name: str, address: str) -> None:
    """Another address for notices; all sessions end."""
    from dialogue.desk import accounts

    with _desk(environment) as (office, _):
        accounts.set_email(office, name, address, accounts.CONSOLE)
    _told(message("The address for notices to {name} was changed, and all sessions ended.",
                  name=name) if address
          else message("Nothing is sent to {name} any more, and all sessions ended. Give an "
                       "address to send notices again.", name=name))  # fmt: skip


@staff.command("reset-second-factor",
               help=tr("Forget an authenticator; the next sign-in sets up another."))
@_name
@environment_of
def reset_second_factor(environment: Environment, name: str) -> None:
    """For who lost the telephone."""
    from dialogue.desk import accounts

    with _desk(environment) as (office, _):
        accounts.reset_second_factor(office, name, accounts.CONSOLE)
    _told(message("The authenticator of {name} was forgotten, and all sessions ended. Make sure "
                  "that you know who asked for it.", name=name))  # fmt: skip


@staff.command(help=tr("List who is signed in."))
@environment_of
def sessions(environment: Environment) -> None:
    """Account, since when, and last seen, parted by tabs."""
    from dialogue.desk import accounts
    from dialogue.desk import sessions as kept

    with _desk(environment) as (office, _), office.database.reading() as connection:
        found = [
            session for account in accounts.everybody(connection)
            for session in kept.of_account(connection, office, account.name)
            if session.second_factor
        ]  # fmt: skip
    for session in found:
        click.echo("\t".join((session.account, _local(office, session.begun_at),
                              _local(office, session.seen_at))))  # fmt: skip
    if not found:
        click.echo(tr("Nobody is signed in."), err=True)


@staff.command(help=tr("End all sessions of an account."))
@_name
@environment_of
def revoke(environment: Environment, name: str) -> None:
    """Sign an account out everywhere."""
    from dialogue.desk import accounts

    with _desk(environment) as (office, _):
        accounts.revoke(office, name, accounts.CONSOLE)
    _told(message("All sessions of {name} ended.", name=name))


@contextmanager
def _desk(environment: Environment) -> Iterator[tuple[Office, Hashing]]:
    """The office and the places for hashing; what goes wrong is told."""
    from dialogue.desk.passwords import Hashing

    with errors_told(), office_of(environment) as office:
        yield office, Hashing(environment.var)


def _placed(office: Office, account: Account) -> Account:
    """A leader has the post and unit of the first board, unless others were given."""
    from dialogue.matter.states import Role

    first = next((office.rules.boards[name] for name in sorted(account.boards)
                  if name in office.rules.boards), None)  # fmt: skip
    if account.role is not Role.LEADER or first is None:
        return account
    return dataclasses.replace(account, post=account.post or first.post,
                               unit=account.unit or first.unit)  # fmt: skip


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    found: str = click.prompt(tr("Password"), hide_input=True,
                              confirmation_prompt=tr("Once more"), err=True)  # fmt: skip
    return found


def _described(office: Office, account: Account) -> dict[str, object]:
    return {
        "name": account.name, "shown": account.shown, "role": account.role, "unit": account.unit,
        "boards": sorted(account.boards), "post": account.post, "email": account.email,
        "active": account.active, "temporary_password": account.temporary,
        "second_factor": account.enrolled,
        "last_sign_in": _instant(office, account.seen_at).isoformat(timespec="seconds")
        if account.seen_at else None,
    }  # fmt: skip


def _instant(office: Office, instant: dt.datetime) -> dt.datetime:
    return instant.replace(tzinfo=dt.UTC).astimezone(office.rules.zone)


def _local(office: Office, instant: dt.datetime) -> str:
    return f"{_instant(office, instant):%Y-%m-%d %H:%M}"


def _told(text: Message) -> None:
    click.echo(text.text(LANG))
