"""What commands of the board open: its database, the server's keys, and the whole office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from publisher.languages import message
from website.environment import Environment
from website.terminal import LANG

if TYPE_CHECKING:
    from dialogue.keys.vault import Vault
    from dialogue.rules import Office
    from dialogue.storage.database import Database


@contextmanager
def database_of(environment: Environment) -> Iterator[Database]:
    """The board's database, of this version, while it is used."""
    from dialogue.storage import database

    opened = database.open_database(database.address(environment.var, environment.database_url))
    try:
        yield opened
    finally:
        opened.close()


def vault_of(environment: Environment) -> Vault:
    """The server's keys."""
    from dialogue.keys.vault import open_vault

    return open_vault(environment.var, environment.dialogue_key)


def tell_unreadable(matters: Sequence[str]) -> None:
    """Name matters whose keys nothing opens any more."""
    if not matters:
        return
    click.echo(message("{count} matters cannot be read any more, because the key that opens them "
                       "is not here: {ids}.", count=len(matters),
                       ids=", ".join(matters)).text(LANG), err=True)  # fmt: skip


@contextmanager
def office_of(environment: Environment) -> Iterator[Office]:
    """The office under the rules of the release that is current."""
    from dialogue.rules import Office
    from publisher.errors import UsageError
    from publisher.release import live
    from publisher.release.reader import current
    from website.dialogue.office import rules_of

    release = current(environment.var)
    if release is None:
        raise UsageError(message("Nothing has been published yet."))
    with database_of(environment) as opened:
        yield Office(opened, vault_of(environment), rules_of(live.read(release)))
