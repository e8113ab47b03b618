"""The titles of some matters at once, as the public reads or would read them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from dialogue import tables, vault
from dialogue.matters import Hiding, Part
from dialogue.redaction import Redaction, redacted


def titles(connection: Connection, safe: vault.Vault, threads: Sequence[str]) -> dict[str, str]:
    """The redacted titles of matters by their ids; a matter without a key has none."""
    text, key, hidden = tables.text, tables.thread_key, tables.redaction
    if not threads:
        return {}
    rows = connection.execute(
        select(text.c.id, text.c.thread, text.c.cipher, key.c.wrapped)
        .join(key, key.c.thread == text.c.thread)
        .where(text.c.thread.in_(threads), text.c.part == Part.TITLE, text.c.superseded.is_(False))
    ).all()
    spans: dict[int, list[Redaction]] = {}
    for row in connection.execute(
        select(hidden).where(hidden.c.text.in_([row.id for row in rows]))
    ):
        spans.setdefault(row.text, []).append(Redaction(row.start, row.end, Hiding(row.reason)))
    return {
        row.thread: redacted(
            vault.decrypt(
                safe.unwrap(row.wrapped, row.thread), row.cipher, f"{row.thread}/{Part.TITLE}"
            ).decode(),
            spans.get(row.id, ()),
        )
        for row in rows
    }
