"""Deadlines in words and by how pressing they are: late, today, soon, later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from dialogue.matter.clocks import Clock, clock
from dialogue.matter.states import State
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from publisher.languages import Message, message

SOON: Final = 1
"""Days left, or fewer, that are called soon."""

QUIET: Final = frozenset({State.REPLIED, State.DISSATISFIED, State.RETURNED})
"""States in which only the writer may do something, and need not."""
UNTIL: Final[Mapping[str, Message]] = {
    "rate": message("the writer can rate it until"),
    "resubmit": message("the writer can send it again until"),
}
"""What such a step waits for, by its clock; the day follows."""


class Deadline(NamedTuple):
    """How far a deadline is: `pressing` is "late", "today", "soon", "later" or "quiet"."""

    pressing: str
    words: Message
    due: dt.date
    provisional: bool


def deadline_of(thread: Thread, office: Office) -> Deadline | None:
    """The deadline of a matter today, None where none runs."""
    rules = office.rules
    running = clock(thread, office.today, rules.limits, rules.calendar)
    return None if running is None else deadline(running, quiet=thread.state in QUIET)


def deadline(running: Clock, *, quiet: bool = False) -> Deadline:
    """A running clock as a deadline."""
    left = running.allowed - running.elapsed
    if quiet:
        pressing, said = "quiet", UNTIL[running.step]
    elif running.late:
        pressing, said = "late", _late(running)
    elif left <= 0:
        pressing, said = "today", message("due today")
    else:
        pressing = "soon" if left <= SOON else "later"
        said = _left(left, working=running.working)
    return Deadline(pressing, said, running.due, running.provisional)


def _late(running: Clock) -> Message:
    if running.late == 1:
        return message("1 working day late") if running.working else message("1 day late")
    if running.working:
        return message("{count} working days late", count=running.late)
    return message("{count} days late", count=running.late)


def _left(left: int, *, working: bool) -> Message:
    if left == 1:
        return message("1 working day left") if working else message("1 day left")
    if working:
        return message("{count} working days left", count=left)
    return message("{count} days left", count=left)
