"""The server's keys and those of matters in one sealed file, which takes the place of the last.

It is what makes an old backup readable, so it must never be kept in several versions: a matter
that was passed on or erased is unreadable in every backup as soon as the newer file replaced it.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyrage
from sqlalchemy import select

from dialogue.keys import vault
from dialogue.keys.vault import Vault
from dialogue.storage import tables
from dialogue.storage.database import Database
from publisher.errors import StorageError, UsageError
from publisher.languages import message
from publisher.release.durable import sync_folder


class Keys(NamedTuple):
    """The server's keys, and the wrapped keys of matters by their ids."""

    vault: Vault
    wrapped: dict[str, bytes]


def write(database: Database, server: Vault, file: Path, recipients: Sequence[str]) -> int:
    """Seal all keys to age recipients and put the file in the place of an older one; how many."""
    with database.reading() as connection:
        rows = connection.execute(select(tables.thread_key)).all()
    plain = json.dumps({
        "server": vault.listed(server),
        "matters": {row.thread: base64.b64encode(row.wrapped).decode("ascii") for row in rows},
    })  # fmt: skip
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    except pyrage.RecipientError as failure:
        raise UsageError(message("This is no public age key: {what}.", what=failure)) from failure
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(pyrage.encrypt(plain.encode(), keys))
        target.flush()
        os.fsync(target.fileno())
    draft.replace(file)
    sync_folder(file.parent)
    return len(rows)


def read(file: Path, identity: Path) -> Keys:
    """Open such a file with the private key in `identity`."""
    try:
        plain = pyrage.decrypt(file.read_bytes(), identities_in(identity))
        found = json.loads(plain)
        server = vault.of_lines(found["server"], str(file))
        wrapped = {name: base64.b64decode(one) for name, one in found["matters"].items()}
    except (pyrage.DecryptError, ValueError, KeyError, TypeError) as failure:
        raise StorageError(
            message("{file} cannot be opened with this key: {what}", file=file, what=failure)
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
            message("{file} holds no private age key: {what}", file=file, what=failure)
        ) from failure
    if not found:
        raise UsageError(message("{file} holds no private age key.", file=file))
    return found


def install(var: Path, server: Vault, given: str = "") -> None:
    """Put the server's keys into `var`, unless they are there or in force already.

    Raises UsageError where other keys are: receipts and texts of the backup need its own.
    """
    if given or (var / vault.FILE).exists():
        if vault.open_vault(var, given).master != server.master:
            raise UsageError(
                message("Other keys are in force here than in the backup. Restore where there "
                        "are none yet.")
            )  # fmt: skip
        return
    vault.save_vault(var, server)
