"""What a request is answered that fails: always in the frame of where it was sent, or as JSON."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from typing import Final

from flask import Flask, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from dialogue.storage.database import Unavailable
from publisher.languages import Message, message
from website.dialogue.refusals import away_page, no_store
from website.pages.errors import FORGED, error_page, text_of
from website.staff import closed

API: Final = "/api/"
DESK: Final = re.compile(r"/staff(?:/.*)?", re.DOTALL)
KEPT: Final = ("Allow", "Retry-After")
"""What an error says to browsers and programs besides."""

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    """Let `app` answer so to whatever a view, the router or a form's reader gives up on."""
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(Unavailable, _away)


def _failed(error: HTTPException) -> Response:
    """In the language of the address, on the desk in that of the account."""
    status, texts = error.code or 500, text_of(error)
    headers = {name: value for name, value in error.get_headers() if name in KEPT}
    if request.path.startswith(API):
        return _as_json(status, texts.title, headers)
    if not DESK.fullmatch(request.path):
        return make_response(error_page(status, texts), status, headers)
    if texts is not FORGED:
        texts = closed.TEXTS.get(status, texts)
    return make_response(closed.closed_page(texts), status, headers)


def _away(failure: Unavailable) -> Response:
    """The database cannot be reached."""
    log.error("%s", failure)
    headers = {"Retry-After": "60"}
    if request.path.startswith(API):
        return _as_json(503, message("The dialogue is not available at this moment"), headers)
    if DESK.fullmatch(request.path):
        return make_response(closed.closed_page(closed.TEXTS[503]), 503, headers)
    return no_store(make_response(away_page(), 503, headers))


def _as_json(status: int, what: Message, headers: Mapping[str, str]) -> Response:
    body = json.dumps({"error": what.text("en")}).encode() + b"\n"
    answer = Response(body, status, headers, content_type="application/json; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
