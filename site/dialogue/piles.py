"""The piles of the desk: what each role must do next, what waits for others, what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, select, true

from dialogue import tables
from dialogue.matters import Part
from dialogue.rules import Office
from dialogue.states import ENDED, Outcome, Role, State, Visibility
from publisher.languages import Message, message

S = State
LATER: Final = (Part.ANSWER, Part.COMMENT, Part.REOPENING)
"""Texts of the writer that a moderator reads before everybody does."""

SOON: Final = 2
"""Working days before a deadline from which a leader is shown that more time may be needed."""

Only = Callable[[Office], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Pile:
    """Matters that lie together: those in some states, perhaps only some of them.

    `waits` says that whoever looks must act; `counted` is off for what only grows. `day` is the
    column by whose day the pile is sorted; `late` says that a day gone by means being late. A pile
    without states is found by `only` alone.
    """

    name: str
    title: Message | None
    states: tuple[State, ...]
    waits: bool = False
    counted: bool = True
    only: Only | None = None
    day: str = "due_on"
    late: bool = True


class Source(NamedTuple):
    """Rows of the table `thread` that one index gives in the order of a day."""

    condition: ColumnElement[bool]
    day: Any
    can_be_late: bool


def _promised(office: Office) -> ColumnElement[bool]:
    table = tables.thread
    return and_(
        table.c.outcome == Outcome.PROMISED, table.c.promise_kept.is_(None),
        table.c.promised_on <= office.today, table.c.replied_on.is_not(None),
    )  # fmt: skip


def _missed(office: Office) -> ColumnElement[bool]:
    table = tables.thread
    until = office.today - dt.timedelta(days=office.rules.limits.promise_days)
    return and_(
        table.c.outcome == Outcome.PROMISED, table.c.promise_kept.is_(False),
        table.c.promised_on <= until,
    )  # fmt: skip


def _unreleased(office: Office) -> ColumnElement[bool]:
    table, text = tables.thread, tables.text
    waiting = select(text.c.thread).where(
        text.c.part.in_(LATER), text.c.released.is_(False), text.c.superseded.is_(False)
    )
    return and_(table.c.id.in_(waiting), table.c.visibility == Visibility.PUBLIC)


def _answered(office: Office) -> ColumnElement[bool]:
    return tables.thread.c.clarified_on.is_not(None)


def _unanswered(office: Office) -> ColumnElement[bool]:
    return tables.thread.c.clarified_on.is_(None)


def _soon_late(office: Office) -> ColumnElement[bool]:
    table = tables.thread
    until = office.rules.calendar.add(office.today, SOON)
    return and_(table.c.due_on <= until, table.c.extended_to.is_(None))


_RATED = (S.REPLIED, S.SATISFIED, S.DISSATISFIED)
_ENDED = tuple(state for state in State if state in ENDED and state is not S.DIVERTED)

_MODERATOR = (
    Pile("read", message("To be read"), (S.QUEUED,), waits=True),
    Pile("assign", message("To be assigned"), (S.ACCEPTED,), waits=True),
    Pile("disputed", message("Disputed by the unit"), (S.DISPUTED,), waits=True),
    Pile("publish", message("Replies to be published"), (S.SIGNED,), waits=True),
    Pile("review", message("Second replies to be reviewed"), (S.REVIEW,), waits=True),
    Pile("release", message("Later texts to be released"), (), waits=True, only=_unreleased,
         day="received_on", late=False),
    Pile("promises", message("Promises to be checked"), (), waits=True, only=_promised,
         day="promised_on"),
    Pile("missed", message("Missed promises to be checked again"), (), only=_missed,
         day="promised_on"),
    Pile("slow", message("Waiting their turn (slow lane)"), (S.SUBMITTED,), waits=True),
    Pile("units", message("With the units"),
         (S.ASSIGNED, S.WORKING, S.DRAFT, S.REOPENED), counted=False),
    Pile("writers", message("With the writers"), (S.RETURNED, S.CLARIFICATION), counted=False),
    Pile("replied", message("Replied"), _RATED, counted=False, late=False),
    Pile("ended", message("Ended"), _ENDED, counted=False, late=False),
)  # fmt: skip
_OFFICER = (
    Pile("new", message("Newly assigned"), (S.ASSIGNED,), waits=True),
    Pile("reopened", message("Reopened by the writer"), (S.REOPENED,), waits=True),
    Pile("answered", message("The writer gave details"), (S.WORKING,), waits=True,
         only=_answered),
    Pile("working", message("Being worked on"), (S.WORKING,), waits=True, only=_unanswered),
    Pile("writers", message("With the writers"), (S.CLARIFICATION,)),
    Pile("leaders", message("With the leaders"), (S.DRAFT, S.SIGNED)),
    Pile("disputed", message("Disputed by us"), (S.DISPUTED,)),
    Pile("replied", message("Replied"), (*_RATED, S.REVIEW), counted=False, late=False),
    Pile("ended", message("Ended"), (S.CLOSED,), counted=False, late=False),
)  # fmt: skip
_LEADER = (
    Pile("sign", message("Drafts to be signed"), (S.DRAFT,), waits=True),
    Pile("publish", message("Signed, to be published"), (S.SIGNED,), waits=True),
    Pile("soon", message("Soon late: more time needed?"), (S.ASSIGNED, S.WORKING), waits=True,
         only=_soon_late),
    Pile("moderators", message("With the moderators"),
         (S.QUEUED, S.ACCEPTED, S.DISPUTED, S.REVIEW), counted=False),
    Pile("units", message("With the units"), (S.ASSIGNED, S.WORKING, S.REOPENED), counted=False),
    Pile("writers", message("With the writers"), (S.RETURNED, S.CLARIFICATION), counted=False),
    Pile("replied", message("Replied"), _RATED, counted=False, late=False),
    Pile("ended", message("Ended"), _ENDED, counted=False, late=False),
)  # fmt: skip
_AUDITOR = (
    Pile("moderators", message("With the moderators"),
         (S.SUBMITTED, S.QUEUED, S.ACCEPTED, S.DISPUTED, S.REVIEW)),
    Pile("units", message("With the units"), (S.ASSIGNED, S.WORKING, S.REOPENED)),
    Pile("leaders", message("With the leaders"), (S.DRAFT, S.SIGNED)),
    Pile("writers", message("With the writers"), (S.RETURNED, S.CLARIFICATION)),
    Pile("promises", message("Promises to be checked"), (), only=_promised, day="promised_on"),
    Pile("replied", message("Replied"), _RATED, counted=False, late=False),
    Pile("ended", message("Ended"), _ENDED, counted=False, late=False),
)  # fmt: skip
PILES: Final[Mapping[Role, tuple[Pile, ...]]] = {
    Role.MODERATOR: _MODERATOR, Role.OFFICER: _OFFICER, Role.LEADER: _LEADER,
    Role.AUDITOR: _AUDITOR, Role.ADMINISTRATOR: (),
}  # fmt: skip


def piles(role: Role) -> tuple[Pile, ...]:
    """The piles that a role sees, in their order."""
    return PILES.get(role, ())


@cache
def states_seen(role: Role) -> frozenset[State]:
    """The states whose matters a role finds in its queue."""
    return frozenset(state for pile in piles(role) for state in pile.states)


def chosen(role: Role, name: str) -> tuple[Pile, ...]:
    """The pile of that name; without one, those by deadline that wait for the role, else all."""
    named = tuple(pile for pile in piles(role) if pile.name == name)
    if named:
        return named
    counted = [pile for pile in piles(role) if pile.states and pile.counted]
    return tuple([pile for pile in counted if pile.waits] or counted)


def sources(pile: Pile, office: Office) -> Iterable[Source]:
    """The rows of a pile, an index scan each."""
    table = tables.thread
    only = () if pile.only is None else (pile.only(office),)
    for state in pile.states or (None,):
        within = true() if state is None else table.c.state == state
        yield Source(and_(within, *only), table.c[pile.day], pile.late)
