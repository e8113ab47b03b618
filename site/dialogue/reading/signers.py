"""Who signed the public replies, and which unit worked on them: from the journal's public part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from dialogue.matter.states import Event
from dialogue.storage import journal, tables
from dialogue.storage.journal import Entry
from publisher.languages import Localised

ROUNDS: Final[Mapping[str, int]] = {Event.PUBLISH_REPLY: 1, Event.PUBLISH_SECOND: 2}
"""Which reply an event publishes."""


class Signer(NamedTuple):
    """Post and name of who signed, by language, and the id of the unit that worked on the reply."""

    post: Localised
    name: Localised
    unit: str


def of_history(entries: Iterable[Entry]) -> dict[int, Signer]:
    """Who signed the replies that a matter's history tells of, by round."""
    return {
        ROUNDS[entry.event]: _signer(entry) for entry in entries
        if entry.event in ROUNDS and entry.facts.get("signer")
    }  # fmt: skip


def of_entry(entry: Entry) -> Signer | None:
    """Who signed the reply that an entry of the journal tells of."""
    return next(iter(of_history([entry]).values()), None)


def of_threads(
    connection: Connection, identities: Iterable[str] | None = None
) -> dict[str, dict[int, Signer]]:
    """Who signed in these matters (in all of them for None), by matter and round."""
    detail = tables.journal_detail
    query = select(detail).where(detail.c.event.in_(list(ROUNDS))).order_by(detail.c.seq)
    if identities is not None:
        query = query.where(detail.c.thread.in_(list(identities)))
    found: dict[str, dict[int, Signer]] = {}
    for row in connection.execute(query):
        found.setdefault(row.thread, {}).update(of_history([journal.of_row(row)]))
    return found


def _signer(entry: Entry) -> Signer:
    signer = entry.facts["signer"]
    return Signer(signer["post"], signer["name"], str(entry.facts.get("worked", "")))
