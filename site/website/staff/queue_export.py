"""The queue as CSV, for lists of one's own: what the page shows, all pages in one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from dialogue.desk import queue
from dialogue.desk.queue import Wanted
from dialogue.matter.matters import DOMAINS, TYPES
from dialogue.matter.states import STATES
from dialogue.matter.thread import Actor
from dialogue.rules import Office
from publisher.languages import Message, message, pick
from website.staff.deadlines import deadline_of
from website.staff.queue_page import LOST

MOST: Final = 5_000
PART: Final = 500
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets take for the beginning of a formula."""

COLUMNS: Final[tuple[Message, ...]] = (
    message("Number of the matter"), message("Title"), message("State"), message("Due"),
    message("Deadline"), message("Board"), message("Unit"), message("Type"), message("Subject"),
    message("Received"),
)  # fmt: skip


def exported(office: Office, actor: Actor, wanted: Wanted, lang: str) -> bytes:
    """At most MOST matters as CSV in UTF-8 with a byte-order mark, which spreadsheets need."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([column.text(lang) for column in COLUMNS])
    for line in _lines(office, actor, wanted):
        writer.writerow([_harmless(cell) for cell in _cells(line, office, lang)])
    return target.getvalue().encode("utf-8-sig")


def _lines(office: Office, actor: Actor, wanted: Wanted) -> Iterable[queue.Line]:
    with office.database.reading() as connection:
        after, count = None, 0
        while count < MOST:
            found = queue.page(connection, office, actor, wanted, after=after, limit=PART)
            yield from found.lines
            after, count = found.next, count + len(found.lines)
            if after is None:
                return


def _cells(line: queue.Line, office: Office, lang: str) -> list[str]:
    thread, rules = line.thread, office.rules
    due = deadline_of(thread, office)
    board = rules.boards.get(thread.board)
    return [
        thread.id, LOST.text(lang) if line.title is None else line.title,
        STATES[thread.state].text(lang),
        due.due.isoformat() if due else "", due.words.text(lang) if due else "",
        pick(board.title, lang) if board else thread.board,
        pick(rules.units.get(thread.unit, {}), lang) or thread.unit,
        TYPES[thread.type].text(lang), DOMAINS[thread.domain].text(lang),
        thread.received_on.isoformat(),
    ]  # fmt: skip


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
