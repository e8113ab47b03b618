"""What was withdrawn is nowhere any more, and what is live is found at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import Client

from tests.sources import article
from tests.website.county import County
from website.search.cache import Answer, Answers

ADDRESSES = (
    "/en/search?q=zeppelin", "/en/search?q=zeppelins", "/en/search", "/en/search?q=kind:article",
    "/en/search/suggest?q=zepp", "/en/feeds/search.atom?q=zeppelin",
    "/en/feeds/search.json?q=zeppelin", "/en/feeds/search.rss", "/api/v1/search?q=zeppelin",
    "/api/v1/search",
)  # fmt: skip


def everything(client: Client) -> str:
    """All that searches say, apart from what was asked."""
    return "".join(client.get(address).text for address in ADDRESSES * 2)


def test_what_is_withdrawn_is_nowhere(tmp_path: Path) -> None:
    county = County(tmp_path)
    path = "content/news/secret.en.md"
    county.change({path: article("Zeppelin affair", "The zeppelin landed.", date="2021-05-05")})
    county.publish()
    client = county.client()
    before = everything(client)
    assert "Zeppelin affair" in before
    assert "/en/news/secret" in before
    assert "year=2021" in before
    county.change(
        {path: article("Zeppelin affair", date="2021-05-05",
                       more="withdrawn: {date: 2026-03-02, reason: wrong}\n")}
    )  # fmt: skip
    county.publish()
    after = everything(client)
    assert "affair" not in after
    assert "/en/news/secret" not in after
    assert "year=2021" not in after
    assert client.get("/en/search/suggest?q=zepp").json == {"q": "zepp", "suggestions": []}


def test_an_index_of_another_version_is_no_crash(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    county = County(tmp_path)
    stamp = county.publish().index / "index-format"
    stamp.unlink()
    stamp.write_text("tantivy 0", encoding="ascii")
    client = county.client()
    for address in ("/en/search?q=budget", "/api/v1/search?q=budget"):
        answer = client.get(address)
        assert answer.status_code == 503
    assert "not available at this moment" in client.get("/en/search").text
    assert "must be made anew" in caplog.text
    assert client.get("/en/news/budget").status_code == 200


def test_answers_are_kept_within_bounds_and_for_one_state() -> None:
    answers = Answers(most_bytes=250)
    made: list[str] = []

    def ask(state: str, question: str) -> bytes:
        def make() -> Answer:
            made.append(question)
            return Answer(state.encode() * 100)

        return answers.get(state, question, make).body

    assert ask("a", "1") == ask("a", "1") == b"a" * 100
    assert made == ["1"]
    ask("a", "2")
    ask("a", "1")
    ask("a", "3")  # the second, not asked for the longest time, has to go
    ask("a", "1")
    assert made == ["1", "2", "3"]
    ask("a", "2")
    assert made == ["1", "2", "3", "2"]
    assert ask("b", "1") == b"b" * 100


def test_an_answer_made_while_the_state_changed_is_not_kept() -> None:
    answers = Answers()
    answers.get("new", "other", lambda: Answer(b""))

    def late() -> Answer:
        answers.get("new", "other", lambda: Answer(b""))
        return Answer(b"old")

    assert answers.get("old", "q", late).body == b"old"
    assert answers.get("new", "q", lambda: Answer(b"new")).body == b"new"
