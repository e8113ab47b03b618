"""Feeds: what is new, as Atom, RSS and an OPML list of all feeds.

feedgen writes them. Its defects are repaired by an extension of ours: it drops `rel` and `type`
of an entry's links, so that data files look like duplicate pages, and it knows one file an item
in RSS. The times it takes from the clock are always replaced by those of the content.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

GENERATOR = "Lightwell"
ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml"}

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold."""

NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When a feed without entries was updated."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that belongs to an entry: its address, media type and size in bytes."""

    address: str
    type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing in a feed; `address` is its page, `html` its text with absolute links.

    Times have a zone. Addresses begin with / and are completed by the feed's `base_url`.
    """

    address: str
    title: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed; `address` is the page it follows, the others are its own in both formats."""

    title: str
    subtitle: str
    address: str
    atom_address: str
    rss_address: str
    lang: str
    updated: dt.datetime
    author: str
    base_url: str
    entries: tuple[Entry, ...]


def newest(entries: Iterable[Entry], most: int) -> tuple[Entry, ...]:
    """The `most` entries updated last, the last first; then by publication, then by address."""
    by_address = sorted(entries, key=lambda entry: entry.address)
    by_time = sorted(by_address, key=lambda entry: (entry.updated, entry.published), reverse=True)
    return tuple(by_time[:most])


def tag(base_url: str, year: int, address: str) -> str:
    """The lasting name of what stands at `address` (RFC 4151): tag:host,year:address."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").encode("idna").decode()
    return f"tag:{host},{year}:{parts.path}{address}"


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    text: bytes = _generator(feed, feed.atom_address, "atom").atom_str(pretty=True)
    return text


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0, with the whole text in `content:encoded`."""
    text: bytes = _generator(feed, feed.rss_address, "rss").rss_str(pretty=True)
    return text


class _FeedExtension(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Nothing for the feed itself; feedgen registers extensions in pairs."""


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]  # feedgen ships no types
    """Writes an entry's links in full."""

    def __init__(self) -> None:
        self.links: list[dict[str, str]] = []
        self.updated = ""

    def extend_atom(self, entry: Any) -> Any:
        for link in entry.findall("link"):
            entry.remove(link)
        for attributes in self.links:
            xml_elem("link", entry, **attributes)
        return entry

    def extend_rss(self, entry: Any) -> Any:
        enclosures = [link for link in self.links if link["rel"] == "enclosure"]
        for attributes in enclosures[1:]:  # RSS has room for one; readers know Atom's links
            xml_elem(f"{{{ATOM_NAMESPACE}}}link", entry, **attributes)
        xml_elem(f"{{{ATOM_NAMESPACE}}}updated", entry).text = self.updated
        return entry


def _generator(feed: Feed, own_address: str, extension: str) -> FeedGenerator:
    made = FeedGenerator()
    made.register_extension("lightwell", _FeedExtension, _EntryExtension)
    made.id(feed.base_url + own_address)
    made.title(_clean(feed.title))
    made.subtitle(_clean(feed.subtitle or feed.title))
    made.description(_clean(feed.subtitle or feed.title))
    made.language(feed.lang)
    made.updated(feed.updated)
    made.generator(GENERATOR)
    made.docs("https://www.rssboard.org/rss-specification")
    if feed.author:
        made.author(name=_clean(feed.author))
    made.link(href=feed.base_url + own_address, rel="self", type=MEDIA_TYPES[extension])
    # feedgen takes the last link, whatever its relation, for the page of an RSS channel.
    made.link(href=feed.base_url + feed.address, rel="alternate", type="text/html")
    for entry in feed.entries:
        _add(made, feed, entry)
    return made


def _add(made: FeedGenerator, feed: Feed, entry: Entry) -> None:
    page = feed.base_url + entry.address
    item = made.add_entry(order="append")
    item.id(tag(feed.base_url, entry.published.year, entry.address))
    item.title(_clean(entry.title))
    item.published(entry.published)
    item.updated(entry.updated)
    if entry.summary:
        item.summary(_clean(entry.summary))
    item.content(_clean(entry.html or entry.summary or entry.title), type="html")
    item.category([{"term": _clean(word)} for word in entry.categories])
    item.link(href=page, rel="alternate", type="text/html")
    item.lightwell.links.append({"rel": "alternate", "type": "text/html", "href": page})
    item.lightwell.updated = entry.updated.isoformat()
    for enclosure in entry.enclosures:
        item.lightwell.links.append(
            {"rel": "enclosure", "type": enclosure.type, "length": str(enclosure.size),
             "href": feed.base_url + enclosure.address}
        )  # fmt: skip
    if entry.enclosures:
        first = entry.enclosures[0]
        item.enclosure(feed.base_url + first.address, str(first.size), first.type)


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


def opml(title: str, feeds: Iterable[Feed]) -> bytes:
    """The list of `feeds` (OPML 2.0) by which a reader follows all of them at once."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = _clean(title)
    body = ET.SubElement(root, "body")
    for feed in feeds:
        ET.SubElement(
            body,
            "outline",
            {
                "type": "rss",
                "text": _clean(feed.title),
                "title": _clean(feed.title),
                "xmlUrl": feed.base_url + feed.atom_address,
                "htmlUrl": feed.base_url + feed.address,
                "language": feed.lang,
            },
        )
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"
