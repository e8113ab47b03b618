"""A citizen's own matter, opened with the receipt."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from dialogue import journal, receipts, tables, texts, threads
from dialogue.rules import Office
from dialogue.texts import Written
from dialogue.thread import Thread


class Own(NamedTuple):
    """One's own matter: everything written in it and everything that happened."""

    thread: Thread
    written: tuple[Written, ...]
    history: tuple[journal.Entry, ...]


class Sealed(NamedTuple):
    """A matter that only the discipline officers can read; the server knows no more of it."""

    id: str


def look_up(office: Office, receipt: str) -> Own | Sealed | None:
    """What a receipt opens (its 24 digits as `receipts.read` gives them); None if nothing."""
    with office.database.reading() as connection:
        identity = thread_of(connection, office, receipt)
        if identity is None:
            return None
        thread = threads.find(connection, identity)
        if thread is None:
            return Sealed(identity)
        key = texts.key_of(connection, office.vault, identity)
        written = texts.read_texts(connection, key, identity) if key else []
        return Own(thread, tuple(written), tuple(journal.of_thread(connection, identity)))


def thread_of(connection: Connection, office: Office, receipt: str) -> str | None:
    """The id that a receipt opens."""
    mac = receipts.mac(receipt, office.vault.pepper)
    found: str | None = connection.execute(
        select(tables.receipt.c.thread).where(tables.receipt.c.mac == mac)
    ).scalar_one_or_none()
    return found
