"""Public matters as rows of the dataset `messages`: only what everybody can read anyway."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from dialogue.matter.matters import Part
from dialogue.matter.states import State, Visibility
from dialogue.matter.thread import Thread
from dialogue.reading import signers
from dialogue.reading.signers import Signer
from dialogue.rules import Office
from dialogue.storage import tables, threads
from publisher import addresses, languages
from publisher.languages import message

FIELDS: Final = (
    "message_id", "board", "type", "domain", "title", "body_public", "submitted_on",
    "reviewed_on", "assigned_org", "assigned_on", "state", "extended_to", "reply_md",
    "replied_on", "reply_org", "followup_md", "score_resolution", "score_attitude",
    "score_speed", "auto_rated", "visibility", "publisher", "published_on", "source_doc",
    "revision",
)  # fmt: skip

STATES: Final[Mapping[State, str]] = {
    State.ACCEPTED: "accepted", State.ASSIGNED: "assigned", State.DISPUTED: "assigned",
    State.WORKING: "in_progress", State.CLARIFICATION: "in_progress", State.DRAFT: "in_progress",
    State.SIGNED: "in_progress", State.REOPENED: "in_progress", State.REPLIED: "replied",
    State.REVIEW: "replied", State.SATISFIED: "rated", State.DISSATISFIED: "rated",
    State.CLOSED: "closed",
}  # fmt: skip
"""The dataset's words for the states in which a matter can be read."""

def rows(connection: Connection, office: Office, until: dt.date) -> Iterator[dict[str, Any]]:
    """The rows of matters that were public by the end of a day, by their ids."""
    texts, signed = _texts(connection), signers.of_threads(connection)
    table = tables.thread
    query = (
        select(table).where(table.c.visibility == Visibility.PUBLIC,
                            table.c.state.in_(list(STATES)), table.c.accepted_on <= until)
        .order_by(table.c.id)
    )  # fmt: skip
    for found in connection.execute(query):
        thread = threads.of_row(found)
        if thread.board in office.rules.boards and (thread.id, Part.TITLE, 1) in texts:
            yield _row(thread, texts, signed.get(thread.id, {}), office)


Texts = Mapping[tuple[str, str, int], str]


def _texts(connection: Connection) -> Texts:
    table = tables.public_text
    return {
        (row.thread, row.part, row.round): row.content
        for row in connection.execute(select(table).order_by(table.c.text))
    }


def _row(
    thread: Thread, texts: Texts, signed: Mapping[int, Signer], office: Office
) -> dict[str, Any]:
    board, reply = office.rules.boards[thread.board], texts.get((thread.id, Part.REPLY, 1), "")
    state = STATES[thread.state]
    if thread.extended_to and not thread.replied_on:
        state = "extended"
    assigned = thread.assigned_on
    if assigned and thread.replied_on and assigned > thread.replied_on:
        assigned = None  # assigned anew for the second reply; the first day is not known
    lang = office.rules.languages[0]
    return {
        "message_id": thread.id, "board": board.post, "type": thread.type.value,
        "domain": thread.domain.value, "title": texts[thread.id, Part.TITLE, 1],
        "body_public": texts.get((thread.id, Part.BODY, 1), ""),
        "submitted_on": thread.received_on, "reviewed_on": thread.accepted_on,
        "assigned_org": thread.unit, "assigned_on": assigned, "state": state,
        "extended_to": thread.extended_to, "reply_md": _signed(reply, signed.get(1), lang),
        "replied_on": thread.replied_on,
        "reply_org": _worked(thread, signed.get(1), board.unit) if reply else "",
        "followup_md": _follow_up(thread, texts, signed.get(2), lang),
        "score_resolution": thread.score_resolution,
        "score_attitude": thread.score_attitude, "score_speed": thread.score_speed,
        "auto_rated": "false", "visibility": "public", "publisher": board.unit,
        "published_on": thread.accepted_on,
        "source_doc": office.rules.base_url + addresses.thread(lang, thread.board, thread.id),
        "revision": 1,
    }  # fmt: skip


def _worked(thread: Thread, signer: Signer | None, otherwise: str) -> str:
    """The unit that worked on the first reply."""
    return (signer.unit if signer else "") or thread.unit or otherwise


def _signed(reply: str, signer: Signer | None, lang: str) -> str:
    """A reply with the post and name of who signed it as its last line."""
    if not reply or signer is None:
        return reply
    line = message("Signed: {post} {name}", post=languages.pick(signer.post, lang),
                   name=languages.pick(signer.name, lang))  # fmt: skip
    return f"{reply}\n\n{line.text(lang)}"


def _follow_up(thread: Thread, texts: Texts, signer: Signer | None, lang: str) -> str:
    """What was asked and answered after the first reply, and who signed the second one."""
    parts = [(Part.REOPENING, 1), (Part.REOPENING, 2), (Part.REPLY, 2)]
    found = [
        _signed(texts[thread.id, part, round_], signer if part is Part.REPLY else None, lang)
        for part, round_ in parts if (thread.id, part, round_) in texts
    ]  # fmt: skip
    return "\n\n".join(found)
