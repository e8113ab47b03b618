"""Matters are walked through the forms of the desk from the queue to their end."""

from __future__ import annotations

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Outcome, State
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import CITIZEN, LEADER, MODERATOR, OFFICER, sent, step
from tests.website.staff.workplace import Browser, Workplace, text_of


def done(browser: Browser, identity: str, event: Event, **values: str) -> None:
    """A deed that succeeds."""
    response = browser.deed(identity, event, **values)
    assert response.status_code == 303, text_of(response)


def test_a_matter_goes_from_the_queue_to_its_end(any_desk: Workplace, clock: Clock) -> None:
    identity = sent(any_desk.office).thread
    moderator, officer, leader = map(any_desk.browser, (MODERATOR, OFFICER, LEADER))
    done(moderator, identity, Event.ACCEPT)
    done(moderator, identity, Event.ASSIGN, unit="QY-JTJ")
    done(officer, identity, Event.START)
    done(officer, identity, Event.DRAFT, text="路灯已经修好。", outcome="resolved")
    done(leader, identity, Event.SEND_BACK, reason="请写明日期")
    done(officer, identity, Event.DRAFT, text="路灯 3 月 1 日已经修好。", outcome="resolved")
    signed = leader.deed(identity, Event.SIGN, publish="yes")
    assert signed.headers["Location"].endswith("?done=publish-reply")
    assert any_desk.thread(identity).state is State.REPLIED
    step(any_desk.office, identity, Event.DISSATISFY, CITIZEN, scores=(1, 2, 3))
    step(any_desk.office, identity, Event.REOPEN, CITIZEN, texts={Part.REOPENING: "还是不亮。"})
    done(officer, identity, Event.START)
    done(officer, identity, Event.DRAFT, text="换了新灯。", outcome="promised",
         promised_until="2026-03-20")  # fmt: skip
    done(leader, identity, Event.SIGN)
    done(moderator, identity, Event.PUBLISH_SECOND)
    done(moderator, identity, Event.RELEASE)
    done(moderator, identity, Event.CONFIRM, reason="已到现场看过")
    clock.forward(days=20)
    done(any_desk.browser(MODERATOR), identity, Event.PROMISE_KEPT, reason="新灯亮着")
    thread = any_desk.thread(identity)
    assert (thread.state, thread.outcome) == (State.CLOSED, Outcome.PROMISED)
    assert thread.promise_kept
