"""Announced hours as everybody sees them, before, while they go on, and afterwards."""

from __future__ import annotations

import datetime as dt
import json

from sqlalchemy import select

from dialogue.hours import live_answers, live_sessions
from dialogue.hours.live_sessions import LiveSession, SessionEvent, SessionState
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor
from dialogue.storage import tables
from tests.dialogue.matters import MODERATOR, sent, step
from tests.website.dialogue.conftest import Site

HOUR = dt.timedelta(hours=1)
LEADER = Actor(role=Role.LEADER, name="wu", boards=frozenset({"county"}), post="P3")


def announced(site: Site) -> LiveSession:
    now = site.office.now()
    return live_sessions.announce(site.office, LiveSession(
        "", "county", {"zh": "县长在线", "en": "The magistrate online"},
        {"zh": "谈谈道路。", "en": "About roads."}, now, now + HOUR, now + 2 * HOUR,
        now + 3 * HOUR, SessionState.ANNOUNCED,
    ), MODERATOR)  # fmt: skip


def asked(site: Site, session: LiveSession, title: str = "路灯什么时候修") -> str:
    thread = sent(site.office, title=title).thread
    live_sessions.attach(site.office, session.id, thread)
    step(site.office, thread, Event.ACCEPT, MODERATOR)
    return thread


def test_before_it_begins_only_the_number_of_questions_is_told(site: Site) -> None:
    session = announced(site)
    thread = asked(site, session)
    live_sessions.arrange(site.office, session.id, [thread], MODERATOR)
    page = site.text(f"/en/dialogue/sessions/{session.id}")
    assert "1 question was sent so far." in page
    assert "路灯什么时候修" not in page
    assert f"/en/dialogue/new?board=county&amp;session={session.id}" in page


def test_no_question_is_taken_after_the_time(site: Site) -> None:
    session = announced(site)
    assert "Send a question" in site.text(f"/en/dialogue/sessions/{session.id}")
    site.clock.forward(minutes=61)
    assert "Send a question" not in site.text(f"/en/dialogue/sessions/{session.id}")


def test_a_message_sent_from_the_page_is_a_question_of_the_hour(site: Site) -> None:
    session = announced(site)
    form = site.text(f"/en/dialogue/new?board=county&session={session.id}")
    assert f'name="session" value="{session.id}"' in form
    assert site.send(session=session.id).status_code == 200
    with site.office.database.reading() as connection:
        found = connection.execute(select(tables.live_question.c.session)).scalars().all()
    assert found == [session.id]


def test_answers_are_read_as_they_come(site: Site) -> None:
    session = announced(site)
    first, second = asked(site, session, "第一个问题"), asked(site, session, "第二个问题")
    live_sessions.arrange(site.office, session.id, [second, first], MODERATOR)
    live_sessions.happen(site.office, session.id, SessionEvent.OPEN, LEADER)
    address = f"/en/dialogue/sessions/{session.id}"
    page = site.text(address)
    assert page.index("第二个问题") < page.index("第一个问题")
    assert "<noscript>" in page
    talk = site.get(f"{address}/talk.json")
    assert site.get(f"{address}/talk.json", If_None_Match=talk.headers["ETag"]).status_code == 304
    live_answers.give_answer(site.office, session.id, second, "下周修好。", LEADER)
    assert "下周修好。" in site.text(address)
    value = json.loads(site.text(f"{address}/talk.json"))
    assert [one["answer"] for one in value["questions"]] == ["下周修好。", ""]


def test_afterwards_the_page_stays(site: Site) -> None:
    session = announced(site)
    thread = asked(site, session)
    live_sessions.arrange(site.office, session.id, [thread], MODERATOR)
    live_sessions.happen(site.office, session.id, SessionEvent.OPEN, LEADER)
    live_sessions.happen(site.office, session.id, SessionEvent.END, LEADER)
    page = site.text(f"/zh/dialogue/sessions/{session.id}")
    assert "路灯什么时候修" in page
    assert "data-talk=" not in page
    assert session.id in site.text("/zh/dialogue/sessions/")


def test_what_is_hidden_is_gone_from_page_and_talk(site: Site) -> None:
    session = announced(site)
    thread = asked(site, session)
    live_sessions.arrange(site.office, session.id, [thread], MODERATOR)
    live_sessions.happen(site.office, session.id, SessionEvent.OPEN, LEADER)
    address = f"/en/dialogue/sessions/{session.id}"
    assert "路灯什么时候修" in site.text(address)
    step(site.office, thread, Event.HIDE, MODERATOR, code="personal")
    assert "路灯什么时候修" not in site.text(address)
    assert "路灯什么时候修" not in site.text(f"{address}/talk.json")


def test_an_hour_that_is_not_there_is_not_found(site: Site) -> None:
    for address in ("4K7PXW2M9Q", "nowhere", "4K7PXW2M9Q/talk.json"):
        assert site.get(f"/en/dialogue/sessions/{address}").status_code == 404


def test_what_was_answered_in_an_hour_leads_there_from_the_matter(site: Site) -> None:
    session = announced(site)
    received = sent(site.office)
    live_sessions.attach(site.office, session.id, received.thread)
    step(site.office, received.thread, Event.ACCEPT, MODERATOR)
    live_sessions.arrange(site.office, session.id, [received.thread], MODERATOR)
    live_sessions.happen(site.office, session.id, SessionEvent.OPEN, MODERATOR)
    link = f'<a href="/en/dialogue/sessions/{session.id}">Read the answer</a>'
    thread = f"/en/dialogue/county/{received.thread}"
    receipt = {"receipt": received.receipt}
    assert link not in site.text(thread)
    assert link not in site.post("/en/dialogue/receipt", receipt).get_data(as_text=True)
    live_answers.give_answer(site.office, session.id, received.thread, "今年六月修好。", LEADER)
    assert link in site.text(thread)
    assert link in site.post("/en/dialogue/receipt", receipt).get_data(as_text=True)
    step(site.office, received.thread, Event.HIDE, MODERATOR, code="personal")
    assert link not in site.post("/en/dialogue/receipt", receipt).get_data(as_text=True)
