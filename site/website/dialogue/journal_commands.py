"""`lightwell dialogue head` and `verify`: the journal's newest hash, and proof of the rest."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from publisher.languages import message
from website.dialogue.opening import database_of, tell_unreadable, vault_of
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, tr


@click.command(help=tr("Print the journal's newest number and hash; keep the line elsewhere."))
@environment_of
def head(environment: Environment) -> None:
    """A line that proves later that nothing up to now was changed."""
    from dialogue.storage import journal, journal_check

    with errors_told(), database_of(environment) as opened, opened.reading() as connection:
        click.echo(journal_check.written(journal.head(connection)))


@click.command(help=tr("Prove that no entry of the journal was changed, and that matters can be "
                        "read."))
@click.option("--against", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help=tr("A file with lines of `head` that were kept elsewhere."))  # fmt: skip
@environment_of
def verify(environment: Environment, against: Path | None) -> None:
    """Read the whole journal; exit 1 at the first wrong entry, or if a matter has lost its key."""
    from dialogue.storage import journal_check, wrapping

    with errors_told(), database_of(environment) as opened, opened.reading() as connection:
        noted = journal_check.read_all(against.read_text(encoding="utf-8")) if against else ()
        found = journal_check.verify(connection, *noted)
        unreadable = list(wrapping.unreadable(connection, vault_of(environment)))
    click.echo(journal_check.written(found.head))
    click.echo(
        message("All {count} entries are in order; {blank} of them say nothing any more.",
                count=found.head.seq, blank=found.blank).text(LANG), err=True,
    )  # fmt: skip
    tell_unreadable(unreadable)
    if unreadable:
        sys.exit(1)
