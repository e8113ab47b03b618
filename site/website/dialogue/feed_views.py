"""Where the feeds of the dialogue stand; they are made anew whenever something public changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Flask, abort, current_app, request
from flask.blueprints import BlueprintSetupState
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dialogue.matter import identities
from dialogue.reading import news, public
from dialogue.reading.news import Told
from dialogue.rules import Office
from publisher import addresses
from publisher.languages import message
from publisher.outputs.board_feeds import ALL, TITLE, title_of
from website.dialogue.feeds import Place, dialogue_feed
from website.dialogue.office import current_office
from website.editions import current_edition
from website.released import current_release
from website.search.cache import Answer, Answers
from website.search.feeds import TYPES

KEY: Final = "lightwell-dialogue-feeds"
EXTENSIONS: Final = "any(atom, rss, json):extension"
MOST_BYTES: Final = 8_000_000
Read = Callable[[Connection, Office], tuple[list[Told], Place]]

blueprint = Blueprint("dialogue_feeds", __name__)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    app: Flask = state.app  # type: ignore[assignment]  # the only kind of app there is
    app.extensions[KEY] = Answers(MOST_BYTES)


@blueprint.get(f"/<lang:lang>/feeds/board/<name>.<{EXTENSIONS}>")
def board_feed(lang: str, name: str, extension: str) -> Response:
    """The feed of a board, or of all of them together."""
    boards = current_office().rules.boards
    if not boards or (name != ALL and name not in boards):
        abort(404)
    chosen = "" if name == ALL else name
    title = title_of(boards[name].title, lang) if chosen else TITLE.text(lang)
    address = addresses.board(lang, name) if chosen else addresses.dialogue(lang)

    def read(connection: Connection, office: Office) -> tuple[list[Told], Place]:
        return news.of_board(connection, chosen), Place("board", name, title, address)

    return _answer(("board", name, lang, extension), read, extension, lang)


@blueprint.get(f"/<lang:lang>/feeds/thread/<name>.<{EXTENSIONS}>")
def thread_feed(lang: str, name: str, extension: str) -> Response:
    """The feed of one thread; of a hidden one it says so."""
    if not identities.PATTERN.fullmatch(name):
        abort(404)

    def read(connection: Connection, office: Office) -> tuple[list[Told], Place]:
        told = news.of_thread(connection, name)
        if told is None or told.thread.board not in office.rules.boards:
            abort(404)
        title = told.title or message("Question {id}", id=name).text(lang)
        address = addresses.thread(lang, told.thread.board, name)
        return [told], Place("thread", name, title, address)

    return _answer(("thread", name, lang, extension), read, extension, lang)


def _answer(question: tuple[str, ...], read: Read, extension: str, lang: str) -> Response:
    """The feed as it stands in the database now."""
    office, edition = current_office(), current_edition()
    release = current_release()
    kept: Answers = current_app.extensions[KEY]
    with office.database.reading() as connection:

        def make() -> Answer:
            told, place = read(connection, office)
            return Answer(
                dialogue_feed(edition, office, told, place, extension=extension, lang=lang)
            )

        version = sum(public.versions(connection).values())
        state = (release.id if release else "", version, office.today)
        body = kept.get(state, question, make).body
    response = Response(body, content_type=f"{TYPES[extension]}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
