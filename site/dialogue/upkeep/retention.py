"""Retention: what is private about a matter is erased some time after its end.

The public page stays with its texts and history, and so do the days and codes that statistics
count. `docs/dialogue/retention.md` lists what goes when.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update

from dialogue.matter.states import ENDED, Event, Visibility
from dialogue.matter.thread import Thread
from dialogue.reading.public import PUBLIC_EVENTS
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads

BATCH = 200


def retain(office: Office) -> int:
    """Erase what is due today; how many matters and sealed copies that were.

    Safe to run as often as one likes: a matter is erased once.
    """
    erased = 0
    while batch := _due(office):
        for identity in batch:
            erased += _erase_one(office, identity)
    return erased + _erase_collected(office)


def _last_day(office: Office) -> dt.date:
    """Matters that ended on this day or before are erased today."""
    return office.today - dt.timedelta(days=office.rules.limits.private_days)


def _due(office: Office) -> list[str]:
    table = tables.thread
    with office.database.reading() as connection:
        return list(connection.execute(
            select(table.c.id)
            .where(table.c.state.in_(ENDED), _is_whole(), table.c.closed_on <= _last_day(office))
            .order_by(table.c.closed_on, table.c.id).limit(BATCH)
        ).scalars())  # fmt: skip


def _is_whole() -> ColumnElement[bool]:
    """Something is left to erase; of hidden matters, whose texts may be gone, their history."""
    table, detail = tables.thread, tables.journal_detail
    told = exists().where(detail.c.thread == table.c.id)
    return or_(table.c.erased_on.is_(None),
               and_(table.c.visibility == Visibility.TOMBSTONE, told))  # fmt: skip


def _erase_one(office: Office, identity: str) -> int:
    with office.database.writing() as connection:
        thread = threads.find(connection, identity, lock=True)
        whole = select(tables.thread.c.id).where(tables.thread.c.id == identity, _is_whole())
        if thread is None or connection.execute(whole).one_or_none() is None:
            return 0
        _erase_texts(connection, thread)
        _erase_history(connection, thread)
        threads.save(connection, replace(
            thread, erased_on=office.today, recused=(), draft_referred_to="", draft_signer="",
        ))  # fmt: skip
        return 1


def _erase_texts(connection: Connection, thread: Thread) -> None:
    """Key, texts, files and receipt; of a public matter the released copies of files stay."""
    for table in (tables.thread_key, tables.declared, tables.text, tables.receipt,
                  tables.outbox):  # fmt: skip
        connection.execute(delete(table).where(table.c.thread == thread.id))
    file = tables.attachment
    mine = file.c.thread == thread.id
    if thread.visibility is Visibility.PUBLIC:
        connection.execute(delete(file).where(mine, file.c.public_copy.is_(None)))
        connection.execute(update(file).where(mine).values(name_cipher=b"", original_cipher=b""))
    else:
        connection.execute(delete(file).where(mine))
        connection.execute(
            delete(tables.public_text).where(tables.public_text.c.thread == thread.id)
        )


def _erase_history(connection: Connection, thread: Thread) -> None:
    """Of a matter that everybody can read, what its page shows of its history stays."""
    private = set(Event)
    if thread.visibility is Visibility.PUBLIC:
        private -= PUBLIC_EVENTS
    journal.erase(connection, thread.id, *sorted(private))


def _erase_collected(office: Office) -> int:
    """Sealed copies that the officers have fetched, as long after their month.

    Receipts know the month of their copy only, so they go once no copy of that month is left.
    """
    month = _last_day(office).replace(day=1).strftime("%Y-%m")
    table = tables.sealed
    with office.database.writing() as connection:
        gone = connection.execute(
            delete(table).where(table.c.collected.is_(True), table.c.month < month)
            .returning(table.c.id)
        ).scalars().all()  # fmt: skip
        if gone:
            named = tables.receipt.c.thread
            of_month = func.substr(named, 1, 7)
            connection.execute(delete(tables.receipt).where(
                named.contains("-"), of_month < month, of_month.not_in(select(table.c.month))
            ))  # fmt: skip
    return len(gone)
