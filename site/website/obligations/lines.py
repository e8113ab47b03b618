"""Duties as lines of pages: what, whose, due when, and how it stands on the edition's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import Message
from publisher.supervision import periods
from publisher.supervision.duties import GROUNDS, Duty, Score, Status, flag_of, score
from publisher.supervision.obligations import HALF_PUBLISHED, Obligation

BEHIND = 12
COMING = 6
"""So many duties of a unit are listed that are late or missing, and that come next."""


class Heard(NamedTuple):
    """What the unit says to the flag about a duty that is late or missing.

    `address` leads to the flag once it is public, else it is ""; `until` is the last day to answer.
    """

    address: str
    is_answered: bool
    until: dt.date


class Line(NamedTuple):
    """A duty, or several units' duties that fall due on the same day (`units` counts them).

    `inferred` says that no table holds the day on which the time begins: the due date rests on
    when others published. `ground` is the legal ground of an exemption. `heard` is None where no
    check flags the duty. `address` leads to the obligation, `unit_address`
    to the unit, `row` to the published row or article; each is "" where there is none.
    """

    what: str
    address: str
    period: str
    unit: str
    unit_address: str
    units: int
    status: Status
    due_on: dt.date | None
    provisional: bool
    inferred: bool
    published_on: dt.date | None
    stated_on: dt.date | None
    backdated: bool
    days: int
    ground: Message | None
    row: str
    heard: Heard | None = None

    @property
    def is_behind(self) -> bool:
        """Whether it is late or missing."""
        return self.status in (Status.LATE, Status.MISSING)


class Clock(NamedTuple):
    """How a unit keeps time: its score, what is late or missing, and what comes next."""

    score: Score
    behind: tuple[Line, ...]
    coming: tuple[Line, ...]


def clock(edition: Edition, org_id: str, lang: str) -> Clock | None:
    """A unit's clock; None where it has no duties."""
    duties = edition.obligations.by_unit.get(org_id, ())
    if not duties:
        return None
    return Clock(
        score(duties),
        tuple(line(edition, duty, lang) for duty in behind(duties)[:BEHIND]),
        tuple(line(edition, duty, lang) for duty in coming(duties)[:COMING]),
    )


def behind(duties: Iterable[Duty]) -> list[Duty]:
    """What is missing, then what was late; the latest due date first."""
    found = [duty for duty in duties if duty.status in (Status.MISSING, Status.LATE)]
    return sorted(
        found,
        key=lambda duty: (duty.status is Status.LATE, -_ordinal(duty.due_on), duty.key),
    )


def coming(duties: Iterable[Duty]) -> list[Duty]:
    """What is not due yet and not there yet, the next due date first."""
    found = [
        duty for duty in duties
        if duty.status is Status.NOT_DUE and duty.due_on and not duty.published_on
    ]  # fmt: skip
    return sorted(found, key=lambda duty: (_ordinal(duty.due_on), duty.key))


def _ordinal(day: dt.date | None) -> int:
    return day.toordinal() if day else 0


def line(edition: Edition, duty: Duty, lang: str, units: int = 1) -> Line:
    """A duty as a line for readers of `lang`."""
    entry = edition.obligations.obligation(duty.obligation)
    assert entry is not None  # noqa: S101 - duties come from the edition's obligations
    unit = edition.units.get(duty.unit)
    return Line(
        what=languages.pick(entry.title, lang),
        address=addresses.obligation(lang, entry.id),
        period=periods.said(duty.period, entry.frequency).text(lang),
        unit=languages.pick(unit.name, lang) if unit else duty.unit,
        unit_address=addresses.unit(lang, duty.unit) if unit else "",
        units=units, status=duty.status, due_on=duty.due_on, provisional=duty.provisional,
        inferred=is_inferred(entry),
        published_on=duty.published_on, stated_on=duty.stated_on, backdated=duty.backdated,
        days=duty.days, ground=GROUNDS.get(duty.ground), row=_row(edition, duty, entry, lang),
        heard=heard(edition, duty, entry, lang),
    )  # fmt: skip


def is_inferred(entry: Obligation) -> bool:
    """Whether due dates rest on the day by which half of the units had published."""
    return entry.after == HALF_PUBLISHED


def heard(edition: Edition, duty: Duty, entry: Obligation, lang: str) -> Heard | None:
    """How the flag about a duty stands, where there is one."""
    if duty.status not in (Status.LATE, Status.MISSING):
        return None
    record = edition.supervision.by_id.get(flag_of(duty, entry))
    if record is None:
        return None
    address = addresses.flag(lang, record.flag.id) if record.public else ""
    return Heard(address, record.is_answered, record.due)


def _row(edition: Edition, duty: Duty, entry: Obligation, lang: str) -> str:
    """Where the publication can be seen: the article, or the rows of the unit in the table."""
    if duty.article is not None:
        return addresses.article(lang, *duty.article)
    found = duty.evidence
    if found is None or entry.rows is None or found.dataset not in edition.packages:
        return ""
    table = addresses.table(lang, found.dataset, found.resource)
    resource = edition.packages[found.dataset].resource(found.resource)
    key = resource.schema.primary_key if resource else ()
    event = not entry.rows.period and len(key) == 1
    return f"{table}?{urlencode({key[0]: found.key} if event else {entry.rows.unit: duty.unit})}"


def grouped(edition: Edition, duties: Sequence[Duty], lang: str) -> list[Line]:
    """The duties that come next, those of the same obligation, period and day in one line."""
    found: dict[tuple[object, ...], list[Duty]] = {}
    for duty in coming(duties):
        entry = edition.obligations.obligation(duty.obligation)
        period = duty.period if entry and entry.frequency != "event" else ""
        found.setdefault((duty.obligation, period, duty.due_on), []).append(duty)
    return [line(edition, group[0], lang, units=len(group)) for group in found.values()]
