"""What becomes of a flag: seen, handed to the unit, answered, public, no longer raised.

A unit has some working days to answer before a flag is public; an answer makes it public at once,
together with the answer. What was public once stays public, whatever becomes of it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from publisher.languages import Message
from publisher.source.answers import Answer
from publisher.supervision.model import Check, Flag, Parameter, Result, Value

ANSWER_DAYS = "answer_days"
"""The parameter of all checks: how many working days a unit has to answer."""

DEFAULT_ANSWER_DAYS = 10
MOST_ANSWER_DAYS = 250


class State(StrEnum):
    """How a flag stands: unanswered, explained, put right, or shown to be a false alarm."""

    NEW = "new"
    ANSWERED = "answered"
    CORRECTED = "corrected"
    REFUTED = "refuted"


class About(NamedTuple):
    """A check as pages show it: what `Check` says, without the code that runs."""

    id: str
    name: Message
    about: Message
    cases: Message
    basis: str
    parameters: tuple[Parameter, ...]
    needs: tuple[str, ...]

    @classmethod
    def of(cls, check: Check) -> About:
        """The description of `check`."""
        return cls(check.id, check.name, check.about, check.cases, check.basis, check.parameters,
                   check.needs)  # fmt: skip


class Change(NamedTuple):
    """A parameter that was changed on a day; `check` is "" for one of all checks."""

    check: str
    name: str
    day: dt.date
    before: Value
    after: Value


class Gone(NamedTuple):
    """Since when a flag is no longer raised: other data, or other parameters of the check."""

    since: dt.date
    by_parameters: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRecord:
    """A flag and its life.

    `first_seen` is the day of the first publication that raised it, `notified` the day on which
    the unit was asked (None: it was not), `due` the last day to answer before it is public,
    `public_since` the first day on which it is or will be public, `gone` says that it is no longer
    raised. `public` tells whether it is public on the edition's day.
    """

    flag: Flag
    first_seen: dt.date
    notified: dt.date | None
    due: dt.date
    public_since: dt.date
    public: bool
    gone: Gone | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def state(self) -> State:
        """What the answers say: the last that is more than an explanation counts."""
        given = [answer for answer in self.answers if answer.taken_back is None]
        decided = [answer.state for answer in given if answer.state != State.ANSWERED.value]
        if State.REFUTED.value in decided[-1:]:
            return State.REFUTED
        if decided or (self.gone and not self.gone.by_parameters):
            return State.CORRECTED
        return State.ANSWERED if given else State.NEW

    @property
    def before_first_sight(self) -> bool:
        """Whether the unit was asked before any publication showed the data to this program."""
        return self.notified is not None and self.notified < self.first_seen

    @property
    def is_answered(self) -> bool:
        """Whether anybody has answered and not taken it back."""
        return any(answer.taken_back is None for answer in self.answers)

    @property
    def updated(self) -> dt.date:
        """The day of the last thing that readers are told of it."""
        days = [self.public_since, *(answer.date for answer in self.answers)]
        days += [answer.taken_back for answer in self.answers if answer.taken_back]
        return max([*days, self.gone.since] if self.gone else days)


Groups = Mapping[str, Sequence[FlagRecord]]


@dataclass(frozen=True)
class Supervision:
    """What an edition knows of the supervision of what is published.

    `checks` describes all checks in order, `results` gives their outcomes by id, `records` every
    flag, those of which the public knows nothing yet included: pages and files use `public`.
    `changes` are those of parameters, the first one first.
    """

    checks: tuple[About, ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict)
    records: tuple[FlagRecord, ...] = ()
    answer_days: int = DEFAULT_ANSWER_DAYS
    changes: tuple[Change, ...] = ()

    @cached_property
    def public(self) -> tuple[FlagRecord, ...]:
        """The flags that are public, the latest first."""
        shown = [record for record in self.records if record.public]
        return tuple(sorted(shown, key=_order))

    @property
    def units(self) -> tuple[str, ...]:
        """The units with public flags, by id."""
        return tuple(sorted(self._groups[1].keys() - {""}))

    @cached_property
    def _groups(self) -> tuple[Groups, Groups, Groups]:
        """The public flags by check, by unit, and by dataset."""
        checks: dict[str, list[FlagRecord]] = {}
        units: dict[str, list[FlagRecord]] = {}
        datasets: dict[str, list[FlagRecord]] = {}
        for record in self.public:
            checks.setdefault(record.flag.check, []).append(record)
            units.setdefault(record.flag.unit, []).append(record)
            for dataset in datasets_of(record.flag):
                datasets.setdefault(dataset, []).append(record)
        return checks, units, datasets

    @cached_property
    def by_id(self) -> Mapping[str, FlagRecord]:
        """Every flag by its id, those that are not public included."""
        return {record.flag.id: record for record in self.records}

    @cached_property
    def waiting_of(self) -> Mapping[str, int]:
        """How many flags of each check are still in their time to answer."""
        return Counter(record.flag.check for record in self.records if not record.public)

    @property
    def waiting(self) -> int:
        """How many flags are still in their time to answer."""
        return sum(not record.public for record in self.records)

    def about(self, check: str) -> About | None:
        """The description of the check with that id, in small letters or as it is written."""
        found = (about for about in self.checks if about.id.lower() == check.lower())
        return next(found, None)

    def of_check(self, check: str) -> Sequence[FlagRecord]:
        """The public flags of a check, the latest first."""
        return self._groups[0].get(check, ())

    def of_unit(self, unit: str) -> Sequence[FlagRecord]:
        """The public flags of a unit, the latest first."""
        return self._groups[1].get(unit, ())

    def of_dataset(self, dataset: str) -> Sequence[FlagRecord]:
        """The public flags that rest on a dataset's rows, the latest first."""
        return self._groups[2].get(dataset, ())

    def __getstate__(self) -> dict[str, object]:
        """Pickle without what was computed here."""
        computed = ("public", "_groups", "by_id", "waiting_of")
        return {key: value for key, value in self.__dict__.items() if key not in computed}


def datasets_of(flag: Flag) -> frozenset[str]:
    """The datasets whose rows a flag rests on."""
    return frozenset(entry.dataset for entry in flag.evidence)


def raised(results: Iterable[Result]) -> Iterator[Flag]:
    """All flags of some results."""
    for result in results:
        if result.outcome is not None:
            yield from result.outcome.flags


def _order(record: FlagRecord) -> tuple[int, str]:
    return -record.public_since.toordinal(), record.flag.id
