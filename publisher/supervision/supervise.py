"""Run the integrity checks over the datasets of an edition, unless it is known what they say."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

from publisher import workdays
from publisher.findings import Finding, warning
from publisher.languages import Message, message
from publisher.source.articles import Article
from publisher.source.packages import DataPackage
from publisher.supervision.duties import Duties
from publisher.supervision.kept import Kept
from publisher.supervision.life import About, raised
from publisher.supervision.model import Flag, Result, Value
from publisher.supervision.revisions import Comparison
from publisher.workdays import Calendar

T = TypeVar("T")
Say = Callable[[Message], None]


class Remember(Protocol):
    """Gives the result called `name` for `inputs`, computed if it is not known."""

    def __call__(self, name: str, inputs: Sequence[str], compute: Callable[[], T]) -> T: ...


class Checked(NamedTuple):
    """The checks and their results, by id."""

    checks: tuple[About, ...]
    results: Mapping[str, Result]

    @property
    def flags(self) -> dict[str, Flag]:
        """All flags that are raised, by id."""
        return {flag.id: flag for flag in raised(self.results.values())}

    @property
    def sure(self) -> frozenset[str]:
        """The checks that ran."""
        return frozenset(name for name, result in self.results.items() if result.outcome)

    @property
    def unsure(self) -> frozenset[str]:
        """The checks that did not run, so that nothing is known of their flags."""
        return frozenset(self.results) - self.sure


NOT_CHECKED = Checked((), {})

COLUMNS_CHECK = "C26"
"""The only check that looks at articles: at the newest one of each column."""


class _Observed(NamedTuple):
    """Results, and the day of the newest article of each column when they were made."""

    newest: Mapping[str, dt.date]
    checked: Checked

    def holds(self, newest: Mapping[str, dt.date]) -> bool:
        """Whether the results are the same with these newest articles.

        Newer articles change nothing in a column that was not too old before.
        """
        found = self.checked.results.get(COLUMNS_CHECK)
        if found is None or newest.keys() != self.newest.keys():
            return newest == self.newest
        flagged = {flag.subject for flag in raised([found])}
        return all(
            day == self.newest[column] or (day > self.newest[column] and (column,) not in flagged)
            for column, day in newest.items()
        )


class _Incomplete(Exception):
    """Carries results of which one failed past the memory, which must not keep it."""

    def __init__(self, observed: _Observed) -> None:
        super().__init__("a check could not run")
        self.observed = observed


@dataclass(frozen=True, kw_only=True)
class Checking:
    """What the checks are run with: the table [checks], the day, the calendar, what is in force.

    `duties`, `history` and `articles` are what the county knows besides its tables.
    """

    settings: Mapping[str, Any]
    today: dt.date
    remember: Remember
    kept: Kept
    calendar: Calendar
    say: Say = lambda text: None
    duties: Duties = field(default_factory=Duties)
    history: tuple[Comparison, ...] = ()
    articles: tuple[Article, ...] = ()

    @property
    def in_force(self) -> dict[tuple[str, str], Value]:
        """The values of the last publication."""
        return {key: values[-1].value for key, values in self.kept.values.items()}

    def run(self, packages: Mapping[str, DataPackage]) -> Checked:
        """Run all checks over the tables of the field's schemas, unless it is known what they say.

        Nothing is run, nor imported, where no table has such a schema.
        """
        tables = [
            f"{name} {package.digest}" for name, package in sorted(packages.items())
            if any(resource.schema.name for resource in package.resources)
        ]  # fmt: skip
        if not tables:
            return NOT_CHECKED
        inputs = [*tables, repr(self.settings), str(self.today), repr(self.calendar)]
        if settings_findings(self.settings, self.remember):
            inputs.append(repr(sorted(self.in_force.items())))
        known = repr((self.duties.all, self.duties.not_evaluated, self.history))
        inputs_observed = [*inputs, hashlib.blake2b(known.encode(), digest_size=16).hexdigest()]
        plain = self._remembered("supervision", inputs, packages, observes=False).checked
        observed = self._remembered("observations", inputs_observed, packages, observes=True)
        if not observed.holds(self._newest):
            inputs_observed.append(repr(sorted(self._newest.items())))
            observed = self._remembered("observations", inputs_observed, packages, observes=True)
        others = observed.checked
        return Checked(
            tuple(sorted((*plain.checks, *others.checks), key=lambda about: about.id)),
            dict(sorted({**plain.results, **others.results}.items())),
        )

    def _remembered(
        self, name: str, inputs: Sequence[str], packages: Mapping[str, DataPackage], *,
        observes: bool,
    ) -> _Observed:  # fmt: skip
        """The results of the checks that look at tables alone, or of those that observe more."""

        def compute() -> _Observed:
            checked = self._run(packages, observes=observes)
            observed = _Observed(self._newest, checked)
            if any(result.failure for result in checked.results.values()):
                raise _Incomplete(observed)
            return observed

        try:
            return self.remember(name, inputs, compute)
        except _Incomplete as failed:
            return failed.observed

    @property
    def _newest(self) -> dict[str, dt.date]:
        """The days of articles that checks look at: the latest of each column."""
        found: dict[str, dt.date] = {}
        for article in self.articles:
            if article.date <= self.today:
                found[article.column] = max(article.date, found.get(article.column, article.date))
        return found

    def _run(self, packages: Mapping[str, DataPackage], *, observes: bool) -> Checked:
        from publisher.supervision import run
        from publisher.supervision.checks import CHECKS
        from publisher.supervision.county import County, Tables

        county = County(
            Tables(packages), self.today, self.calendar, self.duties, self.history, self.articles
        )
        checks = [check for check in CHECKS.values() if check.observes is observes]
        results = run.run(
            county, self.settings, checks=checks, in_force=self.in_force, say=self.say
        )
        abouts = tuple(About.of(check) for check in checks)
        return Checked(abouts, {result.check: result for result in results})


def calendar_of(remember: Remember) -> Calendar:
    """The calendar of working days; reading its file takes 100 ms."""
    return remember("calendar", [], workdays.shipped)


def check_ids() -> tuple[str, ...]:
    """The ids of all checks; imports what they calculate with."""
    from publisher.supervision.checks import CHECKS

    return tuple(CHECKS)


def settings_findings(
    settings: Mapping[str, Any], remember: Remember, line: Callable[..., int] = lambda *path: 1
) -> tuple[Finding, ...]:
    """What is wrong in the table [checks]; the checks are imported only if it is not known."""
    if not settings:
        return ()

    def compute() -> tuple[Finding, ...]:
        from publisher.supervision import run

        return tuple(run.findings(settings, line))

    return remember("settings of checks", [repr(settings), *_places(settings, line)], compute)


def _places(settings: Mapping[str, Any], line: Callable[..., int]) -> Iterator[str]:
    for name, table in settings.items():
        yield f"{name} {line('checks', name)}"
        if isinstance(table, Mapping):
            yield from (f"{name} {key} {line('checks', name, key)}" for key in table)


def failures(checked: Checked) -> Iterator[Finding]:
    """Checks that could not run, for staff to know; nothing is held back by them.

    Findings are published: what the program says of it goes to the terminal alone.
    """
    for name, result in checked.results.items():
        if result.failure:
            yield warning("check-failed", f"checks/{name}", message(
                "The check {check} could not be run this time; its flags stay as they stood.",
                check=name,
            ), hint=message(
                "This is a defect of the program, not of the data. The terminal and the log show "
                "what happened; tell those who look after the program."
            ))  # fmt: skip
