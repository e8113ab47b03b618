"""The dialogue as programs see it: boards, threads, and their feeds."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from dialogue.matter.matters import Domain, Type
from dialogue.matter.matters import Part as TextPart
from dialogue.matter.states import Event, Outcome, Role, State
from publisher.edition import Edition
from publisher.languages import message
from publisher.outputs.board_feeds import ALL
from website.dialogue.api import MOST, PAGE
from website.openapi.parts import (
    ADDRESS,
    COUNT,
    DAY,
    NOTHING_YET,
    TEXT,
    Body,
    Json,
    Part,
    get,
    listed,
    nullable,
    place,
    query,
    record,
    reference,
)
from website.search.feeds import TYPES

BASE: Final = "/api/v1/dialogue"
WRONG: Final = message("A parameter cannot be read; “parameter” names it, “error” says why.")
UNKNOWN: Final = message("Nobody may know of such a thread, or there is none.")
GONE: Final = message("It was taken off the public page; “hidden_for” says why.")
SCORE: Final[Json] = {"type": ["integer", "null"], "minimum": 1, "maximum": 5}
YES_OR_NO: Final[Json] = {"type": ["boolean", "null"]}
NAMED: Final[Json] = {"type": "object", "additionalProperties": TEXT}
"""A name by language; one that is the same in all stands under ""."""


def described(edition: Edition) -> Part:
    """The addresses of the dialogue; feeds where there are boards."""
    names = [board.name for board in edition.settings.dialogue.boards]
    away = {"503": NOTHING_YET}
    paths = {
        f"{BASE}/boards": get(
            edition, "boards", message("All boards"),
            Body({"application/json": record({"boards": listed(reference("Board"))})}),
            others=away,
        ),
        f"{BASE}/threads": get(
            edition, "threads", message("Threads, the newest first"),
            Body({"application/json": reference("Threads")},
                 {"Link": message("The address of this page and of the next one.")}),
            parameters=_parameters(edition, names), others={"400": WRONG, **away},
        ),
        f"{BASE}/threads/{{identity}}": get(
            edition, "thread", message("One thread with its texts, files and history"),
            Body({"application/json": reference("Thread")}),
            parameters=[_number(edition)],
            others={"404": UNKNOWN, "410": GONE, **away},
        ),
    }  # fmt: skip
    schemas = {"Board": _board(), "Threads": _threads(), "Thread": _thread()}
    return Part(paths | (_feeds(edition, names) if names else {}), schemas)


def _number(edition: Edition) -> Json:
    return place(edition, "identity", message("The number of a thread."), TEXT)


def _parameters(edition: Edition, names: list[str]) -> list[Json]:
    known = (
        ("board", message("Only this board."), _one_of(names) if names else TEXT),
        ("state", message("Only threads that stand so."), _codes(State)),
        ("unit", message("Only what is about this unit, by its code."), TEXT),
        ("type", message("Only this kind of message."), _codes(Type)),
        ("since", message("Only what was received on this day or later."), DAY),
        ("limit", message("How many threads a page shall hold."),
         {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}),
        ("after", message("The place of a page, as “next” names it."), TEXT),
    )  # fmt: skip
    return [query(edition, name, about, schema) for name, about, schema in known]


def _feeds(edition: Edition, names: list[str]) -> dict[str, Json]:
    lang = place(edition, "lang", message("A language of the site."),
                 _one_of(edition.settings.languages))  # fmt: skip
    board = place(edition, "board", message("A board, or “all”."), _one_of([ALL, *names]))
    thread = _number(edition)
    found = {}
    for extension, media in TYPES.items():
        body = Body({media: {"type": "object"} if extension == "json" else TEXT})
        found[f"/{{lang}}/feeds/board/{{board}}.{extension}"] = get(
            edition, f"boardFeed{extension.title()}",
            message("What happened lately on a board ({format})", format=extension), body,
            parameters=[lang, board], others={"503": NOTHING_YET},
        )  # fmt: skip
        found[f"/{{lang}}/feeds/thread/{{identity}}.{extension}"] = get(
            edition, f"threadFeed{extension.title()}",
            message("What happened in a thread ({format})", format=extension), body,
            parameters=[lang, thread], others={"404": UNKNOWN, "503": NOTHING_YET},
        )  # fmt: skip
    return found


def _board() -> Json:
    return record({
        "name": TEXT, "title": NAMED, "leader": NAMED, "post": TEXT, "unit": TEXT,
        "threads": COUNT, "address": ADDRESS,
    })  # fmt: skip


def _threads() -> Json:
    return record({"threads": listed(reference("Thread")), "next": nullable(ADDRESS)})


def _thread() -> Json:
    """A thread; of one that cannot be read only the required properties are there, and why."""
    reason = record({"code": TEXT, "text": TEXT})
    days = (
        "received_on", "accepted_on", "assigned_on", "reply_due_on", "extended_to", "replied_on",
        "reopened_on", "second_replied_on", "closed_on", "promised_on",
    )  # fmt: skip
    text = _text()
    file = record({"name": TEXT, "media_type": TEXT, "size": COUNT, "address": ADDRESS})
    entry = record({"event": _codes(Event), "on": DAY, "by": _codes(Role),
                    "reason": nullable(TEXT)})  # fmt: skip
    scores = record({"resolution": SCORE, "attitude": SCORE, "speed": SCORE})
    whole = record({
        "id": TEXT, "board": TEXT, "address": ADDRESS, "title": nullable(TEXT),
        "state": _code_or_null(State), "hidden_for": reason, "declined_for": reason,
        "joined_to": TEXT, "type": _codes(Type), "domain": _codes(Domain), "lang": TEXT,
        "unit": TEXT, **dict.fromkeys(days, nullable(DAY)), "outcome": _code_or_null(Outcome),
        "promise_kept": YES_OR_NO, "referred_to": nullable(TEXT), "satisfied": YES_OR_NO,
        "scores": nullable(scores), "texts": listed(text), "files": listed(file),
        "history": listed(entry),
    })  # fmt: skip
    return {**whole, "required": ["id", "board", "address", "title", "state"]}


def _text() -> Json:
    """A text of a thread; only replies say who signed them and which unit worked on them."""
    signer = record({"post": NAMED, "name": NAMED})
    whole = record({
        "part": _codes(TextPart), "round": COUNT, "written_on": DAY, "content": TEXT,
        "signed_by": nullable(signer), "unit": nullable(TEXT),
    })  # fmt: skip
    return {**whole, "required": ["part", "round", "written_on", "content"]}


def _codes(codes: type[StrEnum]) -> Json:
    return _one_of(str(code) for code in codes)


def _code_or_null(codes: type[StrEnum]) -> Json:
    return {"type": ["string", "null"], "enum": [*(str(code) for code in codes), None]}


def _one_of(values: Iterable[str]) -> Json:
    return {"type": "string", "enum": list(values)}
