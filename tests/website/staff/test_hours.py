"""Announced hours at the desk: announce, order, begin, answer, end."""

from __future__ import annotations

import re

from dialogue.hours import asking
from dialogue.matter.states import Event
from tests.dialogue.matters import LEADER, MODERATOR, OFFICER, sent, step
from tests.website.staff.workplace import SECOND, Workplace, text_of

FIELDS = {
    "board": "county", "title-zh": "书记在线", "title-en": "The Secretary online",
    "introduction-zh": "谈谈道路。", "introduction-en": "About roads.",
    "gathers_until": "2026-03-02T12:00", "begins_at": "2026-03-02T15:00",
    "ends_at": "2026-03-02T16:00",
}  # fmt: skip


def announced(desk: Workplace) -> str:
    answer = desk.browser(MODERATOR).post("/staff/hours", **FIELDS)
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["Location"].rsplit("/", 1)[-1]


def test_an_hour_goes_its_whole_way(any_desk: Workplace) -> None:
    desk, moderator = any_desk, any_desk.browser(MODERATOR)
    identity = announced(desk)
    thread = sent(desk.office).thread
    asking.attach(desk.office, identity, thread)
    step(desk.office, thread, Event.ACCEPT, MODERATOR)
    address, leader = f"/staff/hours/{identity}", desk.browser(LEADER)
    assert moderator.post(f"{address}/order", **{f"place-{thread}": "1"}).status_code == 303
    assert leader.post(f"{address}/open").status_code == 303
    assert leader.post(f"{address}/answer", thread=thread, answer="下周修好。").status_code == 303
    assert "下周修好。" in text_of(leader.get(address))
    assert leader.post(f"{address}/end").status_code == 303
    assert "Over" in text_of(moderator.get(address))
    matter = moderator.get(f"/staff/matter/{thread}")
    assert "The leader answered this in the announced hour “The Secretary online”" in (
        text_of(matter)
    )


def test_beginning_early_asks_once_more_and_says_so(desk: Workplace) -> None:
    address = f"/staff/hours/{announced(desk)}"
    leader = desk.browser(LEADER)
    page = text_of(leader.get(f"{address}/open"))
    assert "You begin early: the hour was announced for 2 March 2026, 15:00" in page
    assert "Questions were to be taken until" in page
    assert "No question has been taken up yet." in page
    assert "This cannot be undone." in page
    assert "Announced" in text_of(leader.get(address))


def test_cancelling_needs_a_reason_and_keeps_what_was_typed(desk: Workplace) -> None:
    address = f"/staff/hours/{announced(desk)}"
    moderator = desk.browser(MODERATOR)
    assert "This cannot be undone." in text_of(moderator.get(f"{address}/cancel"))
    refused = moderator.post(f"{address}/cancel", reason="请打13812345678。")
    assert refused.status_code == 422
    assert "请打13812345678。" in refused.get_data(as_text=True)
    assert moderator.post(f"{address}/cancel", reason="停电。").status_code == 303
    assert "Reason: 停电。" in text_of(moderator.get(address))
    assert moderator.get(f"{address}/cancel").status_code == 409


def test_a_step_that_is_none_is_not_found(desk: Workplace) -> None:
    address = f"/staff/hours/{announced(desk)}"
    assert desk.browser(MODERATOR).get(f"{address}/order").status_code in {404, 405}
    assert desk.browser(MODERATOR).get(f"{address}/burn").status_code == 404
    assert desk.browser(MODERATOR).get("/staff/hours/NOWHERE123/open").status_code == 404


def test_times_are_those_of_the_site(desk: Workplace) -> None:
    page = text_of(desk.browser(MODERATOR).get(f"/staff/hours/{announced(desk)}"))
    assert re.search(r"Begins 2 March 2026, 15:00", page)


def test_what_is_wrong_is_said_and_what_was_typed_stays(desk: Workplace) -> None:
    answer = desk.browser(MODERATOR).post("/staff/hours", **{**FIELDS, "begins_at": "soon"})
    assert answer.status_code == 422
    assert "give the day and the time" in text_of(answer)
    assert "The Secretary online" in answer.get_data(as_text=True)


def test_what_is_empty_is_named_with_its_language_and_leads_to_its_field(desk: Workplace) -> None:
    answer = desk.browser(MODERATOR).post(
        "/staff/hours", **{**FIELDS, "introduction-en": " ", "board": "", "ends_at": ""}
    )
    page = answer.get_data(as_text=True)
    assert re.findall(r'href="#([a-z_-]+)"', page[page.index("error-summary__list"):])[:3] == [
        "board", "introduction-en", "ends_at"
    ]  # fmt: skip
    assert "Introduction (English) is empty." in text_of(answer)
    assert "Nothing was kept yet" not in page


def test_an_answer_that_is_refused_stays_in_the_form(desk: Workplace) -> None:
    identity = announced(desk)
    thread = sent(desk.office).thread
    asking.attach(desk.office, identity, thread)
    step(desk.office, thread, Event.ACCEPT, MODERATOR)
    moderator, address = desk.browser(MODERATOR), f"/staff/hours/{identity}"
    moderator.post(f"{address}/order", **{f"place-{thread}": "1"})
    moderator.post(f"{address}/open")
    answer = moderator.post(f"{address}/answer", thread=thread, answer="请打13812345678。")
    assert answer.status_code == 422
    assert "请打13812345678。" in answer.get_data(as_text=True)


def test_a_leader_is_offered_only_what_the_leader_may_answer(desk: Workplace) -> None:
    identity = announced(desk)
    free = sent(desk.office).thread
    hides = sent(desk.office, body="张三家门口的路灯坏了。", hidden_words=("张三",)).thread
    about = sent(desk.office, about=(f"post:{LEADER.post}",)).thread
    for thread in (free, hides, about):
        asking.attach(desk.office, identity, thread)
        step(desk.office, thread, Event.ACCEPT, MODERATOR)
    address = f"/staff/hours/{identity}"
    moderator, leader = desk.browser(MODERATOR), desk.browser(LEADER)
    moderator.post(f"{address}/order",
                   **{f"place-{one}": str(at) for at, one in enumerate((free, hides, about), 1)})
    moderator.post(f"{address}/open")
    page = leader.get(address)
    assert re.findall(r'id="answer-(\w+)"', page.get_data(as_text=True)) == [free]
    assert "only moderators may write it here" in text_of(page)
    assert "You are kept out of this matter" in text_of(page)
    assert len(re.findall(r'id="answer-', moderator.get(address).get_data(as_text=True))) == 3
    refused = leader.post(f"{address}/answer", thread=hides, answer="张三，下周修。")
    assert refused.status_code == 422
    assert "What you wrote 张三，下周修。" in text_of(refused)


def test_a_number_that_is_none_is_refused(desk: Workplace) -> None:
    identity = announced(desk)
    answer = desk.browser(MODERATOR).post(f"/staff/hours/{identity}/order", **{"place-X": "one"})
    assert answer.status_code == 422


def test_others_may_not(desk: Workplace) -> None:
    identity = announced(desk)
    assert desk.browser(OFFICER).get("/staff/hours").status_code == 403
    assert desk.browser(LEADER).post("/staff/hours", **FIELDS).status_code == 403
    assert desk.browser(SECOND).get(f"/staff/hours/{identity}/open").status_code == 403
    assert desk.browser(SECOND).post(f"/staff/hours/{identity}/open").status_code == 403
