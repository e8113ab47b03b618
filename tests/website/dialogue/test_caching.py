"""Pages are made once, never shown after they changed, and outlive the database."""

from __future__ import annotations

import datetime as dt

from dialogue.matter.matters import Hiding
from dialogue.matter.states import Event
from tests.dialogue.matters import MODERATOR, step
from tests.website.dialogue.conftest import Site
from tests.website.dialogue.matters import public, reply


def test_a_page_that_did_not_change_is_not_sent_again(site: Site) -> None:
    for address in ("/en/dialogue/", "/en/dialogue/county/",
                    f"/en/dialogue/county/{public(site.office)}"):  # fmt: skip
        first = site.get(address)
        assert first.headers["Cache-Control"] == "no-cache"
        again = site.get(address, If_None_Match=first.headers["ETag"])
        assert again.status_code == 304
        assert not again.data


def test_a_page_that_is_kept_asks_the_database_for_stamps_only(site: Site) -> None:
    address = f"/en/dialogue/county/{public(site.office)}"
    first = site.get(address)
    asked = site.queries()
    assert site.get(address).data == first.data
    assert not any("public_text" in statement or "journal" in statement for statement in asked)


def test_a_change_is_on_every_page_at_once(site: Site) -> None:
    identity = public(site.office)
    addresses = (f"/en/dialogue/county/{identity}", "/en/dialogue/county/", "/en/dialogue/")
    before = [site.get(address).headers["ETag"] for address in addresses]
    reply(site.office, identity)
    after = [site.get(address).headers["ETag"] for address in addresses]
    assert not set(before) & set(after)


def test_a_new_day_makes_the_clocks_anew(site: Site) -> None:
    identity = public(site.office)
    before = site.text(f"/en/dialogue/county/{identity}")
    site.clock.forward(days=1)
    after = site.text(f"/en/dialogue/county/{identity}")
    assert "Today is day 1." in after
    assert "Today is day 1." not in before


def test_pages_can_be_read_while_the_database_is_away(site: Site) -> None:
    identity = public(site.office, title="仍然可读")
    addresses = ("/en/dialogue/", "/en/dialogue/county/", f"/en/dialogue/county/{identity}")
    before = [site.get(address).data for address in addresses]
    site.without_database()
    for address, body in zip(addresses, before, strict=True):
        answer = site.get(address)
        assert answer.status_code == 200
        assert answer.data == body
        assert answer.headers["Warning"].startswith("110")
        assert int(answer.headers["Age"]) >= 0


def test_what_was_hidden_does_not_come_back_while_the_database_is_away(site: Site) -> None:
    identity, other = public(site.office, title="后来隐藏"), public(site.office)
    addresses = ("/en/dialogue/", "/en/dialogue/county/", f"/en/dialogue/county/{identity}")
    for address in addresses:
        assert "后来隐藏" in site.text(address)
    step(site.office, identity, Event.HIDE, MODERATOR, code=Hiding.PERSONAL)
    site.app.extensions["lightwell-dialogue-pages"]._swept = (0.0, "")
    site.get(f"/en/dialogue/county/{other}")  # any page: somebody asks before the database goes
    site.without_database()
    for address in addresses:
        assert "后来隐藏" not in site.text(address)


def test_a_diverted_thread_does_not_come_back_either(site: Site) -> None:
    identity, other = public(site.office, title="后来转办"), public(site.office)
    assert site.get(f"/en/dialogue/county/{identity}").status_code == 200
    step(site.office, identity, Event.DIVERT, MODERATOR)
    site.app.extensions["lightwell-dialogue-pages"]._swept = (0.0, "")
    site.get(f"/en/dialogue/county/{other}")
    answer = site.get(f"/en/dialogue/county/{identity}")
    assert answer.status_code == 410
    assert "Accusation that nobody has examined" in answer.get_data(as_text=True)
    site.without_database()
    assert "后来转办" not in site.text(f"/en/dialogue/county/{identity}")


def test_what_nobody_read_before_is_unavailable_in_clear_words(site: Site) -> None:
    identity, token = public(site.office), site.token()
    site.without_database()
    answer = site.get(f"/en/dialogue/county/{identity}")
    assert answer.status_code == 503
    assert "not available at this moment" in answer.get_data(as_text=True)
    sent = site.post("/en/dialogue/new/send", {
        "form": token, "board": "county", "type": "question", "domain": "transport",
        "title": "标题", "body": "正文",
    })  # fmt: skip
    assert sent.status_code == 503
    assert sent.headers["Cache-Control"] == "no-store"
    page = sent.get_data(as_text=True)
    assert "What you sent was not received" in page
    assert 'value="' + token in page
    assert "正文</textarea>" in page


def test_old_pages_of_a_year_of_clocks_are_told_apart_by_language(site: Site) -> None:
    site.clock.to_day(dt.date(2026, 11, 3))
    identity = public(site.office)
    assert "3 November 2026" in site.text(f"/en/dialogue/county/{identity}")
    assert "2026年11月3日" in site.text(f"/zh/dialogue/county/{identity}")
