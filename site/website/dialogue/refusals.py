"""What the board answers when it cannot: the database is away, or a message is too large."""

from __future__ import annotations

from flask import make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from dialogue.storage.database import Full, Unavailable
from publisher import addresses
from publisher.languages import Message, message
from website.layout import show
from website.security import REFERRER
from website.sent_again import Again, sent_again
from website.wording import current_language


def away_page(failure: Unavailable) -> str:
    """Nothing was received; what was written stands in a form that sends it again."""
    return _page(
        _("The dialogue is not available at this moment"),
        why_not(failure).text(current_language()), sent_again(),
    )  # fmt: skip


def why_not(failure: Unavailable) -> Message:
    """Why nothing can be received at this moment, for who sent something or wanted to read."""
    if isinstance(failure, Full):
        return message("The disk of the server is full, so nothing can be stored at this moment. "
                       "What you sent was not received. Please send it again later: what you wrote "
                       "is kept on this page.") if request.method == "POST" else message(
                       "The disk of the server is full. Please try again later.")  # fmt: skip
    if request.method == "POST":
        return message("The database cannot be reached, so nothing can be stored at this moment. "
                       "What you sent was not received. Please send it again in a few minutes: "
                       "what you wrote is kept on this page.")  # fmt: skip
    return message("The database cannot be reached. Please try again in a few minutes. What was "
                   "acknowledged with a receipt is not lost.")  # fmt: skip


def unreadable_page() -> str:
    """The matter is there, and its key is not."""
    return _page(
        _("This message cannot be read at this moment"),
        _("It was received and is kept, but the key that opens it is not on this server. Nothing "
          "was changed. Please tell the office, and keep your receipt."),
    )  # fmt: skip


def too_large(failure: RequestEntityTooLarge) -> Response:
    """413: the message or its files are too large."""
    return no_store(make_response(_page(
        _("This is too large to be sent"),
        _("A message may have 5 files of 10 MiB each. Go back in your browser and choose smaller "
          "files, or fewer; the text of your message is still there."),
    ), 413))  # fmt: skip


def _page(title: str, text: str, again: Again | None = None) -> str:
    return show("dialogue/refused.html", title=title, text=text, again=again, section="dialogue",
                indexed=False, address=addresses.dialogue(current_language()))  # fmt: skip


def no_store(answer: Response) -> Response:
    """An answer that no cache keeps and that tells other sites nothing."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = REFERRER
    return answer
