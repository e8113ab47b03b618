"""What each role finds on its desk, and what it never finds there."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.test import Client

from dialogue.desk.passwords import Hashing
from dialogue.keys.vault import Vault
from dialogue.matter.matters import Part
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor
from dialogue.storage import database, tables
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import (
    ADMINISTRATOR,
    AUDITOR,
    LEADER,
    MODERATOR,
    OFFICER,
    STRANGER,
    sent,
    step,
)
from tests.website.staff.workplace import KEY, SECOND, Workplace, edition, text_of
from website.app import create_app
from website.dialogue import office as offices
from website.staff.entry import COOKIE


def drafted(desk: Workplace, **given: object) -> str:
    """A matter whose reply waits to be signed."""
    identity = sent(desk.office, **given).thread
    step(desk.office, identity, Event.ACCEPT, MODERATOR)
    step(desk.office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(desk.office, identity, Event.START, OFFICER)
    step(desk.office, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: "已修好。"},
         outcome="resolved")  # fmt: skip
    return identity


def test_a_moderator_finds_what_is_to_be_read_with_the_late_ones_first(
    desk: Workplace, clock: Clock
) -> None:
    old = sent(desk.office, title="旧的问题").thread
    clock.forward(days=7)
    new = sent(desk.office, title="新的问题").thread
    page = desk.browser(MODERATOR).get("/staff/").get_data(as_text=True)
    assert 0 < page.index(old) < page.index(new)
    said = text_of(desk.browser(MODERATOR).get("/staff/"))
    assert "2 things to do, 1 of them late" in said
    assert "4 working days late" in said


def test_a_unit_finds_its_own_matters_only(desk: Workplace) -> None:
    identity = drafted(desk)
    assert identity in desk.browser(OFFICER).get("/staff/?pile=leaders").get_data(as_text=True)
    for pile in ("", "new", "working", "leaders", "replied"):
        page = desk.browser(STRANGER).get(f"/staff/?pile={pile}")
        assert identity not in page.get_data(as_text=True)


def test_a_leader_finds_the_drafts_of_the_own_board(desk: Workplace) -> None:
    identity = drafted(desk)
    assert identity in desk.browser(LEADER).get("/staff/").get_data(as_text=True)
    assert identity not in desk.browser(SECOND).get("/staff/").get_data(as_text=True)


def test_where_a_leader_is_kept_out_the_next_one_finds_it(desk: Workplace) -> None:
    identity = drafted(desk, about=("post:QY-XW-P01",))
    mine, next_one = desk.browser(LEADER).get("/staff/"), desk.browser(SECOND).get("/staff/")
    assert identity not in mine.get_data(as_text=True)
    assert "0 things to do" in text_of(mine)
    assert identity in next_one.get_data(as_text=True)


def test_what_somebody_is_kept_out_of_is_not_even_counted(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    step(desk.office, identity, Event.RECUSE, MODERATOR, recused=("account:mo",))
    page = desk.browser(MODERATOR).get("/staff/")
    assert identity not in page.get_data(as_text=True)
    assert "0 things to do" in text_of(page)
    assert desk.browser(MODERATOR).get(f"/staff/matter/{identity}").status_code == 403


@pytest.mark.parametrize("actor", [STRANGER, SECOND], ids=["another unit", "another board"])
def test_others_may_not_read_a_matter(desk: Workplace, actor: Actor) -> None:
    identity = drafted(desk)
    page = desk.browser(actor).get(f"/staff/matter/{identity}")
    assert page.status_code == 403
    assert "路灯" not in page.get_data(as_text=True)


def test_an_auditor_reads_everything_and_is_offered_nothing(desk: Workplace) -> None:
    identity = drafted(desk, body="电话13912345678。")
    browser = desk.browser(AUDITOR)
    assert identity in browser.get("/staff/?pile=leaders").get_data(as_text=True)
    page = browser.get(f"/staff/matter/{identity}")
    assert "13912345678" in page.get_data(as_text=True)
    assert "There is nothing for you to do here now." in text_of(page)


def test_an_administrator_reads_no_text_but_can_keep_somebody_out(desk: Workplace) -> None:
    identity = drafted(desk)
    browser = desk.browser(ADMINISTRATOR)
    page = browser.get(f"/staff/matter/{identity}").get_data(as_text=True)
    assert "路灯" not in page
    response = browser.deed(identity, Event.RECUSE, kept_account="wu")
    assert response.status_code == 303
    assert "account:wu" in desk.thread(identity).recused


def test_hidden_words_reach_neither_the_unit_nor_the_leader(desk: Workplace) -> None:
    identity = drafted(desk, title="张三家门口的路灯", body="张三家门口的路灯坏了。",
                       hidden_words=("张三",))  # fmt: skip
    for actor in (OFFICER, LEADER):
        browser = desk.browser(actor)
        for address in (f"/staff/matter/{identity}", "/staff/?pile=leaders", "/staff/queue.csv"):
            assert "张三" not in browser.get(address).get_data(as_text=True)
    assert "张三" in desk.browser(MODERATOR).get(f"/staff/matter/{identity}").get_data(as_text=True)


def test_the_title_of_the_window_never_says_what_a_matter_is_about(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    page = desk.browser(MODERATOR).get(f"/staff/matter/{identity}").get_data(as_text=True)
    assert f"<title>Matter {identity}" in page


def test_the_queue_is_read_in_pages_without_gaps(desk: Workplace, clock: Clock) -> None:
    ids = {sent(desk.office, title=f"问题{number}").thread for number in range(35)}
    clock.forward(days=1)
    ids |= {sent(desk.office, title=f"又一个{number}").thread for number in range(35)}
    browser, address, seen = desk.browser(MODERATOR), "/staff/", []
    for _ in range(4):
        page = browser.get(address).get_data(as_text=True)
        seen += [one for one in ids if f'/staff/matter/{one}"' in page]
        if 'rel="next"' not in page:
            break
        address = page.partition('class="lw-turn"')[2].partition('href="')[2].partition('"')[0]
        address = address.replace("&amp;", "&")
    assert sorted(seen) == sorted(ids)


def test_filters_narrow_the_queue(desk: Workplace) -> None:
    county = sent(desk.office).thread
    education = sent(desk.office, board="education", type="complaint").thread
    browser = desk.browser(MODERATOR)
    for query in ("board=education", "type=complaint"):
        page = browser.get(f"/staff/?{query}").get_data(as_text=True)
        assert education in page
        assert county not in page
    assert "Nothing lies here" in text_of(browser.get("/staff/?state=accepted"))


def test_a_number_leads_to_its_matter(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    browser = desk.browser(AUDITOR)
    found = browser.get(f"/staff/find?number={identity.lower()}")
    assert found.headers["Location"] == f"/staff/matter/{identity}"
    assert browser.get("/staff/matter/2222222222").status_code == 404
    assert browser.get("/staff/find?number=x").status_code == 404


def test_the_queue_can_be_taken_along_as_csv(desk: Workplace) -> None:
    identity = drafted(desk, title="=1+1 的问题")
    answer = desk.browser(OFFICER).get("/staff/queue.csv?pile=leaders")
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["Number of the matter"] for row in rows] == [identity]
    assert [row["Title"] for row in rows] == ["'=1+1 的问题"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/staff/", "/staff/boards", "/staff/intake"])
def test_pages_of_the_desk_are_never_stored(desk: Workplace, address: str) -> None:
    answer = desk.browser(MODERATOR).get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_signs_sees_what_the_draft_promises(desk: Workplace) -> None:
    identity = drafted(desk)
    said = text_of(desk.browser(LEADER).get(f"/staff/matter/{identity}/sign"))
    assert "The draft says: Resolved" in said


def test_a_leader_finds_what_a_moderator_publishes_apart(desk: Workplace) -> None:
    """An address of the writer hides no words."""
    mine = drafted(desk, contact="wang@example.org")
    others = drafted(desk, body="张三家门口的路灯坏了。", hidden_words=("张三",))
    for identity in (mine, others):
        step(desk.office, identity, Event.SIGN, LEADER)
    browser = desk.browser(LEADER)
    assert "1 thing to do" in text_of(browser.get("/staff/"))
    for pile, here, away in (("publish", mine, others), ("checked", others, mine)):
        page = browser.get(f"/staff/?pile={pile}").get_data(as_text=True)
        assert here in page
        assert away not in page


def deeds_on(page: str) -> list[str]:
    """The deeds that a matter's page leads to, in their order."""
    return re.findall(r'href="/staff/matter/\w+/([a-z-]+)"', page)


def test_an_accusation_is_marked_and_passing_it_on_comes_first(desk: Workplace) -> None:
    identity = sent(desk.office, accuses=True).thread
    page = desk.browser(MODERATOR).get(f"/staff/matter/{identity}")
    assert "The writer says: this accuses a person Read it first for that." in text_of(page)
    assert deeds_on(page.get_data(as_text=True))[0] == "divert"
    other = desk.browser(MODERATOR).get(f"/staff/matter/{sent(desk.office).thread}")
    assert "accuses a person" not in text_of(other)
    assert deeds_on(other.get_data(as_text=True))[0] == "accept"


def test_no_unit_and_no_leader_sees_the_mark(desk: Workplace) -> None:
    identity = sent(desk.office, accuses=True).thread
    step(desk.office, identity, Event.ACCEPT, MODERATOR, no_accusation=True)
    step(desk.office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    said = text_of(desk.browser(MODERATOR).get(f"/staff/matter/{identity}"))
    assert "Whoever accepted it confirmed that it is no accusation." in said
    for actor in (OFFICER, LEADER):
        page = text_of(desk.browser(actor).get(f"/staff/matter/{identity}"))
        assert identity in page
        assert "accus" not in page


def test_where_words_are_hidden_a_leader_only_signs(desk: Workplace) -> None:
    free = drafted(desk)
    hides = drafted(desk, body="张三家门口的路灯坏了。", hidden_words=("张三",))
    browser = desk.browser(LEADER)
    assert "Sign and publish" in text_of(browser.get(f"/staff/matter/{free}/sign"))
    page = text_of(browser.get(f"/staff/matter/{hides}/sign"))
    assert "Sign and publish" not in page
    assert "a moderator looks at it before everybody reads it" in page


def called(desk: Workplace, actor: Actor, shown: str) -> None:
    """Let an account be of somebody who is called so."""
    with desk.office.database.writing() as connection:
        connection.execute(
            update(tables.account).where(tables.account.c.name == actor.name).values(shown=shown)
        )  # fmt: skip


def test_who_signed_is_called_by_name(desk: Workplace) -> None:
    called(desk, LEADER, "吴示泽")
    identity = drafted(desk)
    step(desk.office, identity, Event.SIGN, LEADER)
    step(desk.office, identity, Event.PUBLISH_REPLY, LEADER)
    page = desk.browser(AUDITOR).get(f"/staff/matter/{identity}").get_data(as_text=True)
    assert "<dt>Signed by</dt><dd>吴示泽</dd>" in page
    assert desk.thread(identity).signed_by == LEADER.name


def test_who_is_kept_out_is_called_by_name(desk: Workplace) -> None:
    called(desk, OFFICER, "欧示清")
    identity = drafted(desk)
    step(desk.office, identity, Event.RECUSE, MODERATOR, recused=(f"account:{OFFICER.name}",))
    said = text_of(desk.browser(AUDITOR).get(f"/staff/matter/{identity}"))
    assert "Kept out Account 欧示清" in said


@pytest.mark.parametrize("actor", [MODERATOR, OFFICER, LEADER, AUDITOR], ids=lambda one: one.name)
def test_every_pile_can_be_unfolded_without_scripts(desk: Workplace, actor: Actor) -> None:
    page = desk.browser(actor).get("/staff/").get_data(as_text=True)
    for name in ("piles", "sift"):
        assert f'<a href="#{name}">' in page
        assert len(re.findall(rf'<[^>]*lw-folded"[^>]*id="{name}"', page)) == 1


def test_choices_that_are_in_force_are_not_folded(desk: Workplace) -> None:
    page = desk.browser(MODERATOR).get("/staff/?type=question").get_data(as_text=True)
    assert 'href="#sift"' not in page
    assert '<form class="lw-sift" id="sift"' in page


def test_an_administrators_search_by_number_is_not_folded(desk: Workplace) -> None:
    page = desk.browser(ADMINISTRATOR).get("/staff/").get_data(as_text=True)
    assert "lw-folded" not in page
    assert 'id="number"' in page


@pytest.mark.parametrize("address", ["/staff/", "/staff/matter/2222222222", "/staff/intake"])
def test_a_database_that_is_away_is_said_in_words(tmp_path: Path, address: str) -> None:
    away = database.connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    app = create_app(edition)
    offices.install(app, offices.Desk(tmp_path, away, Vault(KEY), Hashing(tmp_path), ""))
    client = Client(app)
    client.set_cookie(COOKIE, "x", secure=False)
    answer = client.get(address)
    away.close()
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.get_data(as_text=True)
