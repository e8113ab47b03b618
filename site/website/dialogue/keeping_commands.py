"""`lightwell dialogue backup`, `backup-keys`, `restore` and `rotate-key`."""

from __future__ import annotations

from pathlib import Path

import click

from publisher.languages import message
from website.dialogue.opening import database_of, tell_unreadable, vault_of
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, now, tr

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(help=tr("Write the whole database, without the keys of matters, to a new folder."))
@click.argument("folder", type=click.Path(path_type=Path))
@environment_of
def backup(environment: Environment, folder: Path) -> None:
    """A consistent copy with checksums."""
    from dialogue.upkeep.backup import back_up

    with errors_told(), database_of(environment) as opened:
        rows = back_up(opened, folder.absolute(), now())
    click.echo(message("{rows} rows were written to {folder}. The keys are not among them: see "
                       "`lightwell dialogue backup-keys`.", rows=rows, folder=folder).text(LANG),
               err=True)  # fmt: skip


@click.command("backup-keys", help=tr("Seal all keys to age keys, in the place of the last file."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--recipient", "recipients", multiple=True, required=True, metavar="age1…",
              help=tr("Who can open it, such as the safe key; may be repeated."))  # fmt: skip
@environment_of
def backup_keys(environment: Environment, file: Path, recipients: tuple[str, ...]) -> None:
    """One file, never several versions of it."""
    from dialogue.upkeep import key_backup

    with errors_told(), database_of(environment) as opened:
        done = key_backup.write(opened, vault_of(environment), file.absolute(), recipients)
    tell_unreadable(done.unreadable)
    click.echo(message("The keys of {count} matters were sealed in {file}. Destroy every older "
                       "version of it.", count=done.matters, file=file).text(LANG),
               err=True)  # fmt: skip


@click.command(help=tr("Put a backup into the empty database of this site."))
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--keys", type=FILE, help=tr("The file that `backup-keys` wrote."))
@click.option("--identity", type=FILE, help=tr("A file with the private age key that opens it."))
@click.option("--without-keys", is_flag=True,
              help=tr("The keys are lost: restore what is public, and nothing else can be read."))
@environment_of
def restore(
    environment: Environment, folder: Path, keys: Path | None, identity: Path | None,
    without_keys: bool,
) -> None:  # fmt: skip
    """All or nothing."""
    from dialogue.storage import database
    from dialogue.upkeep import key_backup
    from dialogue.upkeep.restore import restore as put_back

    if (keys is None) != (identity is None):
        raise click.UsageError(tr("--keys and --identity belong together"))
    if (keys is None) != without_keys:
        raise click.UsageError(tr("Give --keys and --identity, or --without-keys if they are lost: "
                                  "without them no message can be read again."))  # fmt: skip
    with errors_told():
        found = key_backup.read(keys, identity) if keys and identity else None
        held = (
            key_backup.install(environment.var, found.vault, environment.dialogue_key)
            if found else None
        )  # fmt: skip
        place = database.address(environment.var, environment.database_url)
        fresh = database.connect(place)
        try:
            database.migrate(fresh)
            done = put_back(fresh, folder, found, held)
        finally:
            fresh.close()
    click.echo(message("{rows} rows were restored. {count} matters cannot be read any more, "
                       "because their keys are gone.", rows=done.rows,
                       count=done.unreadable).text(LANG), err=True)  # fmt: skip


@click.command("rotate-key", help=tr("Change the key that wraps those of matters, step by step."))
@environment_of
def rotate_key(environment: Environment) -> None:
    """The step that is next; it says which one comes then."""
    from dialogue.keys.vault import FILE as FILE_OF_KEYS
    from dialogue.upkeep import rotation
    from publisher.errors import UsageError

    with errors_told(), database_of(environment) as opened:
        if environment.dialogue_key:
            raise UsageError(
                message("The key is given in LIGHTWELL_DIALOGUE_KEY. Keep it in the file "
                        "dialogue.key instead to change it.")
            )  # fmt: skip
        if rotation.begin(opened, environment.var):
            told = message("There is a new key beside the old one. Where several machines serve "
                           "this board, copy {file} to each of them now. Then run this command "
                           "again.", file=environment.var / FILE_OF_KEYS)  # fmt: skip
        else:
            count = rotation.finish(opened, environment.var)
            told = message("{count} keys were wrapped under the new key, and the old one was "
                           "removed. Servers go on as they are. Write the keys' backup anew.",
                           count=count)  # fmt: skip
    click.echo(told.text(LANG), err=True)
