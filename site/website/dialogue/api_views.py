"""Where programs read the dialogue: `/api/v1/dialogue/…`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, request
from werkzeug.wrappers import Response

from dialogue.matter import identities
from dialogue.reading import news, public
from publisher.languages import message
from website.dialogue.api import (
    UNREADABLE_PLACE,
    Wanted,
    Wrong,
    board_values,
    line_value,
    read_wanted,
    thread_value,
)
from website.dialogue.office import current_office

UNKNOWN: Final = message("There is no thread with this number.")

blueprint = Blueprint("dialogue_api", __name__, url_prefix="/api/v1/dialogue")


@blueprint.before_request
def _without_boards() -> Response | None:
    """A site without boards has no database to ask."""
    if current_office().rules.boards:
        return None
    match request.endpoint:
        case "dialogue_api.boards":
            return _answer({"boards": []})
        case "dialogue_api.threads":
            return _answer({"threads": [], "next": None})
        case _:
            return _answer({"error": UNKNOWN.text("en")}, 404)


@blueprint.get("/boards")
def boards() -> Response:
    """All boards."""
    office = current_office()
    with office.database.reading() as connection:
        return _answer({"boards": board_values(office, public.counts(connection))})


@blueprint.get("/threads")
def threads() -> Response:
    """Threads, the newest first: `?board=&state=&unit=&type=&since=&limit=`, then `next`."""
    office = current_office()
    wanted = read_wanted(request.args, office)
    with office.database.reading() as connection:
        place = public.place(connection, wanted.after) if wanted.after else None
        if wanted.after and place is None:
            raise Wrong("after", UNREADABLE_PLACE)
        found = public.lines(
            connection, wanted.board, after=place, limit=wanted.limit + 1,
            states=[wanted.state] if wanted.state else (), also=wanted.conditions(),
        )  # fmt: skip
    page = found[: wanted.limit]
    base = office.rules.base_url
    following = ""
    if len(found) > wanted.limit:
        following = base + _address(wanted, page[-1].thread.id)
    answer = _answer({
        "threads": [line_value(line, office) for line in page], "next": following or None,
    })  # fmt: skip
    links = [f'<{base}{_address(wanted, request.args.get("after", ""))}>; rel="self"']
    if following:
        links.append(f'<{following}>; rel="next"')
    answer.headers["Link"] = ", ".join(links)
    return answer


@blueprint.get("/threads/<identity>")
def thread(identity: str) -> Response:
    """One thread; 410 with the reason where it was taken off."""
    office = current_office()
    found = None
    if identities.PATTERN.fullmatch(identity):
        with office.database.reading() as connection:
            found = news.of_thread(connection, identity)
            files = public.files(connection, identity) if found and found.is_open else ()
    if found is None or found.thread.board not in office.rules.boards:
        return _answer({"error": UNKNOWN.text("en")}, 404)
    value = thread_value(found, files, office)
    return _answer(value, 410 if "hidden_for" in value else 200)


@blueprint.errorhandler(Wrong)
def _wrong(problem: Wrong) -> Response:
    return _answer({"error": problem.message.text("en"), "parameter": problem.parameter}, 400)


def _address(wanted: Wanted, after: str) -> str:
    given = {
        "board": wanted.board, "state": wanted.state or "", "unit": wanted.unit,
        "type": wanted.type or "", "since": wanted.since.isoformat() if wanted.since else "",
        "limit": str(wanted.limit) if "limit" in request.args else "", "after": after,
    }  # fmt: skip
    query = urlencode({name: value for name, value in given.items() if value})
    return f"/api/v1/dialogue/threads{'?' if query else ''}{query}"


def _answer(value: dict[str, Any], status: int = 200) -> Response:
    body = json.dumps(value, ensure_ascii=False, default=_day).encode() + b"\n"
    answer = Response(body, status, content_type="application/json; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache" if status in {200, 410} else "no-store"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    if status == 200:
        answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
        answer.make_conditional(request)
    return answer


def _day(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))
