"""Passing an accusation to the discipline officers, so that nothing of it stays behind."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from dialogue.keys import receipts, sealing, vault
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
    stays valid: it shows the number of the officers' file.
    """
    connection, thread, office = change.connection, change.thread, change.office
    files = _files(connection, thread, change.key)
    number = detach_receipt(connection, office, thread.id)
    keep(connection, office, enclosed(
        office, thread, change.written(), files, number=number,
        accuses=declared.accuses(connection, change.key, thread.id),
    ))  # fmt: skip
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


def detach_receipt(connection: Connection, office: Office, thread: str) -> str:
    """Let a matter's receipt name nothing but the month; the number of the officers' file.

    The sealed copy cannot be told from the receipt then, nor the receipt from the copy.
    """
    receipt = tables.receipt
    mac: bytes = connection.execute(
        update(receipt).where(receipt.c.thread == thread)
        .values(thread=f"{_month(office)}-{identities.new_identity()}").returning(receipt.c.mac)
    ).scalar_one()  # fmt: skip
    return receipts.file_number(mac, office.vault.pepper)


def _month(office: Office) -> str:
    return office.today.strftime("%Y-%m")


def keep(connection: Connection, office: Office, envelope: bytes) -> None:
    """Keep what only the officers can read, under a name that nothing else bears."""
    rules = office.rules
    cipher = sealing.seal(envelope, (*rules.officers, rules.escrow))
    connection.execute(
        insert(tables.sealed).values(
            id=identities.new_identity(), envelope=cipher, month=_month(office), collected=False
        )
    )


def enclosed(
    office: Office, thread: Thread, written: Iterable[Written],
    files: Iterable[tuple[str, str, bytes]], *, number: str, accuses: bool,
) -> bytes:  # fmt: skip
    """What the officers get to read, as JSON; files are name, media type and content.

    Boards, leaders and units come along by name, for machines that do not know the site; instants
    are in its time zone. `accuses` is what the writer said of it.
    """
    rules = office.rules
    return json.dumps(
        {
            "number": number, "zone": rules.zone.key,
            "board": thread.board, "type": thread.type, "domain": thread.domain,
            "received_at": _local(office, thread.received_at), "channel": thread.channel,
            "about": list(thread.recused), "names": rules.names((
                f"board:{thread.board}", *thread.recused)), "accuses": accuses,
            "texts": [
                {"part": one.part, "role": one.role,
                 "written_at": _local(office, one.written_at),
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


def _local(office: Office, instant: dt.datetime) -> str:
    there = instant.replace(tzinfo=dt.UTC).astimezone(office.rules.zone)
    return there.isoformat(timespec="seconds")


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
