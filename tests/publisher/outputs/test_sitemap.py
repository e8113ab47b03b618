"""The sitemap and robots.txt."""

from __future__ import annotations

import datetime as dt
import urllib.robotparser
import xml.etree.ElementTree as ET

from publisher.outputs import sitemap
from publisher.outputs.sitemap import Page

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
BASE = "https://open.example.org"


def test_a_page_has_its_day_and_its_translations() -> None:
    pages = [
        Page("/zh/b&c", dt.date(2026, 3, 1), (("zh", "/zh/b&c"), ("en", "/en/b"))),
        Page("/en/"),
    ]
    files = sitemap.sitemap(pages, BASE)
    assert list(files) == ["sitemap.xml"]
    first, second = ET.fromstring(files["sitemap.xml"]).findall(f"{S}url")  # noqa: S314 - our own
    assert first.findtext(f"{S}loc") == f"{BASE}/en/"
    assert first.find(f"{S}lastmod") is None
    assert second.findtext(f"{S}loc") == f"{BASE}/zh/b&c"
    assert second.findtext(f"{S}lastmod") == "2026-03-01"
    assert [link.attrib for link in second.findall(f"{X}link")] == [
        {"rel": "alternate", "hreflang": "en", "href": f"{BASE}/en/b"},
        {"rel": "alternate", "hreflang": "zh", "href": f"{BASE}/zh/b&c"},
    ]


def test_many_pages_are_split_under_an_index() -> None:
    pages = [Page(f"/zh/news/{n:06}", dt.date(2026, 1, 1 + n // 20_000)) for n in range(40_001)]
    files = sitemap.sitemap(reversed(pages), BASE)
    assert list(files) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    index = ET.fromstring(files["sitemap.xml"])  # noqa: S314 - our own
    assert [
        (part.findtext(f"{S}loc"), part.findtext(f"{S}lastmod")) for part in index
    ] == [(f"{BASE}/sitemap-{n}.xml", f"2026-01-0{n}") for n in (1, 2, 3)]  # fmt: skip
    counts = [files[name].count(b"<url>") for name in list(files)[1:]]
    assert counts == [20_000, 20_000, 1]
    assert files == sitemap.sitemap(pages, BASE)


def test_the_names_are_known_beforehand() -> None:
    for count in (0, 1, 20_000, 20_001, 40_000, 40_001):
        files = sitemap.sitemap([Page(f"/zh/{n}") for n in range(count)], BASE)
        assert list(files) == sitemap.names(count)


def test_a_site_without_pages_has_a_sitemap() -> None:
    root = ET.fromstring(sitemap.sitemap([], BASE)["sitemap.xml"])  # noqa: S314 - our own
    assert root.tag == f"{S}urlset"
    assert len(root) == 0


def test_robots_may_read_pages_and_find_the_sitemap() -> None:
    parser = urllib.robotparser.RobotFileParser()
    lines = sitemap.robots(BASE).decode().splitlines()
    parser.parse(lines)
    assert parser.can_fetch("any", f"{BASE}/zh/data/ledger/")
    assert not parser.can_fetch("any", f"{BASE}/staff/desk")
    assert parser.site_maps() == [f"{BASE}/sitemap.xml"]
    assert "Disallow: /*?" in lines
