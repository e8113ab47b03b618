"""Where the statistics of the dialogue stand: a page, files, a feed, and for programs."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from html import escape
from typing import Final

from flask import Blueprint, abort, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dialogue.figures import daily
from dialogue.figures.daily import Figures
from dialogue.figures.lines import as_csv, as_value
from dialogue.rules import Office
from dialogue.storage.database import Unavailable
from publisher import addresses, languages
from publisher.languages import Message, message
from publisher.outputs.feeds import NEVER, Entry, Feed, atom, rss
from publisher.outputs.json_feeds import json_feed
from website.dialogue.cache import Kept, Place, kept
from website.dialogue.office import current_office
from website.dialogue.statistics_page import StatisticsPage, statistics_page
from website.dialogue.views import answer
from website.editions import current_edition
from website.layout import show
from website.search.feeds import TYPES
from website.wording import say

TITLE: Final = message("Statistics of the dialogue")
ABOUT: Final = message("How fast and how well the county's leaders and units answer, every day.")
FEED_DAYS: Final = 30

blueprint = Blueprint("dialogue_statistics", __name__)


@blueprint.get("/<lang:lang>/dialogue/statistics/")
def page(lang: str) -> Response:
    """The statistics of the day."""
    office = _office()
    with contextlib.suppress(Unavailable):  # then the page is answered as it was before
        daily.figures_of_day(office)

    def make(connection: Connection, office: Office) -> Kept | None:
        figures = daily.figures_of(connection, office.today)
        if figures is None:
            return None
        return kept(show(
            "dialogue/statistics.html", title=say(TITLE), section="dialogue",
            address=addresses.dialogue_statistics(lang), description=say(ABOUT),
            page=statistics_page(figures, office, lang),
        ).encode())  # fmt: skip

    return answer(Place("all", "statistics", lang), make)


@blueprint.get("/dialogue/statistics.<any(csv, json):extension>")
def file(extension: str) -> Response:
    """The figures that are shown, as one table."""
    figures = daily.figures_of_day(_office())
    if extension == "csv":
        response = _sent(as_csv(figures), "text/csv; charset=utf-8")
        name = f"dialogue-statistics-{figures.day}.csv"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response
    return _sent(_json(figures), "application/json; charset=utf-8")


@blueprint.get("/api/v1/dialogue/statistics")
def values() -> Response:
    """The same for programs."""
    office = current_office()
    figures = daily.figures_of_day(office) if office.rules.boards else daily.none(office.today)
    return _sent(_json(figures), "application/json; charset=utf-8")


@blueprint.get("/<lang:lang>/feeds/statistics/daily.<any(atom, rss, json):extension>")
def feed(lang: str, extension: str) -> Response:
    """An entry for each of the last days."""
    office = _office()
    daily.figures_of_day(office)
    with office.database.reading() as connection:
        days = daily.days(connection, FEED_DAYS)
        found = [daily.figures_of(connection, day) for day in days]
    entries = [_entry(one, office, lang) for one in found if one is not None]
    body = _feed(entries, lang, extension)
    return _sent(body, f"{TYPES[extension]}; charset=utf-8")


def _office() -> Office:
    if not current_edition().settings.dialogue.boards:
        abort(404)
    return current_office()


def _json(figures: Figures) -> bytes:
    return json.dumps(as_value(figures), ensure_ascii=False).encode() + b"\n"


def _feed(entries: list[Entry], lang: str, extension: str) -> bytes:
    settings = current_edition().settings
    own = {one: addresses.dialogue_feed(lang, "statistics", "daily", one)
           for one in ("atom", "rss", "json")}  # fmt: skip
    made = Feed(
        title=f"{TITLE.text(lang)} · {languages.pick(settings.title, lang)}",
        subtitle=ABOUT.text(lang), address=addresses.dialogue_statistics(lang),
        atom_address=own["atom"], rss_address=own["rss"], lang=lang,
        updated=entries[0].updated if entries else NEVER,
        author=languages.pick(settings.publisher, lang), base_url=settings.base_url,
        entries=tuple(entries),
    )  # fmt: skip
    if extension == "json":
        return json_feed(made, own["json"])
    return atom(made) if extension == "atom" else rss(made)


def _entry(figures: Figures, office: Office, lang: str) -> Entry:
    shown = statistics_page(figures, office, lang)
    at = dt.datetime.combine(figures.day, dt.time(), office.rules.zone)
    html = "".join(f"<p>{escape(line.text(lang))}</p>" for line in _sentences(shown))
    return Entry(
        address=f"{addresses.dialogue_statistics(lang)}#{figures.day}",
        title=message("Statistics of {day}", day=figures.day).text(lang), summary="", html=html,
        published=at, updated=at,
    )  # fmt: skip


def _sentences(shown: StatisticsPage) -> Iterator[Message]:
    for title, about, cell in (*shown.rates, *shown.further):
        if cell is not None and cell.share is not None:
            yield message("{title}: {share} % {about} ({value} of {of}, as of {since})",
                          title=title, about=about, share=f"{cell.share * 100:.1f}",
                          value=cell.value, of=cell.of or 0, since=cell.since)  # fmt: skip
    yield message("Mark of the journal: entry {number}, {hash}", number=shown.head_number,
                  hash=shown.head_hash)  # fmt: skip


def _sent(body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    return response
