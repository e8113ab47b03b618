"""The titles of some matters at once, as the public reads or would read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, select

from dialogue.keys import vault
from dialogue.matter.matters import Hiding, Part
from dialogue.matter.states import Role
from dialogue.storage import tables
from dialogue.text.redaction import Redaction
from dialogue.text.texts import Written, concealed, covered

NEEDED: Final = frozenset({Part.TITLE, Part.CONTACT})
"""Texts that are read though nothing is hidden in them."""


def titles(connection: Connection, safe: vault.Vault, threads: Sequence[str]) -> dict[str, str]:
    """The titles of matters by their ids, less what is hidden anywhere in the matter.

    Only titles and texts with hidden words are decrypted. A matter without a key has no title, nor
    has one that cannot be read.
    """
    written = _written(connection, safe, threads) if threads else {}
    return {
        thread: covered(one.content, one.redactions, concealed(texts))
        for thread, texts in written.items()
        for one in texts if one.part is Part.TITLE
    }


def _written(
    connection: Connection, safe: vault.Vault, threads: Sequence[str]
) -> dict[str, list[Written]]:
    text, hidden = tables.text, tables.redaction
    spans: dict[int, list[Redaction]] = {}
    for row in connection.execute(
        select(hidden).join(text, hidden.c.text == text.c.id)
        .where(text.c.thread.in_(threads))
    ):  # fmt: skip
        spans.setdefault(row.text, []).append(Redaction(row.start, row.end, Hiding(row.reason)))
    keys = _keys(connection, safe, threads)
    found: dict[str, list[Written]] = {}
    lost: set[str] = set()
    for row in connection.execute(select(text).where(text.c.thread.in_(list(keys)))):
        if row.superseded or (row.part not in NEEDED and row.id not in spans):
            continue
        try:
            content = vault.decrypt(keys[row.thread], row.cipher, f"{row.thread}/{row.part}")
        except vault.Unreadable:
            lost.add(row.thread)
            continue
        found.setdefault(row.thread, []).append(
            Written(row.id, Part(row.part), row.round, Role(row.role), row.written_at,
                    content.decode(), tuple(spans.get(row.id, ())), False, row.released)
        )  # fmt: skip
    return {thread: texts for thread, texts in found.items() if thread not in lost}


def _keys(
    connection: Connection, safe: vault.Vault, threads: Sequence[str]
) -> dict[str, bytes]:
    key = tables.thread_key
    rows = connection.execute(
        select(key.c.thread, key.c.wrapped).where(key.c.thread.in_(threads))
    )
    found = {}
    for row in rows:
        try:
            found[row.thread] = safe.unwrap(row.wrapped, row.thread)
        except vault.Unreadable:
            continue
    return found
