"""What the board answers when it cannot: the database is away, or a message is too large."""

from __future__ import annotations

from flask import make_response
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from publisher import addresses
from website.layout import show
from website.security import REFERRER
from website.wording import current_language


def away_page() -> str:
    """Nothing was received; what is written stays in the browser."""
    return _page(
        _("The dialogue is not available at this moment"),
        _("The database cannot be reached. Nothing that was sent is lost: what was not "
          "acknowledged with a receipt was not received. Go back in your browser, keep your text, "
          "and send it again in a few minutes."),
    )  # fmt: skip


def too_large(failure: RequestEntityTooLarge) -> Response:
    """413: the message or its files are too large."""
    return no_store(make_response(_page(
        _("This is too large to be sent"),
        _("A message may have 5 files of 10 MiB each. Go back in your browser and choose smaller "
          "files, or fewer; the text of your message is still there."),
    ), 413))  # fmt: skip


def _page(title: str, text: str) -> str:
    return show("dialogue/refused.html", title=title, text=text, section="dialogue", indexed=False,
                address=addresses.dialogue(current_language()))  # fmt: skip


def no_store(answer: Response) -> Response:
    """An answer that no cache keeps and that tells other sites nothing."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = REFERRER
    return answer
