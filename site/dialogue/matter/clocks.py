"""The clocks of a matter: by which day who must have acted, and how far that is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

from dialogue.matter.limits import Limits
from dialogue.matter.states import Outcome, State
from dialogue.matter.thread import Thread
from publisher.workdays import Calendar


class Clock(NamedTuple):
    """A step that is due: it began on `since`, ends on `due`, and takes `allowed` days.

    `elapsed` counts the days up to today as `allowed` does (working days if `working`);
    `late` is how many days it is overdue, 0 if it is not. `provisional` says that the calendar of
    the year is not known yet.
    """

    step: str
    since: dt.date
    due: dt.date
    allowed: int
    elapsed: int
    late: int
    working: bool
    provisional: bool


def due_day(thread: Thread, limits: Limits, calendar: Calendar) -> dt.date | None:
    """The day by which whoever is to act next must have acted; None where nobody must."""
    step = _step(thread, limits)
    if step is None:
        return None
    _, since, days, working, fixed = step
    return fixed or _add(calendar, since, days, working)


def clock(thread: Thread, today: dt.date, limits: Limits, calendar: Calendar) -> Clock | None:
    """The clock that runs for a matter on a day, None if none does."""
    step = _step(thread, limits)
    if step is None:
        return None
    name, since, days, working, fixed = step
    due = fixed or _add(calendar, since, days, working)
    allowed = _between(calendar, since, due, working)
    elapsed = max(0, _between(calendar, since, today, working))
    late = max(0, _between(calendar, due, today, working))
    provisional = working and calendar.is_provisional(due)
    return Clock(name, since, due, allowed, elapsed, late, working, provisional)


def days_to_reply(thread: Thread, limits: Limits) -> int:
    """The working days that a unit has for the reply of the present round."""
    if thread.round == 2:
        return limits.second_reply_days
    return limits.complex_days if thread.complex else limits.reply_days[thread.type]


def with_reply_time(thread: Thread, since: dt.date, days: int, calendar: Calendar) -> Thread:
    """The matter with a time to reply of so many working days after `since`."""
    due = calendar.add(since, days) if days else since
    return replace(thread, reply_from=since, reply_days=days, reply_due_on=due)


def promise_due(thread: Thread, limits: Limits) -> dt.date | None:
    """The day from which the next check of a promise is due: its own, and one some days later.

    None without a promise, and after the second check.
    """
    if thread.outcome is not Outcome.PROMISED or thread.promised_on is None:
        return None
    second = thread.promised_on + dt.timedelta(days=limits.promise_days)
    if thread.promise_checked_on is None:
        return thread.promised_on
    return second if thread.promise_checked_on < second else None


def recounted(thread: Thread, limits: Limits, calendar: Calendar) -> Thread:
    """The matter with its days that are due by this calendar and these limits."""
    if thread.reply_from is not None and thread.reply_days is not None:
        thread = with_reply_time(thread, thread.reply_from, thread.reply_days, calendar)
    return replace(thread, due_on=due_day(thread, limits, calendar))


_Step = tuple[str, dt.date, int, bool, dt.date | None]


def _step(thread: Thread, limits: Limits) -> _Step | None:
    """The step that runs: name, first day, days, whether they are working days, and a fixed end."""
    match thread.state:
        case State.SUBMITTED | State.QUEUED:
            return "moderate", thread.received_on, limits.moderate_days, True, None
        case State.RETURNED if thread.returned_on:
            return "resubmit", thread.returned_on, limits.return_days, False, None
        case State.ACCEPTED if thread.accepted_on:
            return "assign", thread.accepted_on, limits.assign_days, True, None
        case _ if thread.lost_its_unit and thread.state is not State.CLARIFICATION:
            lost = thread.unassigned_on or thread.received_on
            return "assign", lost, limits.assign_days, True, None
        case State.DISPUTED if thread.disputed_on:
            return "assign", thread.disputed_on, limits.assign_days, True, None
        case State.CLARIFICATION if thread.asked_on:
            return "clarify", thread.asked_on, limits.clarification_days, True, None
        case State.ASSIGNED | State.WORKING | State.DRAFT | State.SIGNED | State.REOPENED:
            if not (thread.assigned_on and thread.reply_due_on):
                return None
            since = max(thread.assigned_on, thread.reopened_on or thread.assigned_on)
            return "reply", since, 0, True, thread.reply_due_on
        case State.REPLIED | State.DISSATISFIED if thread.replied_on:
            return "rate", thread.replied_on, limits.rating_days, False, None
        case State.REVIEW if thread.second_replied_on:
            return "review", thread.second_replied_on, limits.moderate_days, True, None
        case State.CLOSED if thread.replied_on:
            due = promise_due(thread, limits)
            replied = thread.second_replied_on or thread.replied_on
            return ("promise", replied, 0, False, due) if due else None
        case _:
            return None


def _add(calendar: Calendar, since: dt.date, days: int, working: bool) -> dt.date:
    return calendar.add(since, days) if working else since + dt.timedelta(days=days)


def _between(calendar: Calendar, start: dt.date, end: dt.date, working: bool) -> int:
    return calendar.between(start, end) if working else (end - start).days
