"""Announced hours: their states, the questions taken up in them, and the leader's answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dialogue.hours import asking, live_answers, live_sessions
from dialogue.hours.live_sessions import LiveSession, SessionEvent, SessionState
from dialogue.life.requests import NotAllowed, NotThere, Refused
from dialogue.matter.states import Event
from dialogue.rules import Office
from dialogue.storage import journal
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import CITIZEN, LEADER, MODERATOR, OFFICER, sent, step, taken_in

HOUR = dt.timedelta(hours=1)


def announced(office: Office, **given: object) -> LiveSession:
    now = office.now()
    values = LiveSession(
        id="", board="county", title={"zh": "书记在线", "en": "The Secretary online"},
        introduction={"zh": "谈谈道路。", "en": "About roads."}, announced_at=now,
        gathers_until=now + HOUR, begins_at=now + 2 * HOUR, ends_at=now + 3 * HOUR,
        state=SessionState.ANNOUNCED,
    )  # fmt: skip
    return live_sessions.announce(office, values._replace(**given), MODERATOR)  # type: ignore[arg-type]


def asked(office: Office, session: LiveSession, *, public: bool = True, **given: object) -> str:
    return gathered(office, session, sent(office, **given).thread, public=public)


def gathered(office: Office, session: LiveSession, thread: str, *, public: bool = True) -> str:
    asking.attach(office, session.id, thread)
    if public:
        step(office, thread, Event.ACCEPT, MODERATOR)
    return thread


def questions(office: Office, session: LiveSession) -> list[live_sessions.Question]:
    with office.database.reading() as connection:
        return live_sessions.questions(connection, session.id)


def test_questions_are_gathered_until_the_time(office: Office, clock: Clock) -> None:
    session = announced(office)
    early = asked(office, session)
    clock.forward(minutes=61)
    asked(office, session)
    assert [one.thread for one in questions(office, session)] == [early]


def test_questions_for_another_board_are_not_gathered(office: Office) -> None:
    session = announced(office)
    asked(office, session, board="education")
    assert questions(office, session) == []


def test_public_questions_are_put_in_order(office: Office) -> None:
    session = announced(office)
    first, second, third = (asked(office, session) for _ in range(3))
    live_sessions.arrange(office, session.id, [third, first], MODERATOR)
    assert [(one.thread, one.place) for one in questions(office, session)] == [
        (third, 1), (first, 2), (second, None)
    ]  # fmt: skip


def test_a_question_that_is_not_public_is_not_taken_up(office: Office) -> None:
    session = announced(office)
    thread = asked(office, session, public=False)
    with pytest.raises(Refused, match="not public"):
        live_sessions.arrange(office, session.id, [thread], MODERATOR)


def test_the_leader_answers_while_the_hour_goes_on(office: Office) -> None:
    session = announced(office)
    thread = asked(office, session)
    live_sessions.arrange(office, session.id, [thread], MODERATOR)
    with pytest.raises(Refused, match="while the hour goes on"):
        live_answers.give_answer(office, session.id, thread, "下周修好。", LEADER)
    live_sessions.happen(office, session.id, SessionEvent.OPEN, LEADER)
    live_answers.give_answer(office, session.id, thread, "下周修好。", LEADER)
    live_sessions.happen(office, session.id, SessionEvent.END, MODERATOR)
    assert questions(office, session)[0].answer == "下周修好。"
    with pytest.raises(Refused):
        live_answers.give_answer(office, session.id, thread, "不修了。", LEADER)


@pytest.mark.parametrize("answer", ["请打13812345678。", "李家村的灯下周修好。"])
def test_answers_with_what_must_stay_hidden_are_refused(office: Office, answer: str) -> None:
    session = announced(office)
    thread = asked(office, session, hidden_words=("李家村",))
    live_sessions.arrange(office, session.id, [thread], MODERATOR)
    live_sessions.happen(office, session.id, SessionEvent.OPEN, LEADER)
    with pytest.raises(Refused):
        live_answers.give_answer(office, session.id, thread, answer, LEADER)
    assert questions(office, session)[0].answer == ""


def test_a_leader_answers_where_the_writer_left_an_address_alone(office: Office) -> None:
    session = announced(office)
    thread = gathered(office, session, taken_in(office, contact="5350888").thread)
    live_sessions.arrange(office, session.id, [thread], MODERATOR)
    live_sessions.happen(office, session.id, SessionEvent.OPEN, LEADER)
    live_answers.give_answer(office, session.id, thread, "已打5350888。", LEADER)
    assert questions(office, session)[0].answer == "已打███。"


def test_who_is_kept_out_does_not_answer(office: Office) -> None:
    session = announced(office)
    thread = asked(office, session, about=(f"post:{LEADER.post}",))
    live_sessions.arrange(office, session.id, [thread], MODERATOR)
    live_sessions.happen(office, session.id, SessionEvent.OPEN, MODERATOR)
    with pytest.raises(NotAllowed):
        live_answers.give_answer(office, session.id, thread, "无可奉告。", LEADER)


def test_what_is_hidden_later_is_gone_from_the_hour_with_its_answer(office: Office) -> None:
    session = announced(office)
    thread = asked(office, session)
    live_sessions.arrange(office, session.id, [thread], MODERATOR)
    live_sessions.happen(office, session.id, SessionEvent.OPEN, LEADER)
    live_answers.give_answer(office, session.id, thread, "下周修好。", LEADER)
    step(office, thread, Event.HIDE, MODERATOR, code="personal")
    found = questions(office, session)[0]
    assert (found.is_public, found.title, found.body, found.answer) == (False, "", "", "")


def test_a_question_that_is_diverted_leaves_the_hour(office: Office) -> None:
    session = announced(office)
    thread = asked(office, session)
    step(office, thread, Event.DIVERT, MODERATOR)
    assert questions(office, session) == []


def test_what_is_not_in_the_table_does_not_happen(office: Office) -> None:
    session = announced(office)
    for state in SessionState:
        for event in SessionEvent:
            if (state, event) not in live_sessions.TABLE and state is session.state:
                with pytest.raises(Refused):
                    live_sessions.happen(office, session.id, event, MODERATOR)
    live_sessions.happen(office, session.id, SessionEvent.CANCEL, MODERATOR, reason="停电。")
    for event in SessionEvent:
        with pytest.raises(Refused):
            live_sessions.happen(office, session.id, event, MODERATOR)


@pytest.mark.parametrize("reason", ["", " \u200b", "请打13812345678。", "长" * 501])
def test_cancelling_needs_a_reason_that_may_be_public(office: Office, reason: str) -> None:
    session = announced(office)
    with pytest.raises(Refused):
        live_sessions.happen(office, session.id, SessionEvent.CANCEL, MODERATOR, reason=reason)
    with office.database.reading() as connection:
        found = live_sessions.find(connection, session.id)
    assert found is not None
    assert found.state is SessionState.ANNOUNCED


def test_only_the_right_roles_act(office: Office) -> None:
    session = announced(office)
    stranger = replace(LEADER, boards=frozenset({"education"}))
    for actor in (OFFICER, CITIZEN, stranger):
        with pytest.raises(NotAllowed):
            live_sessions.happen(office, session.id, SessionEvent.OPEN, actor)
    with pytest.raises(NotAllowed):
        live_sessions.announce(office, session, LEADER)
    with pytest.raises(NotAllowed):
        live_sessions.arrange(office, session.id, [], LEADER)


def test_times_out_of_order_are_refused(office: Office) -> None:
    with pytest.raises(Refused, match="follow each other"):
        announced(office, ends_at=office.now())
    with pytest.raises(Refused, match="The title"):
        announced(office, title={"zh": "书记在线"})
    with pytest.raises(NotThere):
        live_sessions.happen(office, "NOWHERE123", SessionEvent.OPEN, MODERATOR)


def test_everything_is_in_the_journal(office: Office) -> None:
    session = announced(office)
    thread = asked(office, session)
    live_sessions.arrange(office, session.id, [thread], MODERATOR)
    live_sessions.happen(office, session.id, SessionEvent.OPEN, LEADER)
    live_answers.give_answer(office, session.id, thread, "下周修好。", LEADER)
    with office.database.reading() as connection:
        events = [one.event for one in journal.of_thread(connection, "")]
    assert events == ["announce-session", "arrange-session", "session-open", "answer-in-session"]
