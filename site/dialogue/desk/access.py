"""Which matters somebody of the staff may read: as a question about one, as a condition for many.

Both say the same of every matter, which a test holds against each other.
"""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, and_, cast, false, not_, or_, true

from dialogue.life.requests import NotAllowed
from dialogue.matter.states import Role
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Rules
from dialogue.storage import tables
from publisher.languages import Message, message

ORIGINALS: Final = frozenset({Role.MODERATOR, Role.AUDITOR})
"""Roles that read what is hidden, so that they can decide about it or examine the decision."""


def kept_from(rules: Rules, thread: Thread, actor: Actor) -> Message | None:
    """Why somebody may not read a matter; None if they may."""
    if actor.marks & set(thread.recused):
        return message(
            "You are kept out of this matter, because you or your unit are part of it."
        )
    if actor.role is Role.OFFICER and not (actor.unit and thread.unit == actor.unit):
        return message("This matter is not assigned to your unit.")
    if actor.role is Role.LEADER:
        board = rules.signing_board(thread.board, thread.recused)
        if not board or board not in actor.boards:
            return message("This matter is signed by the leader of another board.")
    if actor.role in {Role.CITIZEN, Role.SYSTEM}:
        return message("Only the staff may read matters here.")
    return None


def require_readable(rules: Rules, thread: Thread, actor: Actor) -> None:
    """Raise NotAllowed, with the reason, if somebody may not read a matter."""
    why = kept_from(rules, thread, actor)
    if why is not None:
        raise NotAllowed(why)


def readable(rules: Rules, actor: Actor) -> ColumnElement[bool]:
    """The condition under which rows of the table `thread` are matters that somebody may read."""
    table = tables.thread
    free = and_(true(), *(not_(_marked(mark)) for mark in sorted(actor.marks)))
    match actor.role:
        case Role.OFFICER:
            return and_(table.c.unit == actor.unit, free) if actor.unit else false()
        case Role.LEADER:
            signed = [_signed_by(rules, board) for board in rules.boards if board in actor.boards]
            return and_(or_(false(), *signed), free)
        case Role.CITIZEN | Role.SYSTEM:
            return false()
        case _:
            return free


def _signed_by(rules: Rules, board: str) -> ColumnElement[bool]:
    """Where the leader of `board` signs: see `Rules.signing_board`."""
    name = tables.thread.c.board
    before = list(rules.boards)[: list(rules.boards).index(board)]
    others = [one for one in rules.boards if one != board]
    leaderless = or_(
        name.not_in(rules.boards), *(and_(name == one, _excluded(rules, one)) for one in others)
    )
    next_one = and_(leaderless, *(_excluded(rules, one) for one in before))
    return and_(not_(_excluded(rules, board)), or_(name == board, next_one))


def _excluded(rules: Rules, board: str) -> ColumnElement[bool]:
    """Where the leader of a board, or the leader's unit, is kept out."""
    found = rules.boards[board]
    return or_(_marked(f"post:{found.post}"), _marked(f"unit:{found.unit}"))


def _marked(mark: str) -> ColumnElement[bool]:
    """Where `recused` holds a mark; the list is stored as JSON."""
    stored: Any = cast(tables.thread.c.recused, Text)
    return stored.contains(json.dumps(mark), autoescape=True)  # type: ignore[no-any-return]
