"""Commands that write for staff: skeletons, corrections, withdrawals.

What they need is imported where it is used: `lightwell --help` must not wait for it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, now, tr


def today(environment: Environment) -> dt.date:
    """Today, where the site is."""
    from publisher.source.settings_file import read_settings

    return now().astimezone(read_settings(environment.sources[0]).zone).date()


@click.group(help=tr("Make a valid skeleton of an article or a dataset."))
def new() -> None:
    """The group of skeletons."""


@new.command("article", help=tr("A draft in every language of the site."))
@click.argument("column")
@click.argument("slug")
@environment_of
def new_article(environment: Environment, column: str, slug: str) -> None:
    """Write drafts and print their files."""
    from publisher.source import editing
    from publisher.source.settings_file import read_settings

    with errors_told():
        folder = environment.sources[0]
        files = editing.new_article(
            folder, column, slug, languages=read_settings(folder).languages,
            today=today(environment),
        )  # fmt: skip
    _print(files)


@new.command("dataset", help=tr("A dataset with an empty table of one of the field's schemas."))
@click.argument("name")
@click.option("--schema", required=True,
              help=tr("The name of one of the field's schemas, such as payments."))  # fmt: skip
@environment_of
def new_dataset(environment: Environment, name: str, schema: str) -> None:
    """Write a dataset and print its files."""
    from publisher.source import editing
    from publisher.source.settings_file import read_settings

    with errors_told():
        languages = read_settings(environment.sources[0]).languages
        files = editing.new_dataset(
            environment.sources[0], name, schema=schema, lang=languages[0]
        )
    _print(files)


@click.command(help=tr("Note a correction on an article's page and in its feed."))
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--note", required=True, help=tr("What was wrong and what is right."))
@click.option("--kind", type=click.Choice(["minor", "major"]), default="minor", show_default=True,
              help=tr("A major correction stands at the top of the page."))  # fmt: skip
@environment_of
def correct(environment: Environment, path: Path, note: str, kind: str) -> None:
    """Add the correction to the article's file."""
    from publisher.source import editing

    with errors_told():
        editing.correct(path, note=_given(note), kind=kind, day=today(environment))
    _print([path])


@click.command(help=tr("Withdraw an article: its page says when and why, instead of its text."))
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--note", required=True, help=tr("Why it is withdrawn."))
@environment_of
def withdraw(environment: Environment, path: Path, note: str) -> None:
    """Withdraw the article in all its languages."""
    from publisher.source import editing
    from publisher.source.articles import NAME

    with errors_told():
        found = NAME.fullmatch(path.name)
        slug = found["slug"] if found else path.stem
        files = sorted(
            file for file in path.parent.glob(f"{slug}.*.md") if NAME.fullmatch(file.name)
        ) or [path]  # fmt: skip
        for file in files:
            editing.withdraw(file, reason=_given(note), day=today(environment))
    _print(files)


@click.command(help=tr("Print every key that settings, front matter and descriptors may hold."))
@click.option("--schemas", is_flag=True, help=tr("Print the field's schemas instead."))
@click.option("--dialogue", is_flag=True,
              help=tr("Print what may happen to a message on the board instead."))
def reference(*, schemas: bool, dialogue: bool) -> None:
    """The reference in the language of the terminal, as Markdown."""
    from dialogue.life.reference import reference as transitions
    from publisher.source.reference import reference as keys
    from publisher.source.schema_reference import schema_reference

    if dialogue:
        click.echo(transitions(LANG), nl=False)
        return
    click.echo(schema_reference(LANG) if schemas else keys(LANG), nl=False)


def _given(note: str) -> str:
    if not note.strip():
        raise click.BadParameter(tr("a note must say something"), param_hint="--note")
    return note.strip()


def _print(files: list[Path]) -> None:
    """The files that were written, and what to do next."""
    for file in files:
        click.echo(str(file))
    click.echo(tr("Written. `lightwell check` looks for mistakes, `lightwell publish` publishes."),
               err=True)
