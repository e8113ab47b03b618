"""Announced hours as everybody sees them, before, while they go on, and afterwards."""

from __future__ import annotations

import datetime as dt
import json
import re

from sqlalchemy import select

from dialogue.hours import asking, live_answers, live_sessions
from dialogue.hours.live_sessions import LiveSession, SessionEvent, SessionState
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor
from dialogue.storage import tables
from tests.dialogue.matters import MODERATOR, sent, step
from tests.website.dialogue.conftest import FIELDS, Site, receipt_in

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
    asking.attach(site.office, session.id, thread)
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
    assert re.search(rf'name="session"[^>]* value="{session.id}" checked', form)
    assert site.send(session=session.id).status_code == 200
    with site.office.database.reading() as connection:
        found = connection.execute(select(tables.live_question.c.session)).scalars().all()
    assert found == [session.id]


def sent_for(site: Site) -> list[str]:
    """The hours that questions were sent for."""
    with site.office.database.reading() as connection:
        return list(connection.execute(select(tables.live_question.c.session)).scalars())


def test_the_hour_is_named_on_every_page_of_the_way(site: Site) -> None:
    session = announced(site)
    named = "The magistrate online"
    assert named in site.text(f"/en/dialogue/new?board=county&session={session.id}")
    form = {"form": site.token(), **FIELDS, "session": session.id}
    assert named in site.post("/en/dialogue/new", form).get_data(as_text=True)
    done = site.post("/en/dialogue/new/send", {**form, "step": "send"})
    assert f"kept as a question for the hour “{named}”" in done.get_data(as_text=True)
    mine = site.post("/en/dialogue/receipt", {"receipt": receipt_in(done)})
    assert f"/en/dialogue/sessions/{session.id}" in mine.get_data(as_text=True)
    assert named in mine.get_data(as_text=True)


def test_an_hour_that_there_is_not_is_refused_and_the_text_stays(site: Site) -> None:
    assert "There is no such hour." in site.text("/en/dialogue/new?board=county&session=NOPE")
    answer = site.post("/en/dialogue/new", {"form": site.token(), **FIELDS, "session": "NOPE"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "There is no such hour." in page
    assert FIELDS["body"] in page
    assert "NOPE" not in page


def test_a_cancelled_hour_is_said_and_the_message_can_be_sent_without(site: Site) -> None:
    session = announced(site)
    form = {"form": site.token(), **FIELDS, "session": session.id}
    live_sessions.happen(site.office, session.id, SessionEvent.CANCEL, MODERATOR, reason="停电。")
    answer = site.post("/en/dialogue/new", form)
    assert answer.status_code == 422
    assert "“The magistrate online” was cancelled" in answer.get_data(as_text=True)
    assert 'name="session"' not in answer.get_data(as_text=True)


def test_an_hour_cancelled_after_the_preview_is_said_when_the_message_is_received(
    site: Site,
) -> None:
    session = announced(site)
    form = {"form": site.token(), **FIELDS, "session": session.id}
    assert site.post("/en/dialogue/new", form).status_code == 200
    live_sessions.happen(site.office, session.id, SessionEvent.CANCEL, MODERATOR, reason="停电。")
    done = site.post("/en/dialogue/new/send", {**form, "step": "send"})
    page = done.get_data(as_text=True)
    assert receipt_in(done)
    assert "“The magistrate online” was cancelled" in page
    assert "kept as a question for the hour" not in page
    assert sent_for(site) == []


def test_a_message_to_another_leader_is_refused_while_it_asks_for_the_hour(site: Site) -> None:
    session = announced(site)
    form = {"form": site.token(), **FIELDS, "board": "finance", "session": session.id}
    answer = site.post("/en/dialogue/new", form)
    assert answer.status_code == 422
    assert "Choose Wu Shize, or do not ask in the hour." in answer.get_data(as_text=True)
    del form["session"]
    assert site.post("/en/dialogue/new", form).status_code == 200


def test_an_accusation_is_not_asked_in_an_hour(site: Site) -> None:
    session = announced(site)
    form = {"form": site.token(), **FIELDS, "accuses": "yes", "session": session.id}
    assert "It is not asked in the hour" in site.post("/en/dialogue/new", form).get_data(True)
    assert site.post("/en/dialogue/new/send", {**form, "step": "send"}).status_code == 200
    assert sent_for(site) == []


def test_why_an_hour_was_cancelled_is_public(site: Site) -> None:
    session = announced(site)
    address = f"/en/dialogue/sessions/{session.id}"
    assert "was cancelled" not in site.text(address)
    live_sessions.happen(site.office, session.id, SessionEvent.CANCEL, MODERATOR, reason="停电。")
    assert "Reason: 停电。" in site.text(address)


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
    asking.attach(site.office, session.id, received.thread)
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
