"""The page of the queue: piles with their counts, filters, and the matters of one pile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from dialogue.desk import piles, queue
from dialogue.desk.queue import MOST, Count, Place, Wanted
from dialogue.matter.matters import Type
from dialogue.matter.states import STATES, Role, State
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from publisher.languages import Localised, Message, message
from website.staff.deadlines import Deadline, deadline_of
from website.wording import say

ADDRESS: Final = "/staff/"
EXPORT: Final = "/staff/queue.csv"
MOST_EXPORTED: Final = 5_000
LOST: Final = message("This matter cannot be read: its key is lost.")


class PileLink(NamedTuple):
    """A pile in the list of piles; `lies` is None where it is not counted."""

    title: Message
    address: str
    lies: Count | None
    current: bool
    full: bool


class Item(NamedTuple):
    """A matter in the list."""

    thread: Thread
    title: str
    deadline: Deadline | None
    board: Localised
    unit: Localised


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """What the page of the queue shows; `late` counts what is late among what waits."""

    wanted: Wanted
    heading: Message
    waiting: tuple[PileLink, ...]
    others: tuple[PileLink, ...]
    waits: int
    late: int
    items: tuple[Item, ...]
    next: str
    first: str
    export: str
    boards: Mapping[str, Localised]
    units: Mapping[str, Localised]
    states: tuple[State, ...]
    filtered: bool


def read_wanted(values: MultiDict[str, str], actor: Actor, office: Office) -> Wanted:
    """What an address asks of the queue; what it says wrongly is left out."""

    def one_of(name: str, known: object) -> str:
        value = values.get(name, "")
        return value if value in known else ""  # type: ignore[operator]

    kind, state = one_of("type", set(Type)), one_of("state", piles.states_seen(actor.role))
    return Wanted(
        pile=one_of("pile", {pile.name for pile in piles.piles(actor.role)}),
        board=one_of("board", office.rules.boards), unit=one_of("unit", office.rules.units),
        type=Type(kind) if kind else None, state=State(state) if state else None,
    )  # fmt: skip


def queue_page(office: Office, actor: Actor, wanted: Wanted, after: Place | None) -> QueuePage:
    """The page of the queue as `actor` may see it."""
    with office.database.reading() as connection:
        counts = queue.counts(connection, office, actor, wanted)
        found = queue.page(connection, office, actor, wanted, after=after)
    links = _links(actor.role, wanted, counts)
    waiting = tuple(links[pile.name] for pile in piles.piles(actor.role) if pile.waits)
    mine = [link.lies for link in waiting if link.lies]
    return QueuePage(
        wanted=wanted, heading=_heading(actor.role, wanted), waiting=waiting,
        others=tuple(links[pile.name] for pile in piles.piles(actor.role) if not pile.waits),
        waits=sum(count.all for count in mine), late=sum(count.late for count in mine),
        items=tuple(_item(line, office) for line in found.lines),
        next=address(wanted, found.next) if found.next else "",
        first=address(wanted) if after else "", export=address(wanted, base=EXPORT),
        boards={name: board.title for name, board in office.rules.boards.items()},
        units={} if actor.role is Role.OFFICER else _by_name(office.rules.units),
        states=tuple(state for state in State if state in piles.states_seen(actor.role)),
        filtered=bool(wanted.board or wanted.unit or wanted.type or wanted.state),
    )  # fmt: skip


def address(wanted: Wanted, after: Place | None = None, *, base: str = ADDRESS) -> str:
    """The address that asks for something of the queue."""
    values = {
        "pile": wanted.pile, "board": wanted.board, "unit": wanted.unit,
        "type": wanted.type or "", "state": wanted.state or "", "after": str(after or ""),
    }  # fmt: skip
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{base}?{query}" if query else base


def _links(role: Role, wanted: Wanted, counts: Mapping[str, Count]) -> dict[str, PileLink]:
    found = {}
    for pile in piles.piles(role):
        count = counts.get(pile.name)
        here = replace(wanted, pile=pile.name, state=None)
        found[pile.name] = PileLink(
            pile.title or message("All"), address(here), count,
            wanted.state is None and wanted.pile == pile.name,
            count is not None and count.all >= MOST,
        )
    return found


def _heading(role: Role, wanted: Wanted) -> Message:
    if wanted.state is not None:
        return STATES[wanted.state]
    for pile in piles.piles(role):
        if pile.name == wanted.pile and pile.title is not None:
            return pile.title
    if role is Role.AUDITOR:
        return message("All that is open")
    return message("All that waits for you")


def _item(line: queue.Line, office: Office) -> Item:
    thread, rules = line.thread, office.rules
    board = rules.boards.get(thread.board)
    return Item(
        thread, say(LOST) if line.title is None else line.title, deadline_of(thread, office),
        board.title if board else {"": thread.board},
        rules.units.get(thread.unit, {"": thread.unit}) if thread.unit else {},
    )  # fmt: skip


def _by_name(units: Mapping[str, Localised]) -> dict[str, Localised]:
    return dict(sorted(units.items()))
