"""Threads are found by the site's search as long as everybody may read them, and not a moment
longer."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogue.matter.matters import Hiding
from dialogue.matter.states import Event
from dialogue.reading import indexing
from dialogue.text.redaction import Redaction
from tests.dialogue.matters import MODERATOR, step
from tests.dialogue.test_indexing import body_of
from tests.website.outputs.site import Site
from website.dialogue import live_index
from website.search.readers import LIVE_INDEX
from website.serve import application

WORD = "暗号"
ADDRESSES = (
    f"/zh/search?q={WORD}", f"/en/search?q={WORD}", "/zh/search?kind=thread",
    "/zh/search?q=kind:thread",
    f"/zh/search/suggest?q={WORD[0]}", f"/zh/feeds/search.atom?q={WORD}",
    f"/zh/feeds/search.json?q={WORD}", f"/zh/feeds/search.rss?q={WORD}",
    f"/api/v1/search?q={WORD}", "/api/v1/search?kind=thread",
)  # fmt: skip


def everything(site: Site) -> str:
    """All that searches say, asked twice, so that kept answers count too; without the question."""
    said = "".join(site.get(address).text for address in ADDRESSES * 2)
    return said.replace(f"q={WORD}", "").replace(f'"q": "{WORD}"', "")


def total(site: Site, words: str) -> int:
    value: Any = site.get(f"/api/v1/search?q={words}").json
    return int(value["total"])


@pytest.fixture
def thread(board_site: Site) -> str:
    board_site.accepted(title="操场什么时候开放", body="学校的操场。")
    thread = board_site.accepted(title=f"{WORD}何在", body=f"这里有{WORD}一句。")
    board_site.keeper.catch_up()
    return thread


def test_a_public_thread_is_found_with_its_address_in_each_language(
    board_site: Site, thread: str
) -> None:
    for lang in ("zh", "en"):
        page = board_site.get(f"/{lang}/search?q={WORD}").text
        assert f"/{lang}/dialogue/county/{thread}" in page
    (hit,) = board_site.get(f"/api/v1/search?q={thread}").json["hits"]  # type: ignore[index]
    assert (hit["kind"], hit["column"]) == ("thread", "county")
    assert hit["address"] == f"https://test.example/zh/dialogue/county/{thread}"


def test_what_is_new_is_found_after_the_next_search(board_site: Site, thread: str) -> None:
    board_site.accepted(title="新的题目")
    assert total(board_site, "新的题目") == 0
    board_site.keeper.catch_up()
    assert total(board_site, "新的题目") == 1


@pytest.fixture
def unindexed(board_site: Site) -> Site:
    """A board with a thread, whose index was never made."""
    board_site.accepted(title=f"{WORD}何在")
    shutil.rmtree(board_site.county.var / LIVE_INDEX, ignore_errors=True)
    return board_site


def served(site: Site) -> Site:
    """The same over a server that has just started."""
    return replace(site, door=application(site.county.var, complete=True))


def test_the_first_search_of_a_server_finds_threads(unindexed: Site) -> None:
    assert total(served(unindexed), WORD) == 1


def test_a_server_does_not_wait_for_a_large_index(
    unindexed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "FEW", 0)
    site = served(unindexed)
    assert not (unindexed.county.var / LIVE_INDEX / "current").exists()
    assert total(site, "预算") > 0


def test_a_server_waits_for_a_small_index_only_so_long(
    unindexed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unindexed.county.var / LIVE_INDEX
    folder.mkdir()
    monkeypatch.setattr(live_index, "START", 0.05)
    with (folder / "catching-up").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        site = served(unindexed)
        assert not (folder / "current").exists()
        assert total(site, "预算") > 0


@pytest.mark.parametrize("event", ["hide", "divert", "redact"])
def test_what_is_hidden_is_in_no_answer_from_then_on(
    board_site: Site, thread: str, event: str
) -> None:
    assert WORD in everything(board_site)
    given: dict[str, Any] = {} if event == "divert" else {"code": "personal"}
    if event == "redact":
        hidden = (Redaction(3, 5, Hiding.PERSONAL),)
        given |= {"text": body_of(board_site.office, thread), "hidden": hidden}
    step(board_site.office, thread, Event(event), MODERATOR, **given)
    after = everything(board_site)
    assert "<mark>" not in after.partition("操场")[0]
    assert f"{WORD}何在" not in after
    assert f"有{WORD}" not in after
    assert total(board_site, WORD) == 0
    assert total(board_site, "操场") == 1


@pytest.mark.parametrize("failure", ["index", "database"])
def test_threads_are_left_out_while_nobody_can_say_what_is_hidden(
    board_site: Site, thread: str, failure: str, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    assert total(board_site, WORD) == 1
    step(board_site.office, thread, Event.HIDE, MODERATOR, code="personal")
    live = board_site.county.var / "live-index"
    if failure == "index":

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("search_index.LiveIndex.rebuild", full)
        monkeypatch.setattr("search_index.LiveIndex.update", full)
    else:
        _hold(board_site.county.var / "dialogue.sqlite", monkeypatch)
    assert WORD.encode() in _raw(live)
    page = board_site.get(f"/zh/search?q={WORD}&lang=all").text
    assert f"{WORD}何在" not in page
    assert "cannot be searched" in page or "无法搜索" in page
    assert board_site.get("/api/v1/search?q=预算").json["total"] > 0  # type: ignore[index]
    assert "until their index is up to date" in caplog.text


def _hold(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a database that cannot be read."""
    with sqlite3.connect(file) as database:
        database.execute("ALTER TABLE journal RENAME TO lost")
    database.close()


def _raw(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_site_without_boards_says_nothing_of_them(board_site: Site, thread: str) -> None:
    from tests.sources import SETTINGS

    assert total(board_site, WORD) == 1
    board_site.county.change({"lightwell.toml": SETTINGS})
    board_site.county.publish()
    assert total(board_site, WORD) == 0
    assert "cannot be searched" not in board_site.get("/en/search?q=x").text
