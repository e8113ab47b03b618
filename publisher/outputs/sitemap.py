"""For search engines: the list of all pages, and what robots should leave alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

PER_FILE = 20_000
"""The protocol allows 50,000 addresses and 50 MB a file; so many stay below both."""

FILE = "sitemap.xml"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
URLSET = f'<urlset xmlns="{NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
INDEX = f'<sitemapindex xmlns="{NAMESPACE}">\n'


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the sitemap; `alternates` are (language, address) of all its translations.

    The page itself is among them; a page in one language has none.
    """

    address: str
    updated: dt.date | None = None
    alternates: tuple[tuple[str, str], ...] = ()


def names(count: int) -> list[str]:
    """The files of a sitemap of `count` pages: one, or an index and its parts."""
    if count <= PER_FILE:
        return [FILE]
    return [FILE, *(f"sitemap-{number}.xml" for number in range(1, -(-count // PER_FILE) + 1))]


def sitemap(pages: Iterable[Page], base_url: str) -> dict[str, bytes]:
    """The sitemap's files by name, as `names` says."""
    ordered = sorted(pages, key=lambda page: page.address)
    files = names(len(ordered))
    if len(files) == 1:
        return {FILE: _urlset(ordered, base_url)}
    made: dict[str, bytes] = {}
    index = HEAD + INDEX
    for number, name in enumerate(files[1:]):
        part = ordered[number * PER_FILE : (number + 1) * PER_FILE]
        made[name] = _urlset(part, base_url)
        updated = max((page.updated for page in part if page.updated), default=None)
        index += f"<sitemap><loc>{escape(base_url)}/{name}</loc>{_lastmod(updated)}</sitemap>\n"
    return {FILE: (index + "</sitemapindex>\n").encode(), **made}


def _urlset(pages: Sequence[Page], base_url: str) -> bytes:
    entries = "".join(_entry(page, base_url) for page in pages)
    return (HEAD + URLSET + entries + "</urlset>\n").encode()


def _entry(page: Page, base_url: str) -> str:
    alternates = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{_url(base_url, address)}"/>'
        for lang, address in sorted(page.alternates)
    )
    location = f"<loc>{_url(base_url, page.address)}</loc>"
    return f"<url>{location}{_lastmod(page.updated)}{alternates}</url>\n"


def _url(base_url: str, address: str) -> str:
    return escape(base_url + address, {'"': "&quot;"})


def _lastmod(day: dt.date | None) -> str:
    return f"<lastmod>{day.isoformat()}</lastmod>" if day else ""


def robots(base_url: str, disallow: Sequence[str] = ("/staff/", "/*?")) -> bytes:
    """`robots.txt`: everything may be read but the staff's desk and the countless live queries."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallow), "",
             f"Sitemap: {base_url}/{FILE}", ""]  # fmt: skip
    return "\n".join(lines).encode()
