"""Passing an accusation to the discipline officers, so that nothing of it stays behind."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from dialogue.keys import sealing, vault
from dialogue.life import tombstones
from dialogue.life.change import Change
from dialogue.matter import identities
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from dialogue.storage import journal, tables
from dialogue.text import declared
from dialogue.text.texts import Written


def divert(change: Change) -> None:
    """Seal a matter's texts and files to the officers, and destroy its key with all the rest.

    Of a matter that never was public nothing is left; see `tombstones` for others. The receipt
    stays valid: it now names the sealed copy, which tells nothing.
    """
    connection, thread = change.connection, change.thread
    files = _files(connection, thread, change.key)
    sealed = identities.new_identity()
    accuses = declared.accuses(connection, change.key, thread.id)
    envelope = enclosed(thread, change.written(), files, accuses=accuses)
    keep(connection, change.office, sealed, envelope)
    connection.execute(
        update(tables.receipt).where(tables.receipt.c.thread == thread.id).values(thread=sealed)
    )
    if tombstones.was_public(thread):
        tombstones.leave(change)
    else:
        _vanish(connection, thread)


def _vanish(connection: Connection, thread: Thread) -> None:
    journal.erase(connection, thread.id)
    for table in reversed(tables.metadata.sorted_tables):
        if "thread" in table.c and table is not tables.receipt:
            connection.execute(delete(table).where(table.c.thread == thread.id))
    connection.execute(delete(tables.thread).where(tables.thread.c.id == thread.id))
    journal.append_blank(connection)


def keep(connection: Connection, office: Office, identity: str, envelope: bytes) -> None:
    """Keep what only the officers can read."""
    rules = office.rules
    cipher = sealing.seal(envelope, (*rules.officers, rules.escrow))
    connection.execute(
        insert(tables.sealed).values(
            id=identity, envelope=cipher, month=office.today.strftime("%Y-%m"), collected=False
        )
    )


def enclosed(
    thread: Thread, written: Iterable[Written], files: Iterable[tuple[str, str, bytes]], *,
    accuses: bool,
) -> bytes:  # fmt: skip
    """What the officers get to read, as JSON; files are name, media type and content.

    `accuses` is what the writer said of it.
    """
    return json.dumps(
        {
            "board": thread.board, "type": thread.type, "domain": thread.domain,
            "received_at": thread.received_at.isoformat(), "channel": thread.channel,
            "about": list(thread.recused), "accuses": accuses,
            "texts": [
                {"part": one.part, "role": one.role, "written_at": one.written_at.isoformat(),
                 "content": one.content}
                for one in written if not one.superseded
            ],
            "files": [
                {"name": name, "media_type": media_type,
                 "content": base64.b64encode(content).decode("ascii")}
                for name, media_type, content in files
            ],
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


def _files(
    connection: Connection, thread: Thread, key: bytes
) -> Iterable[tuple[str, str, bytes]]:
    table = tables.attachment
    for row in connection.execute(select(table).where(table.c.thread == thread.id)):
        yield (
            vault.decrypt(key, row.name_cipher, f"{thread.id}/{row.id}/name").decode(),
            row.media_type,
            vault.decrypt(key, row.original_cipher, f"{thread.id}/{row.id}"),
        )
