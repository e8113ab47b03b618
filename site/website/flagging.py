"""`lightwell flags`: every flag with its state and the file for its answer; notes who was asked.

What it needs is imported where it is used: `lightwell --help` must not wait for it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from publisher.errors import UsageError
from publisher.languages import message
from website.environment import Environment
from website.terminal import LANG, environment_of, errors_told, instant, now, tr, workplace

if TYPE_CHECKING:
    from publisher.edition import Edition
    from publisher.supervision.life import FlagRecord


@click.group(
    invoke_without_command=True,
    help=tr("List the flags that nobody has answered yet, those that are not public included."),
)
@click.option("--unit", help=tr("Only those of the unit with this org_id."))
@click.option("--all", "everything", is_flag=True,
              help=tr("Also those that are answered or no longer raised."))  # fmt: skip
@click.option("--as-of", metavar="DATE", help=tr("As on this day (default: today)."))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text",
              help=tr("For people or for programs."))  # fmt: skip
@environment_of
@click.pass_context
def flags(
    context: click.Context, environment: Environment, unit: str | None, everything: bool,
    as_of: str | None, form: str,
) -> None:  # fmt: skip
    """List flags, unless a command of the group follows."""
    if context.invoked_subcommand is not None:
        return
    with errors_told():
        edition = _edition(environment, as_of)
        _known_names(edition, unit, ())
    wanted = [
        record for record in edition.supervision.records
        if _is_of(record, unit) and (everything or _is_open(record))
    ]  # fmt: skip
    if form == "json":
        entries = [entry(edition, record) for record in wanted]
        click.echo(json.dumps({"flags": entries}, ensure_ascii=False, indent=2))
        return
    for line in lines(edition, wanted):
        click.echo(line)
    if not wanted:
        click.echo(tr("No flag is waiting for an answer."), err=True)


@flags.command(help=tr("Note that units were asked today about the flags not noted so far."))
@click.option("--day", metavar="DATE", help=tr("The day on which they were asked."))
@click.option("--check", "checks", multiple=True, metavar="ID",
              help=tr("Only flags of this check; may be repeated."))  # fmt: skip
@click.option("--unit", help=tr("Only those of the unit with this org_id."))
@click.option("--before-first-sight", "early", is_flag=True,
              help=tr("They were asked before this site first showed the data."))  # fmt: skip
@click.option("--as-of", metavar="DATE", help=tr("As on this day (default: today)."))
@environment_of
def notify(
    environment: Environment, day: str | None, checks: tuple[str, ...], unit: str | None, *,
    early: bool, as_of: str | None,
) -> None:  # fmt: skip
    """Append to the notices what is raised, not noted, and not younger than the day."""
    from publisher.source import answers
    from publisher.supervision.answering import SITE, can_be_asked

    with errors_told():
        edition = _edition(environment, as_of)
        _known_names(edition, unit, checks)
        asked = _asked(edition, day)
        records = [
            record for record in edition.supervision.records
            if record.notified is None and record.gone is None and _is_of(record, unit)
            and (not checks or record.flag.check in checks)
            and can_be_asked(record.flag, asked, edition.today)
        ]  # fmt: skip
        if not early:
            _require_seen(records, asked)
        chosen = sorted((r.flag for r in records), key=lambda flag: (flag.unit, flag.id))
        file = answers.add_notices(
            environment.sources[0], [(flag.id, flag.unit or SITE) for flag in chosen], asked
        )
    for flag in chosen:
        click.echo(f"{flag.id}  {flag.unit or SITE}")
    click.echo(message("{number} flags noted in {file}, asked on {day}.", number=len(chosen),
                       file=file, day=asked).text(LANG), err=True)  # fmt: skip


def _edition(environment: Environment, as_of: str | None) -> Edition:
    """What would be published on the day."""
    from publisher import publish as road

    place = workplace(environment)
    when = instant(as_of, road.zone(place)) if as_of else None
    with road.composed(place, as_of=when, now=now) as (_, made):
        return made.edition


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            message("“{text}” is not a date such as 2026-03-31.", text=text)
        ) from None


def _asked(edition: Edition, text: str | None) -> dt.date:
    """The day on which units were asked; it must have come, whatever day the edition is of."""
    day = _day(text) if text else edition.today
    if day > min(edition.today, now().astimezone(edition.settings.zone).date()):
        raise UsageError(message("{date} is still to come.", date=day))
    return day


def _require_seen(records: Sequence[FlagRecord], asked: dt.date) -> None:
    """Refuse a day before the first sight: the unit's time to answer would be skipped."""
    early = [record.first_seen for record in records if record.first_seen > asked]
    if early:
        raise UsageError(
            message("{number} of these flags were first seen later than {day}, the last of them "
                    "on {seen}: their units would lose time to answer. Nothing was noted. If the "
                    "units had the data before this site showed them and were asked then, add "
                    "--before-first-sight; the page will say so.",
                    number=len(early), day=asked, seen=max(early))
        )  # fmt: skip


def _known_names(edition: Edition, unit: str | None, checks: Iterable[str]) -> None:
    """Refuse units and checks that do not exist."""
    from publisher.source.keys import suggestion
    from publisher.supervision.answering import SITE

    records = edition.supervision.records
    units = {SITE, *edition.units, *(r.flag.unit for r in records if r.flag.unit)}
    names = {about.id for about in edition.supervision.checks}
    unknown = [(message("There is no unit “{name}”.", name=unit), suggestion(unit, units))
               for unit in (unit,) if unit is not None and unit not in units]  # fmt: skip
    unknown += [(message("There is no check “{name}”.", name=name), suggestion(name, names))
                for name in checks if name not in names]  # fmt: skip
    for problem, hint in unknown:
        raise UsageError(message("{problem} {hint}", problem=problem, hint=hint)
                         if hint else problem)  # fmt: skip


def _is_of(record: FlagRecord, unit: str | None) -> bool:
    """Whether a flag is the unit's; those about the site as a whole are the party's `site`."""
    from publisher.supervision.answering import SITE

    return unit in (None, record.flag.unit or SITE)


def _is_open(record: FlagRecord) -> bool:
    """Whether a flag still waits for an answer."""
    return record.state == "new" and record.gone is None


def files(edition: Edition, record: FlagRecord) -> dict[str, list[str]]:
    """The files in which each party may answer, in each language of the site."""
    from publisher.source import answers
    from publisher.supervision.answering import parties_of

    return {
        party: [answers.file_name(record.flag.id, party, lang)
                for lang in edition.settings.languages]
        for party in parties_of(record.flag)
    }  # fmt: skip


def entry(edition: Edition, record: FlagRecord) -> dict[str, Any]:
    """A flag for programs."""
    flag = record.flag
    return {
        "id": flag.id, "check": flag.check, "unit": flag.unit, "text": flag.text.text(LANG),
        "state": record.state.value, "public": record.public,
        "first_seen": record.first_seen.isoformat(),
        "asked_on": record.notified.isoformat() if record.notified else None,
        "answer_by": record.due.isoformat(), "public_since": record.public_since.isoformat(),
        "no_longer_raised_since": record.gone.since.isoformat() if record.gone else None,
        "files": files(edition, record),
    }  # fmt: skip


def lines(edition: Edition, records: Iterable[FlagRecord]) -> Iterator[str]:
    """Flags for people, by unit."""
    from publisher.outputs import signals

    def unit_of(record: FlagRecord) -> str:
        return record.flag.unit

    for unit, group in groupby(sorted(records, key=unit_of), key=unit_of):
        yield click.style(f"{unit}  {signals.unit_name(edition, unit, LANG)}", bold=True)
        for record in group:
            flag = record.flag
            name = signals.about(edition.supervision, flag.check).text(LANG)
            state = signals.state_name(record).text(LANG)
            yield f"  {flag.id}  {name}  {state}{tr(', ')}{_time(record)}"
            yield "      " + flag.text.text(LANG)
            for party, names in files(edition, record).items():
                yield "      " + click.style(_files(party, names), dim=True)
        yield ""


def _files(party: str, names: Sequence[str]) -> str:
    return message("{party} answers in {files}", party=party, files=" / ".join(names)).text(LANG)


def _time(record: FlagRecord) -> str:
    if record.gone:
        return message("no longer raised since {date}", date=record.gone.since).text(LANG)
    if record.public:
        return message("public since {date}", date=record.public_since).text(LANG)
    return message("answer by {due}, public on {date}", due=record.due,
                   date=record.public_since).text(LANG)  # fmt: skip
