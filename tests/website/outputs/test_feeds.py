"""Feeds of the dialogue: valid, stable, sent again when something is hidden."""

from __future__ import annotations

import re
from typing import Any

import fastfeedparser
import feedparser
import pytest

from dialogue.matter.matters import Part
from dialogue.matter.states import Event
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import CITIZEN, MODERATOR, sent, step
from tests.website.outputs.site import OFFICER, Site
from website.search.feeds import TYPES


def items(site: Site, address: str) -> list[dict[str, Any]]:
    value: Any = site.get(address).json
    found: list[dict[str, Any]] = value["items"]
    return found


@pytest.mark.parametrize("extension", sorted(TYPES))
@pytest.mark.parametrize("place", ["board/county", "board/all", "thread/{thread}"])
def test_a_reply_is_in_every_feed(
    board_site: Site, clock: Clock, extension: str, place: str
) -> None:
    thread = board_site.replied(title="路灯 <b>何时</b> 修", reply="已经\n修好 & 亮了。")
    address = f"/zh/feeds/{place.format(thread=thread)}.{extension}"
    answer = board_site.get(address)
    assert answer.headers["Content-Type"] == f"{TYPES[extension]}; charset=utf-8"
    parsed = (
        fastfeedparser.parse(answer.data)
        if extension == "json"
        else feedparser.parse(answer.data)
    )
    assert not parsed.get("bozo")
    titles = [entry.title for entry in parsed.entries]
    assert any("路灯" in title for title in titles)
    contents = [(entry.get("content") or [{"value": entry.get("summary")}])[0]["value"]
                for entry in parsed.entries]  # fmt: skip
    assert any("<p>修好 &amp; 亮了。</p>" in content for content in contents)
    assert any("县长 韩示明" in content for content in contents)
    assert extension == "json" or "<b>何时" not in answer.text
    links = {entry.link.partition("#")[0] for entry in parsed.entries}
    assert links == {f"https://test.example/zh/dialogue/county/{thread}"}


def test_every_event_is_an_entry_whose_name_stays(board_site: Site, clock: Clock) -> None:
    thread = board_site.accepted()
    address = f"/zh/feeds/thread/{thread}.json"
    before = [item["id"] for item in items(board_site, address)]
    assert len(before) == 1
    clock.forward(days=1)
    step(board_site.office, thread, Event.ASSIGN, MODERATOR, unit="TX-CZ")
    step(board_site.office, thread, Event.START, OFFICER)
    step(board_site.office, thread, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    after = items(board_site, address)
    assert {item["id"] for item in after} > set(before)
    assert len({item["id"] for item in after}) == len(after) == 4
    assert "哪一盏" in after[0]["content_html"]


def test_what_the_citizen_did_is_told_by_its_day(board_site: Site, clock: Clock) -> None:
    thread = board_site.accepted()
    step(board_site.office, thread, Event.ASSIGN, MODERATOR, unit="TX-CZ")
    step(board_site.office, thread, Event.START, OFFICER)
    step(board_site.office, thread, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    step(board_site.office, thread, Event.CLARIFY, CITIZEN, texts={Part.ANSWER: "东头的。"})
    for place in (f"thread/{thread}", "board/all"):
        told = {
            item["id"].partition("#")[2]: item["date_published"]
            for item in items(board_site, f"/zh/feeds/{place}.json")
        }
        assert told["clarify-20260302"] == "2026-03-02T00:00:00+08:00"
        assert not any(one.startswith("ask-") and "T00:00:00" in at for one, at in told.items())


def test_what_waits_for_release_is_in_no_feed(board_site: Site, clock: Clock) -> None:
    thread = board_site.accepted()
    step(board_site.office, thread, Event.ASSIGN, MODERATOR, unit="TX-CZ")
    step(board_site.office, thread, Event.START, OFFICER)
    step(board_site.office, thread, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    step(board_site.office, thread, Event.CLARIFY, CITIZEN, texts={Part.ANSWER: "第三盏。"})
    assert "第三盏" not in board_site.get("/zh/feeds/board/county.json").text
    clock.forward(minutes=5)
    step(board_site.office, thread, Event.RELEASE, MODERATOR)
    assert "第三盏" in board_site.get("/zh/feeds/board/county.json").text


def test_what_is_released_is_all_that_is_told_anew(board_site: Site, clock: Clock) -> None:
    thread = board_site.accepted()
    for event, actor, given in (
        (Event.ASSIGN, MODERATOR, {"unit": "TX-CZ"}), (Event.START, OFFICER, {}),
        (Event.ASK, OFFICER, {"texts": {Part.QUESTION: "哪一盏？"}}),
        (Event.CLARIFY, CITIZEN, {"texts": {Part.ANSWER: "第三盏。"}}),
    ):  # fmt: skip
        clock.forward(minutes=7)
        step(board_site.office, thread, event, actor, **given)
    address = f"/zh/feeds/thread/{thread}.json"
    before = {item["id"]: item["date_modified"] for item in items(board_site, address)}
    clock.forward(days=1)
    step(board_site.office, thread, Event.RELEASE, MODERATOR)
    after = {item["id"]: item["date_modified"] for item in items(board_site, address)}
    moved = {one.partition("#")[2].partition("-")[0] for one in before if before[one] != after[one]}
    assert moved == {"clarify"}
    clock.forward(days=1)
    step(board_site.office, thread, Event.HIDE, MODERATOR, code="insult")
    published = [item["date_published"] for item in items(board_site, address)[1:]]
    assert published == sorted(published, reverse=True)


def test_what_is_hidden_is_sent_again_as_hidden(board_site: Site, clock: Clock) -> None:
    thread = board_site.replied(title="题目在此", body="内容在此。")
    names = {item["id"]: item["date_modified"]
             for item in items(board_site, "/zh/feeds/board/county.json")}  # fmt: skip
    clock.forward(days=1)
    step(board_site.office, thread, Event.HIDE, MODERATOR, code="insult")
    for place in ("board/county", "board/all", f"thread/{thread}"):
        text = board_site.get(f"/zh/feeds/{place}.json").text
        for hidden in ("题目在此", "内容在此", "已经修好"):
            assert hidden not in text
    after = {item["id"]: item["date_modified"]
             for item in items(board_site, "/zh/feeds/board/county.json")}  # fmt: skip
    assert all(after[name] > modified for name, modified in names.items())
    assert "侮辱" in board_site.get(f"/zh/feeds/thread/{thread}.json").text or "Insult" in (
        board_site.get(f"/en/feeds/thread/{thread}.json").text
    )


def test_declined_and_private_matters(board_site: Site, clock: Clock) -> None:
    declined = sent(board_site.office, title="广告一则").thread
    step(board_site.office, declined, Event.DECLINE, MODERATOR, code="advertising")
    private = sent(board_site.office, title="私下问", wants_public=False).thread
    step(board_site.office, private, Event.ACCEPT, MODERATOR)
    text = board_site.get("/en/feeds/board/all.json").text
    assert declined in text
    assert private not in text
    assert "广告一则" not in text
    assert board_site.get(f"/en/feeds/thread/{private}.atom").status_code == 404


def test_what_is_unchanged_is_not_sent_again(board_site: Site, clock: Clock) -> None:
    board_site.accepted()
    first = board_site.get("/en/feeds/board/county.atom")
    known = {"If-None-Match": first.headers["ETag"]}
    assert board_site.get("/en/feeds/board/county.atom", headers=known).status_code == 304
    board_site.accepted()
    assert board_site.get("/en/feeds/board/county.atom", headers=known).status_code == 200


@pytest.mark.parametrize("address", ["board/nobody.atom", "board/county.xml", "thread/x.atom",
                                     "thread/2345678923.atom", "board/%00.atom"])  # fmt: skip
def test_feeds_that_do_not_exist(board_site: Site, address: str) -> None:
    assert board_site.get(f"/zh/feeds/{address}").status_code == 404


def test_the_list_of_feeds_names_those_of_boards(board_site: Site) -> None:
    listed = set(re.findall(r'xmlUrl="([^"]+)"', board_site.get("/en/feeds.opml").text))
    for name in ("all", "county", "finance"):
        assert f"https://test.example/en/feeds/board/{name}.atom" in listed
