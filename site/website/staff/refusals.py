"""What the desk answers where a matter is not there, not allowed, or cannot be changed now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dialogue.life.requests import NotAllowed, NotThere, Refused
from publisher.languages import Message, message
from website.staff.entry import blueprint
from website.staff.frame import show_desk
from website.wording import say

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


def _page(refusal: Refused, status: int) -> tuple[str, int]:
    return show_desk(
        "staff/refused.html", title=TITLES[status], text=say(refusal.message)
    ), status
