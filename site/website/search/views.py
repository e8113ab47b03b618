"""The search page, its suggestions and feeds, and search as JSON; none of them is ever a file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from flask import Blueprint, Flask, abort, current_app, redirect, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from publisher import addresses
from publisher.edition import Edition
from search_index import IndexFormatError
from website.dialogue.live_index import current_keeper
from website.editions import current_edition
from website.layout import show
from website.released import current_release
from website.search import markup
from website.search.api import api_answer, read_limit
from website.search.asking import ALL, Asked, read_asked
from website.search.cache import Answer, Answers
from website.search.counting import FILE, Counts
from website.search.feeds import TYPES, search_feed
from website.search.help import help_part
from website.search.readers import Indexes, Readers, Threads, live_generation
from website.search.rescue import completed
from website.search.searching import search_page
from website.wording import text as _

log = logging.getLogger(__name__)

KEY: Final = "lightwell-searches"
Make = Callable[[Edition, Indexes], Answer]

blueprint = Blueprint("search", __name__)


@blueprint.record_once
def _prepare(state: BlueprintSetupState) -> None:
    state.app.extensions[KEY] = Desk(Readers(), Answers())
    markup.install(state.app)


class Desk(NamedTuple):
    """What searches need beside the release; without `counts` nobody counts them."""

    readers: Readers
    answers: Answers
    counts: Counts | None = None

    def answer(self, question: object, make: Make) -> Answer:
        """The answer to a question, from memory if it was asked before of the same indexes."""
        release = current_release() or abort(503)
        edition = current_edition()
        threads = threads_of(edition)

        def made() -> Answer:
            try:
                with self.readers.open(release, edition.settings.engine, threads) as indexes:
                    return make(edition, indexes)
            except IndexFormatError:  # the release was made by another version
                log.warning("the index of release %s must be made anew: publish", release.id[:12])
                abort(503)

        generation = live_generation(release) if threads is Threads.SEARCHED else ""
        return self.answers.get((release.id, threads, generation), question, made)


def threads_of(edition: Edition) -> Threads:
    """Whether the threads of the dialogue are searched, now that the question is asked."""
    keeper = current_keeper()
    if keeper is None or not edition.settings.dialogue.boards:
        return Threads.NONE
    may = keeper.may_be_searched(edition.settings.engine)
    return Threads.SEARCHED if may else Threads.AWAY


def install(app: Flask, var: Path) -> None:
    """Let `app`, which serves the releases in `var`, count what is searched for."""
    counts = Counts(var / FILE, today=lambda: dt.datetime.now(dt.UTC).date())
    app.extensions[KEY] = Desk(Readers(), Answers(), counts)


def desk() -> Desk:
    """The application's."""
    found: Desk = current_app.extensions[KEY]
    return found


@blueprint.get("/<lang:lang>/search")
def search(lang: str) -> Response:
    """What was found."""
    asked = read_asked(request.args, lang, current_edition().settings.languages)
    answer = desk().answer(("page", lang, asked), lambda edition, indexes: _page(
        edition, indexes, asked, lang=lang))  # fmt: skip
    counts = desk().counts
    if counts is not None and asked.words and not asked.narrowed and not asked.after:
        counts.add(asked.shown, found=not answer.missed)
    return _sent(answer.body, "text/html")


@blueprint.get("/<lang:lang>/search/")
def with_slash(lang: str) -> Response:
    """Other sections end in a slash: who writes one here comes to the search page as well."""
    asked = request.query_string.decode("ascii", "replace")
    return redirect(addresses.search(lang) + (f"?{asked}" if asked else ""), 301)


def _page(edition: Edition, indexes: Indexes, asked: Asked, *, lang: str) -> Answer:
    shown = search_page(edition, indexes, asked, lang=lang)
    title = _("Search: %(words)s", words=asked.shown[:100]) if asked.words else _("Search")
    page = show(
        "search/search.html", title=title, address=shown.address, section="search", indexed=False,
        page=shown, help=help_part(lang, next(iter(edition.units), "")),
    )  # fmt: skip
    return Answer(page.encode(), shown.missed)


@blueprint.get("/<lang:lang>/search/suggest")
def suggest(lang: str) -> Response:
    """Texts that begin as what was typed: `{"q": …, "suggestions": […]}`."""
    asked = read_asked(request.args, lang, current_edition().settings.languages)

    def made(edition: Edition, indexes: Indexes) -> Answer:
        found = completed(indexes, asked)
        value = {"q": asked.shown, "suggestions": found}
        return Answer(json.dumps(value, ensure_ascii=False).encode() + b"\n")

    answer = desk().answer(("suggest", asked), made)
    return _sent(answer.body, "application/json")


@blueprint.get("/<lang:lang>/feeds/search.<any(atom, rss, json):extension>")
def feed(lang: str, extension: str) -> Response:
    """The feed of a search."""
    asked = read_asked(request.args, lang, current_edition().settings.languages).only(by_date=True)
    answer = desk().answer(
        ("feed", extension, lang, asked),
        lambda edition, indexes: Answer(
            search_feed(edition, indexes, asked, extension=extension, lang=lang)
        ),
    )
    return _sent(answer.body, TYPES[extension])


@blueprint.get("/api/v1/search")
def api() -> Response:
    """Search as JSON; see `website.search.api.api_answer` for what it holds."""
    asked = read_asked(request.args, ALL, current_edition().settings.languages)
    limit = read_limit(request.args)

    def made(edition: Edition, indexes: Indexes) -> Answer:
        found = api_answer(edition, indexes, asked, limit=limit)
        # The links travel in front of the body, so that one answer is kept.
        return Answer(f"{found.own}\n{found.next}\n".encode() + found.body)

    own, following, body = desk().answer(("api", asked, limit), made).body.split(b"\n", 2)
    response = _sent(body, "application/json")
    links = [f'<{own.decode()}>; rel="self"', f'<{addresses.openapi()}>; rel="service-desc"']
    if following:
        links.append(f'<{following.decode()}>; rel="next"')
    response.headers["Link"] = ", ".join(links)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _sent(body: bytes, media_type: str) -> Response:
    """An answer that must be asked for again each time, and is not sent again if unchanged."""
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
