"""Feeds of searches, search as JSON, and suggestions."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import fastfeedparser
import feedparser
import pytest
from werkzeug.test import Client

from tests.website.search.repairs import FIRST, SECOND
from website.search.feeds import TYPES


def test_feeds_hold_the_newest_hits(searcher: Client) -> None:
    for extension, kind in TYPES.items():
        response = searcher.get(f"/zh/feeds/search.{extension}?q=修缮&kind=row")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == f"{kind}; charset=utf-8"
        parsed = (
            fastfeedparser.parse(response.data)
            if extension == "json"
            else feedparser.parse(response.data)
        )
        links = [entry.link for entry in parsed.entries]
        assert links == [f"https://test.example/zh{row}" for row in (FIRST, SECOND)], extension


def test_a_json_feed_is_one(searcher: Client) -> None:
    value = json.loads(searcher.get("/zh/feeds/search.json?q=屋顶").data)
    assert value["version"] == "https://jsonfeed.org/version/1.1"
    assert value["feed_url"] == "https://test.example/zh/feeds/search.json?q=%E5%B1%8B%E9%A1%B6"
    assert value["home_page_url"] == "https://test.example/zh/search?q=%E5%B1%8B%E9%A1%B6"
    (item,) = value["items"]
    assert item["content_html"] == "<p><mark>屋顶</mark>漏水已经处理 5</p>"
    assert item["date_published"] == "2026-01-06T00:00:00+08:00"
    assert item["id"] == f"tag:test.example,2026:/zh{FIRST}"


@pytest.mark.parametrize("address", ["/zh/feeds/search.atom?q=维修", "/api/v1/search?q=维修",
                                     "/zh/search?q=维修", "/zh/search/suggest?q=维"])  # fmt: skip
def test_what_is_unchanged_is_not_sent_again(searcher: Client, address: str) -> None:
    first = searcher.get(address)
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")
    assert first.headers["Cache-Control"] == "no-cache"
    again = searcher.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")


def test_the_page_names_its_feeds(searcher: Client) -> None:
    html = searcher.get("/zh/search?q=维修&sort=date").text
    for extension, kind in TYPES.items():
        at = f"/zh/feeds/search.{extension}?q=%E7%BB%B4%E4%BF%AE"
        assert f'<link rel="alternate" type="{kind}"' in html
        assert f'href="{at}"' in html


def test_pages_of_json(searcher: Client) -> None:
    answer = searcher.get("/api/v1/search?q=修缮&limit=1&sort=date")
    value = answer.json
    assert value is not None
    assert (value["total"], len(value["hits"])) == (2, 1)
    assert value["hits"][0]["address"] == f"https://test.example/zh{FIRST}"
    assert value["hits"][0]["table"] == "工程 · 工程明细"
    assert value["facets"]["year"] == {"2025": 1, "2026": 1}
    assert f'<{value["next"]}>; rel="next"' in answer.headers["Link"]
    parts = urlsplit(value["next"])
    last = searcher.get(f"{parts.path}?{parts.query}")
    assert last.json is not None
    assert last.json["hits"][0]["address"].endswith(SECOND)
    assert last.json["next"] is None
    assert 'rel="next"' not in last.headers["Link"]


def test_every_count_in_json_can_be_asked_for(searcher: Client) -> None:
    value = searcher.get("/api/v1/search").json
    assert value is not None
    assert "units" not in value["facets"]["column"], "a kind of its own, no section of articles"
    for name, counts in value["facets"].items():
        for choice, count in counts.items():
            if choice:
                found = searcher.get("/api/v1/search", query_string={name: choice, "limit": 1}).json
                assert found is not None
                assert name == "lang" or found["total"] == count, (name, choice)


def test_suggestions(searcher: Client) -> None:
    def suggested(lang: str, text: str) -> list[str]:
        value = searcher.get(f"/{lang}/search/suggest", query_string={"q": text}).json
        assert value is not None
        assert value["q"] == text
        return list(value["suggestions"])

    assert "维修" in suggested("zh", "维")
    assert "维修" in suggested("zh", "weixiu")
    assert "budget" in suggested("en", "budg")
    assert suggested("zh", "wei xiu") == ["维修"]
    assert suggested("en", "wei xiu") == ["维修"], "it stands in Chinese articles only"
    assert suggested("en", "yu suan") == ["预算"], "English texts are found by it, too"
    assert suggested("zh", "") == []
    assert suggested("en", "zzzz") == []


def test_columns_have_no_day_and_so_are_in_no_feed(searcher: Client) -> None:
    """Each column would carry its dataset's day, and hundreds would crowd the news out."""
    columns = json.loads(searcher.get("/api/v1/search?q=维修 OR 屋顶 OR 内容&kind=field").data)
    assert columns["total"]
    assert {hit["date"] for hit in columns["hits"]} == {None}
    feed = json.loads(searcher.get("/zh/feeds/search.json?q=内容&kind=field").data)
    assert feed["items"] == []


@pytest.mark.parametrize("question", ["q=修缮", "q=屋顶", "q=内容", "q=修缮&kind=row"])
def test_counts_by_language_are_what_each_language_finds(
    searcher: Client, question: str
) -> None:
    counts = json.loads(searcher.get(f"/api/v1/search?{question}").data)["facets"]["lang"]
    found = {
        lang: json.loads(searcher.get(f"/api/v1/search?{question}&lang={lang}").data)["total"]
        for lang in counts
    }
    assert counts == found
    assert counts["all"]
