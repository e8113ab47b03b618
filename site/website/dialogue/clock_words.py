"""The clock of a matter in words: who must do what by which day, and how far that is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from dialogue.matter.clocks import Clock, clock
from dialogue.matter.states import ENDED, State
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from publisher.languages import Message, Words, message, words
from website.wording import written_date

STEPS: Final[Mapping[str, Message]] = {
    "moderate": message("Received on {since}. A moderator reads it by {due} ({days})."),
    "resubmit": message("Returned on {since}. The writer can send it again until {due} ({days})."),
    "assign": message("Accepted on {since}. A unit is named by {due} ({days})."),
    "clarify": message("The writer was asked for details on {since} and can answer until {due} "
                       "({days}). The time to reply stands still meanwhile."),
    "reply": message("With the unit since {since}. It has until {due} to reply ({days})."),
    "rate": message("Replied on {since}. The writer can rate the reply until {due} ({days})."),
    "promise": message("Promised in the reply of {since}. On {due} it is checked whether the "
                       "promise was kept."),
    "promise-again": message("Promised in the reply of {since}, and checked once. On {due} it is "
                             "checked again."),
    "review": message("Second reply on {since}. Moderators look at it until {due} ({days})."),
}  # fmt: skip
"""What each step's clock says; templates, filled by `words_of`."""


class ClockWords(NamedTuple):
    """What a clock says: a sentence, where it stands today, and marks to draw the days with.

    `late` is how many days it is overdue; `passed` of `allowed` days are behind.
    """

    sentence: Message
    today: Message
    late: int
    passed: int
    allowed: int
    provisional: bool


def words_of(thread: Thread, office: Office, languages: tuple[str, ...]) -> ClockWords | None:
    """The running clock of a matter in words, None if none runs."""
    rules = office.rules
    found = clock(thread, office.today, rules.limits, rules.calendar)
    if found is None:
        return None
    is_promise = found.step == "promise"
    checked = is_promise and thread.promise_checked_on is not None
    step = "promise-again" if checked else found.step
    sentence = message(
        STEPS[step].template,
        since=spelled(found.since, languages), due=spelled(found.due, languages),
        days=days(found.allowed, working=found.working),
    )  # fmt: skip
    return ClockWords(
        sentence, _promise(thread, found) if is_promise else _today(found),
        0 if is_promise else found.late,
        min(found.elapsed, found.allowed), 0 if is_promise else found.allowed,
        found.provisional,
    )  # fmt: skip


def _promise(thread: Thread, found: Clock) -> Message:
    """Where a promise stands: being checked, made, or what the first check found."""
    if found.late:
        return message("The promise is being checked.")
    if thread.promise_kept is None:
        return message("A promise was made.")
    return (
        message("The promise was found kept.") if thread.promise_kept
        else message("The promise was found not kept.")
    )  # fmt: skip


def _today(found: Clock) -> Message:
    if found.late:
        return message("Overdue by {days}.", days=days(found.late, working=found.working))
    if found.elapsed >= found.allowed:
        return message("Today is the last day.")
    if not found.elapsed:
        return message("The time begins to count tomorrow.") if not found.working else message(
            "The time begins to count on the next working day."
        )
    return message("Today is day {day}.", day=found.elapsed)


def days(count: int, *, working: bool) -> Message:
    """A number of days in words."""
    if working:
        return message("1 working day") if count == 1 else message("{count} working days",
                                                                   count=count)  # fmt: skip
    return message("1 day") if count == 1 else message("{count} days", count=count)


def spelled(day: dt.date, languages: tuple[str, ...]) -> Words:
    """A day in full, as each language writes it."""
    return words({lang: written_date(day, lang) for lang in languages})


def short(thread: Thread, office: Office) -> Message | None:
    """The clock in a few words for lists; None where nothing is due or all is over."""
    if thread.state in ENDED or thread.state is State.SATISFIED:
        return None
    rules = office.rules
    found = clock(thread, office.today, rules.limits, rules.calendar)
    if found is None or found.step in {"rate", "resubmit", "promise"}:
        return None
    if found.late:
        return message("Overdue by {days}", days=days(found.late, working=found.working))
    left = found.allowed - found.elapsed
    if left <= 0:
        return message("Due today")
    return message("{days} left", days=days(left, working=found.working))
