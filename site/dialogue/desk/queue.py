"""The queue of the desk: what waits for whom, by deadline, read by index a page at a time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

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
    """A matter in the queue, its title as the public would read it."""

    thread: Thread
    title: str


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


@dataclass(frozen=True, slots=True)
class _Sieve:
    """What somebody may read and wants to see of any rows of the table `thread`."""

    readable: ColumnElement[bool]
    wanted: Wanted

    @classmethod
    def of(cls, office: Office, actor: Actor, wanted: Wanted) -> Self:
        """The sieve for somebody of the staff."""
        return cls(readable(office.rules, actor), wanted)

    def left(self, source: Source) -> ColumnElement[bool]:
        """The condition under which a row of a source is left."""
        table, wanted = tables.thread, self.wanted
        asked = {table.c.board: wanted.board, table.c.unit: wanted.unit, table.c.type: wanted.type}
        return and_(source.condition, self.readable, *(
            (_unindexed(column) if source.few else column) == value
            for column, value in asked.items() if value
        ))  # fmt: skip


def _unindexed(column: ColumnElement[str]) -> ColumnElement[str]:
    """A column that no index is chosen for.

    SQLite keeps no statistics here: where one board is asked for it would rather read all that
    lies there by the board's index than the few rows that the source has by its own.
    """
    return func.coalesce(column, "")


def counts(
    connection: Connection, office: Office, actor: Actor, wanted: Wanted
) -> dict[str, Count]:
    """How much lies in each pile of the actor, within the board, unit and type that are wanted."""
    sieve = _Sieve.of(office, actor, wanted)
    found = {pile.name: Count(0, 0) for pile in piles(actor.role) if pile.counted}
    parts = [
        _count(pile.name, office, source, sieve)
        for pile in piles(actor.role) if pile.counted for source in sources(pile, office)
    ]  # fmt: skip
    for row in connection.execute(union_all(*parts)) if parts else ():
        so_far = found[row.pile]
        found[row.pile] = Count(
            min(MOST, so_far.all + row.all), min(MOST, so_far.late + row.late)
        )
    return found


def _count(
    pile: str, office: Office, source: Source, sieve: _Sieve
) -> Select[tuple[str, int, int]]:
    day = tables.thread.c.due_on
    some = select(day).where(sieve.left(source)).order_by(day).limit(MOST).subquery()
    late = case((some.c.due_on < office.today, 1), else_=0) if source.can_be_late else literal(0)
    return select(
        literal(pile).label("pile"), func.count().label("all"),
        func.coalesce(func.sum(late), 0).label("late"),
    ).select_from(some)  # fmt: skip


def page(
    connection: Connection, office: Office, actor: Actor, wanted: Wanted, *,
    after: Place | None = None, limit: int = PAGE,
) -> Lines:  # fmt: skip
    """A page of the queue, the matters due first at the top."""
    sieve = _Sieve.of(office, actor, wanted)
    asked = _wanted_sources(office, actor, wanted)
    found: list[Place] = []
    if after is None or after.day is not None:
        found = _first(connection, [_dated(one, sieve, after) for one in asked], limit + 1)
    if len(found) <= limit:
        behind = [_undated(one, sieve, after) for one in asked if not one.dated]
        found += _first(connection, behind, limit + 1 - len(found))
    shown = [place.id for place in found[:limit]]
    titled = titles(connection, office.vault, shown)
    kept = _threads(connection, shown)
    lines = tuple(Line(kept[one], titled.get(one, "")) for one in shown)
    return Lines(lines, found[limit - 1] if len(found) > limit else None)


def _wanted_sources(office: Office, actor: Actor, wanted: Wanted) -> list[Source]:
    if wanted.state is None:
        asked = chosen(actor.role, wanted.pile)
    else:
        seen = wanted.state in states_seen(actor.role)
        asked = (Pile("", None, (wanted.state,)),) if seen else ()
    return [source for pile in asked for source in sources(pile, office)]


_Places = Select[tuple[dt.date | None, str]]


def _dated(source: Source, sieve: _Sieve, after: Place | None) -> _Places:
    """The rows of a source that have a day, those due first at the top."""
    table, day = tables.thread, tables.thread.c.due_on
    found = select(day, table.c.id).where(sieve.left(source), day.is_not(None))
    if after is not None:
        found = found.where(day >= after.day, or_(day > after.day, table.c.id > after.id))
    return found.order_by(day, table.c.id)


def _undated(source: Source, sieve: _Sieve, after: Place | None) -> _Places:
    """The rows of a source that have no day."""
    table, day = tables.thread, tables.thread.c.due_on
    found = select(day, table.c.id).where(sieve.left(source), day.is_(None))
    if after is not None and after.day is None:
        found = found.where(table.c.id > after.id)
    return found.order_by(table.c.id)


def _first(connection: Connection, parts: list[_Places], limit: int) -> list[Place]:
    """The first places of all parts together, of which each is read no further than needed."""
    if not parts:
        return []
    every = union(*(select(part.limit(limit).subquery()) for part in parts)).subquery()
    rows = connection.execute(
        select(every).order_by(every.c.due_on, every.c.id).limit(limit)
    )
    return [Place(row.due_on, row.id) for row in rows]


def _threads(connection: Connection, identities: list[str]) -> dict[str, Thread]:
    table = tables.thread
    rows = connection.execute(select(table).where(table.c.id.in_(identities)))
    return {row.id: threads.of_row(row) for row in rows}
