"""`lightwell dialogue sealed` and `open`: what only the discipline officers can read."""

from __future__ import annotations

import json
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


@click.command("open", help=tr("Open a sealed file on an officer's own machine."))
@click.option("--identity", required=True,
              type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help=tr("The file with the officer's private age key."))  # fmt: skip
@click.option("--out", "folder", type=click.Path(path_type=Path),
              help=tr("A new folder for the texts and the files that came with them."))  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def open_sealed(identity: Path, folder: Path | None, file: Path) -> None:
    """Needs neither the site nor its database."""
    from dialogue.upkeep.collecting import opened, unpacked
    from dialogue.upkeep.key_backup import identities_in
    from publisher.errors import UsageError

    with errors_told():
        found = opened(file.read_bytes(), identities_in(identity))
        if folder is None:
            names = [one["name"] for one in found["files"]]
            click.echo(json.dumps({**found, "files": names}, ensure_ascii=False, indent=2))
            return
        if folder.exists():
            raise UsageError(message("{folder} exists already.", folder=folder))
        for written in unpacked(found, folder):
            click.echo(str(written))
