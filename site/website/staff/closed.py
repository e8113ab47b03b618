"""Pages of the desk for what may not be done, is not there, or cannot be done at this moment."""

from __future__ import annotations

import logging
from typing import Final

from flask import Response, current_app, g, make_response, request
from werkzeug.exceptions import Forbidden, HTTPException, NotFound

from dialogue.storage.database import Full, Unavailable
from publisher.languages import Message, message
from website.editions import current_edition
from website.sent_again import Again, sent_again
from website.staff.entry import blueprint
from website.staff.frame import show_desk
from website.wording import say

SECRET: Final = frozenset({"website.staff.signing", "website.staff.administration"})
"""Modules whose forms hold passwords."""

log = logging.getLogger(__name__)


@blueprint.errorhandler(Forbidden)
def refuse(error: HTTPException) -> Response:
    """The role does not have this page."""
    return _page(
        403, message("This page is not for your role"),
        message("Your account may not use it. If your work needs it, ask the administrator."),
    )  # fmt: skip


@blueprint.errorhandler(NotFound)
def nothing(error: HTTPException) -> Response:
    """There is no such thing on the desk."""
    return _page(
        404, message("There is no such page"),
        message("The address may be mistyped, or what it named was never there."),
    )  # fmt: skip


@blueprint.errorhandler(Unavailable)
def away(error: Unavailable) -> Response:
    """The database is away; who is signed in cannot be told then."""
    g.staff_held = None
    g.setdefault("lang", current_edition().settings.languages[0])
    log.error("%s", error)
    text = (
        message("The disk of the server is full. Nothing was changed. Please tell whoever runs the "
                "server, and try again later.") if isinstance(error, Full)
        else message("The database does not answer. Nothing was changed, and nothing is lost. "
                     "Please try again in a few minutes.")
    )  # fmt: skip
    return _page(503, message("The desk cannot be used at this moment"), text,
                 None if _is_secret() else sent_again())  # fmt: skip


def _is_secret() -> bool:
    """Whether the form may hold a password, which is never shown."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is None or view.__module__ in SECRET


def _page(status: int, title: Message, text: Message, again: Again | None = None) -> Response:
    page = show_desk("staff/refused.html", title=title, text=say(text), again=again)
    headers = {"Retry-After": "60"} if status == 503 else {}
    return make_response(page, status, headers)
