"""What the desk answers where something is not there, not allowed, or cannot be done now."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from werkzeug.wrappers import Response

from dialogue.keys.vault import Unreadable
from dialogue.life.requests import NotAllowed, NotThere, Refused
from publisher.languages import Message, message
from website.staff.entry import blueprint
from website.staff.frame import show_desk
from website.wording import say

log = logging.getLogger(__name__)

TITLES: Final[Mapping[int, Message]] = {
    403: message("This is not for you"),
    404: message("There is no such matter"),
    409: message("This cannot be done now"),
}


@blueprint.errorhandler(NotThere)
def not_there(refusal: NotThere) -> tuple[str, int]:
    """There is no such matter."""
    return _page(refusal, 404)


@blueprint.errorhandler(NotAllowed)
def not_allowed(refusal: NotAllowed) -> tuple[str, int]:
    """Whoever asked may never read or do this."""
    return _page(refusal, 403)


@blueprint.errorhandler(Refused)
def refused(refusal: Refused) -> tuple[str, int]:
    """This cannot be done now."""
    return _page(refusal, 409)


@blueprint.errorhandler(Unreadable)
def unreadable(failure: Unreadable) -> Response:
    """The matter is there, and its key is not."""
    log.error("%s", failure)
    text = message("It was received and is kept, but the key that opens it is not on this server. "
                   "Nothing was changed. Please tell whoever runs the server: `lightwell dialogue "
                   "verify` names all such matters.")  # fmt: skip
    page = show_desk("staff/refused.html", text=say(text),
                     title=message("This matter cannot be read"))  # fmt: skip
    return Response(page, 503, {"Retry-After": "60"}, mimetype="text/html")


def _page(refusal: Refused, status: int) -> tuple[str, int]:
    return show_desk(
        "staff/refused.html", title=TITLES[status], text=say(refusal.message)
    ), status
