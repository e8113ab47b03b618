"""Whatever is asked, it is a page, soon, and what was typed is text in it."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

LONGEST = 0.1
"""Seconds of its thread's processor that a question may take."""

DAYS = ("", "2999-12-30", "2999-12-31")
"""Each question is asked with these ends, so that it is answered anew each time: the quickest
answer is what it costs, the others also what else went on, such as a collection of garbage."""

WORDS = "预算 审计 budget payments 维修 财政局 road school officer county finance bureau"
QUESTIONS = {
    "open quote": '"budget',
    "quotes": '"""""budget"" "x" "',
    "quotes of all kinds": "“预算”„x”「』『",
    "long word": "x" * 10_000,
    "long Chinese": "预算审计" * 2_500,
    "long text": WORDS * 130,
    "star": "*",
    "stars": "* * * * ??? **",
    "wildcards": " ".join(f"b{letter}*" for letter in "abcdefghij" * 50),
    "wildcards inside": "b*u*d*g*e*t* " * 500,
    "leading wildcards": "*dget ?udget *预*",
    "no such field": "nosuchfield:budget another_field:[1 TO 2]",
    "fields of ours": "body_grams:x id:y order:[0 TO 9] unit:* kind:[a TO z]",
    "controls": "budget\x00\x01\x07\x1b[31m\x7f\r\n\tx",
    "bidirectional": "budget \u202egnissim\u202c \u2066x\u2069 \u200f\u061c",
    "invisible": "bud\u200bget\ufeff \u00ad\u2060",
    "sql": "'; DROP TABLE searches; -- \" OR 1=1",
    "script": "<script>alert(1)</script>",
    "attribute": "\"><img src=x onerror=alert(1)>' onfocus='alert(1)",
    "template": "{{ 7*7 }} {% if x %} ${7*7} %(words)s %s {words} {0}",
    "dates out of range": "date:[0000-00-00 TO 9999-99-99] date:999999999 year:-1 date:2026-02-30",
    "backward range": "date:[2030 TO 1990]",
    "deep": "(" * 3_000 + "budget" + ")" * 3_000,
    "deep within limits": "(" * 90 + "budget" + ")" * 90,
    "not not": "NOT " * 50 + "budget",
    "operators": "AND OR NOT AND OR ANDNOT ANDMAYBE",
    "emoji": "🏛️👨‍👩‍👧‍👦🇨🇳 budget 😀" * 20,
    "combining": "b" + "\u0301" * 190 + "udget",
    "expanding": "\ufdfa" * 200,
    "slashes": "/budget/ \\budget\\ ../../etc/passwd /.*/",
    "signs": "+-&&||!(){}[]^\"~*?:\\/ budget~2 budget^9",
    "nothing": "，。！？…",
    "misspelt": "bugdet audti pyaments raod shcool offcier",
    "all letters": " ".join("abcdefghijklmnop"),
}
PLACES = ("/en/search", "/zh/search", "/en/search/suggest", "/api/v1/search",
          "/en/feeds/search.atom", "/en/feeds/search.rss", "/en/feeds/search.json")  # fmt: skip


class Elements(HTMLParser):
    """Notes the elements and attributes that could run something."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        for name, value in attrs:
            if name.startswith("on") or name == "style" or (value or "").startswith("javascript:"):
                self.bad.append(f"{tag} {name}")
            if tag == "img" and value == "x":
                self.bad.append("img")


@pytest.fixture(scope="module", autouse=True)
def warm(searcher: Client) -> None:
    """The first question of a process also loads what all later ones use."""
    for place in PLACES:
        searcher.get(f"{place}?q=预算审计+budget*")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_is_an_error_or_slow(searcher: Client, place: str, name: str) -> None:
    question = QUESTIONS[name]
    spent = []
    for day in DAYS:
        address = f"{place}?{urlencode({'q': question, 'to': day})}"
        begun = time.thread_time()
        response = searcher.get(address)
        spent.append(time.thread_time() - begun)
        assert response.status_code == 200
    assert min(spent) < LONGEST
    if response.mimetype == "text/html":
        elements = Elements()
        elements.feed(response.text)
        assert elements.bad == []
        assert elements.scripts == 1, "the one of every page"
    elif (response.mimetype or "").endswith("json"):
        json.loads(response.data)
    else:
        ET.fromstring(response.data)  # noqa: S314 - our own


@pytest.mark.parametrize("place", PLACES)
def test_questions_that_are_no_text_at_all(searcher: Client, place: str) -> None:
    for query in ("q=%ff%fe%00", "q=%ed%a0%80", "q", "q=&q=&q", "q=a&q=b", "=", "&&&", "%", "q=%",
                  "q=" + quote("😀")[:-2], "lang=%ff", "after=" + "release.9" * 999,
                  "after=release.999999", "after=live.1-release.1", "limit=-1", "limit=1e9",
                  "year=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%96&q=x", "year=9999&q=x",
                  "from=9999-12-31&q=x", "to=0001-01-01&q=x", "from=0001-01-01&to=9999-12-31",
                  "unit=" + "x" * 5_000, "dataset=%00..%2F..", "kind[]=row"):  # fmt: skip
        assert searcher.get(f"{place}?{query}").status_code == 200, query


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(question=st.text(max_size=60), place=st.sampled_from(PLACES))
def test_made_up_questions(searcher: Client, question: str, place: str) -> None:
    query = urlencode({"q": question}, errors="surrogatepass")
    assert searcher.get(f"{place}?{query}").status_code == 200


NUMBERS = ("sNaN", "NaN", "Infinity", "-Infinity", "1e999999", "0000-00-00", "9999-99-99", "½")
"""What parsers of numbers and days take for something special."""


@pytest.mark.parametrize("value", NUMBERS)
def test_odd_numbers_and_days_are_asked_for_without_an_error(
    searcher: Client, value: str
) -> None:
    asked = (value, f"date:{value}", f"日期:[{value} TO 2026]", f"date:[2025 TO {value}]",
             f"year:{value}", f"code:{value}", f"unit:{value}*")  # fmt: skip
    queries = [{"q": question} for question in asked]
    queries += [{"q": "budget", name: value} for name in ("from", "to", "year", "after", "limit")]
    for place in PLACES:
        for query in queries:
            assert searcher.get(f"{place}?{urlencode(query)}").status_code == 200, query


@pytest.mark.parametrize("value", NUMBERS)
def test_odd_ends_of_ranges_are_told_on_the_table(searcher: Client, value: str) -> None:
    """A table is strict: it is shown, and says what it could not follow."""
    for column in ("amount.min", "amount.max", "amount", "day.min", "day"):
        answer = searcher.get(f"/en/data/payments/payments?{urlencode({column: value})}")
        assert answer.status_code == 400, column
        assert "is not a " in answer.text
