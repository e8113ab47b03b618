"""Matters that are listed without their texts, as rows of the dataset `messages`.

One that was taken off the public page keeps its row, and so does one that was joined to another:
a number that was public once never disappears. One that was not accepted has none: the schema
has no such state. Of the days only those of arrival and of moderation are told, so that nobody
can tell a matter that was passed on as an accusation from others that were taken off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, and_, or_, select

from dialogue.exports.messages import STATES
from dialogue.matter.states import State, Visibility
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from dialogue.storage import tables, threads
from publisher import addresses

NO_TEXT: Final = "no_text"
"""What the schema calls a row without texts."""


def rows(connection: Connection, office: Office, until: dt.date) -> Iterator[dict[str, Any]]:
    """The rows of matters that were listed by the end of a day and show no text."""
    table = tables.thread
    hidden = and_(table.c.visibility == Visibility.TOMBSTONE, table.c.state.in_(list(STATES)),
                  table.c.accepted_on <= until)  # fmt: skip
    joined = and_(table.c.state == State.MERGED, table.c.moderated_on <= until)
    for found in connection.execute(select(table).where(or_(hidden, joined)).order_by(table.c.id)):
        thread = threads.of_row(found)
        if thread.board in office.rules.boards:
            yield _row(thread, office)


def _row(thread: Thread, office: Office) -> dict[str, Any]:
    board, lang = office.rules.boards[thread.board], office.rules.languages[0]
    listed = thread.accepted_on or thread.moderated_on
    return {
        "message_id": thread.id, "board": board.post, "type": thread.type.value,
        "domain": thread.domain.value, "submitted_on": thread.received_on, "reviewed_on": listed,
        "state": "merged" if thread.state is State.MERGED else STATES[thread.state],
        "auto_rated": "false", "visibility": NO_TEXT, "publisher": board.unit,
        "published_on": listed,
        "source_doc": office.rules.base_url + addresses.thread(lang, thread.board, thread.id),
        "revision": 1,
    }  # fmt: skip
