"""The dialogue for programs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import (  # type: ignore[import-untyped]  # it ships no types
    Draft202012Validator,
    FormatChecker,
)

from dialogue.matter.states import Event
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import MODERATOR, sent, step
from tests.website.outputs.site import Site

THREADS = "/api/v1/dialogue/threads"


def got(site: Site, address: str, status: int = 200) -> Any:
    answer = site.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json


def test_answers_are_as_openapi_describes_them(board_site: Site, clock: Clock) -> None:
    hidden = board_site.replied()
    step(board_site.office, hidden, Event.HIDE, MODERATOR, code="insult")
    declined = sent(board_site.office, title="广告").thread
    step(board_site.office, declined, Event.DECLINE, MODERATOR, code="advertising")
    replied = board_site.replied()
    document: Any = board_site.get("/openapi.json").json
    components = {"components": document["components"]}
    for address, path, status in (
        ("/boards", "/boards", 200), ("/threads?limit=2", "/threads", 200),
        ("/threads", "/threads", 200), (f"/threads/{replied}", "/threads/{identity}", 200),
        (f"/threads/{declined}", "/threads/{identity}", 200),
    ):  # fmt: skip
        described = document["paths"][f"/api/v1/dialogue{path}"]["get"]["responses"][str(status)]
        schema = described["content"]["application/json"]["schema"] | components
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(
            got(board_site, f"/api/v1/dialogue{address}", status)
        )


def test_boards_with_their_leaders_and_counts(board_site: Site) -> None:
    board_site.accepted()
    county, finance = got(board_site, "/api/v1/dialogue/boards")["boards"]
    assert (county["name"], county["title"]["en"]) == ("county", "Magistrate")
    assert (county["threads"], finance["threads"]) == (1, 0)


def test_a_thread_with_its_texts_and_history(board_site: Site, clock: Clock) -> None:
    thread = board_site.replied()
    value = got(board_site, f"{THREADS}/{thread}")
    assert [(one["part"], one["content"]) for one in value["texts"]][::2] == [
        ("title", "村口的路灯什么时候修"), ("reply", "路灯已经修好。"),
    ]  # fmt: skip
    assert [one["event"] for one in value["history"]][-1] == "publish-reply"
    assert (value["state"], value["unit"], value["outcome"]) == ("replied", "TX-CZ", "resolved")
    assert value["received_on"] == "2026-03-02"
    private = {"signed_by", "recused", "due_on", "draft_outcome", "wants_public", "consents"}
    assert not private & set(value)


def test_a_reply_and_nothing_else_says_who_signed_it(board_site: Site, clock: Clock) -> None:
    value = got(board_site, f"{THREADS}/{board_site.replied()}")
    *others, reply = value["texts"]
    assert reply["signed_by"] == {"post": {"zh": "县长", "en": "Magistrate"},
                                  "name": {"zh": "韩示明", "en": "Han Shiming"}}  # fmt: skip
    assert reply["unit"] == "TX-CZ"
    assert not any({"signed_by", "unit"} & set(one) for one in others)


def test_no_draft_is_told_before_the_reply(board_site: Site) -> None:
    thread = board_site.accepted()
    value = got(board_site, f"{THREADS}/{thread}")
    assert (value["outcome"], value["promised_on"], value["referred_to"]) == (None, None, None)


def test_pages_follow_one_another(board_site: Site, clock: Clock) -> None:
    made = [board_site.accepted() for _ in range(5)]
    address, seen = f"{THREADS}?limit=2&board=county", []
    while address:
        answer = board_site.get(address)
        value: Any = answer.json
        seen += [one["id"] for one in value["threads"]]
        if value["next"]:
            assert f'<{value["next"]}>; rel="next"' in answer.headers["Link"]
            parts = urlsplit(value["next"])
            address = f"{parts.path}?{parts.query}"
        else:
            address = ""
    assert seen == made[::-1]


def test_threads_are_narrowed_down(board_site: Site, clock: Clock) -> None:
    first = board_site.accepted()
    clock.forward(days=2)
    second = board_site.replied(type="help")

    def ids(query: str) -> list[str]:
        return [one["id"] for one in got(board_site, f"{THREADS}?{query}")["threads"]]

    assert ids("state=accepted") == [first]
    assert ids("type=help") == ids("unit=TX-CZ") == ids("since=2026-03-04") == [second]
    assert ids("board=finance") == []
    assert ids("") == [second, first]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("board=nobody", "board"), ("state=happy", "state"), ("type=x", "type"), ("unit=x", "unit"),
     ("since=yesterday", "since"), ("since=2026-02-30", "since"), ("limit=0", "limit"),
     ("limit=101", "limit"), ("limit=%EF%BC%92", "limit"), ("after=x", "after"), ("sort=x", "sort"),
     ("board=%00", "board")],
)  # fmt: skip
def test_what_cannot_be_read_is_named(board_site: Site, query: str, parameter: str) -> None:
    value = got(board_site, f"{THREADS}?{query}", 400)
    assert value["parameter"] == parameter
    assert value["error"]


def test_a_hidden_thread_says_only_why(board_site: Site, clock: Clock) -> None:
    thread = board_site.replied()
    step(board_site.office, thread, Event.HIDE, MODERATOR, code="insult")
    value = got(board_site, f"{THREADS}/{thread}", 410)
    assert value["hidden_for"] == {"code": "insult", "text": "Insult or threat"}
    assert set(value) == {"id", "board", "address", "title", "state", "hidden_for"}
    assert (value["title"], value["state"]) == (None, None)
    (listed,) = got(board_site, THREADS)["threads"]
    assert listed == value
    for query in ("state=replied", "type=question", "unit=TX-CZ"):
        assert got(board_site, f"{THREADS}?{query}")["threads"] == []


def test_declined_joined_and_private_ones(board_site: Site, clock: Clock) -> None:
    target = board_site.accepted()
    joined = sent(board_site.office, title="同一个问题").thread
    step(board_site.office, joined, Event.MERGE, MODERATOR, target=target)
    declined = sent(board_site.office, title="广告").thread
    step(board_site.office, declined, Event.DECLINE, MODERATOR, code="advertising")
    private = sent(board_site.office, wants_public=False).thread
    step(board_site.office, private, Event.ACCEPT, MODERATOR)
    assert got(board_site, f"{THREADS}/{joined}")["joined_to"] == target
    assert got(board_site, f"{THREADS}/{declined}")["declined_for"]["code"] == "advertising"
    for unknown in (private, "2345678923", "x"):
        assert "error" in got(board_site, f"{THREADS}/{unknown}", 404)
    text = board_site.get(THREADS).text
    assert "同一个问题" not in text
    assert "广告" not in text
