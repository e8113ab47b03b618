"""Evaluate the obligations calendar: due dates and how they were met, computed from the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from publisher.languages import Message, message
from publisher.source.articles import Article
from publisher.supervision import limits, periods
from publisher.supervision.county import Tables
from publisher.supervision.duties import Duties, Duty, Status
from publisher.supervision.exemptions import Ledger, ledger
from publisher.supervision.first_days import First, FirstDays, Key
from publisher.supervision.limits import Due, Limit
from publisher.supervision.model import NotEvaluated
from publisher.supervision.obligations import HALF_PUBLISHED, Obligation
from publisher.supervision.obliged import Directory, directory
from publisher.supervision.publications import Case, Found, in_articles, in_rows
from publisher.workdays import Calendar


class Observed(NamedTuple):
    """What an evaluation gives: the duties, and the first publications to be remembered."""

    duties: Duties
    firsts: Mapping[Key, First]
    watched: frozenset[tuple[str, str]]


@dataclass
class Evaluation:
    """One evaluation of all obligations."""

    tables: Tables
    articles: Sequence[Article]
    days: FirstDays
    calendar: Calendar
    directory: Directory
    ledger: Ledger
    duties: list[Duty] = field(default_factory=list)
    not_evaluated: list[tuple[str, NotEvaluated]] = field(default_factory=list)
    firsts: dict[Key, First] = field(default_factory=dict)
    last_days: dict[tuple[dt.date, Limit], Due | None] = field(default_factory=dict)
    watched: set[tuple[str, str]] = field(default_factory=set)

    def obligation(self, entry: Obligation) -> None:
        """Evaluate one obligation."""
        found = self.found(entry)
        if found is None:
            return
        if found.unreadable:
            self.skip(entry, message("a day, unit or period is missing"), found.unreadable)
        self.watched |= {(entry.rule, dataset) for dataset in found.datasets}
        if entry.rows and not entry.rows.period:
            self.events(entry, found)
        else:
            self.regular(entry, found)

    def found(self, entry: Obligation) -> Found | None:
        """The publications that the county holds; None where nothing can be looked at."""
        if entry.articles is not None:
            return in_articles(entry, self.articles)
        if entry.rows is None or entry.rows.schema not in self.tables:
            return None
        return in_rows(entry, entry.rows, self.tables[entry.rows.schema])

    def skip(self, entry: Obligation, reason: Message, rows: int) -> None:
        """Say that rows could not be judged."""
        self.not_evaluated.append((entry.id, NotEvaluated(reason, rows)))

    def events(self, entry: Obligation, found: Found) -> None:
        """One duty for each row with the day on which its time begins."""
        beyond = 0
        for case in found.cases:
            due = self.due_of_event(entry, case.begins)
            if due is None:
                beyond += 1
                continue
            self.add(entry, case.unit, case.period, due, case)
        if beyond:
            self.skip(entry, message("the day lies outside the calendar"), beyond)

    def due_of_event(self, entry: Obligation, begins: dt.date | None) -> Due | None:
        if begins is None or entry.limit is None:
            return None
        asked = (begins, entry.limit)
        if asked not in self.last_days:
            self.last_days[asked] = limits.after(begins, entry.limit, self.calendar)
        return self.last_days[asked]

    def regular(self, entry: Obligation, found: Found) -> None:
        """One duty for each unit and period, published or not.

        A unit that the archive knows still owes what it does not publish any more.
        """
        cases = {(case.unit, case.period): case for case in found.cases}
        seen = {unit for unit, _ in cases}
        seen |= {unit for name, unit, _ in self.days.known if name == entry.id}
        known = {period for _, period in cases}
        if not known:
            return
        for period in self.periods(entry, known):
            published = {unit for unit, other in cases if other == period}
            must = self.directory.obliged(
                entry.units, self.tables, seen,
                periods.first_day(period), periods.last_day(period),
            )  # fmt: skip
            due = self.due_of_period(entry, period, must, cases)
            for unit in (*must, *sorted(published - set(must))):
                self.add(entry, unit, period, due, cases.get((unit, period)))

    def periods(self, entry: Obligation, known: set[str]) -> list[str]:
        """The periods since the first one that the table holds."""
        if entry.after == HALF_PUBLISHED:
            return sorted(known)
        first = min(known, key=periods.first_day)
        return sorted({*periods.until(first, self.days.today), *known}, key=periods.first_day)

    def due_of_period(
        self, entry: Obligation, period: str, must: Sequence[str],
        cases: Mapping[tuple[str, str], Case],
    ) -> Due | None:  # fmt: skip
        if entry.fixed:
            return limits.fixed(periods.last_day(period).year + 1, entry.fixed, self.calendar)
        assert entry.limit is not None  # noqa: S101 - the calendar has one or the other
        start: dt.date | None = periods.last_day(period)
        if entry.after == HALF_PUBLISHED:
            days = sorted(
                first.counted
                for unit in must
                if (first := self.first(entry, (entry.id, unit, period), cases.get((unit, period))))
            )
            half = -(-len(must) // 2)
            start = days[half - 1] if half and len(days) >= half else None
        return limits.after(start, entry.limit, self.calendar) if start else None

    def first(self, entry: Obligation, key: Key, case: Case | None) -> First | None:
        """The first publication: of the row, else what the ledger says of one elsewhere."""
        if key not in self.firsts:
            stated, proved = self.ledger.published.get(key), False
            if case is not None and case.stated is not None:
                here = entry.rows is None or entry.rows.published == "published_on"
                stated = case.stated
                proved = here and self.days.is_proved(entry.rule, case.source)
            if stated is None:
                return None
            self.firsts[key] = self.days.judge(key, stated, proved=proved)
        return self.firsts[key]

    def add(
        self, entry: Obligation, unit: str, period: str, due: Due | None, case: Case | None
    ) -> None:
        """Add a duty with its status."""
        first = self.first(entry, (entry.id, unit, period), case)
        counted = first.counted if first else None
        ground = self.ledger.exempt.get((entry.id, unit, period), "")
        status, days = standing(due.day if due else None, counted, self.days.today)
        if ground and counted is None:
            status, days = Status.EXEMPT, 0
        self.duties.append(Duty(
            obligation=entry.id, unit=unit, period=period, due_on=due.day if due else None,
            provisional=bool(due and due.provisional), published_on=counted,
            stated_on=case.stated if case is not None else None,
            backdated=bool(first and first.backdated), status=status, days=days,
            ground=ground if status is Status.EXEMPT else "",
            evidence=case.evidence if case is not None else None,
            article=case.article if case is not None else None,
        ))  # fmt: skip


def standing(
    due: dt.date | None, published: dt.date | None, today: dt.date
) -> tuple[Status, int]:
    """The status of a duty on `today`, and its days: late, since it was due, or left."""
    if published is not None and (due is None or published <= due):
        return Status.ON_TIME if due is not None else Status.NOT_DUE, 0
    if due is None:
        return Status.NOT_DUE, 0
    if published is not None:
        return Status.LATE, (published - due).days
    if today <= due:
        return Status.NOT_DUE, (due - today).days
    return Status.MISSING, (today - due).days


def evaluate(
    obligations: Iterable[Obligation], tables: Tables, articles: Iterable[Article],
    *, days: FirstDays, calendar: Calendar,
) -> Observed:  # fmt: skip
    """All duties under `obligations` as of `days.today`, and what is to be remembered of them."""
    entries = tuple(obligations)
    work = Evaluation(
        tables, tuple(articles), days, calendar, directory(tables), ledger(tables, entries)
    )
    for entry in entries:
        work.obligation(entry)
    duties = Duties(entries, tuple(work.duties), tuple(work.not_evaluated))
    return Observed(duties, work.firsts, frozenset(work.watched))
