"""A board as everybody reads it: its leader, and its threads, the newest first."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import Connection

from dialogue.matter import identities
from dialogue.matter.states import State
from dialogue.reading import public
from dialogue.rules import Board, Office
from publisher import addresses, languages
from publisher.languages import Message, message
from website.dialogue.clock_words import short
from website.dialogue.thread_page import Facts, facts_of

FILTERS: Final[Mapping[str, tuple[Message, frozenset[State]]]] = {
    "open": (message("Being worked on"), frozenset({
        State.ACCEPTED, State.ASSIGNED, State.DISPUTED, State.WORKING, State.CLARIFICATION,
        State.DRAFT, State.SIGNED, State.REOPENED,
    })),
    "answered": (message("Replied"), frozenset({
        State.REPLIED, State.SATISFIED, State.DISSATISFIED, State.REVIEW, State.CLOSED,
    })),
    "not-accepted": (message("Not accepted"), frozenset({State.DECLINED})),
    "joined": (message("Joined"), frozenset({State.MERGED})),
}  # fmt: skip
"""What a board's list can be narrowed to, by the name in its address."""


class Cursor(enum.Enum):
    """A cursor that cannot be read."""

    WRONG = enum.auto()


class Line(NamedTuple):
    """A thread in a list; `title` is "" where it cannot be read, and `why` says why."""

    facts: Facts
    title: str
    clock: Message | None
    late: bool


class Choice(NamedTuple):
    """A link that narrows the list."""

    name: str
    label: Message
    address: str


class BoardPage(NamedTuple):
    """All that the page of a board shows."""

    board: Board
    unit: str
    unit_address: str
    address: str
    lines: tuple[Line, ...]
    choice: str
    choices: tuple[Choice, ...]
    older: str
    is_first: bool
    write: str
    feeds: tuple[tuple[str, str], ...]


def read_cursor(written: str) -> str | Cursor:
    """The id of the thread that a page of the list goes on after; "" at the list's beginning."""
    if written and not identities.PATTERN.fullmatch(written):
        return Cursor.WRONG
    return written


def board_page(
    connection: Connection, office: Office, name: str, lang: str, *, choice: str = "",
    after: str = "",
) -> BoardPage | None:  # fmt: skip
    """A page of a board's list; None where no listed thread has the id `after`."""
    board = office.rules.boards[name]
    states = FILTERS[choice][1] if choice else frozenset()
    place = public.place(connection, after) if after else None
    if after and place is None:
        return None
    found = public.lines(connection, name, states=states, after=place, limit=public.PAGE + 1)
    lines, address = found[: public.PAGE], addresses.board(lang, name)
    older = ""
    if len(found) > public.PAGE:
        asked = {"state": choice} if choice else {}
        older = f"{address}?{urlencode(asked | {'after': lines[-1].thread.id})}"
    return BoardPage(
        board=board, unit=languages.pick(office.rules.units.get(board.unit, {}), lang),
        unit_address=addresses.unit(lang, board.unit) if board.unit in office.rules.units else "",
        address=address, lines=tuple(line_of(line, office, lang) for line in lines),
        choice=choice,
        choices=(
            Choice("", message("All"), address),
            *(Choice(key, label, f"{address}?state={key}") for key, (label, _) in FILTERS.items()),
        ),
        older=older, is_first=not after,
        write=f"{addresses.new_message(lang)}?board={name}",
        feeds=tuple(
            (extension, addresses.dialogue_feed(lang, "board", name, extension))
            for extension in ("atom", "rss", "json")
        ),
    )  # fmt: skip


def line_of(line: public.Line, office: Office, lang: str) -> Line:
    """A line of a list in words."""
    thread = line.thread
    clock = short(thread, office) if line.title else None
    late = clock is not None and bool(thread.due_on and office.today > thread.due_on)
    return Line(facts_of(thread, office, lang), line.title, clock, late)
