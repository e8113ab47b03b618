"""Pages of the desk for what may not be done, is not there, or cannot be done at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import current_app, g, request

from dialogue.storage.database import Full, Unavailable
from publisher.languages import message
from website.pages.errors import ErrorText
from website.sent_again import Again, sent_again
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
}  # fmt: skip
"""Where the desk says something else than the rest of the site."""
UNREADABLE: Final = ErrorText(
    message("This matter cannot be read"),
    message("It was received and is kept, but the key that opens it is not on this server. Nothing "
            "was changed. Please tell whoever runs the server: `lightwell dialogue verify` names "
            "all such matters."),
)  # fmt: skip
SECRET: Final = frozenset({"website.staff.signing", "website.staff.administration"})
"""Modules whose forms hold passwords."""


def closed_page(texts: ErrorText, again: Again | None = None) -> str:
    """A page of the desk that says so, in the language of the account where that can be told."""
    try:
        choose_language()
    except Unavailable:
        g.staff_held = None
        choose_language()
    return show_desk("staff/refused.html", title=texts.title, text=say(texts.text), again=again)


def away_page(failure: Unavailable) -> str:
    """Nothing was changed; what was written stands in a form that sends it again."""
    g.staff_held = None  # who is signed in cannot be told
    text = (
        message("The disk of the server is full. Nothing was changed. Please tell whoever runs the "
                "server, and try again later.") if isinstance(failure, Full)
        else message("The database does not answer. Nothing was changed, and nothing is lost. "
                     "Please try again in a few minutes.")
    )  # fmt: skip
    title = message("The desk cannot be used at this moment")
    return closed_page(ErrorText(title, text), None if _is_secret() else sent_again())


def _is_secret() -> bool:
    """Whether the form may hold a password, which is never shown."""
    view = current_app.view_functions.get(request.endpoint or "")
    return view is None or view.__module__ in SECRET
