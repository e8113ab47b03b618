"""Feeds as feed readers see them."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import pytest

from publisher.outputs import article_feeds, feeds
from publisher.outputs.feeds import Enclosure, Entry, Feed
from publisher.source.articles import Article, Correction, Withdrawal
from publisher.source.columns import COLUMNS
from publisher.source.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
EAST = dt.timezone(dt.timedelta(hours=8))
BASE = "https://open.example.org"
WRITERS = {"atom": feeds.atom, "rss": feeds.rss}


def article(**more: Any) -> Article:
    values = {
        "path": "content/news/first.zh.md", "column": "news", "slug": "first", "lang": "zh",
        "sha256": "0" * 64, "title": "第一条 & <新>", "date": dt.date(2026, 3, 1),
        "summary": "摘要", "tags": ("预算",),
    }  # fmt: skip
    return Article(**{**values, **more})


HTML = (
    '<p>正文 <a href="/zh/news/">新闻</a> <a href="#x">下</a>'
    ' <img src="/media/a.png" alt="a>b"></p>'
)


@pytest.fixture
def feed(site: Settings) -> Feed:
    enclosures = (
        Enclosure("/data/ledger/a.csv", "text/csv", 12),
        Enclosure("/data/ledger/a.xlsx", "application/x-xlsx", 34),
    )
    entries = [
        article_feeds.feed_entry(article(), HTML, site, enclosures=enclosures),
        article_feeds.feed_entry(
            article(slug="second", title="Second", summary="",
                    corrections=(Correction(dt.date(2026, 3, 5), "12 was 21", "minor"),)),
            "<p>Two</p>", site,
        ),
        article_feeds.feed_entry(
            article(slug="third", title="Third",
                    withdrawn=Withdrawal(dt.date(2026, 3, 9), "Wrong")),
            "<p>Secret text</p>", site, enclosures=enclosures,
        ),
    ]  # fmt: skip
    return article_feeds.column_feed("news", "en", entries, settings=site)


@pytest.mark.parametrize("extension", WRITERS)
def test_feedparser_reads_everything(extension: str, feed: Feed) -> None:
    content = WRITERS[extension](feed)
    read = feedparser.parse(content)
    assert not read.bozo
    assert read.feed.title == "News · Qingyuan in the open"
    assert read.feed.link == f"{BASE}/en/news/"
    assert read.feed.language == "en"
    assert read.feed.generator == "Lightwell"
    own = [link.href for link in read.feed.links if link.rel == "self"]
    assert own == [f"{BASE}/en/feeds/column/news.{extension}"]
    third, second, first = read.entries
    assert first.id == "tag:open.example.org,2026:/zh/news/first"
    assert extension == "atom" or not first.guidislink
    assert first.title == "第一条 & <新>"
    assert first.link == f"{BASE}/zh/news/first"
    assert first.published_parsed[:4] == (2026, 2, 28, 16)
    assert first.updated_parsed[:4] == (2026, 2, 28, 16)
    assert [tag.term for tag in first.tags] == [COLUMNS["news"].title.text("zh"), "预算"]
    html = first.content[0]
    assert html.type == "text/html"
    assert f'<a href="{BASE}/zh/news/">' in html.value
    assert f'<a href="{BASE}/zh/news/first#x">' in html.value
    assert f'src="{BASE}/media/a.png"' in html.value
    assert {(link.href, link.type, link.length) for link in first.enclosures} >= {
        (f"{BASE}/data/ledger/a.csv", "text/csv", "12")
    }  # fmt: skip
    assert len([link for link in first.links if link.rel == "alternate"]) == 1
    assert second.updated > first.updated
    assert not third.enclosures


@pytest.mark.parametrize("extension", WRITERS)
def test_fastfeedparser_reads_everything(extension: str, feed: Feed) -> None:
    read = fastfeedparser.parse(WRITERS[extension](feed))
    assert read.feed.title == feed.title
    assert [entry.link for entry in read.entries] == [f"{BASE}{e.address}" for e in feed.entries]
    assert read.entries[2].title == "第一条 & <新>"
    assert "正文" in read.entries[2].content[0]["value"]


@pytest.mark.parametrize("extension", WRITERS)
def test_times_come_from_the_content(extension: str, feed: Feed) -> None:
    content = WRITERS[extension](feed)
    year = str(time.gmtime().tm_year).encode()
    assert WRITERS[extension](feed) == content
    assert b"2026" in content
    assert year == b"2026" or year not in content
    root = ET.fromstring(content)  # noqa: S314 - our own
    expected = {"atom": "2026-03-09T00:00:01+08:00", "rss": "Mon, 09 Mar 2026 00:00:01 +0800"}
    path = {"atom": f"{ATOM}updated", "rss": "channel/lastBuildDate"}
    assert root.findtext(path[extension]) == expected[extension]


def test_atom_links_keep_relation_and_type(feed: Feed) -> None:
    root = ET.fromstring(feeds.atom(feed))  # noqa: S314 - our own
    links = [link.attrib for link in root.findall(f"{ATOM}entry")[2].findall(f"{ATOM}link")]
    assert links == [
        {"rel": "alternate", "type": "text/html", "href": f"{BASE}/zh/news/first"},
        {"rel": "enclosure", "type": "text/csv", "length": "12",
         "href": f"{BASE}/data/ledger/a.csv"},
        {"rel": "enclosure", "type": "application/x-xlsx", "length": "34",
         "href": f"{BASE}/data/ledger/a.xlsx"},
    ]  # fmt: skip


def test_rss_has_one_enclosure_and_links_to_the_others(feed: Feed) -> None:
    root = ET.fromstring(feeds.rss(feed))  # noqa: S314 - our own
    item = root.findall("channel/item")[2]
    assert [e.attrib["url"] for e in item.findall("enclosure")] == [f"{BASE}/data/ledger/a.csv"]
    assert [e.attrib["href"] for e in item.findall(f"{ATOM}link")] == [
        f"{BASE}/data/ledger/a.xlsx"
    ]
    assert item.findtext(f"{ATOM}updated") == "2026-03-01T00:00:00+08:00"
    guid = item.find("guid")
    assert guid is not None
    assert guid.attrib == {"isPermaLink": "false"}


def test_a_correction_comes_first(site: Settings) -> None:
    corrections = (
        Correction(dt.date(2026, 3, 1), "a", "minor"),
        Correction(dt.date(2026, 3, 5), "<b>", "major"),
    )
    entry = article_feeds.feed_entry(
        article(lang="en", corrections=corrections), "<p>Text</p>", site
    )
    assert entry.summary == "Corrected on 2026-03-05: <b>\nCorrected on 2026-03-01: a\n摘要"
    assert entry.html.startswith("<p><strong>Corrected on 2026-03-05: &lt;b&gt;</strong></p>")
    assert entry.html.endswith("<p>Text</p>")
    assert entry.updated == dt.datetime(2026, 3, 5, 0, 0, 2, tzinfo=EAST)


def test_a_second_correction_on_the_day_moves_the_entry_on(site: Settings) -> None:
    once = (Correction(dt.date(2026, 3, 1), "a", "minor"),)
    updates = [
        article_feeds.feed_entry(article(corrections=corrections), "", site).updated
        for corrections in ((), once, once * 2)
    ]
    assert updates == sorted(set(updates))


def test_a_withdrawn_article_says_only_why(site: Settings) -> None:
    withdrawn = Withdrawal(dt.date(2026, 3, 9), "It was wrong.")
    entry = article_feeds.feed_entry(
        article(lang="en", title="Old", withdrawn=withdrawn), "<p>Text</p>", site
    )
    assert entry.title == "Withdrawn: Old"
    assert entry.summary == "Withdrawn on 2026-03-09: It was wrong."
    assert "Text" not in entry.html


def test_scheduled_articles_bear_their_instant(site: Settings) -> None:
    naive = dt.datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001 - as front matter may have it
    entry = article_feeds.feed_entry(article(publish_at=naive), "", site)
    assert entry.published == entry.updated == dt.datetime(2026, 3, 1, 9, tzinfo=EAST)


def entry(address: str, hour: int) -> Entry:
    when = dt.datetime(2026, 3, 1, hour, tzinfo=dt.UTC)
    return Entry(address=address, title="t", summary="", html="", published=when, updated=when)


def test_a_feed_holds_the_newest(site: Settings) -> None:
    entries = [entry(f"/zh/news/{number:02}", number % 20) for number in range(70)]
    chosen = article_feeds.whole_feed("zh", entries, settings=site).entries
    assert len(chosen) == 50
    assert [e.address for e in chosen[:4]] == [f"/zh/news/{n}" for n in (19, 39, 59, 18)]
    shuffled = article_feeds.whole_feed("zh", reversed(entries), settings=site)
    assert shuffled.entries == chosen


@pytest.mark.parametrize("write", WRITERS.values())
def test_an_empty_feed_is_a_feed(write: Callable[[Feed], bytes], site: Settings) -> None:
    read = feedparser.parse(write(article_feeds.whole_feed("zh", [], settings=site)))
    assert not read.bozo
    assert read.feed.title == "清源县公开"
    assert read.entries == []


@pytest.mark.parametrize("write", WRITERS.values())
def test_characters_outside_xml_are_dropped(
    write: Callable[[Feed], bytes], site: Settings
) -> None:
    odd = article(title="a\x0bb", summary="c\x00d")
    made = article_feeds.feed_entry(odd, "<p>\x1b\ufffe</p>", site)
    read = feedparser.parse(write(article_feeds.whole_feed("zh", [made], settings=site)))
    assert not read.bozo
    assert (read.entries[0].title, read.entries[0].summary) == ("ab", "cd")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="//other.example/">', '<a href="//other.example/">'),
        ('<a href="https://x.example/?a=/b">', '<a href="https://x.example/?a=/b">'),
        ('<code>href="/x"</code>', '<code>href="/x"</code>'),
        ('<img alt="a > src=" src="/m.png">', f'<img alt="a > src=" src="{BASE}/m.png">'),
    ],
)
def test_links_inside_the_site_become_absolute(before: str, after: str) -> None:
    assert article_feeds.absolute(before, BASE, "/p") == after


@pytest.mark.parametrize(
    ("base", "name"),
    [
        ("https://open.example.org:8443", "tag:open.example.org,2026:/zh/a"),
        ("https://example.org/open", "tag:example.org,2026:/open/zh/a"),
        ("https://bücher.example", "tag:xn--bcher-kva.example,2026:/zh/a"),
    ],
)
def test_names_last(base: str, name: str) -> None:
    assert feeds.tag(base, 2026, "/zh/a") == name


def test_opml_lists_all_feeds(feed: Feed, site: Settings) -> None:
    whole = article_feeds.whole_feed("en", [], settings=site)
    root = ET.fromstring(feeds.opml("Feeds & more", [whole, feed]))  # noqa: S314 - our own
    assert root.findtext("head/title") == "Feeds & more"
    assert [outline.attrib["xmlUrl"] for outline in root.findall("body/outline")] == [
        f"{BASE}/en/feeds/all.atom", f"{BASE}/en/feeds/column/news.atom"
    ]  # fmt: skip


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


@pytest.mark.parametrize("extension", WRITERS)
def test_newsboat_reads_the_feed(extension: str, feed: Feed, tmp_path: Path) -> None:
    file = tmp_path / f"news.{extension}"
    file.write_bytes(WRITERS[extension](feed))
    (tmp_path / "urls").write_text(f"file://{file}\n")
    (tmp_path / "config").write_text("")
    subprocess.run(
        [program("newsboat"), "-u", tmp_path / "urls", "-c", tmp_path / "cache.db",
         "-C", tmp_path / "config", "-x", "reload"],
        check=True, timeout=30, cwd=tmp_path, capture_output=True,
        env={"HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )  # fmt: skip
    with sqlite3.connect(tmp_path / "cache.db") as cache:
        rows = cache.execute("SELECT title, url, guid FROM rss_item ORDER BY id").fetchall()
    cache.close()
    assert {url for _, url, _ in rows} == {f"{BASE}{e.address}" for e in feed.entries}
    assert {guid for _, _, guid in rows} == {
        feeds.tag(BASE, 2026, e.address) for e in feed.entries
    }  # fmt: skip
    assert "第一条 & <新>" in {title for title, _, _ in rows}


@pytest.mark.parametrize("extension", WRITERS)
def test_sfeed_reads_the_feed(extension: str, feed: Feed) -> None:
    read = subprocess.run(
        [program("sfeed")], input=WRITERS[extension](feed), check=True, timeout=30,
        capture_output=True,
    ).stdout.decode()  # fmt: skip
    lines = [line.split("\t") for line in read.splitlines()]
    assert {line[2] for line in lines} == {f"{BASE}{e.address}" for e in feed.entries}
    first = next(line for line in lines if line[2].endswith("/first"))
    assert first[1] == "第一条 & <新>"
    assert first[5] == "tag:open.example.org,2026:/zh/news/first"
    assert first[7].startswith(f"{BASE}/data/ledger/a.")
