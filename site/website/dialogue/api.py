"""The dialogue for programs: boards and threads as JSON values, only what everybody may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement

from dialogue.life.requests import Refused
from dialogue.matter.matters import DECLINES, HIDINGS, Decline, Hiding, Part, Type
from dialogue.matter.states import State, Visibility
from dialogue.matter.thread import Thread
from dialogue.reading.news import Told
from dialogue.reading.public import Line, PublicFile
from dialogue.reading.signers import Signer, of_history
from dialogue.rules import Office
from dialogue.storage import tables
from publisher import addresses
from publisher.languages import Localised, Message, message, pick
from website.dialogue.board_page import Cursor, read_cursor

PAGE: Final = 30
MOST: Final = 100
PARAMETERS: Final = ("board", "state", "unit", "type", "since", "limit", "after")
UNREADABLE_PLACE: Final = message(
    "This place in the list cannot be read. Take it from `next`."
)
Code = TypeVar("Code", bound=StrEnum)


class Wrong(Refused):
    """A parameter that cannot be read; `parameter` is its name."""

    def __init__(self, parameter: str, what: Message) -> None:
        super().__init__(what)
        self.parameter = parameter


class Wanted(NamedTuple):
    """Which threads a program asks for; "" and None for all."""

    board: str = ""
    state: State | None = None
    unit: str = ""
    type: Type | None = None
    since: dt.date | None = None
    limit: int = PAGE
    after: str = ""

    def conditions(self) -> list[ColumnElement[bool]]:
        """What the table of threads is asked besides board, state and place."""
        thread = tables.thread
        found: list[ColumnElement[bool]] = []
        if self.unit:
            found.append(thread.c.unit == self.unit)
        if self.type is not None:
            found.append(thread.c.type == self.type)
        if self.since is not None:
            found.append(thread.c.received_on >= self.since)
        if self.unit or self.type is not None:
            found.append(thread.c.visibility == Visibility.PUBLIC)
        if self.state is not None:  # else the answer would tell the state of what is hidden
            found.append(thread.c.visibility != Visibility.TOMBSTONE)
        return found


def read_wanted(given: Mapping[str, str], office: Office) -> Wanted:
    """What a query string asks for. Raises Wrong for the first parameter that cannot be read."""
    for name in given:
        if name not in PARAMETERS:
            raise Wrong(name, message("There is no parameter {name}. Those known are: {known}.",
                                      name=name, known=", ".join(PARAMETERS)))  # fmt: skip
    board, unit = given.get("board", ""), given.get("unit", "")
    if board and board not in office.rules.boards:
        raise Wrong("board", message("There is no board with this name."))
    if unit and unit not in office.rules.units:
        raise Wrong("unit", message("There is no unit with this code."))
    after = read_cursor(given.get("after", ""))
    if isinstance(after, Cursor):
        raise Wrong("after", UNREADABLE_PLACE)
    return Wanted(
        board, _code("state", given, State), unit, _code("type", given, Type),
        _day(given.get("since", "")), _limit(given.get("limit", "")), after,
    )  # fmt: skip


def _code(name: str, given: Mapping[str, str], codes: type[Code]) -> Code | None:
    written = given.get(name, "")
    if written and written not in set(codes):
        raise Wrong(name, message("Possible values are: {known}.", known=", ".join(codes)))
    return codes(written) if written else None


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        raise Wrong("since", message("Write a day such as 2026-03-31.")) from None


def _limit(written: str) -> int:
    if not written:
        return PAGE
    if written.isascii() and written.isdigit() and len(written) < 6 and 0 < int(written) <= MOST:
        return int(written)
    raise Wrong("limit", message("Write a whole number from 1 to {most}.", most=MOST))


def board_values(office: Office, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """All boards in their order, with how many threads are listed."""
    rules = office.rules
    return [
        {
            "name": board.name, "title": _localised(board.title),
            "leader": _localised(board.leader), "post": board.post, "unit": board.unit,
            "threads": counts.get(board.name, 0),
            "address": rules.base_url + addresses.board(rules.languages[0], board.name),
        }
        for board in rules.boards.values()
    ]  # fmt: skip


def line_value(line: Line, office: Office) -> dict[str, Any]:
    """A thread in a list; of one that cannot be read only that it exists, and why."""
    thread = line.thread
    if thread.visibility is not Visibility.PUBLIC:
        return _closed_value(thread, office)
    replied = thread.second_replied_on if thread.round == 2 else thread.replied_on
    return {
        **_names(thread, office),
        "title": line.title, "state": thread.state, "type": thread.type,
        "domain": thread.domain, "lang": thread.lang, "unit": thread.unit,
        "received_on": thread.received_on, "accepted_on": thread.accepted_on,
        "assigned_on": thread.assigned_on, "reply_due_on": thread.reply_due_on,
        "extended_to": thread.extended_to, "replied_on": thread.replied_on,
        "reopened_on": thread.reopened_on, "second_replied_on": thread.second_replied_on,
        "closed_on": thread.closed_on,
        "outcome": thread.outcome if replied else None,
        "promised_on": thread.promised_on if replied else None,
        "promise_kept": thread.promise_kept,
        "referred_to": (thread.referred_to if replied else "") or None,
        "satisfied": thread.satisfied,
        "scores": {
            "resolution": thread.score_resolution, "attitude": thread.score_attitude,
            "speed": thread.score_speed,
        } if thread.satisfied is not None else None,
    }  # fmt: skip


def thread_value(told: Told, files: tuple[PublicFile, ...], office: Office) -> dict[str, Any]:
    """A thread with its texts, files and history, as far as everybody may read them."""
    thread, base, signed = told.thread, office.rules.base_url, of_history(told.history)
    value = line_value(Line(thread, told.title), office)
    if not told.is_open:
        return value
    return value | {
        "texts": [
            {"part": one.part, "round": one.round, "written_on": one.written_on,
             "content": one.content} | (_signed(signed.get(one.round))
                                        if one.part is Part.REPLY else {})
            for one in told.texts
        ],
        "files": [
            {"name": one.name, "media_type": one.media_type, "size": one.size,
             "address": base + addresses.attachment(one.id, one.name)}
            for one in files
        ],
        "history": [
            {"event": entry.event, "on": office.day(entry.at), "by": entry.role,
             "reason": entry.facts.get("reason")}
            for entry in told.history
        ],
    }  # fmt: skip


def _signed(signer: Signer | None) -> dict[str, Any]:
    """Who signed a reply, and the unit that worked on it."""
    if signer is None:
        return {"signed_by": None, "unit": None}
    return {
        "signed_by": {"post": _localised(signer.post), "name": _localised(signer.name)},
        "unit": signer.unit or None,
    }  # fmt: skip


def _closed_value(thread: Thread, office: Office) -> dict[str, Any]:
    """A thread that cannot be read: declined, joined to another, or taken off."""
    value: dict[str, Any] = {**_names(thread, office), "title": None}
    if thread.visibility is Visibility.TOMBSTONE:
        return value | {"state": None, "hidden_for": _coded(thread.hidden_for, HIDINGS, Hiding)}
    if thread.state is State.MERGED:
        return value | {"state": thread.state, "joined_to": thread.merged_into}
    return value | {"state": thread.state, "declined_for": _coded(thread.code, DECLINES, Decline)}


def _names(thread: Thread, office: Office) -> dict[str, Any]:
    rules = office.rules
    return {
        "id": thread.id, "board": thread.board,
        "address": rules.base_url + addresses.thread(rules.languages[0], thread.board, thread.id),
    }  # fmt: skip


def _coded(code: str, called: Mapping[Code, Message], codes: type[Code]) -> dict[str, str]:
    known = codes(code) if code in set(codes) else None
    return {"code": code, "text": called[known].text("en") if known else ""}


def _localised(texts: Localised) -> dict[str, str]:
    return {lang: text for lang, text in texts.items() if lang} or {"": pick(texts, "")}
