"""`lightwell dialogue export`: what is public of the board, as a source beside others."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from publisher.languages import message
from website.dialogue.opening import office_of
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, tr


@click.command(
    help=tr("Write what is public of the board as a source folder: messages, figures, hours.")
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help=tr("What was public by the end of this day (default: today)."))
@click.option("--prepared-by", default="", help=tr("Who prepared the articles of hours."))
@click.option("--approved-by", default="", help=tr("Who approved the articles of hours."))
@environment_of
def export(
    environment: Environment, folder: Path, as_of: dt.datetime | None, prepared_by: str,
    approved_by: str,
) -> None:  # fmt: skip
    """Replace an earlier export; the same board and day give the same bytes."""
    from dialogue.exports.folder import export as write
    from dialogue.exports.transcripts import Signed
    from publisher.errors import UsageError

    with errors_told(), office_of(environment) as office:
        day = as_of.date() if as_of else office.today
        if day > office.today:
            raise UsageError(message("{day} is still to come: only what was public by today can be "
                                     "exported.", day=day))  # fmt: skip
        written = write(office, folder.absolute(), day, Signed(prepared_by, approved_by))
    click.echo(message("{count} files were written to {folder}. Publish them with `lightwell "
                       "--source COUNTY --source {folder} publish`.", count=written.files,
                       folder=folder).text(LANG), err=True)  # fmt: skip
    if written.unapproved:
        click.echo(message("This site asks for approvals, and {count} articles of hours lack them: "
                           "they will be held back. Export again with --prepared-by and "
                           "--approved-by.", count=written.unapproved).text(LANG), err=True)
