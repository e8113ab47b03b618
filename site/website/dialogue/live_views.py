"""Where announced hours with leaders stand; what they show is kept until something changes."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, abort
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dialogue.hours import live_sessions
from dialogue.matter import identities
from dialogue.rules import Office
from publisher import addresses
from publisher.languages import message
from website.dialogue.cache import Kept, Place, kept
from website.dialogue.live_page import hour_page, hours, talk_value
from website.dialogue.office import current_office
from website.dialogue.views import answer
from website.editions import current_edition
from website.layout import show
from website.wording import say

TITLE: Final = message("Hours with leaders")

blueprint = Blueprint("dialogue_live", __name__)


@blueprint.get("/<lang:lang>/dialogue/sessions/")
def sessions(lang: str) -> Response:
    """All announced hours."""
    if not current_edition().settings.dialogue.boards:
        abort(404)

    def make(connection: Connection, office: Office) -> Kept:
        return kept(show(
            "dialogue/sessions.html", title=say(TITLE), section="dialogue",
            address=addresses.live_sessions(lang), hours=hours(connection, office, lang),
        ).encode())  # fmt: skip

    return answer(Place("all", "sessions", lang), make)


@blueprint.get("/<lang:lang>/dialogue/sessions/<identity>")
def session(lang: str, identity: str) -> Response:
    """One hour."""
    def make(connection: Connection, office: Office) -> Kept | None:
        found = live_sessions.find(connection, identity)
        if found is None or found.board not in office.rules.boards:
            return None
        page = hour_page(connection, found, office, lang)
        return kept(show(
            "dialogue/session.html", title=page.hour.title, section="dialogue",
            address=page.hour.address, page=page, description=page.hour.introduction[:150],
        ).encode())  # fmt: skip

    return answer(Place("all", _known(identity), lang, f"hour-{_phase(identity)}"), make)


@blueprint.get("/<lang:lang>/dialogue/sessions/<identity>/talk.json")
def talk(lang: str, identity: str) -> Response:
    """Questions and answers of an hour, for the page's script."""
    def make(connection: Connection, office: Office) -> Kept | None:
        found = live_sessions.find(connection, identity)
        if found is None or found.board not in office.rules.boards:
            return None
        value = talk_value(hour_page(connection, found, office, lang))
        return kept(json.dumps(value, ensure_ascii=False).encode() + b"\n")

    response = answer(Place("all", _known(identity), lang, "talk"), make)
    response.content_type = "application/json; charset=utf-8"
    return response


def _known(identity: str) -> str:
    """An id as ids are written; anything else is nowhere."""
    if not identities.PATTERN.fullmatch(identity):
        abort(404)
    return identity


def _phase(identity: str) -> str:
    """Whether questions are taken now: the one thing of the page that changes with the clock."""
    office = current_office()
    with office.database.reading() as connection:
        found = live_sessions.find(connection, identity)
    return "gathers" if found is not None and found.gathers(office.now()) else "gathered"
