"""The command `lightwell`: data on stdout, progress on stderr, exit codes as the contract says."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.errors import UsageError
from publisher.languages import message
from website import click_texts, flagging, writing
from website.dialogue.command import dialogue
from website.environment import VARIABLES, Environment, read_environment, secret_key
from website.search.command import searches
from website.staff.command import staff
from website.terminal import (
    COLOUR,
    LANG,
    columns,
    environment_of,
    errors_told,
    instant,
    now,
    tr,
    workplace,
    zone_of,
)

if TYPE_CHECKING:
    from publisher.publish import Workplace


@click.group(help=tr("Publish a county's disclosures: check, publish, serve."))
@click.option("--source", "sources", multiple=True, type=click.Path(path_type=Path),
              help=tr("A source folder; several are published together."))
@click.option("--var", type=click.Path(path_type=Path),
              help=tr("Where releases, archive and caches are kept."))
@click.version_option(package_name="lightwell", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context, sources: tuple[Path, ...], var: Path | None) -> None:
    """The command's entry."""
    context.obj = read_environment(sources, var)
    context.color = COLOUR


for added in (writing.new, writing.correct, writing.withdraw, writing.reference, flagging.flags,
              searches, dialogue, staff):  # fmt: skip
    main.add_command(added)




@main.command(help=tr("List everything that is wrong in the source, with its place."))
@click.argument("paths", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text",
              help=tr("For people, for programs, or for code reviews."))
@environment_of
def check(environment: Environment, paths: tuple[str, ...], form: str) -> None:
    """All findings; exit 1 if one of them is an error."""
    from publisher.checking.extent import extent
    from publisher.findings import Severity
    from publisher.publish import checked
    from website import report, report_formats

    with (
        errors_told(),
        checked(workplace(environment), now=now) as (source, result, _processes),
    ):
        seen = None if paths else extent(source, result.bad_items)
        wanted = [_relative(environment, path) for path in paths]
        findings = [
            finding for finding in result.findings
            if not wanted or any(finding.file == path or finding.file.startswith(path + "/")
                                 for path in wanted)
        ]  # fmt: skip
    if form == "json":
        click.echo(report_formats.as_json(findings, seen, LANG))
    elif form == "github":
        for line in report_formats.as_github(findings, LANG, partial(_here, environment)):
            click.echo(line)
    else:
        for line in report.as_text(findings, LANG, columns=columns()):
            click.echo(line)
        for line in report.summary(findings, seen, LANG):
            click.echo(line)
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(1)


def _relative(environment: Environment, path: str) -> str:
    place = Path(path).absolute()
    for source in environment.sources:
        if place.is_relative_to(source):
            return place.relative_to(source).as_posix()
    raise click.BadParameter(tr("this path is not in the source folder"), param_hint=path)


def _here(environment: Environment, file: str) -> str:
    """The path of a file of the source from the working folder, in which reviews are made."""
    for source in environment.sources:
        place = source / file
        if place.exists() and place.is_relative_to(Path.cwd()):
            return place.relative_to(Path.cwd()).as_posix()
    return file


@main.command(help=tr("Check, build, and switch to the new release at once."))
@click.option("--dry-run", is_flag=True, help=tr("Only say what would be published."))
@click.option("--as-of", metavar="DATE", help=tr("Publish as on this day (default: today)."))
@click.option("--future", is_flag=True,
              help=tr("Let --as-of name a day to come (for rehearsals, never for the public)."))
@click.option("--if-due", is_flag=True,
              help=tr("Only if the passing of time changes something (for a timer)."))
@click.option("--note", default="", help=tr("A note for the list of releases."))
@environment_of
def publish(
    environment: Environment, dry_run: bool, as_of: str | None, if_due: bool, note: str, *,
    future: bool,
) -> None:  # fmt: skip
    """Publish; exit 1 if something was held back."""
    from publisher import publish as road
    from website import report

    with errors_told():
        place = workplace(environment)
        if if_due and not road.is_due(place, now=now):
            click.echo(tr("Nothing is due."))
            return
        if dry_run:
            _dry_run(place)
            return
        when = instant(as_of, road.zone(place)) if as_of else None
        done = road.publish(place, as_of=when, future=future, note=note, now=now)
    urgent = [f for f in done.report.findings if f.severity == "error" or f.code == "check-failed"]
    for line in report.as_text(urgent, LANG, columns=columns()):
        click.echo(line)
    for line in report.outcome(done, LANG):
        click.echo(line)
    _warn_of_size(environment)
    if done.held_back or done.report.bad_items:
        sys.exit(1)


def _warn_of_size(environment: Environment) -> None:
    """Say on stderr if the current release is too large for its search engine."""
    from publisher.release.reader import current
    from website.search.size import too_many

    release = current(environment.var)
    warning = too_many(release) if release is not None else None
    if warning is not None:
        click.echo(warning.text(LANG), err=True)


def _dry_run(place: Workplace) -> None:
    from publisher import publish as road
    from website import report

    result = road.foresee(place, now=now)
    for line in report.as_text(result.report.findings, LANG, columns=columns()):
        click.echo(line)
    for line in report.foreseen(result, LANG):
        click.echo(line)
    if result.report.bad_items:
        sys.exit(1)


@main.command(help=tr("Serve the current release."))
@click.option("--host", default="127.0.0.1", show_default=True,
              help=tr("The address to listen on."))
@click.option("--port", default=8000, show_default=True, help=tr("The port to listen on."))
@click.option("--workers", default=os.cpu_count() or 1, show_default=True,
              help=tr("How many processes serve."))
@environment_of
def serve(environment: Environment, host: str, port: int, workers: int) -> None:
    """Serve until stopped."""
    from website.serve import serve as run

    with errors_told():
        secret_key(environment)
        _warn_of_size(environment)
        run(environment.var, host=host, port=port, workers=workers,
            proxy_header=environment.proxy_header, database_url=environment.database_url,
            dialogue_key=environment.dialogue_key, smtp_url=environment.smtp_url)  # fmt: skip


@main.command(help=tr("Show the source as it would look, drafts included."))
@click.option("--host", default="127.0.0.1", show_default=True,
              help=tr("The address to listen on."))
@click.option("--port", default=8001, show_default=True, help=tr("The port to listen on."))
@environment_of
def preview(environment: Environment, host: str, port: int) -> None:
    """Preview until stopped."""
    from website.preview import preview as run

    with errors_told():
        run(workplace(environment), host=host, port=port, now=now)


def _local(instant: str, zone: dt.tzinfo) -> str:
    """An instant to the minute as clocks show it where the site is."""
    return f"{dt.datetime.fromisoformat(instant).astimezone(zone):%Y-%m-%d %H:%M}"


@main.command(help=tr("List the releases that were current, the latest last."))
@environment_of
def releases(environment: Environment) -> None:
    """The log of publications."""
    from publisher import publish as road
    from publisher.release.reader import current, kept

    with errors_told():
        log = road.history(environment.var)
        there = {release.id for release in kept(environment.var)}
        shown = current(environment.var)
        zone = zone_of(environment)
    for number, entry in enumerate(log, 1):
        is_current = shown is not None and number == len(log)
        mark = "*" if is_current else " " if entry.release in there else "-"
        kind = tr("rollback") if entry.kind == "rollback" else tr("publication")
        as_of = message("as of {day}", day=_local(entry.as_of, zone)).text(LANG)
        at = _local(entry.at, zone)
        row = f"{mark} {entry.release[:12]}  {at}  {kind}  {as_of}  {entry.note}"
        click.echo(row.rstrip())
    if not log:
        click.echo(tr("Nothing has been published yet."), err=True)


@main.command(help=tr("Make an earlier release current again."))
@click.argument("release_id", metavar="ID")
@click.option("--note", default="", help=tr("Why, for the list of releases."))
@environment_of
def rollback(environment: Environment, release_id: str, note: str) -> None:
    """Roll back to a kept release."""
    from publisher import publish as road

    with errors_told():
        done = road.rollback(environment.var, release_id, note=note, now=now)
    click.echo(message("Release {id} is now current.", id=done[:12]).text(LANG))
    click.echo(tr("The source still holds the newer state: mend it before the next publication."),
               err=True)


@main.command(
    help=tr("Copy the current release as plain files; a server must find x.html at the address x.")
)
@click.argument("folder", type=click.Path(path_type=Path))
@environment_of
def export(environment: Environment, folder: Path) -> None:
    """Export `public/` of the current release."""
    from publisher.release.reader import current

    with errors_told():
        release = current(environment.var)
        if release is None:
            raise UsageError(message("Nothing has been published yet."))
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(message("{folder} is not empty.", folder=folder))
        shutil.copytree(release.public, folder, dirs_exist_ok=True)
    click.echo(message("Release {id} was copied to {folder}.", id=release.id[:12],
                       folder=folder).text(LANG))  # fmt: skip


@main.command(help=tr("List the variables of the environment that count, and the values in force."))
@environment_of
def settings(environment: Environment) -> None:
    """What the environment can set."""
    for name, about in VARIABLES.items():
        click.echo(click.style(name, bold=True))
        click.echo("  " + about.text(LANG))
    click.echo()
    click.echo(tr("Source: ") + ", ".join(map(str, environment.sources)))
    click.echo(tr("Kept in: ") + str(environment.var))


def run() -> None:
    """The script `lightwell`: the command, without taking 50,000 articles apart at its end.

    Everything is written and closed by then; freeing the memory piece by piece takes 0.5 s.
    """
    click_texts.use(LANG)
    code: object = 0
    try:
        main(prog_name="lightwell")
    except SystemExit as ended:
        code = ended.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)
