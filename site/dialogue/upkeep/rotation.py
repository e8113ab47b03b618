"""Another wrapping key, in steps that can each be cut off and done again.

First the new key is put beside the old one: from its next start a server reads with both and
wraps with the new one. Then all keys of matters are wrapped anew in one transaction. The old key
leaves the file only when a later run finds that nothing was wrapped under it since.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from sqlalchemy import bindparam, select, update

from dialogue.keys.vault import KEY_BYTES, Vault
from dialogue.storage import tables
from dialogue.storage.database import Database


def is_under_way(vault: Vault) -> bool:
    """Whether there is an old key beside the new one."""
    return len(vault.wrapping) > 1


def begun(vault: Vault) -> Vault:
    """The vault with a new wrapping key beside the old one."""
    return replace(vault, wrapping=(*vault.wrappers, secrets.token_bytes(KEY_BYTES)))


def ended(vault: Vault) -> Vault:
    """The vault without the old keys."""
    return replace(vault, wrapping=vault.wrapping[-1:])


def rewrap(database: Database, vault: Vault) -> int:
    """Wrap under the newest key what is not, all or none; how many keys of matters that were."""
    key, newest = tables.thread_key, vault.wrappers[-1]
    with database.writing() as connection:
        changed = [
            {
                "which": row.thread,
                "anew": vault.wrap(vault.unwrap(row.wrapped, row.thread), row.thread),
            }
            for row in connection.execute(select(key).with_for_update()).all()
            if not vault.is_wrapped_by(newest, row.wrapped, row.thread)
        ]
        if changed:
            connection.execute(
                update(key).where(key.c.thread == bindparam("which"))
                .values(wrapped=bindparam("anew")), changed,
            )  # fmt: skip
    return len(changed)
