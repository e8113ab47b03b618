"""Duties to publish and how they were met: one for each obligation, unit and period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from publisher.languages import Message, message
from publisher.supervision.model import Evidence, NotEvaluated, flag_id
from publisher.supervision.obligations import Obligation


class Status(StrEnum):
    """How a duty was met as of a day."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    NOT_DUE = "not_due"
    EXEMPT = "exempt"


GROUNDS: Mapping[str, Message] = {
    "secret": message("state secrets (政府信息公开条例 art. 14)"),
    "privacy": message("personal privacy (政府信息公开条例 art. 15)"),
    "business": message("commercial secrets (政府信息公开条例 art. 15)"),
}
"""The legal grounds on which something need not be published, as the table of publications codes
them. Internal matters (art. 16) are none: what the calendar lists must be published by law."""


class Duty(NamedTuple):
    """What one unit had to publish for one period or event.

    `due_on` is None while the day on which the time begins is not known. `published_on` is the day
    of the first publication that counts, `stated_on` the one that the row states; they differ where
    the archive shows that the row was not there yet (`backdated`) or where the row was dated anew.
    `days` counts calendar days: late, since it was due, or left. `ground` is the code of the legal
    ground of an exemption. `evidence` is the row that it was published in, `article` the column and
    slug of the article.
    """

    obligation: str
    unit: str
    period: str
    due_on: dt.date | None
    provisional: bool
    published_on: dt.date | None
    stated_on: dt.date | None
    backdated: bool
    status: Status
    days: int
    ground: str = ""
    evidence: Evidence | None = None
    article: tuple[str, str] | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies the duty."""
        return self.obligation, self.unit, self.period


def flag_of(duty: Duty, entry: Obligation) -> str:
    """The id of the flag that a check raises where the duty was met late or not at all.

    Another check that flags the same names what was to be published, and the step.
    """
    if entry.flagged_by:
        return flag_id(entry.flagged_by, (duty.period, "published"))
    return flag_id("C08", duty.key)


class Score(NamedTuple):
    """How many of the duties that were due were met on time, late, and not at all."""

    on_time: int
    late: int
    missing: int
    exempt: int
    not_due: int

    @property
    def due(self) -> int:
        """The denominator: exempt duties and those not due yet do not count."""
        return self.on_time + self.late + self.missing

    @property
    def share(self) -> float | None:
        """The share that was on time; None where nothing was due."""
        return self.on_time / self.due if self.due else None


def score(duties: Iterable[Duty]) -> Score:
    """The score of some duties."""
    counts = dict.fromkeys(Status, 0)
    for duty in duties:
        counts[duty.status] += 1
    return Score(
        counts[Status.ON_TIME], counts[Status.LATE], counts[Status.MISSING],
        counts[Status.EXEMPT], counts[Status.NOT_DUE],
    )  # fmt: skip


@dataclass(frozen=True)
class Duties:
    """All duties of a county on a day, with the obligations they come from.

    `not_evaluated` says, by obligation, what could not be judged and why.
    """

    obligations: tuple[Obligation, ...] = ()
    all: tuple[Duty, ...] = ()
    not_evaluated: tuple[tuple[str, NotEvaluated], ...] = ()

    @cached_property
    def by_obligation(self) -> Mapping[str, tuple[Duty, ...]]:
        """The duties of each obligation, in the order of the obligations."""
        return _grouped((duty.obligation, duty) for duty in self.all)

    @cached_property
    def by_unit(self) -> Mapping[str, tuple[Duty, ...]]:
        """The duties of each unit."""
        return _grouped((duty.unit, duty) for duty in self.all)

    def obligation(self, name: str) -> Obligation | None:
        """The obligation with that id."""
        return next((entry for entry in self.obligations if entry.id == name), None)

    def __getstate__(self) -> dict[str, object]:
        """Pickle without what was computed here."""
        kept = ("obligations", "all", "not_evaluated")
        return {name: self.__dict__[name] for name in kept}


def _grouped(pairs: Iterator[tuple[str, Duty]]) -> Mapping[str, tuple[Duty, ...]]:
    found: dict[str, list[Duty]] = {}
    for key, duty in pairs:
        found.setdefault(key, []).append(duty)
    return {key: tuple(duties) for key, duties in found.items()}
