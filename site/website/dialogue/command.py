"""`lightwell dialogue`: the board's keeping, from the first migration to backups and rotation.

What it needs is imported where it is used: `lightwell --help` must not wait for it.
"""

from __future__ import annotations

import click

from website.dialogue import journal_commands, keeping_commands, sealed_commands
from website.dialogue.demonstration_command import demonstrate
from website.dialogue.export_command import export
from website.dialogue.rounds_command import rounds
from website.environment import Environment
from website.terminal import environment_of, errors_told, tr


@click.group(help=tr("Keep the board: its database, journal, keys, backups and clock."))
def dialogue() -> None:
    """The group; each command is defined in a module of its own and added here."""


@dialogue.command(help=tr("Make the database, or bring it to this version from any earlier one."))
@click.option("--new", "anew", is_flag=True,
              help=tr("The database is gone for good: begin an empty board."))
@environment_of
def migrate(environment: Environment, *, anew: bool) -> None:
    """Make what is missing and bring the rest forward."""
    from website.dialogue.beginning import prepare

    with errors_told():
        made = prepare(environment.var, environment.database_url, environment.dialogue_key,
                       anew=anew)  # fmt: skip
    click.echo(tr("An empty database was made for the board.") if made
               else tr("The database of the board is of this version."), err=True)  # fmt: skip


for added in (
    journal_commands.head, journal_commands.verify,
    keeping_commands.backup, keeping_commands.backup_keys, keeping_commands.restore,
    keeping_commands.rotate_key,
    sealed_commands.sealed, sealed_commands.open_sealed, sealed_commands.numbers, rounds,
    demonstrate, export,
):  # fmt: skip
    dialogue.add_command(added)
