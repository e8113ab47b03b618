"""`lightwell dialogue`: the board's keeping, from the first migration to backups and rotation.

What it needs is imported where it is used: `lightwell --help` must not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from website.environment import Environment
from website.terminal import environment_of, errors_told, tr

if TYPE_CHECKING:
    from dialogue.database import Database
    from dialogue.rules import Office
    from dialogue.vault import Vault


@click.group(help=tr("Keep the board: its database, journal, keys, backups and clock."))
def dialogue() -> None:
    """The group; its commands are added where they are defined."""


@contextmanager
def database_of(environment: Environment) -> Iterator[Database]:
    """The board's database, of this version, while it is used."""
    from dialogue import database

    opened = database.open_database(database.address(environment.var, environment.database_url))
    try:
        yield opened
    finally:
        opened.close()


def vault_of(environment: Environment) -> Vault:
    """The server's keys."""
    from dialogue.vault import open_vault

    return open_vault(environment.var, environment.dialogue_key)


@contextmanager
def office_of(environment: Environment) -> Iterator[Office]:
    """The office under the rules of the release that is current."""
    from dialogue.rules import Office
    from publisher.errors import UsageError
    from publisher.languages import message
    from publisher.release import live
    from publisher.release.reader import current
    from website.dialogue.office import rules_of

    release = current(environment.var)
    if release is None:
        raise UsageError(message("Nothing has been published yet."))
    with database_of(environment) as opened:
        yield Office(opened, vault_of(environment), rules_of(live.read(release)))


@dialogue.command(help=tr("Bring the database to this version, from any earlier one."))
@environment_of
def migrate(environment: Environment) -> None:
    """Make what is missing and bring the rest forward."""
    from website.dialogue.office import prepare

    with errors_told():
        prepare(environment.var, environment.database_url, environment.dialogue_key)
    click.echo(tr("The database of the board is of this version."), err=True)
