"""Pages for what is not there or did not work."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from publisher.languages import Message, message
from website.editions import current_edition
from website.layout import show
from website.wording import current_language, say


class ErrorText(NamedTuple):
    """What an error page says."""

    title: Message
    text: Message


TEXTS: dict[int, ErrorText] = {
    404: ErrorText(
        message("There is no such page"),
        message("The address may be mistyped, or the link that led here may be wrong. Nothing "
                "that was once published disappears without a word: what was removed or withdrawn "
                "says so at its own address."),
    ),
    410: ErrorText(
        message("This page was removed"),
        message("What stood here is no longer published."),
    ),
    500: ErrorText(
        message("Something went wrong on our side"),
        message("The pages and files that are already published are not affected. Please try "
                "again in a few minutes."),
    ),
}  # fmt: skip
"""Those that are published as pages of their own, too."""

UNAVAILABLE = ErrorText(
    message("Search is not available at this moment"),
    message("It will be made ready with the next publication. All pages and files can be read "
            "meanwhile."),
)  # fmt: skip


def error_page(status: int) -> str:
    """The page for a status, in the reader's language."""
    texts = UNAVAILABLE if status == 503 else TEXTS.get(status, TEXTS[404 if status < 500 else 500])
    return show(
        "pages/error.html", title=say(texts.title), text=say(texts.text), status=status,
        address=f"/{current_language()}/{status}", indexed=False,
    )  # fmt: skip


def gone_page(address: str) -> str | None:
    """The page for an address whose source is gone, None for any other address."""
    gone = current_edition().gone.get(address)
    if gone is None:
        return None
    return show(
        "pages/gone.html", title=say(TEXTS[410].title), address=address, since=gone.since,
        indexed=False,
    )  # fmt: skip


def install(app: Flask) -> None:
    """Let `app` answer with these pages."""

    def answer_gone() -> tuple[str, int] | None:
        page = gone_page(request.path)
        return (page, 410) if page is not None else None

    def answer_error(error: HTTPException) -> tuple[str, int]:
        status = error.code or 500
        return error_page(status), status

    app.before_request(answer_gone)
    for status in (*TEXTS, 503):
        app.register_error_handler(status, answer_error)
