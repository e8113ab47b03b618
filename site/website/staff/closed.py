"""Pages of the desk for what may not be done, is not there, or cannot be done at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import g

from dialogue.storage.database import Unavailable
from publisher.languages import message
from website.pages.errors import ErrorText
from website.staff.entry import choose_language
from website.staff.frame import show_desk
from website.wording import say

TEXTS: Final[Mapping[int, ErrorText]] = {
    403: ErrorText(
        message("This page is not for your role"),
        message("Your account may not use it. If your work needs it, ask the administrator."),
    ),
    404: ErrorText(
        message("There is no such page"),
        message("The address may be mistyped, or what it named was never there."),
    ),
    503: ErrorText(
        message("The desk is not available at this moment"),
        message("The database cannot be reached. Nothing was changed: what you sent was not done. "
                "Go back in your browser, keep your text, and send it again in a few minutes."),
    ),
}  # fmt: skip
"""Where the desk says something else than the rest of the site."""


def closed_page(texts: ErrorText) -> str:
    """A page of the desk that says so, in the language of the account where that can be told."""
    try:
        choose_language()
    except Unavailable:
        g.staff_held = None
        choose_language()
    return show_desk("staff/refused.html", title=texts.title, text=say(texts.text))
