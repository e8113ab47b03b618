"""The statistics as everybody gets them: page, files, feed, and for programs."""

from __future__ import annotations

import csv
import io
import json

import pytest

from dialogue.matter.states import Event
from tests.dialogue.matters import CITIZEN, MODERATOR, sent, step
from tests.website.dialogue.conftest import Site
from tests.website.dialogue.matters import public, reply


def declined(site: Site, count: int) -> None:
    for _ in range(count):
        step(site.office, sent(site.office).thread, Event.DECLINE, MODERATOR, code="abuse")


def test_the_page_shows_the_figures_of_the_day(site: Site) -> None:
    declined(site, 7)
    page = site.text("/en/dialogue/statistics/")
    assert "Statistics of the dialogue" in page
    assert "It insults or threatens somebody." in page
    assert '<span class="lw-meter__share">100%</span> <span class="lw-meter__of">7/7</span>' in page


def test_few_messages_are_not_shown(site: Site) -> None:
    declined(site, 4)
    table = site.text("/dialogue/statistics.csv")
    assert not [row for row in csv.DictReader(io.StringIO(table)) if row["value"] not in ("", "0")]


def test_the_files_hold_the_same_figures(site: Site) -> None:
    declined(site, 6)
    rows = list(csv.DictReader(io.StringIO(site.text("/dialogue/statistics.csv"))))
    value = json.loads(site.text("/dialogue/statistics.json"))
    assert [str(one["value"]) for one in value["figures"]] == [row["value"] for row in rows]
    assert json.loads(site.text("/api/v1/dialogue/statistics")) == value
    assert value["journal"]["number"] > 0


@pytest.mark.parametrize("extension", ["atom", "rss", "json"])
def test_the_feed_has_an_entry_for_each_day(site: Site, extension: str) -> None:
    declined(site, 6)
    site.text("/dialogue/statistics.json")
    site.clock.forward(days=1)
    feed = site.get(f"/en/feeds/statistics/daily.{extension}")
    assert feed.status_code == 200
    text = feed.get_data(as_text=True)
    assert "2026-03-03" in text
    assert "2026-03-02" in text


def test_the_page_is_not_sent_twice(site: Site) -> None:
    first = site.get("/zh/dialogue/statistics/")
    again = site.get("/zh/dialogue/statistics/", If_None_Match=first.headers["ETag"])
    assert again.status_code == 304


def test_the_page_stays_while_the_database_is_away(site: Site) -> None:
    declined(site, 6)
    before = site.text("/en/dialogue/statistics/")
    site.without_database()
    answer = site.get("/en/dialogue/statistics/")
    assert answer.get_data(as_text=True) == before
    assert "Warning" in answer.headers
    assert site.get("/dialogue/statistics.csv").status_code == 503


def test_what_is_taken_back_is_in_no_figure(site: Site) -> None:
    for _ in range(6):
        step(site.office, sent(site.office).thread, Event.WITHDRAW, CITIZEN)
    assert ",withdrawn,6," not in site.text("/dialogue/statistics.csv")


def test_an_empty_board_says_so(site: Site) -> None:
    page = site.text("/en/dialogue/statistics/")
    assert "No figure can be shown yet" in page
    assert 'id="county"' not in page
    assert 'id="method"' in page


def test_the_three_rates_stand_first_with_their_denominators(site: Site) -> None:
    for number in range(12):
        identity = public(site.office)
        if number < 6:
            reply(site.office, identity)
    page = site.text("/en/dialogue/statistics/")
    assert page.index("Reply rate") < page.index("Resolution rate") < page.index("Half replied")
    assert "of the messages whose reply was due: 6/6" in page
