"""Feeds as JSON Feed 1.1, from the same entries as Atom and RSS."""

from __future__ import annotations

import json
from typing import Any, Final

from publisher.outputs.feeds import Entry, Feed, tag

VERSION: Final = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE: Final = "application/feed+json"


def json_feed(feed: Feed, address: str) -> bytes:
    """The feed as JSON; `address` is its own."""
    value: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": feed.base_url + feed.address,
        "feed_url": feed.base_url + address,
        "language": feed.lang,
        "items": [_item(feed, entry) for entry in feed.entries],
    }
    if feed.subtitle:
        value["description"] = feed.subtitle
    if feed.author:
        value["authors"] = [{"name": feed.author, "url": feed.base_url + "/"}]
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _item(feed: Feed, entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": tag(feed.base_url, entry.published.year, entry.address),
        "url": feed.base_url + entry.address,
        "title": entry.title,
        "content_html": entry.html or entry.summary or entry.title,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
    }
    if entry.summary:
        item["summary"] = entry.summary
    if entry.categories:
        item["tags"] = list(entry.categories)
    if entry.enclosures:
        item["attachments"] = [
            {
                "url": feed.base_url + file.address,
                "mime_type": file.type,
                "size_in_bytes": file.size,
            }
            for file in entry.enclosures
        ]
    return item
