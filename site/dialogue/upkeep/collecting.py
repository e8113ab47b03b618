"""Fetching sealed copies: files for the officers, who open them on machines of their own."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage
from sqlalchemy import select, update

from dialogue.keys import sealing
from dialogue.rules import utc_now
from dialogue.storage import journal, tables
from dialogue.storage.database import Database
from dialogue.upkeep.sealed_words import in_words
from publisher.errors import StorageError
from publisher.languages import message
from publisher.release.drafts import new_folder, write_private


def collect(database: Database, folder: Path, *, again: bool = False) -> list[Path]:
    """Write what is sealed and was not fetched (or all, `again`) as files for `age`.

    Copies are marked as fetched once all files are on disk.
    """
    table = tables.sealed
    query = select(table.c.id, table.c.envelope).order_by(table.c.id)
    with database.reading() as connection:
        rows = connection.execute(query if again else query.where(~table.c.collected)).all()
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{row.id}.age" for row in rows]
    for file, row in zip(files, rows, strict=True):
        write_private(file, row.envelope)
    if files:
        with database.writing() as connection:
            for row in rows:
                connection.execute(update(table).where(table.c.id == row.id)
                                   .values(collected=True))  # fmt: skip
            journal.append(connection, thread="", at=utc_now(), event="collect",
                           role="administrator", actor="command", facts={})  # fmt: skip
    return files


def opened(envelope: bytes, identities: Sequence[pyrage.x25519.Identity]) -> dict[str, Any]:
    """What a sealed copy says, for who holds a private key. Raises StorageError otherwise."""
    try:
        plain = sealing.unpadded(pyrage.decrypt(envelope, list(identities)))
        found: dict[str, Any] = json.loads(plain)
    except (pyrage.DecryptError, ValueError) as failure:
        raise StorageError(
            message("This cannot be opened with this key: it was sealed to other keys, or it is "
                    "damaged.")
        ) from failure  # fmt: skip
    return found


def unpacked(found: dict[str, Any], folder: Path, lang: str) -> list[Path]:
    """Write what a sealed copy holds into a new folder; names of files are made harmless.

    The files, the rest in words of a language as `matter.txt`, and for programs as `matter.json`.
    """
    names = []
    with new_folder(folder) as draft:
        for number, one in enumerate(found["files"], 1):
            kept = "".join(c for c in Path(one["name"]).name if c.isalnum() or c in "._- ")
            names.append(f"{number}-{(kept or 'file')[:100]}")
            (draft / names[-1]).write_bytes(base64.b64decode(one["content"]))
        told = json.dumps({**found, "files": names}, ensure_ascii=False, indent=2)
        (draft / "matter.txt").write_text(in_words(found, names, lang), encoding="utf-8")
        (draft / "matter.json").write_text(told + "\n", encoding="utf-8")
    return [folder / name for name in (*names, "matter.txt", "matter.json")]
