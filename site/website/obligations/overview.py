"""The page of all obligations, and the page of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from babel.dates import format_skeleton
from flask_babel import gettext as _
from flask_babel import ngettext

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.source import schemas
from publisher.source.settings import localised
from publisher.supervision import periods
from publisher.supervision.duties import Duty, Score, Status, score
from publisher.supervision.model import NotEvaluated
from publisher.supervision.obligations import Obligation
from website.obligations.lines import Line, behind, grouped, is_inferred, line
from website.wording import current_language, locale_of

LATEST = 15
NEXT = 10
"""So many duties are listed that are late or missing, and so many days that come next."""

LISTED = 300
"""So many duties are listed on an obligation's own page; the files hold all."""


class Row(NamedTuple):
    """An obligation or a unit in a table: its name, page, and score."""

    title: str
    address: str
    about: str
    limit: str
    score: Score


class Aside(NamedTuple):
    """An obligation that nothing is looked at for, and why."""

    title: str
    who: str
    basis: str
    evidence: str
    reason: str


class Overview(NamedTuple):
    """What the page of all obligations shows; `number` counts all late and missing duties."""

    score: Score
    behind: tuple[Line, ...]
    number: int
    coming: tuple[Line, ...]
    obligations: tuple[Row, ...]
    units: tuple[Row, ...]
    aside: tuple[Aside, ...]


class Period(NamedTuple):
    """A period of an obligation: its due date, and the score of all units."""

    title: str
    due_on: dt.date | None
    provisional: bool
    inferred: bool
    score: Score


class Page(NamedTuple):
    """What an obligation's page shows; `number` counts all its duties."""

    entry: Obligation
    title: str
    limit: str
    score: Score
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    number: int
    unreadable: tuple[NotEvaluated, ...]


def overview(edition: Edition, lang: str) -> Overview:
    """The page of all obligations for readers of `lang`."""
    duties = edition.obligations
    late = behind(duties.all)
    return Overview(
        score=score(duties.all),
        behind=tuple(line(edition, duty, lang) for duty in late[:LATEST]),
        number=len(late),
        coming=tuple(grouped(edition, duties.all, lang)[:NEXT]),
        obligations=tuple(
            Row(languages.pick(entry.title, lang), addresses.obligation(lang, entry.id),
                languages.pick(entry.who, lang), limit_words(entry, lang),
                score(duties.by_obligation[entry.id]))
            for entry in duties.obligations if entry.id in duties.by_obligation
        ),
        units=tuple(_units(edition, lang)),
        aside=tuple(_aside(edition, lang)),
    )  # fmt: skip


def _units(edition: Edition, lang: str) -> Iterator[Row]:
    """The units with duties that were due; the lowest share first."""
    by_unit: Mapping[str, Sequence[Duty]] = edition.obligations.by_unit
    scores = [(org_id, score(duties)) for org_id, duties in by_unit.items()]
    order = {org_id: place for place, org_id in enumerate(edition.units)}
    for org_id, found in sorted(
        scores, key=lambda pair: (pair[1].share if pair[1].share is not None else 2,
                                  order.get(pair[0], len(order)), pair[0])
    ):  # fmt: skip
        unit = edition.units.get(org_id)
        yield Row(
            languages.pick(unit.name, lang) if unit else org_id,
            f"{addresses.unit(lang, org_id)}#clock" if unit else "", "", "", found,
        )  # fmt: skip


def _aside(edition: Edition, lang: str) -> Iterator[Aside]:
    duties = edition.obligations
    for entry in duties.obligations:
        if entry.id not in duties.by_obligation:
            reason = (languages.pick(entry.because, lang) if entry.because
                      else _("The county publishes no table or article of this kind."))  # fmt: skip
            yield Aside(languages.pick(entry.title, lang), languages.pick(entry.who, lang),
                        entry.basis, entry.evidence, reason)  # fmt: skip


def obligation_page(edition: Edition, name: str, lang: str) -> Page | None:
    """The page of one obligation, None where it has no duties."""
    duties = edition.obligations.by_obligation.get(name, ())
    entry = edition.obligations.obligation(name)
    if entry is None or not duties:
        return None
    late = behind(duties)
    rest = sorted((duty for duty in duties if duty.status not in (Status.LATE, Status.MISSING)),
                  key=_latest_first)  # fmt: skip
    return Page(
        entry=entry, title=languages.pick(entry.title, lang), limit=limit_words(entry, lang),
        score=score(duties),
        periods=tuple(_periods(entry, duties, lang)),
        lines=tuple(line(edition, duty, lang) for duty in [*late, *rest][:LISTED]),
        number=len(duties),
        unreadable=tuple(reason for other, reason in edition.obligations.not_evaluated
                         if other == name),
    )  # fmt: skip


def _latest_first(duty: Duty) -> tuple[int, str, str]:
    return (-(duty.due_on or dt.date.max).toordinal(), duty.period, duty.unit)


def _periods(entry: Obligation, duties: Sequence[Duty], lang: str) -> Iterator[Period]:
    """An obligation's periods, the latest first; events by the year they are due in."""
    found: dict[str, list[Duty]] = {}
    for duty in duties:
        event = entry.frequency == "event" and duty.due_on is not None
        found.setdefault(str(duty.due_on)[:4] if event else duty.period, []).append(duty)
    for period in sorted(found, reverse=True):
        own = found[period]
        due = own[0].due_on if entry.frequency != "event" else None
        words = periods.said(period, entry.frequency if entry.frequency != "event" else "annual")
        yield Period(words.text(lang), due, bool(due and own[0].provisional),
                     bool(due) and is_inferred(entry), score(own))  # fmt: skip


def limit_words(entry: Obligation, lang: str) -> str:
    """By when an obligation must be met, in words."""
    return str(_limit_words(entry, lang))


def _limit_words(entry: Obligation, lang: str) -> object:
    if entry.fixed:
        month, day = map(int, entry.fixed.split("-"))
        return _("by %(day)s of the year after", day=_month_day(month, day))
    if entry.limit is None:
        return ""
    count = entry.limit.days
    if is_inferred(entry):
        return ngettext("within %(num)d day of approval", "within %(num)d days of approval", count)
    if not entry.rows or not entry.rows.trigger:
        return ngettext("within %(num)d day of the end of the period",
                        "within %(num)d days of the end of the period", count)  # fmt: skip
    what = _column(entry.rows.schema, entry.rows.trigger, lang)
    if count == 0:
        return _("on the day “%(what)s”", what=what)
    if entry.limit.working:
        return ngettext("within %(num)d working day of “%(what)s”",
                        "within %(num)d working days of “%(what)s”", count, what=what)  # fmt: skip
    return ngettext("within %(num)d day of “%(what)s”", "within %(num)d days of “%(what)s”", count,
                    what=what)  # fmt: skip


def _month_day(month: int, day: int) -> str:
    locale = locale_of(current_language())
    return str(format_skeleton("MMMMd", dt.date(2024, month, day), locale=locale))


def _column(schema: str, name: str, lang: str) -> str:
    """The title of a column of a shipped schema."""
    document = schemas.shipped(schema)
    fields = document.value["fields"] if document else ()
    titles = {field["name"]: field.get("title") for field in fields}
    return languages.pick(localised(titles.get(name)), lang) or name
