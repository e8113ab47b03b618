"""The feeds of articles: what an article says in a feed, and which articles stand in which."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable

from publisher import addresses
from publisher.languages import message, pick
from publisher.outputs import FEED_LENGTH
from publisher.outputs.feeds import NEVER, Enclosure, Entry, Feed, newest
from publisher.source.articles import Article
from publisher.source.columns import COLUMNS
from publisher.source.settings import Settings

TAG = re.compile(r'<[A-Za-z](?:[^"<>]|"[^"]*")*>')
ROOTED = re.compile(r'(\s(?:href|src)=")(?=/(?!/))')
WITHIN = re.compile(r'(\shref=")(?=#)')


def feed_entry(
    article: Article, fragment_html: str, settings: Settings, *,
    enclosures: tuple[Enclosure, ...] = (),
) -> Entry:  # fmt: skip
    """What a feed says of an article; `fragment_html` is its rendered text with final addresses.

    Corrections stand before the summary and the text. A withdrawn article's entry holds nothing
    but that it was withdrawn, and why. Each correction and the withdrawal move `updated` on, by
    a second where several fall on one day, so that readers show the entry again.
    """
    published = _published(article, settings)
    changes = len(article.corrections) + (article.withdrawn is not None)
    updated = max(published, _midnight(article.updated, settings))
    title, summary = article.title, article.summary
    text = absolute(fragment_html, settings.base_url, article.address)
    notes = _notes(article)
    if article.withdrawn:
        title = message("Withdrawn: {title}", title=title).text(article.lang)
        summary, text, enclosures = "", "", ()
    return Entry(
        address=article.address, title=title,
        summary="\n".join([*notes, summary] if summary else notes),
        html="".join(f"<p><strong>{html.escape(note)}</strong></p>" for note in notes) + text,
        published=published, updated=updated + dt.timedelta(seconds=changes),
        categories=(COLUMNS[article.column].title.text(article.lang), *article.tags),
        enclosures=enclosures,
    )  # fmt: skip


def _notes(article: Article) -> list[str]:
    """What readers must know first: the withdrawal, or the corrections, the last one first."""
    if article.withdrawn:
        when, reason = article.withdrawn
        return [message("Withdrawn on {date}: {reason}", date=when, reason=reason)
                .text(article.lang)]  # fmt: skip
    corrections = sorted(article.corrections, key=lambda entry: entry.date, reverse=True)
    return [
        message("Corrected on {date}: {note}", date=entry.date, note=entry.note).text(article.lang)
        for entry in corrections
    ]


def _midnight(day: dt.date, settings: Settings) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=settings.zone)


def _published(article: Article, settings: Settings) -> dt.datetime:
    """The instant of scheduled publication where one is given, else the beginning of the day."""
    when = article.publish_at
    if isinstance(when, dt.datetime):
        return when if when.tzinfo else when.replace(tzinfo=settings.zone)
    return _midnight(when or article.date, settings)


def absolute(fragment_html: str, base_url: str, page: str) -> str:
    """HTML with the links inside the site, and inside the page, made absolute.

    The HTML must be sanitised: its attributes stand in double quotes.
    """

    def complete(found: re.Match[str]) -> str:
        element = ROOTED.sub(lambda m: m.group(1) + base_url, found.group())
        return WITHIN.sub(lambda m: m.group(1) + base_url + page, element)

    return TAG.sub(complete, fragment_html)


def column_feed(column: str, lang: str, entries: Iterable[Entry], *, settings: Settings) -> Feed:
    """The feed of a column: of its `entries` the 50 that were updated last."""
    about = COLUMNS[column]
    site = pick(settings.title, lang)
    return _feed(
        f"{about.title.text(lang)} · {site}", about.about.text(lang),
        addresses.column(lang, column), addresses.column_feed(lang, column, "atom"),
        addresses.column_feed(lang, column, "rss"), lang=lang, entries=entries, settings=settings,
    )  # fmt: skip


def whole_feed(lang: str, entries: Iterable[Entry], *, settings: Settings) -> Feed:
    """The feed of everything in a language: of its `entries` the 50 that were updated last."""
    return _feed(
        pick(settings.title, lang), pick(settings.description, lang), addresses.home(lang),
        addresses.whole_feed(lang, "atom"), addresses.whole_feed(lang, "rss"),
        lang=lang, entries=entries, settings=settings,
    )  # fmt: skip


def _feed(
    title: str, subtitle: str, address: str, atom_address: str, rss_address: str, *,
    lang: str, entries: Iterable[Entry], settings: Settings,
) -> Feed:  # fmt: skip
    chosen = newest(entries, FEED_LENGTH)
    return Feed(
        title=title, subtitle=subtitle, address=address, atom_address=atom_address,
        rss_address=rss_address, lang=lang, updated=chosen[0].updated if chosen else NEVER,
        author=pick(settings.publisher, lang), base_url=settings.base_url, entries=chosen,
    )  # fmt: skip
