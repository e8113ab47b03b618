"""The feed of any search: its newest hits that have a date."""

from __future__ import annotations

import datetime as dt
import html
from typing import Final

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.languages import message
from publisher.outputs import FEED_LENGTH, json_feeds
from publisher.outputs.feeds import MEDIA_TYPES, NEVER, Entry, Feed, atom, rss
from publisher.source.settings import Settings
from search_index import Hit, Span
from website.search.asking import Asked, address_of, query_of
from website.search.found import found, plain
from website.search.readers import Indexes
from website.search.searching import feeds_of

TYPES: Final = {**MEDIA_TYPES, "json": json_feeds.MEDIA_TYPE}


def search_feed(
    edition: Edition, indexes: Indexes, asked: Asked, *, extension: str, lang: str
) -> bytes:
    """The feed of a question in `lang`, as `extension` says: atom, rss or json.

    Hits without a date are in no feed: nobody could say when they were new.
    """
    newest = asked.only(by_date=True)
    if newest.since is None and newest.until is None:
        newest = newest.only(since=dt.date.min)
    hits = indexes.search(query_of(newest, limit=FEED_LENGTH, facets=False)).hits
    entries = tuple(_entry(edition, hit, lang) for hit in hits)
    places = dict(feeds_of(asked, lang))
    settings = edition.settings
    site = languages.pick(settings.title, lang)
    title = message("Search: {words}", words=asked.shown or _everything(lang)).text(lang)
    feed = Feed(
        title=f"{title} · {site}", subtitle=languages.pick(settings.description, lang),
        address=address_of(addresses.search(lang), asked.only(by_date=False), lang),
        atom_address=places["atom"], rss_address=places["rss"], lang=lang,
        updated=entries[0].updated if entries else NEVER,
        author=languages.pick(settings.publisher, lang), base_url=settings.base_url,
        entries=entries,
    )  # fmt: skip
    if extension == "json":
        return json_feeds.json_feed(feed, places["json"])
    return atom(feed) if extension == "atom" else rss(feed)


def _everything(lang: str) -> str:
    return languages.translate("everything", lang)


def _entry(edition: Edition, hit: Hit, lang: str) -> Entry:
    shown = found(edition, hit, lang)
    day = _midnight(hit.date or NEVER.date(), edition.settings)
    return Entry(
        address=shown.address,
        title=plain(shown.title),
        summary=plain(shown.snippet),
        html=f"<p>{_marked(shown.snippet)}</p>",
        published=day,
        updated=day,
        categories=tuple(filter(None, (shown.tag, shown.unit, shown.table))),
    )


def _marked(spans: tuple[Span, ...]) -> str:
    return "".join(
        f"<mark>{html.escape(span.text)}</mark>" if span.highlighted else html.escape(span.text)
        for span in spans
    )


def _midnight(day: dt.date, settings: Settings) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=settings.zone)
