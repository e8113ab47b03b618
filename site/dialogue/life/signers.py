"""Under which post and name a reply is signed, as it was on that day: leaders change later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from dialogue.life.change import Change
from dialogue.matter.states import Event
from dialogue.storage import journal, tables
from publisher.languages import message


def signing(change: Change) -> dict[str, Any]:
    """Post and name, by language, of who signs now; `{}` where no board declares any.

    The leader of the board whose turn it is stands as the board declares. Somebody else with an
    account for that board stands under the name of the account, for the leader.
    """
    rules, actor, thread = change.office.rules, change.actor, change.thread
    board = rules.boards.get(rules.signing_board(thread.board, thread.recused))
    if board is None:
        return {}
    if actor.post in ("", board.post):
        return {"post": dict(board.title), "name": dict(board.leader)}
    account = tables.account
    shown = change.connection.execute(
        select(account.c.shown).where(account.c.name == actor.name)
    ).scalar_one_or_none()
    for_leader = {
        lang: message("for {post}", post=title).text(lang) for lang, title in board.title.items()
    }
    return {"post": for_leader, "name": {"": shown or ""}}


def last_signed(change: Change) -> dict[str, Any]:
    """What the last signature of the matter says."""
    signed = [
        entry for entry in journal.of_thread(change.connection, change.thread.id)
        if entry.event == Event.SIGN
    ]  # fmt: skip
    return dict(signed[-1].facts.get("signer", {})) if signed else {}
