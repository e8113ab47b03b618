"""Pages of the desk for what may not be done, is not there, or cannot be done at this moment."""

from __future__ import annotations

from flask import Response, g, make_response
from werkzeug.exceptions import Forbidden, HTTPException, NotFound

from dialogue.storage.database import Unavailable
from publisher.languages import Message, message
from website.editions import current_edition
from website.staff.entry import blueprint
from website.staff.frame import show_desk
from website.wording import say


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
    return _page(
        503, message("The desk cannot be used at this moment"),
        message("The database does not answer. Nothing was changed, and nothing is lost. Please "
                "try again in a few minutes."),
    )  # fmt: skip


def _page(status: int, title: Message, text: Message) -> Response:
    page = show_desk("staff/refused.html", title=title, text=say(text))
    headers = {"Retry-After": "60"} if status == 503 else {}
    return make_response(page, status, headers)
