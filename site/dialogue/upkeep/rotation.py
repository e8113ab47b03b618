"""Another wrapping key, in steps that can each be cut off and done again while servers run.

First the new key is put beside the old one, in the file. Then one transaction puts it in force and
wraps all keys of matters anew. From then on nobody can wrap under an old key (see `wrapping`), so
that old keys leave the file. Every step holds the lock of writers and reads the file within it.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, bindparam, select, update

from dialogue.keys.vault import KEY_BYTES, Vault, encrypt, open_vault, save_vault
from dialogue.storage import tables, wrapping
from dialogue.storage.database import Database


def begin(database: Database, var: Path) -> bool:
    """Put a new key beside the one in force; False where there is one already."""
    with database.writing() as connection:
        held = open_vault(var)
        now = wrapping.in_force(connection, held)
        if held.wrappers[-1] != now:
            return False
        new = secrets.token_bytes(KEY_BYTES)
        save_vault(var, replace(held, wrapping=(*held.wrappers, new)))
        return True


def finish(database: Database, var: Path) -> int:
    """Put the newest key in force and remove all others; how many keys were wrapped under it.

    All keys of matters are wrapped anew or none, and the file changes only once that is on disk.
    A key that nothing in the file opens stays as it is.
    """
    with database.writing() as connection:
        held = open_vault(var)
        wrapping.in_force(connection, held)
        count = _wrap_all(connection, held)
        wrapping.name(connection, held, held.wrappers[-1])
    with database.writing() as connection:
        held = open_vault(var)
        save_vault(var, replace(held, wrapping=(wrapping.in_force(connection, held),)))
    return count


def _wrap_all(connection: Connection, held: Vault) -> int:
    key, newest = tables.thread_key, held.wrappers[-1]
    lost = set(wrapping.unreadable(connection, held))
    changed = [
        {"which": row.thread, "anew": encrypt(newest, held.unwrap(row.wrapped, row.thread),
                                              row.thread)}
        for row in connection.execute(select(key)).all()
        if row.thread not in lost and not held.is_wrapped_by(newest, row.wrapped, row.thread)
    ]  # fmt: skip
    if changed:
        connection.execute(
            update(key).where(key.c.thread == bindparam("which"))
            .values(wrapped=bindparam("anew")), changed,
        )  # fmt: skip
    return len(changed)
