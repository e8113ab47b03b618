"""What the writer declares of a matter: whether it accuses somebody. Only moderators read it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from dialogue.keys import vault
from dialogue.storage import tables


def keep(connection: Connection, key: bytes, thread: str, *, accuses: bool) -> None:
    """Keep what the writer declares; every matter has a row, and all are alike from outside."""
    plain = b"1" if accuses else b"0"
    cipher = vault.encrypt(key, plain, _of(thread))
    connection.execute(insert(tables.declared), {"thread": thread, "cipher": cipher})


def accuses(connection: Connection, key: bytes, thread: str) -> bool:
    """Whether the writer says that the matter accuses somebody."""
    cipher = connection.execute(
        select(tables.declared.c.cipher).where(tables.declared.c.thread == thread)
    ).scalar_one_or_none()
    return cipher is not None and vault.decrypt(key, cipher, _of(thread)) == b"1"


def _of(thread: str) -> str:
    return f"{thread}/accuses"
