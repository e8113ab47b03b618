"""Work that only one process may do at a time, whichever server it is on."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, select

from dialogue.gate import counters
from dialogue.rules import Office
from dialogue.storage import tables


@contextmanager
def lease(office: Office, name: str, time: dt.timedelta) -> Iterator[bool]:
    """Whether this process has the work called `name`; given back at the end.

    Should the process end before, the work is free again after `time`.
    """
    holder = secrets.token_hex(16)
    if not _take(office, name, holder, time):
        yield False
        return
    try:
        yield True
    finally:
        table = tables.lease
        with office.database.writing() as connection:
            connection.execute(
                delete(table).where(table.c.name == name, table.c.holder == holder)
            )


def _take(office: Office, name: str, holder: str, time: dt.timedelta) -> bool:
    table, now = tables.lease, office.now()
    values = {"holder": holder, "until": now + time}
    with office.database.writing() as connection:
        statement = counters.insert_of(connection)(table).values(name=name, **values)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.name], set_=values, where=table.c.until <= now
            )
        )
        found = connection.execute(select(table.c.holder).where(table.c.name == name))
        return bool(found.scalar_one() == holder)
