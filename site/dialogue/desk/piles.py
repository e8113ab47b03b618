"""The piles of the desk: what each role must do next, what waits for others, what is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, not_, select

from dialogue.life.change import LATER_PARTS
from dialogue.matter.states import ENDED, WITH_A_UNIT, Outcome, Role, State, Visibility
from dialogue.rules import Office
from dialogue.storage import tables
from dialogue.text import texts
from publisher.languages import Message, message

S = State
SOON: Final = 2
"""Working days before a deadline from which a leader is shown that more time may be needed."""

States = tuple[State, ...]
Only = Callable[[Office, States], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Pile:
    """Matters that lie together: those in some states, perhaps only some of them.

    `waits` says that whoever looks must act; `counted` is off for what only grows. `late` says
    that a day gone by means being late, `few` that what `only` leaves of those that are not closed
    is so little that all states are read at once. `dated` says that closed ones, however many, all
    have the day by which they are found.
    """

    name: str
    title: Message | None
    states: States
    waits: bool = False
    counted: bool = True
    only: Only | None = None
    late: bool = True
    dated: bool = False
    few: bool = False


class Source(NamedTuple):
    """Rows of the table `thread` that one index gives: in the order of the day, or `few`.

    `dated` says that all of them have a day that is due.
    """

    condition: ColumnElement[bool]
    can_be_late: bool
    dated: bool
    few: bool


def _promised(office: Office, states: States) -> ColumnElement[bool]:
    """A promise whose check is due; of a closed matter nothing else ever is."""
    table = tables.thread
    if states == (S.CLOSED,):
        return table.c.due_on <= office.today
    return and_(
        table.c.outcome == Outcome.PROMISED, table.c.promise_checked_on.is_(None),
        table.c.promised_on <= office.today,
    )  # fmt: skip


def _unreleased(office: Office, states: States) -> ColumnElement[bool]:
    table, text = tables.thread, tables.text
    waiting = select(text.c.thread).where(
        text.c.part.in_(LATER_PARTS), text.c.released.is_(False), text.c.superseded.is_(False)
    )
    return and_(table.c.id.in_(waiting), table.c.visibility == Visibility.PUBLIC)


def _without_unit(office: Office, states: States) -> ColumnElement[bool]:
    return tables.thread.c.unit == ""


def _answered(office: Office, states: States) -> ColumnElement[bool]:
    return tables.thread.c.clarified_on.is_not(None)


def _unanswered(office: Office, states: States) -> ColumnElement[bool]:
    return tables.thread.c.clarified_on.is_(None)


def _free(office: Office, states: States) -> ColumnElement[bool]:
    """What a leader publishes without a moderator."""
    return not_(texts.hiding(tables.thread.c.id))


def _hiding(office: Office, states: States) -> ColumnElement[bool]:
    return texts.hiding(tables.thread.c.id)


def _soon_late(office: Office, states: States) -> ColumnElement[bool]:
    table = tables.thread
    until = office.rules.calendar.add(office.today, SOON)
    return and_(table.c.due_on <= until, table.c.extended_to.is_(None))


_PROMISES = (S.REPLIED, S.SATISFIED, S.DISSATISFIED, S.REVIEW, S.CLOSED)
_LATER = (S.WORKING, S.CLARIFICATION, S.DRAFT, S.SIGNED, S.REPLIED, S.SATISFIED, S.DISSATISFIED,
          S.REOPENED, S.REVIEW, S.CLOSED)  # fmt: skip
_RATED = (S.REPLIED, S.SATISFIED, S.DISSATISFIED)
_ENDED = tuple(state for state in State if state in ENDED and state is not S.DIVERTED)

_MODERATOR = (
    Pile("read", message("To be read"), (S.QUEUED,), waits=True),
    Pile("assign", message("To be assigned"), (S.ACCEPTED,), waits=True),
    Pile("disputed", message("Disputed by the unit"), (S.DISPUTED,), waits=True),
    Pile("publish", message("Replies to be published"), (S.SIGNED,), waits=True),
    Pile("review", message("Second replies to be reviewed"), (S.REVIEW,), waits=True),
    Pile("unassigned", message("Their unit was kept out"), tuple(
        state for state in State if state in WITH_A_UNIT), waits=True, only=_without_unit,
         few=True),
    Pile("release", message("Later texts to be released"), _LATER, waits=True, only=_unreleased,
         late=False, few=True),
    Pile("promises", message("Promises to be checked"), _PROMISES, waits=True, only=_promised,
         dated=True, few=True),
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
    Pile("publish", message("Signed, to be published"), (S.SIGNED,), waits=True, only=_free),
    Pile("checked", message("Signed, a moderator publishes"), (S.SIGNED,), only=_hiding),
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
    Pile("promises", message("Promises to be checked"), _PROMISES, only=_promised, dated=True,
         few=True),
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
    """The pile of that name; without one, those that wait for the role, else all that are open."""
    named = tuple(pile for pile in piles(role) if pile.name == name)
    if named:
        return named
    counted = [pile for pile in piles(role) if pile.counted]
    return tuple([pile for pile in counted if pile.waits] or counted)


def sources(pile: Pile, office: Office) -> Iterable[Source]:
    """The rows of a pile, an index scan each."""
    for states in _groups(pile):
        within = tables.thread.c.state.in_(states)
        only = () if pile.only is None else (pile.only(office, states),)
        dated = pile.dated and states == (S.CLOSED,)
        yield Source(and_(within, *only), pile.late, dated, pile.few and not dated)


def _groups(pile: Pile) -> Iterable[States]:
    if not pile.few:
        return [(state,) for state in pile.states]
    if not pile.dated:
        return [pile.states]
    running = tuple(state for state in pile.states if state is not S.CLOSED)
    return [running, (S.CLOSED,)]
