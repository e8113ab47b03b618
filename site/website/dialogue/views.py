"""The board's public pages: all boards, one board, one thread; cached as long as they hold."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

from flask import Blueprint, abort, current_app, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dialogue.matter.thread import Thread
from dialogue.reading import public
from dialogue.reading.public import PublicThread
from dialogue.rules import Office
from dialogue.storage.database import Unavailable
from publisher import addresses, languages
from website.dialogue import markup
from website.dialogue.board_page import FILTERS, Cursor, board_page, read_cursor
from website.dialogue.boards_page import boards_page
from website.dialogue.cache import FOLDER, Kept, Pages, Place, kept
from website.dialogue.live_page import hours_with_answers
from website.dialogue.office import current_desk, current_office
from website.dialogue.thread_page import facts_of, thread_page
from website.editions import current_edition
from website.layout import show
from website.released import current_release

KEY: Final = "lightwell-dialogue-pages"
Make = Callable[[Connection, Office], Kept | None]

blueprint = Blueprint("dialogue", __name__)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    markup.install(state.app)


def pages() -> Pages:
    """The application's cache."""
    known: Pages | None = current_app.extensions.get(KEY)
    if known is None:
        known = current_app.extensions[KEY] = Pages(current_desk().var / FOLDER)
    return known


@blueprint.get("/<lang:lang>/dialogue/")
def boards(lang: str) -> Response:
    """All boards."""
    _require_boards()

    def make(connection: Connection, office: Office) -> Kept:
        shown = boards_page(connection, office, lang, report=current_edition().report_channels)
        return kept(show(
            "dialogue/boards.html", title=_("Dialogue with the leaders"), section="dialogue",
            address=addresses.dialogue(lang), page=shown,
            description=_("Questions to the county's leaders, and their answers, in the open."),
        ).encode())  # fmt: skip

    return answer(Place("all", "boards", lang), make)


@blueprint.get("/<lang:lang>/dialogue/<board>/")
def board(lang: str, board: str) -> Response:
    """One board's threads."""
    if board not in current_office().rules.boards:
        abort(404)
    choice = request.args.get("state", "")
    after = read_cursor(request.args.get("after", ""))
    if (choice and choice not in FILTERS) or isinstance(after, Cursor):
        abort(404)

    def make(connection: Connection, office: Office) -> Kept | None:
        shown = board_page(connection, office, board, lang, choice=choice, after=after)
        if shown is None:
            return None
        return kept(show(
            "dialogue/board.html", section="dialogue", page=shown,
            title=languages.pick(shown.board.title, lang), address=shown.address,
            indexed=not choice and not after,
        ).encode())  # fmt: skip

    place = Place("board", board, lang, f"{choice}-{after}")
    return answer(place, make, lasting=not after)


@blueprint.get("/<lang:lang>/dialogue/<board>/<identity>")
def thread(lang: str, board: str, identity: str) -> Response:
    """One thread, or why it cannot be read."""
    _require_boards()

    def make(connection: Connection, office: Office) -> Kept | None:
        found = public.find(connection, identity)
        if found is None:
            return None
        if isinstance(found, Thread):
            return _closed_page(found, office, lang)
        return _open_page(connection, found, office, lang)

    return answer(Place("thread", identity, lang), make, board=board)


def _open_page(connection: Connection, found: PublicThread, office: Office, lang: str) -> Kept:
    shown = thread_page(found, public.files(connection, found.thread.id), office, lang)
    return kept(show(
        "dialogue/thread.html", title=shown.title, section="dialogue", page=shown,
        hours=hours_with_answers(connection, found.thread.id, office, lang),
        address=shown.facts.address, versions=(found.thread.lang,),
        description=shown.statements[0].content[:150] if shown.statements else "",
    ).encode())  # fmt: skip


def _closed_page(found: Thread, office: Office, lang: str) -> Kept:
    facts = facts_of(found, office, lang)
    gone = found.visibility == "tombstone"
    title = (
        _("Taken off the public page") if gone
        else _("Joined to another question") if found.merged_into else _("Not accepted")
    )  # fmt: skip
    page = show("dialogue/closed.html", title=title, section="dialogue", facts=facts, gone=gone,
                address=facts.address, indexed=False)  # fmt: skip
    return kept(page.encode(), 410 if gone else 200)


def _require_boards() -> None:
    if not current_edition().settings.dialogue.boards:
        abort(404)


def answer(place: Place, make: Make, *, lasting: bool = True, board: str = "") -> Response:
    """The page at `place`: from the cache, made anew, or as it was before the database was away."""
    office = current_office()
    try:
        with office.database.reading() as connection:
            page = _fresh(connection, office, place, make, lasting=lasting, board=board)
    except Unavailable:
        known = pages().without_database(place)
        if known is None:
            raise
        answer = _sent(known)
        answer.headers["Warning"] = '110 - "Response is Stale"'
        answer.headers["Age"] = str(max(0, int(time.time()) - known.made))
        return answer
    if isinstance(page, Response):
        return page
    return _sent(page if page is not None else abort(404))


def _fresh(
    connection: Connection, office: Office, place: Place, make: Make, *, lasting: bool, board: str
) -> Kept | Response | None:  # fmt: skip
    marks = public.versions(connection)
    pages().sweep(marks, partial(_marks, connection), time.monotonic())
    if place.kind == "thread":
        found = public.stamps(connection, [place.name]).get(place.name)
        if found is None:
            return None
        if found.board != board:
            return _moved(connection, place, found.board)
        stamp = found.mark
    else:
        stamp = str(marks.get(place.name, 0) if place.kind == "board" else sum(marks.values()))
    release = current_release()
    around = (release.id if release else "", office.today)
    try:
        return pages().get(place, stamp, around, lambda: _found(make(connection, office)),
                           lasting=lasting)  # fmt: skip
    except LookupError:
        return None


def _marks(connection: Connection, identities: list[str]) -> dict[str, str]:
    return {one: stamp.mark for one, stamp in public.stamps(connection, identities).items()}


def _found(page: Kept | None) -> Kept:
    if page is None:
        raise LookupError
    return page


def _moved(connection: Connection, place: Place, board: str) -> Response | None:
    """The right address of a thread that everybody may know of."""
    if public.find(connection, place.name) is None:
        return None
    return Response(status=301, headers={
        "Location": addresses.thread(place.lang, board, place.name), "Cache-Control": "no-cache",
    })  # fmt: skip


def _sent(page: Kept) -> Response:
    answer = Response(page.body, status=page.status, content_type="text/html; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(page.etag)
    if page.status == 200:
        answer.make_conditional(request)
    return answer
