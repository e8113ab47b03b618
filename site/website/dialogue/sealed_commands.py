"""`lightwell dialogue sealed`, `open` and `numbers`: what only the discipline officers can read."""

from __future__ import annotations

from pathlib import Path

import click

from publisher.languages import message
from website.dialogue.opening import database_of
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, tr


@click.command(help=tr("Write what is sealed to files for the officers, and note it as fetched."))
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path, file_okay=False),
              help=tr("The folder for the files."))  # fmt: skip
@click.option("--again", is_flag=True, help=tr("Also what was fetched before."))
@environment_of
def sealed(environment: Environment, folder: Path, *, again: bool) -> None:
    """Files that this server cannot open."""
    from dialogue.upkeep.collecting import collect

    with errors_told(), database_of(environment) as opened:
        files = collect(opened, folder, again=again)
    for file in files:
        click.echo(str(file))
    click.echo(message("{count} files were written.", count=len(files)).text(LANG), err=True)


_identity = click.option("--identity", required=True,
                         type=click.Path(path_type=Path, exists=True, dir_okay=False),
                         help=tr("The file with the officer's private age key."))  # fmt: skip
_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("open", help=tr("Open a sealed file on an officer's own machine."))
@_identity
@click.option("--out", "folder", type=click.Path(path_type=Path),
              help=tr("A new folder for the texts and the files that came with them."))  # fmt: skip
@click.argument("file", type=_file)
def open_sealed(identity: Path, folder: Path | None, file: Path) -> None:
    """Needs neither the site nor its database."""
    from dialogue.upkeep.collecting import opened, unpacked
    from dialogue.upkeep.key_backup import identities_in
    from dialogue.upkeep.sealed_words import in_words
    from publisher.errors import UsageError

    with errors_told():
        found = opened(file.read_bytes(), identities_in(identity))
        if folder is None:
            names = [one["name"] for one in found["files"]]
            click.echo(in_words(found, names, LANG), nl=False)
            return
        if folder.exists():
            raise UsageError(message("{folder} exists already.", folder=folder))
        for written in unpacked(found, folder, LANG):
            click.echo(str(written))


@click.command(help=tr("List sealed files with the numbers that their writers name."))
@_identity
@click.argument("files", nargs=-1, required=True, type=_file)
def numbers(identity: Path, files: tuple[Path, ...]) -> None:
    """A line for each file: its number, a tab, the file."""
    from dialogue.upkeep.collecting import opened
    from dialogue.upkeep.key_backup import identities_in

    with errors_told():
        keys = identities_in(identity)
        for file in files:
            click.echo(f"{opened(file.read_bytes(), keys)['number']}\t{file}")
