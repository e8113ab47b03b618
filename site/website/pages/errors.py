"""Pages for what is not there or did not work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from publisher.languages import Message, message
from website.editions import current_edition
from website.layout import show
from website.same_origin import Forged
from website.wording import current_language, say


class ErrorText(NamedTuple):
    """What an error page says."""

    title: Message
    text: Message


TEXTS: Final[Mapping[int, ErrorText]] = {
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

LIVE_TEXTS: Final[Mapping[int, ErrorText]] = {
    400: ErrorText(
        message("This cannot be read"),
        message("What was sent is not what our pages send. Nothing was changed. Open the page "
                "again and send it from there."),
    ),
    405: ErrorText(
        message("Nothing can be sent to this address"),
        message("What stands here can only be read. Nothing was changed."),
    ),
    413: ErrorText(
        message("This is too large to be sent"),
        message("Nothing was changed. Go back in your browser and make the text shorter; it is "
                "still there."),
    ),
    503: ErrorText(
        message("Search is not available at this moment"),
        message("It will be made ready with the next publication. All pages and files can be read "
                "meanwhile."),
    ),
}  # fmt: skip
"""Those that only a running website gives."""

FORGED: Final = ErrorText(
    message("This did not come from our page"),
    message("For your safety we take in only what is sent from a page of this site. Nothing was "
            "changed. Open the page again and send it from there."),
)  # fmt: skip


def text_of(error: HTTPException) -> ErrorText:
    """What is said of an error; of one that has no words of its own what is said of its like."""
    if isinstance(error, Forged):
        return FORGED
    status = error.code or 500
    return {**TEXTS, **LIVE_TEXTS}.get(status) or (
        LIVE_TEXTS[400] if status < 500 else TEXTS[500]
    )


def error_page(status: int, texts: ErrorText) -> str:
    """The page for a status, in the reader's language."""
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
    """Let `app` answer with the pages of what is gone."""

    def answer_gone() -> tuple[str, int] | None:
        page = gone_page(request.path)
        return (page, 410) if page is not None else None

    app.before_request(answer_gone)
