"""Matters in the database: read, locked and written as they stand."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from dialogue.matter.matters import Channel, Domain, Type
from dialogue.matter.states import Outcome, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.storage import tables

FIELDS = tuple(field.name for field in fields(Thread))


def of_row(row: Row[Any]) -> Thread:
    """The matter of a row of the table `thread`."""
    columns = row._asdict()
    values = {name: columns[name] for name in FIELDS}
    values.update(
        type=Type(row.type), domain=Domain(row.domain), channel=Channel(row.channel),
        state=State(row.state), visibility=Visibility(row.visibility),
        outcome=Outcome(row.outcome) if row.outcome else None,
        draft_outcome=Outcome(row.draft_outcome) if row.draft_outcome else None,
        recused=tuple(row.recused),
    )  # fmt: skip
    return Thread(**values)


def find(connection: Connection, identity: str, *, lock: bool = False) -> Thread | None:
    """A matter by its id; with `lock` nobody else changes it before the transaction ends."""
    query = select(tables.thread).where(tables.thread.c.id == identity)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else of_row(row)


def add(connection: Connection, thread: Thread) -> None:
    """Keep a new matter."""
    connection.execute(insert(tables.thread), values(thread))


def save(connection: Connection, thread: Thread) -> None:
    """Keep a matter as it stands now."""
    connection.execute(
        update(tables.thread).where(tables.thread.c.id == thread.id).values(**values(thread))
    )


def values(thread: Thread) -> dict[str, Any]:
    """The columns of a matter; what lists ask for is written beside it, so that an index has it."""
    kept = {name: getattr(thread, name) for name in FIELDS}
    return kept | {"recused": list(thread.recused), "listed": thread.is_listed}
