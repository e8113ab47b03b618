"""All boards on one page: whom one can write to, how it goes, who reads what."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from dialogue.matter.limits import Limits
from dialogue.reading import public
from dialogue.rules import Board, Office
from dialogue.storage import tables
from publisher import addresses, languages
from website.dialogue.board_page import Line, line_of
from website.dialogue.message_form import can_seal

LATEST: Final = 8
COUNT_SECONDS: Final = 600
"""How long the boards' counts are kept, since counting reads every thread's entry in an index."""


class BoardCard(NamedTuple):
    """A board: its leader, its unit, and how many questions everybody can read."""

    board: Board
    address: str
    unit: str
    threads: int


class BoardsPage(NamedTuple):
    """All that the page of the boards shows."""

    cards: tuple[BoardCard, ...]
    latest: tuple[Line, ...]
    limits: Limits
    can_seal: bool
    sessions: str
    statistics: str
    receipt: str
    write: str
    report: str
    feeds: tuple[tuple[str, str], ...]


class _Counts:
    """The boards' counts, counted again after a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[object, tuple[dt.datetime, dict[str, int]]] = {}

    def of(self, connection: Connection, office: Office) -> dict[str, int]:
        """How many threads everybody can read, by board; at most ten minutes old."""
        now, key = office.now(), office.database
        with self._lock:
            known = self._known.get(key)
            if known is not None and now - known[0] < dt.timedelta(seconds=COUNT_SECONDS):
                return known[1]
        counted = public.counts(connection)
        with self._lock:
            self._known = {key: (now, counted)}
        return counted


_counts: Final = _Counts()


def boards_page(connection: Connection, office: Office, lang: str, *, report: bool) -> BoardsPage:
    """The page of all boards; `report` says whether there is a page of report channels."""
    rules, counted = office.rules, _counts.of(connection, office)
    latest = [line for line in public.lines(connection, limit=4 * LATEST) if line.title]
    session = connection.execute(select(tables.live_session.c.id).limit(1)).first()
    return BoardsPage(
        cards=tuple(
            BoardCard(
                board, addresses.board(lang, name),
                languages.pick(rules.units.get(board.unit, {}), lang), counted.get(name, 0),
            )
            for name, board in rules.boards.items()
        ),
        latest=tuple(line_of(line, office, lang) for line in latest[:LATEST]),
        limits=rules.limits, can_seal=can_seal(office),
        sessions=addresses.live_sessions(lang) if session else "",
        statistics=addresses.dialogue_statistics(lang), receipt=addresses.receipt(lang),
        write=addresses.new_message(lang),
        report=addresses.article(lang, "pages", addresses.REPORT) if report else "",
        feeds=tuple(
            (extension, addresses.dialogue_feed(lang, "board", "all", extension))
            for extension in ("atom", "rss", "json")
        ),
    )  # fmt: skip
