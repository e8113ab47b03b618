"""A citizen's own matter, opened with the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select

from dialogue.keys import receipts, vault
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables, threads
from dialogue.text import declared, texts
from dialogue.text.texts import Written


class OwnFile(NamedTuple):
    """A file of one's own: its name, size in bytes, and whether everybody can get a copy."""

    name: str
    size: int
    is_public: bool


class Own(NamedTuple):
    """One's own matter: everything written in it and everything that happened.

    `accuses` is what the writer said of it.
    """

    thread: Thread
    written: tuple[Written, ...]
    history: tuple[journal.Entry, ...]
    files: tuple[OwnFile, ...] = ()
    accuses: bool = False


class Sealed(NamedTuple):
    """A matter that only the discipline officers can read, by the number of their file."""

    number: str


def look_up(office: Office, receipt: str) -> Own | Sealed | None:
    """What a receipt opens (its 24 digits as `receipts.read` gives them); None if nothing."""
    with office.database.reading() as connection:
        identity = thread_of(connection, office, receipt)
        if identity is None:
            return None
        thread = threads.find(connection, identity)
        if thread is None:
            mac = receipts.mac(receipt, office.vault.pepper)
            return Sealed(receipts.file_number(mac, office.vault.pepper))
        key = texts.key_of(connection, office.vault, identity)
        written = texts.read_texts(connection, key, identity) if key else []
        return Own(
            thread, tuple(written), tuple(journal.of_thread(connection, identity)),
            tuple(_files(connection, key, identity)) if key else (),
            key is not None and declared.accuses(connection, key, identity),
        )  # fmt: skip


def _files(connection: Connection, key: bytes, identity: str) -> Iterator[OwnFile]:
    table = tables.attachment
    for row in connection.execute(
        select(table.c.id, table.c.name_cipher, table.c.size,
               table.c.public_copy.is_not(None).label("is_public"))
        .where(table.c.thread == identity).order_by(table.c.added_at, table.c.id)
    ):  # fmt: skip
        name = vault.decrypt(key, row.name_cipher, f"{identity}/{row.id}/name").decode()
        yield OwnFile(name, row.size, bool(row.is_public))


def thread_of(connection: Connection, office: Office, receipt: str) -> str | None:
    """The id that a receipt opens."""
    mac = receipts.mac(receipt, office.vault.pepper)
    found: str | None = connection.execute(
        select(tables.receipt.c.thread).where(tables.receipt.c.mac == mac)
    ).scalar_one_or_none()
    return found
