"""The server's keys and those of matters in one sealed file, which takes the place of the last.

It is what makes an old backup readable, so it must never be kept in several versions: a matter
that was passed on or erased is unreadable in every backup as soon as the newer file replaced it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pyrage
from sqlalchemy import select

from dialogue.keys import sealing, vault
from dialogue.keys.vault import Vault
from dialogue.storage import tables, wrapping
from dialogue.storage.database import Database
from publisher.errors import StorageError, UsageError
from publisher.languages import message
from publisher.release.drafts import write_private


class Keys(NamedTuple):
    """The server's keys, and the wrapped keys of matters by their ids."""

    vault: Vault
    wrapped: dict[str, bytes]


class Sealed(NamedTuple):
    """How many keys of matters were sealed, and the ids of those that nothing opens any more."""

    matters: int
    unreadable: tuple[str, ...]


def write(database: Database, server: Vault, file: Path, recipients: Sequence[str]) -> Sealed:
    """Seal all keys to age recipients and put the file in the place of an older one.

    The lock of writers is held while they are read, so that the server's keys and those of matters
    fit together whenever the wrapping key is being changed.
    """
    with database.writing() as connection:
        wrapping.in_force(connection, server)
        server.look_again()
        rows = connection.execute(select(tables.thread_key)).all()
        unreadable = tuple(wrapping.unreadable(connection, server))
    plain = json.dumps({
        "server": vault.listed(replace(server, wrapping=server.wrappers)),
        "matters": {row.thread: base64.b64encode(row.wrapped).decode("ascii") for row in rows},
    })  # fmt: skip
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError as failure:
        raise UsageError(message("Among the recipients is one that is no public age key: {what}.",
                                 what=", ".join(recipients))) from failure  # fmt: skip
    write_private(file, pyrage.encrypt(plain.encode(), keys))
    return Sealed(len(rows), unreadable)


def read(file: Path, identity: Path) -> Keys:
    """Open such a file with the private key in `identity`."""
    try:
        plain = pyrage.decrypt(file.read_bytes(), identities_in(identity))
        found = json.loads(plain)
        server = vault.of_texts(found["server"], str(file))
        wrapped = {name: base64.b64decode(one) for name, one in found["matters"].items()}
    except pyrage.DecryptError as failure:
        raise StorageError(sealing.unopened(file)) from failure
    except (ValueError, KeyError, TypeError) as failure:
        raise StorageError(
            message("{file} holds something else than the keys of a board.", file=file)
        ) from failure
    return Keys(server, wrapped)


def identities_in(file: Path) -> list[pyrage.x25519.Identity]:
    """The private keys in a file as `age-keygen` writes it."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines
                 if line and not line.startswith("#")]  # fmt: skip
    except pyrage.IdentityError as failure:
        raise UsageError(
            message("{file} holds no private age key.", file=file)
        ) from failure
    if not found:
        raise UsageError(message("{file} holds no private age key.", file=file))
    return found


def install(var: Path, server: Vault, given: str = "") -> Vault:
    """The keys of this server: those in `var` or given, else the backup's, which are put there.

    Raises UsageError where other keys are: receipts and texts of the backup need its own.
    """
    if given or (var / vault.FILE).exists():
        held = vault.open_vault(var, given)
        if held.master != server.master:
            raise UsageError(
                message("Other keys are in force here than in the backup. Restore where there "
                        "are none yet.")
            )  # fmt: skip
        return held
    vault.save_vault(var, server)
    return vault.open_vault(var)
