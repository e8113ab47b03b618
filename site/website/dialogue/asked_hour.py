"""The hour that a message is meant for: named on every page, and refused in words where it is not.

An hour that takes no question any more is taken out of the form: sent again, the message is an
ordinary one.
"""

from __future__ import annotations

from dataclasses import replace

from dialogue.hours import asking
from dialogue.rules import Office
from publisher.languages import Message, message, words
from website.dialogue.live_page import Hour, hour_of
from website.dialogue.message_form import Filled


def checked(office: Office, filled: Filled) -> tuple[Filled, dict[str, Message]]:
    """The form as it can be sent, and what is wrong with the hour that it asks for, by field."""
    if not filled.session:
        return filled, {}
    session = asking.find(office, filled.session)
    if session is None or session.board not in office.rules.boards:
        return replace(filled, session=""), {"form": asking.UNKNOWN}
    why = asking.why_closed(session, office.now())
    if why is not None:
        return replace(filled, session=""), {"form": why}
    if filled.board not in {"", session.board}:
        board = office.rules.boards[session.board]
        return filled, {"board": message(
            "The hour “{title}” is with {leader}. Choose {leader}, or do not ask in the hour.",
            title=words(session.title), leader=words(board.leader),
        )}  # fmt: skip
    return filled, {}


def asked_hour(office: Office, filled: Filled, lang: str) -> Hour | None:
    """The hour that a form asks for, in words; None if it asks for none that there is."""
    session = asking.find(office, filled.session) if filled.session else None
    if session is None or session.board not in office.rules.boards:
        return None
    return hour_of(session, office, lang)


def hour_of_matter(office: Office, thread: str, lang: str) -> Hour | None:
    """The hour that a matter was sent for, in words."""
    session = asking.hour_of_thread(office, thread)
    if session is None or session.board not in office.rules.boards:
        return None
    return hour_of(session, office, lang)
