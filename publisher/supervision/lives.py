"""The lives of flags: from what checks raise now, what the archive knows, and who answered."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from publisher.languages import Message, message
from publisher.source.answers import Answer, Notices
from publisher.supervision.answering import can_be_asked, check_of
from publisher.supervision.kept import Kept, KeptFlag, KeptValue, content_of, flag_of
from publisher.supervision.life import (
    ANSWER_DAYS,
    DEFAULT_ANSWER_DAYS,
    MOST_ANSWER_DAYS,
    About,
    Change,
    FlagRecord,
    Gone,
    Supervision,
)
from publisher.supervision.model import Flag, Result, Value
from publisher.supervision.supervise import Checked
from publisher.workdays import Calendar


class Lives(NamedTuple):
    """The supervision of an edition, and what the archive does not know yet.

    `flags` and `values` are what is new or has changed; `new` are flags never seen before.
    """

    supervision: Supervision
    flags: tuple[KeptFlag, ...]
    values: tuple[KeptValue, ...]
    new: tuple[FlagRecord, ...]


NO_LIVES = Lives(Supervision(), (), (), ())


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What the lives of flags depend on besides the checks' results."""

    kept: Kept
    settings: Mapping[str, Any]
    today: dt.date
    calendar: Calendar
    notices: Notices | None
    answers: Iterable[Answer]


def live(checked: Checked, around: Circumstances) -> Lives:
    """The lives of all flags on the day."""
    flags = checked.flags
    values = dict(_values(checked, around))
    writer = _Writer(around, values)
    records = [writer.raised(flag) for flag in flags.values()]
    for name, known in around.kept.flags.items():
        if name not in flags:
            lost = writer.lost(known, is_unsure=check_of(name) not in checked.sure)
            records += [lost] if lost is not None else []
    fresh = tuple(
        KeptValue(*key, around.today, value)
        for key, value in values.items() if writer.differs(key)
    )  # fmt: skip
    checked = _with_former(checked, records)
    supervision = Supervision(
        checks=checked.checks, results=checked.results,
        records=tuple(sorted(records, key=lambda record: record.flag.id)),
        answer_days=writer.answer_days, changes=tuple(_changes(around.kept, fresh)),
    )  # fmt: skip
    new = tuple(record for record in records if record.flag.id not in around.kept.flags)
    return Lives(supervision, tuple(writer.written), fresh, new)


def _with_former(checked: Checked, records: Iterable[FlagRecord]) -> Checked:
    """The checks and those that are not run any more but once raised flags."""
    former = sorted({record.flag.check for record in records} - checked.results.keys())
    abouts = tuple(
        About(name, Message("{check}", (("check", name),)),
              message("This check is not run at present."), message("cases"), "", (), ())
        for name in former
    )  # fmt: skip
    results = {n: Result(check=n, values={}, missing=(), outcome=None) for n in former}
    return Checked((*checked.checks, *abouts), {**checked.results, **results})


def _values(checked: Checked, around: Circumstances) -> Iterator[tuple[tuple[str, str], Value]]:
    """The values in force now: those of all checks, and the time to answer."""
    if not checked.checks:
        return
    days = around.settings.get(ANSWER_DAYS, DEFAULT_ANSWER_DAYS)
    key = ("", ANSWER_DAYS)
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= MOST_ANSWER_DAYS:
        known = around.kept.values.get(key)
        days = known[-1].value if known else DEFAULT_ANSWER_DAYS
    yield key, days
    for name, result in checked.results.items():
        yield from (((name, parameter), value) for parameter, value in result.values.items())


def _changes(kept: Kept, fresh: Iterable[KeptValue]) -> Iterator[Change]:
    """Every change of a parameter; what it was at first is none."""
    history: dict[tuple[str, str], list[KeptValue]] = {k: list(v) for k, v in kept.values.items()}
    for value in fresh:
        history.setdefault((value.check, value.name), []).append(value)
    for (check, name), values in history.items():
        for before, after in itertools.pairwise(values):
            yield Change(check, name, after.since, before.value, after.value)


class _Writer:
    """Writes records, and notes what the archive does not know yet."""

    def __init__(self, around: Circumstances, values: Mapping[tuple[str, str], Value]) -> None:
        self.around, self.values = around, values
        self.answer_days = int(values.get(("", ANSWER_DAYS), DEFAULT_ANSWER_DAYS))
        self.written: list[KeptFlag] = []
        self._answers: dict[str, list[Answer]] = {}
        for answer in around.answers:
            self._answers.setdefault(answer.flag, []).append(answer)
        self._ends: dict[dt.date, dt.date] = {}

    def differs(self, key: tuple[str, str]) -> bool:
        """Whether a parameter's value is not the one it had at the last publication."""
        known = self.around.kept.values.get(key)
        return not known or known[-1].value != self.values[key]

    def raised(self, flag: Flag) -> FlagRecord:
        """The record of a flag that is raised now."""
        known = self.around.kept.flags.get(flag.id)
        return self._record(flag, known, None)

    def lost(self, known: KeptFlag, *, is_unsure: bool) -> FlagRecord | None:
        """The record of a flag that is not raised any more, None if it never was public.

        Where the check did not run, the flag stands as it stood.
        """
        if is_unsure:
            gone = Gone(known.gone_since, known.by_parameters) if known.gone_since else None
            if gone and known.public_since is None:
                return None
            return self._record(flag_of(known.content), known, gone)
        if known.gone_since is not None and known.gone_since <= self.around.today:
            gone = Gone(known.gone_since, known.by_parameters)
        else:
            check = check_of(known.id)
            gone = Gone(self.around.today, any(
                self.differs(key) for key in self.values
                if key[0] == check and key in self.around.kept.values
            ))  # fmt: skip
        if known.public_since is None:
            self._note(known, known._replace(gone_since=gone.since,
                                             by_parameters=gone.by_parameters))  # fmt: skip
            return None
        return self._record(flag_of(known.content), known, gone)

    def _record(self, flag: Flag, known: KeptFlag | None, gone: Gone | None) -> FlagRecord:
        today = self.around.today
        first_seen = known.first_seen if known else today
        notices = self.around.notices
        notified = notices.day(flag.id) if notices else None
        if notified is not None and not can_be_asked(flag, notified, today):
            notified = None
        due = self._due(first_seen, notified)
        answers = tuple(sorted(self._answers.get(flag.id, ()), key=lambda a: (a.date, a.path)))
        days = [due + dt.timedelta(days=1), *(answer.date for answer in answers)]
        if known and known.public_since:
            days.append(known.public_since)
        since = min(days)
        public = since <= today
        self._note(known, KeptFlag(
            flag.id, first_seen, since if public else known.public_since if known else None,
            gone.since if gone else None, gone.by_parameters if gone else False,
            known.content if known and gone else content_of(flag),
        ))  # fmt: skip
        return FlagRecord(
            flag=flag, first_seen=first_seen, notified=notified, due=due, public_since=since,
            public=public, gone=gone, answers=answers,
        )  # fmt: skip

    def _note(self, known: KeptFlag | None, now: KeptFlag) -> None:
        if known != now:
            self.written.append(now)

    def _due(self, first_seen: dt.date, notified: dt.date | None) -> dt.date:
        """The last day to answer: the whole time from the notice on, else from the first sight.

        A notice given when the time from the first sight is over changes nothing: it cannot put
        off for ever what is to be public.
        """
        due = self._end(first_seen)
        return self._end(notified) if notified is not None and notified <= due else due

    def _end(self, start: dt.date) -> dt.date:
        """The last day to answer, counted in single steps: the calendar needs no arrays for that.

        A unit that learns of a flag on a day has `answer_days` working days after it.
        """
        if start not in self._ends:
            day, left = start, self.answer_days
            while left:
                day += dt.timedelta(days=1)
                left -= self.around.calendar.is_open(day)
            self._ends[start] = day
        return self._ends[start]
