"""The pages of checks: all of them at a glance, one with its parameters, one unit's flags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message
from publisher.outputs import signals
from publisher.source import schemas
from publisher.source.settings import localised
from publisher.supervision.life import About, Change, FlagRecord, State
from publisher.supervision.model import Parameter, Result
from website.checks.flags import ShownFlag, shown_flag
from website.citations import without_setting

MOST = 200
"""So many flags a page shows, the latest first; the file for programs holds all."""


class Count(NamedTuple):
    """How many flags are public, and how they stand; `waiting` ones are not public yet."""

    public: int
    new: int
    answered: int
    corrected: int
    refuted: int
    waiting: int = 0


class Setting(NamedTuple):
    """A parameter with its value, where that comes from, and its changes.

    `basis` leaves out that it is a local setting, which `source` says in words.
    """

    parameter: Parameter
    value: str
    default: str
    basis: str
    source: Message
    is_default: bool
    changes: tuple[tuple[Change, str, str], ...]


class CheckLine(NamedTuple):
    """A check in the list of all; `left` counts the rows that it could not evaluate."""

    about: About
    address: str
    result: Result
    left: int
    counts: Count
    settings: tuple[Setting, ...]


class UnitLine(NamedTuple):
    """A unit with public flags."""

    name: str
    address: str
    counts: Count


class ChecksPage(NamedTuple):
    """What the list of checks shows."""

    counts: Count
    answer_days: int
    day_changes: tuple[Change, ...]
    checks: tuple[CheckLine, ...]
    units: tuple[UnitLine, ...]


class Needed(NamedTuple):
    """A table that a check reads."""

    title: str
    address: str


class CheckPage(NamedTuple):
    """What the page of a check shows."""

    line: CheckLine
    tables: tuple[Needed, ...]
    missing: tuple[str, ...]
    total: int
    flags: tuple[ShownFlag, ...]


class UnitFlags(NamedTuple):
    """The public flags of a unit."""

    org_id: str
    name: str
    known: bool
    counts: Count
    flags: tuple[ShownFlag, ...]


def count(records: Sequence[FlagRecord], waiting: int = 0) -> Count:
    """How these public flags stand."""
    states = [record.state for record in records]
    return Count(
        len(states), states.count(State.NEW), states.count(State.ANSWERED),
        states.count(State.CORRECTED), states.count(State.REFUTED), waiting,
    )  # fmt: skip


def checks_page(edition: Edition, lang: str) -> ChecksPage | None:
    """The list of checks, None where there are none."""
    supervision = edition.supervision
    if not supervision.checks:
        return None
    units = [
        UnitLine(signals.unit_name(edition, unit, lang), addresses.unit_flags(lang, unit),
                 count(supervision.of_unit(unit)))
        for unit in supervision.units
    ]  # fmt: skip
    return ChecksPage(
        counts=count(supervision.public, supervision.waiting),
        answer_days=supervision.answer_days,
        day_changes=tuple(change for change in supervision.changes if not change.check),
        checks=tuple(_line(edition, about, lang) for about in supervision.checks),
        units=tuple(sorted(units, key=lambda line: (-line.counts.public, line.address))),
    )


def _line(edition: Edition, about: About, lang: str) -> CheckLine:
    result = edition.supervision.results[about.id]
    left = result.outcome.not_evaluated if result.outcome else ()
    return CheckLine(
        about=about, address=addresses.check(lang, about.id), result=result,
        left=sum(entry.rows for entry in left),
        counts=count(edition.supervision.of_check(about.id),
                     edition.supervision.waiting_of.get(about.id, 0)),
        settings=tuple(_settings(edition, about, lang)),
    )  # fmt: skip


def _settings(edition: Edition, about: About, lang: str) -> Iterator[Setting]:
    values = edition.supervision.results[about.id].values
    for parameter in about.parameters:
        value = values.get(parameter.name, parameter.default)
        yield Setting(
            parameter, signals.written(value, lang), signals.written(parameter.default, lang),
            without_setting(parameter.basis),
            signals.SOURCES[parameter.source], value == parameter.default,
            tuple(
                (change, signals.written(change.before, lang), signals.written(change.after, lang))
                for change in edition.supervision.changes
                if (change.check, change.name) == (about.id, parameter.name)
            ),
        )  # fmt: skip


def check_page(edition: Edition, check: str, lang: str) -> CheckPage | None:
    """The page of a check, None where there is no such check."""
    about = edition.supervision.about(check)
    if about is None:
        return None
    line = _line(edition, about, lang)
    records = edition.supervision.of_check(about.id)
    return CheckPage(
        line=line, tables=tuple(needed_tables(edition, about, lang)),
        missing=tuple(_schema_title(name, lang) for name in line.result.missing),
        total=len(records),
        flags=tuple(shown_flag(edition, record, lang) for record in records[:MOST]),
    )  # fmt: skip


def _schema_title(name: str, lang: str) -> str:
    """The title of one of the field's schemas."""
    document = schemas.shipped(name)
    title = document.value.get("title") if document else None
    return languages.pick(localised(title), lang) or name


def needed_tables(edition: Edition, about: About, lang: str) -> Iterator[Needed]:
    """The tables of the schemas that a check needs."""
    for schema in about.needs:
        for package in edition.packages.values():
            for resource in package.resources:
                if resource.schema.name == schema:
                    title = languages.pick(resource.title, lang) or resource.name
                    address = addresses.table(lang, package.name, resource.name)
                    yield Needed(title, address)


def unit_flags(edition: Edition, org_id: str, lang: str) -> UnitFlags | None:
    """The public flags of a unit, None where it has none."""
    records = edition.supervision.of_unit(org_id)
    if not records:
        return None
    return UnitFlags(
        org_id, signals.unit_name(edition, org_id, lang), org_id in edition.units, count(records),
        tuple(shown_flag(edition, record, lang) for record in records[:MOST]),
    )  # fmt: skip
