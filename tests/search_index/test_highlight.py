"""Snippets: the right part of a text, with the right places marked."""

import time

import pytest

from search_index import Query, Span, shipped
from search_index.highlight import SNIPPET_CHARACTERS, Highlighter
from search_index.query import plan


def _highlighter(text: str) -> Highlighter:
    return Highlighter(plan(Query(text), shipped()).terms)


def _marked(spans: tuple[Span, ...]) -> list[str]:
    return [span.text for span in spans if span.highlighted]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("招标", "招标，招 标，招标", ["招标", "招标"]),
        ("哈哈", "哈哈哈哈哈", ["哈哈哈哈"]),
        ("tender", "Tenders, tendering; pretender", ["Tenders", "tendering"]),
        ("policy", "policy政策 policyholder", ["policy"]),
        ("10", "10 100 210 ⑩", ["10", "⑩"]),
        ("e-mail", "email E–mail e mails", ["E–mail", "e mails"]),
        ('"e-mail"', "email E–mail e mails", ["E–mail"]),
        ("pro*", "Procure pro 公pro", ["Procure", "pro", "pro"]),
        ("ppp项目", "PPP 项目、xppp项目", ["PPP 项目"]),
        ("100㎡", "１００m2 100㎡", ["１００m2", "100㎡"]),
        ("x" * 70, "x" * 64 + "y", ["x" * 64 + "y"]),
    ],
)
def test_titles(query: str, text: str, marked: list[str]) -> None:
    spans = _highlighter(query).title(text)
    assert _marked(spans) == marked
    assert "".join(span.text for span in spans) == text


def test_a_snippet_shows_where_most_terms_meet() -> None:
    text = "招标" + "甲" * 300 + "先说信访。后说招标与公示。" + "乙" * 300 + "公示"
    snippet = _highlighter("招标 信访 公示").snippet(text)
    assert _marked(snippet) == ["信访", "招标", "公示"]
    assert snippet[0] == snippet[-1] == Span("…", False)


def test_a_snippet_ends_with_the_text() -> None:
    text = "甲" * 500 + "招标"
    snippet = _highlighter("招标").snippet(text)
    assert snippet == (
        Span("…", False),
        Span("甲" * (SNIPPET_CHARACTERS - 2), False),
        Span("招标", True),
    )


def test_a_snippet_without_matches_is_the_beginning() -> None:
    assert _highlighter("招标").snippet("") == ()
    assert _highlighter("招标").snippet("short\n\n text") == (Span("short text", False),)
    beginning, dots = _highlighter("招标").snippet("甲" * 500)
    assert beginning.text == "甲" * SNIPPET_CHARACTERS
    assert dots.text == "…"


def test_a_snippet_cuts_no_english_word() -> None:
    text = "considerable " * 60 + "tender " + "considerable " * 60
    snippet = _highlighter("tender").snippet(text)
    words = "".join(span.text for span in snippet).strip("…").split()
    assert set(words) == {"considerable", "tender"}


def test_a_match_far_down_a_long_text_is_shown() -> None:
    snippet = _highlighter("招标").snippet("甲" * 50_000 + "招标")
    assert _marked(snippet) == ["招标"]


@pytest.mark.parametrize(
    "query", ["a-" * 100, "的 " * 100, "ﷺ" * 200, "a* " * 60, "的" * 199 + "x", "a-a a"]
)
@pytest.mark.parametrize(
    "text", ["a-" * 50_000, "的" * 100_000, "- " * 50_000, "a" * 100_000, "1a" * 50_000]
)
def test_no_query_makes_a_long_text_slow(query: str, text: str) -> None:
    start = time.process_time()
    _highlighter(query).snippet(text)
    assert time.process_time() - start < 1.0
