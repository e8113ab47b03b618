"""The queue of the desk: what waits for whom, by deadline, read by index a page at a time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from dialogue.desk.access import readable
from dialogue.desk.piles import Pile, Source, chosen, piles, sources, states_seen
from dialogue.matter.matters import Type
from dialogue.matter.states import State
from dialogue.matter.thread import Actor, Thread
from dialogue.reading.titles import titles
from dialogue.rules import Office
from dialogue.storage import tables, threads

PAGE: Final = 30
MOST: Final = 1000
"""Nobody counts further."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of the queue is asked for; "" and None leave open. A state overrules the pile."""

    pile: str = ""
    board: str = ""
    unit: str = ""
    type: Type | None = None
    state: State | None = None


class Place(NamedTuple):
    """Where a page ended: the day that is due (None behind all days) and the id."""

    day: dt.date | None
    id: str

    def __str__(self) -> str:
        return f"{self.day.isoformat() if self.day else 'none'}.{self.id}"


class Line(NamedTuple):
    """A matter in the queue, its title as the public would read it, None where it is lost."""

    thread: Thread
    title: str | None


class Lines(NamedTuple):
    """A page of the queue; `next` is where the following one begins, None behind the last."""

    lines: tuple[Line, ...]
    next: Place | None


class Count(NamedTuple):
    """How many matters lie in a pile and how many of them are late, neither beyond MOST."""

    all: int
    late: int


def read_place(written: str) -> Place | None:
    """A place as an address holds it; None for anything else."""
    found = re.fullmatch(r"(none|\d{4}-\d{2}-\d{2})\.([0-9A-Z]{1,20})", written)
    if found is None:
        return None
    try:
        day = None if found[1] == "none" else dt.date.fromisoformat(found[1])
    except ValueError:
        return None
    return Place(day, found[2])


def counts(
    connection: Connection, office: Office, actor: Actor, wanted: Wanted
) -> dict[str, Count]:
    """How much lies in each pile of the actor, within the board, unit and type that are wanted."""
    found = {}
    for pile in piles(actor.role):
        if pile.counted:
            parts = [
                _count(connection, office, actor, wanted, source)
                for source in sources(pile, office)
            ]
            found[pile.name] = Count(
                min(MOST, sum(one.all for one in parts)), min(MOST, sum(one.late for one in parts))
            )
    return found


def page(
    connection: Connection, office: Office, actor: Actor, wanted: Wanted, *,
    after: Place | None = None, limit: int = PAGE,
) -> Lines:  # fmt: skip
    """A page of the queue, the matters due first at the top."""
    places: set[Place] = set()
    for source in _wanted_sources(office, actor, wanted):
        places |= _places(connection, office, actor, wanted, source, after, limit + 1)
    found = sorted(places, key=_order)
    shown = [place.id for place in found[:limit]]
    titled = titles(connection, office.vault, shown)
    kept = _threads(connection, shown)
    lines = tuple(
        Line(kept[one], titled.get(one, "" if kept[one].erased_on else None)) for one in shown
    )
    return Lines(lines, found[limit - 1] if len(found) > limit else None)


def _order(place: Place) -> tuple[bool, dt.date, str]:
    return place.day is None, place.day or dt.date.max, place.id


def _threads(connection: Connection, identities: list[str]) -> dict[str, Thread]:
    table = tables.thread
    rows = connection.execute(select(table).where(table.c.id.in_(identities)))
    return {row.id: threads.of_row(row) for row in rows}


def _wanted_sources(office: Office, actor: Actor, wanted: Wanted) -> list[Source]:
    if wanted.state is None:
        asked = chosen(actor.role, wanted.pile)
    else:
        seen = wanted.state in states_seen(actor.role)
        asked = (Pile("", None, (wanted.state,)),) if seen else ()
    return [source for pile in asked for source in sources(pile, office)]


def _places(
    connection: Connection, office: Office, actor: Actor, wanted: Wanted, source: Source,
    after: Place | None, limit: int,
) -> set[Place]:  # fmt: skip
    """Where the first rows of a source lie: those with a day, then those without one."""
    table, day = tables.thread, tables.thread.c.due_on
    base = _conditions(office, actor, wanted, source)
    found: list[Any] = []
    if after is None or after.day is not None:
        dated = select(day, table.c.id).where(base, day.is_not(None)).order_by(day, table.c.id)
        if after is not None:
            dated = dated.where(
                day >= after.day, or_(day > after.day, table.c.id > after.id)
            )
        found = list(connection.execute(dated.limit(limit)))
    if len(found) < limit and not source.dated:
        undated = select(day, table.c.id).where(base, day.is_(None)).order_by(table.c.id)
        if after is not None and after.day is None:
            undated = undated.where(table.c.id > after.id)
        found += connection.execute(undated.limit(limit - len(found)))
    return {Place(row.due_on, row.id) for row in found}


def _count(
    connection: Connection, office: Office, actor: Actor, wanted: Wanted, source: Source
) -> Count:
    day = tables.thread.c.due_on
    some = (
        select(day.label("day")).where(_conditions(office, actor, wanted, source))
        .order_by(day).limit(MOST).subquery()
    )  # fmt: skip
    late = func.sum(case((some.c.day < office.today, 1), else_=0))
    row = connection.execute(select(func.count(), func.coalesce(late, 0)).select_from(some)).one()
    return Count(int(row[0]), int(row[1]) if source.can_be_late else 0)


def _conditions(
    office: Office, actor: Actor, wanted: Wanted, source: Source
) -> ColumnElement[bool]:
    table = tables.thread
    found = [source.condition, readable(office.rules, actor)]
    if wanted.board:
        found.append(table.c.board == wanted.board)
    if wanted.unit:
        found.append(table.c.unit == wanted.unit)
    if wanted.type is not None:
        found.append(table.c.type == wanted.type)
    return and_(*found)
