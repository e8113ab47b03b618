"""The search page: hits, filters, pages, and whatever people type."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from search_index import Hit, Query, SearchIndexError, Span
from tests.sources import SETTINGS, article
from tests.website.county import County
from website.search.found import told
from website.search.readers import Readers, Threads


def ask(client: Client, page_lang: str = "en", **parameters: str) -> str:
    response = client.get(f"/{page_lang}/search?{urlencode(parameters)}")
    assert response.status_code == 200
    return response.text


def hits(html: str) -> list[str]:
    return re.findall(r'class="lw-entry__title"><a href="([^"]+)"', html)


def test_words_are_found_and_marked_and_nothing_in_them_is_markup(client: Client) -> None:
    html = ask(client, q="budget")
    assert hits(html) == ["/en/news/budget"]
    assert "This is the &lt;<mark>budget</mark>&gt;." in html
    assert ">1 hit<" in html.replace("\n", "")
    assert '<meta name="robots" content="noindex">' in html


def test_chinese_and_all_languages(client: Client) -> None:
    assert hits(ask(client, "zh", q="今年")) == ["/zh/news/budget"]
    assert hits(ask(client, "en", q="今年")) == []
    assert hits(ask(client, "en", q="今年", lang="all")) == ["/zh/news/budget"]
    nothing = ask(client, "en", q="今年")
    assert 'href="/en/search?q=%E4%BB%8A%E5%B9%B4&amp;lang=all">In all languages</a>' in nothing


def test_filters(client: Client) -> None:
    assert "/en/data/payments/" in hits(ask(client, kind="dataset"))
    assert hits(ask(client, kind="article")) == ["/en/news/budget"]
    assert hits(ask(client, column="notices", kind="article")) == []
    html = ask(client, unit="TX-CZ", kind="article")
    assert hits(html) == ["/en/news/budget"]
    assert "Unit: Finance Bureau" in " ".join(html.split())
    assert hits(ask(client, q="budget", kind="nonsense", column="../", sort="x", lang="xx"))


def test_page_without_a_question(client: Client) -> None:
    assert hits(ask(client)) == []
    assert "lw-found" not in ask(client)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("x" * 500, "only its beginning"),
        (" ".join(map(str, range(40))), "only the first were looked for"),
        ("，。", "no word in the question"),
        ('"budget', "read as plain words"),
    ],
)
def test_how_a_question_was_read_is_said(client: Client, question: str, said: str) -> None:
    assert said in ask(client, q=question)


def test_title_and_form_hold_the_question_safely(client: Client) -> None:
    html = ask(client, q='"><script>alert(1)</script>')
    assert "<script>alert" not in html
    assert 'value="&#34;&gt;&lt;script&gt;' in html


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["q", "lang", "kind", "column", "unit", "dataset", "year", "from", "to",
                         "sort", "after"]),
        st.one_of(st.text(max_size=30), st.integers().map(str), st.sampled_from(["*", "NOT", '"'])),
    )
)
def test_no_question_fails(searcher: Client, parameters: dict[str, str]) -> None:
    query = urlencode(parameters, errors="surrogatepass")
    assert searcher.get(f"/zh/search?{query}").status_code == 200


@pytest.mark.parametrize("engine", ["tantivy", "whoosh"])
def test_pages_of_hits(tmp_path: Path, engine: str) -> None:
    county = County(tmp_path)
    county.change(
        {
            f"content/news/n{number}.en.md": article(f"Road {number}", date=f"2026-01-{number:02}")
            for number in range(1, 29)
        }
    )
    county.change({"lightwell.toml": f'{SETTINGS}[search]\nengine = "{engine}"\n'})
    county.publish()
    client = county.client()
    first = ask(client, q="road", sort="date")
    assert hits(first)[:2] == ["/en/news/n28", "/en/news/n27"]
    seen, page = hits(first), first
    while following := re.search(r'href="([^"]+)" rel="next"', page):
        page = client.get(unescape(following[1])).text
        assert "Back to the first hits" in page
        seen += hits(page)
    assert len(hits(first)) == 10
    assert seen == [f"/en/news/n{number}" for number in range(28, 0, -1)]
    assert "no page that far back" in ask(client, q="road", after="release.99999")


def test_new_release_is_searched_at_once_and_the_old_index_closed(tmp_path: Path) -> None:
    county = County(tmp_path)
    first = county.publish()
    client = county.client()
    assert hits(ask(client, q="bridge")) == []
    county.change({"content/news/bridge.en.md": article("A bridge")})
    second = county.publish()
    assert hits(ask(client, q="bridge")) == ["/en/news/bridge"]
    readers = Readers()
    with readers.open(first, "tantivy", Threads.NONE) as indexes:
        assert indexes.count(Query("bridge")) == 0
    old = readers._open[first.id]
    with readers.open(second, "tantivy", Threads.NONE) as indexes:
        assert indexes.count(Query("bridge")) == 1
    with pytest.raises(SearchIndexError):
        old.search(Query("bridge"))


def test_an_index_in_use_is_closed_only_afterwards(tmp_path: Path) -> None:
    county = County(tmp_path)
    first = county.publish()
    county.change({"content/news/bridge.en.md": article("A bridge")})
    second = county.publish()
    readers = Readers()
    with readers.open(first, "tantivy", Threads.NONE) as old:
        with readers.open(second, "tantivy", Threads.NONE) as indexes:
            assert indexes.count(Query("bridge")) == 1
        assert old.count(Query('"budget"')) == 1
    with pytest.raises(SearchIndexError):
        old.search(Query('"budget"'))


def test_a_row_shows_the_code_it_was_found_by() -> None:
    """A bid names its contract in a cell that is none of its texts; no snippet could show it."""
    text = (Span("采购公告", False),)
    bid = Hit("bid", "row", "", None, "", "", "", 1.0, 0, text, text, ("HT2025-116",))
    assert told(bid) == (Span("HT2025-116", True), Span(" · ", False), *text)
    shown = replace(bid, snippet=(Span("合同", False), Span("ht2025-116", True)))
    assert told(shown) == shown.snippet
    found = replace(bid, snippet=(Span("合同 HT2025-116 付款", False),))
    assert told(found) == (Span("合同 ", False), Span("HT2025-116", True), Span(" 付款", False))
    assert told(replace(bid, kind="article")) == text
    assert told(replace(bid, snippet=())) == (Span("HT2025-116", True),)
