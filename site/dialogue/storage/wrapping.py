"""Which key wraps those of matters: written in the database, so that all servers use the same.

A key of a matter is only ever wrapped inside a writing transaction, of which there is one at a
time, and under the key that the database names. A server that does not hold that key reads its
file again, and refuses to write if it is not there either. So the named key can be changed while
servers run: whoever writes later uses the new one, whatever it read when it started.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator

from sqlalchemy import Connection, delete, insert, select

from dialogue.keys.vault import FILE, KEY_BYTES, Unreadable, Vault, encrypt
from dialogue.storage import tables
from dialogue.storage.database import Unavailable
from publisher.errors import StorageError
from publisher.languages import message


def in_force(connection: Connection, vault: Vault) -> bytes:
    """The wrapping key that the database names; where it names none yet, it names the newest.

    Only within a writing transaction. Raises Unavailable where the vault is not this board's or
    has not got that key.
    """
    found = named(connection, vault)
    if found is None:
        _look_again(vault)
        found = vault.wrappers[-1]
        name(connection, vault, found)
    return found


def named(connection: Connection, vault: Vault) -> bytes | None:
    """The wrapping key that the database names, None if it names none; raises as `in_force`."""
    row = connection.execute(select(tables.key_in_force)).one_or_none()
    if row is None:
        return None
    if row.master != mark(vault.master):
        raise Unavailable(message("The keys in “{file}” are not those of this board.", file=FILE))
    found = _found(vault, row.wrapping)
    if found is None and _look_again(vault):
        found = _found(vault, row.wrapping)
    if found is None:
        raise Unavailable(
            message("The key that is in force is not in “{file}” on this machine. Copy the file "
                    "from the machine on which the key was changed, or put it back from the "
                    "sealed copy.", file=FILE)
        )  # fmt: skip
    return found


def name(connection: Connection, vault: Vault, wrapper: bytes) -> None:
    """Put one of the vault's keys in force."""
    table = tables.key_in_force
    connection.execute(delete(table))
    connection.execute(insert(table).values(
        id=1, master=mark(vault.master), wrapping=mark(wrapper)
    ))  # fmt: skip


def new_key(connection: Connection, vault: Vault, thread: str) -> bytes:
    """A key for a new matter, which the database keeps wrapped."""
    key = secrets.token_bytes(KEY_BYTES)
    wrapped = encrypt(in_force(connection, vault), key, thread)
    connection.execute(insert(tables.thread_key), {"thread": thread, "wrapped": wrapped})
    return key


def unreadable(connection: Connection, vault: Vault) -> Iterator[str]:
    """The ids of matters whose keys the vault cannot open, in order."""
    key = tables.thread_key
    for row in connection.execute(select(key).order_by(key.c.thread)):
        try:
            vault.unwrap(row.wrapped, row.thread)
        except Unreadable:
            yield row.thread


def mark(key: bytes) -> bytes:
    """What a key is known by; the key cannot be found from it."""
    return hashlib.sha256(b"lightwell, which key\0" + key).digest()


def _look_again(vault: Vault) -> bool:
    try:
        return vault.look_again()
    except StorageError as failure:
        raise Unavailable(failure.message) from failure


def _found(vault: Vault, marked: bytes) -> bytes | None:
    return next((key for key in vault.wrappers if mark(key) == marked), None)
