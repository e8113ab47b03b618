"""Forms of the desk: each row of the table has one, and refusals say what is wrong and keep it."""

from __future__ import annotations

import dataclasses
import re

import pytest

from dialogue.desk import accounts
from dialogue.desk.marking import pieces
from dialogue.gate.submit import File
from dialogue.life.transitions import TABLE
from dialogue.matter.matters import Part
from dialogue.matter.states import STAFF, Event, State, Visibility
from dialogue.storage.journal import Entry
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import (
    CITIZEN,
    LEADER,
    MODERATOR,
    OFFICER,
    STRANGER,
    replied,
    sent,
    step,
)
from tests.website.staff.workplace import SECOND, Workplace, hidden_of, text_of
from website.staff.deeds import DEEDS

BODY = "清源镇李家村的张三说，路灯坏了。请尽快修好！"


def working(desk: Workplace, **given: object) -> str:
    """A matter that the transport bureau works on."""
    identity = sent(desk.office, **{"body": BODY, **given}).thread
    step(desk.office, identity, Event.ACCEPT, MODERATOR)
    step(desk.office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(desk.office, identity, Event.START, OFFICER)
    return identity


def last(desk: Workplace, identity: str) -> Entry:
    """The newest entry of a matter's journal."""
    return desk.case(identity).history[-1]


def body_of(desk: Workplace, identity: str) -> tuple[int, str]:
    """The number and the original of a matter's text."""
    found = desk.case(identity).newest(Part.BODY)
    assert found is not None
    return found.id, found.content


def test_every_row_of_the_table_that_the_staff_may_use_has_a_form() -> None:
    events = {row.event for row in TABLE if set(row.roles) & set(STAFF)}
    assert events - {Event.TAKE_IN} == set(DEEDS)


@pytest.mark.parametrize("event", sorted(DEEDS))
def test_every_form_says_in_both_languages_what_it_does(event: Event) -> None:
    deed = DEEDS[event]
    for said in (deed.does, deed.explains):
        assert said.text("en")
        assert "{" not in said.text("zh")


def test_a_form_of_a_state_that_has_passed_says_so(desk: Workplace) -> None:
    identity = working(desk)
    answer = desk.browser(MODERATOR).get(f"/staff/matter/{identity}/accept")
    assert answer.status_code == 409
    assert "This cannot be done while the matter stands so" in text_of(answer)


def test_another_unit_can_neither_open_nor_send_a_form(desk: Workplace) -> None:
    identity = working(desk)
    before = desk.thread(identity)
    stranger = desk.browser(STRANGER)
    address = f"/staff/matter/{identity}/draft"
    assert stranger.get(address).status_code == 403
    sent_anyway = stranger.post(address, revision=before.revision, text="x", outcome="cannot")
    assert sent_anyway.status_code == 403
    assert desk.thread(identity) == before


def test_the_leader_of_another_board_cannot_sign(desk: Workplace) -> None:
    identity = working(desk)
    step(desk.office, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: "好。"},
         outcome="resolved")  # fmt: skip
    revision = desk.thread(identity).revision
    answer = desk.browser(SECOND).post(f"/staff/matter/{identity}/sign", revision=revision)
    assert answer.status_code == 403
    assert desk.thread(identity).state is State.DRAFT


def test_who_was_kept_out_meanwhile_cannot_send_the_open_form(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    browser = desk.browser(MODERATOR)
    form = hidden_of(browser.get(f"/staff/matter/{identity}/accept"))
    step(desk.office, identity, Event.RECUSE, MODERATOR, recused=("account:mo",))
    assert browser.post(f"/staff/matter/{identity}/accept", **form).status_code == 403
    assert desk.thread(identity).state is State.QUEUED


def test_what_changed_meanwhile_is_shown_and_what_was_filled_in_is_kept(desk: Workplace) -> None:
    identity = sent(desk.office, body=BODY).thread
    browser = desk.browser(MODERATOR)
    form = hidden_of(browser.get(f"/staff/matter/{identity}/return"))
    step(desk.office, identity, Event.CONSENT, CITIZEN, consents=True)
    answer = browser.post(f"/staff/matter/{identity}/return", **form, reason="请写明地点")
    assert answer.status_code == 409
    said = text_of(answer)
    assert "The matter changed while you were deciding" in said
    assert "The writer decided who may see the hidden words" in said
    assert "请写明地点" in answer.get_data(as_text=True)
    again = browser.post(f"/staff/matter/{identity}/return", **hidden_of(answer),
                         reason="请写明地点")  # fmt: skip
    assert again.status_code == 303
    assert desk.thread(identity).state is State.RETURNED


def test_what_others_made_impossible_is_told_with_what_they_did(desk: Workplace) -> None:
    identity = sent(desk.office, body=BODY).thread
    browser = desk.browser(MODERATOR)
    form = hidden_of(browser.get(f"/staff/matter/{identity}/return"))
    step(desk.office, identity, Event.ACCEPT, dataclasses.replace(MODERATOR, name="another"))
    answer = browser.post(f"/staff/matter/{identity}/return", **form, reason="请写明地点")
    assert answer.status_code == 409
    said = text_of(answer)
    assert "The matter changed while you were deciding" in said
    assert "another" in said
    assert "请写明地点" in answer.get_data(as_text=True)
    form_again = answer.get_data(as_text=True).partition('<form id="form"')[2].partition("</form>")
    assert "<textarea" in form_again[0]
    assert "<button" not in form_again[0], "it cannot be sent once more"


def test_who_acted_is_called_by_name(desk: Workplace) -> None:
    identity = working(desk)
    with desk.office.database.reading() as connection:
        shown = accounts.required(connection, OFFICER.name).shown
    page = text_of(desk.browser(MODERATOR).get(f"/staff/matter/{identity}"))
    assert f"{shown} {OFFICER.name}" in " ".join(page.split())


def test_the_usual_step_of_an_officer_comes_first(desk: Workplace) -> None:
    identity = sent(desk.office, body=BODY).thread
    step(desk.office, identity, Event.ACCEPT, MODERATOR)
    step(desk.office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    page = desk.browser(OFFICER).get(f"/staff/matter/{identity}").get_data(as_text=True)
    assert page.index(f"{identity}/start") < page.index(f"{identity}/dispute")


def test_a_form_sent_twice_does_one_thing(desk: Workplace) -> None:
    identity = working(desk)
    browser = desk.browser(OFFICER)
    form = hidden_of(browser.get(f"/staff/matter/{identity}/draft"))
    answers = [
        browser.post(f"/staff/matter/{identity}/draft", **form, text="已修好。", outcome="resolved")
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    events = [entry.event for entry in desk.case(identity).history]
    assert events.count(Event.DRAFT) == 1


def test_a_form_of_another_site_is_refused(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    answer = desk.browser(MODERATOR).client.post(
        f"/staff/matter/{identity}/accept", data={"revision": "1"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )  # fmt: skip
    assert answer.status_code == 403
    assert desk.thread(identity).state is State.QUEUED


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"places": "3-9999"}, "does not lie within the text"),
        ({"places": "0-2"}, "does not lie within the text"),
        ({"places": "x"}, "is no place"),
        ({"words": "李四"}, "does not occur in this text"),
        ({}, "Mark the words that are to be hidden"),
        ({"piece": "999"}, "Mark the words that are to be hidden"),
    ],
)
def test_hiding_what_is_not_there_is_refused_in_words(
    desk: Workplace, values: dict[str, str], says: str
) -> None:
    identity = sent(desk.office, body=BODY).thread
    answer = desk.browser(MODERATOR).deed(identity, Event.REDACT, code="third-party", **values)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert desk.thread(identity).revision == 1


@pytest.mark.parametrize(
    "values", [{"words": "张三"}, {"places": f"{BODY.index('张三') + 1}-{BODY.index('张三') + 2}"},
               {"piece": "1"}]
)  # fmt: skip
def test_words_are_hidden_by_themselves_by_place_and_by_piece(
    desk: Workplace, values: dict[str, str]
) -> None:
    identity = sent(desk.office, body=BODY).thread
    browser = desk.browser(MODERATOR)
    answer = browser.deed(identity, Event.REDACT, code="third-party", **values)
    assert answer.status_code == 303, text_of(answer)
    step(desk.office, identity, Event.ACCEPT, MODERATOR)
    step(desk.office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    page = desk.browser(OFFICER).get(f"/staff/matter/{identity}").get_data(as_text=True)
    assert "张三" not in page
    assert "请尽快修好" in page


def test_pieces_make_up_the_whole_text() -> None:
    assert "".join(piece.text for piece in pieces(BODY + "\n第二段" + "长" * 200)) == (
        BODY + "\n第二段" + "长" * 200
    )


def test_joining_to_a_question_that_does_not_exist_is_refused(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    answer = desk.browser(MODERATOR).deed(identity, Event.MERGE, target="2222222222")
    assert answer.status_code == 422
    assert "There is no other question with this number" in text_of(answer)


def test_the_question_to_join_to_is_found_by_its_title(desk: Workplace) -> None:
    other = working(desk, title="南山路的路灯")
    identity = sent(desk.office, title="南山路也没有路灯").thread
    browser = desk.browser(MODERATOR)
    page = browser.get(f"/staff/matter/{identity}/merge?look_for=南山路 路灯")
    assert f'value="{other}"' in page.get_data(as_text=True)
    answer = browser.post(f"/staff/matter/{identity}/merge", **hidden_of(page), chosen=other)
    assert answer.status_code == 303
    assert desk.thread(identity).merged_into == other


def test_units_that_are_kept_out_are_not_offered(desk: Workplace) -> None:
    identity = sent(desk.office, about=("unit:QY-JTJ",)).thread
    step(desk.office, identity, Event.ACCEPT, MODERATOR)
    browser = desk.browser(MODERATOR)
    page = browser.get(f"/staff/matter/{identity}/assign").get_data(as_text=True)
    assert re.findall(r'<option value="(QY-[^"]+)"', page) == ["QY-JYJ", "QY-XW"]
    assert browser.deed(identity, Event.ASSIGN, unit="QY-JTJ").status_code == 422


def test_diverting_needs_a_confirmation_and_leaves_nothing(desk: Workplace) -> None:
    identity = sent(desk.office, body=BODY).thread
    browser = desk.browser(MODERATOR)
    assert browser.deed(identity, Event.DIVERT).status_code == 422
    done = browser.deed(identity, Event.DIVERT, confirm="yes")
    assert done.headers["Location"] == "/staff/?done=divert"
    assert browser.get(f"/staff/matter/{identity}").status_code == 404


def test_what_an_outcome_lacks_stands_at_its_field(desk: Workplace) -> None:
    identity = working(desk)
    answer = desk.browser(OFFICER).deed(
        identity, Event.DRAFT, text="三月修好。", outcome="promised", promised_until="2020-01-01"
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#promised_until"' in page
    assert "三月修好。" in page


def test_personal_data_in_a_draft_is_refused_before_anybody_signs(desk: Workplace) -> None:
    identity = working(desk)
    answer = desk.browser(OFFICER).deed(identity, Event.DRAFT, text="请拨打13912345678。",
                                        outcome="resolved")  # fmt: skip
    assert answer.status_code == 422
    assert desk.thread(identity).state is State.WORKING


def test_the_unit_asks_and_disputes_once(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    step(desk.office, identity, Event.ACCEPT, MODERATOR)
    step(desk.office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    moderator, officer = desk.browser(MODERATOR), desk.browser(OFFICER)
    assert officer.deed(identity, Event.DISPUTE, reason="应由教育局办理").status_code == 303
    assert moderator.deed(identity, Event.UPHOLD, reason="规定由你局办理").status_code == 303
    page = text_of(officer.get(f"/staff/matter/{identity}"))
    assert "This matter was disputed before; that can be done once." in page
    officer.deed(identity, Event.START)
    assert officer.deed(identity, Event.ASK, text="是哪一盏灯？").status_code == 303
    assert desk.thread(identity).state is State.CLARIFICATION


def test_a_leader_grants_more_time_within_the_limit(desk: Workplace) -> None:
    identity = working(desk)
    leader = desk.browser(LEADER)
    late = leader.deed(identity, Event.EXTEND, until="2027-01-01", reason="需要采购")
    assert late.status_code == 422
    assert 'href="#until"' in late.get_data(as_text=True)
    done = leader.deed(identity, Event.EXTEND, until="2026-03-13", reason="需要采购")
    assert done.status_code == 303
    assert str(desk.thread(identity).extended_to) == "2026-03-13"


def test_a_matter_is_taken_off_the_public_page_and_put_back(desk: Workplace) -> None:
    identity = working(desk)
    moderator = desk.browser(MODERATOR)
    assert moderator.deed(identity, Event.HIDE, code="writer").status_code == 303
    assert desk.thread(identity).visibility is Visibility.TOMBSTONE
    assert moderator.deed(identity, Event.SHOW).status_code == 303
    assert desk.thread(identity).visibility is Visibility.PUBLIC


@pytest.mark.parametrize(
    ("event", "values", "state"),
    [
        (Event.RETURN, {"reason": "请写明地点"}, State.RETURNED),
        (Event.DECLINE, {"code": "advertising"}, State.DECLINED),
        (Event.ACCEPT, {"complex": "yes"}, State.ACCEPTED),
    ],
)
def test_a_moderator_decides(
    desk: Workplace, event: Event, values: dict[str, str], state: State
) -> None:
    identity = sent(desk.office).thread
    assert desk.browser(MODERATOR).deed(identity, event, **values).status_code == 303
    thread = desk.thread(identity)
    assert thread.state is state
    assert thread.complex == (event is Event.ACCEPT)


def test_what_came_the_slow_way_is_let_in(desk: Workplace) -> None:
    identity = sent(desk.office, slow=True).thread
    browser = desk.browser(MODERATOR)
    assert identity in browser.get("/staff/?pile=slow").get_data(as_text=True)
    assert browser.deed(identity, Event.ADMIT).status_code == 303
    assert desk.thread(identity).state is State.QUEUED


def test_hiding_words_says_that_it_cannot_be_undone(desk: Workplace) -> None:
    page = desk.browser(MODERATOR).get(f"/staff/matter/{working(desk)}/redact")
    assert "This cannot be undone" in text_of(page)
    assert "govuk-warning-text" in page.get_data(as_text=True)


def test_a_draft_that_came_after_the_session_is_shown_again_and_not_kept(
    desk: Workplace, clock: Clock
) -> None:
    identity = working(desk)
    address, officer = f"/staff/matter/{identity}/draft", desk.browser(OFFICER)
    form = hidden_of(officer.get(address))
    clock.forward(minutes=31)
    carried = hidden_of(officer.post(address, **form, text="已经修好。", outcome="resolved"))
    again = desk.browser(OFFICER).post(address, **carried)
    assert again.status_code == 200
    assert ">已经修好。</textarea>" in again.get_data(as_text=True)
    assert desk.case(identity).newest(Part.DRAFT) is None


def test_what_the_writer_may_do_until_a_day_is_said_with_the_day(desk: Workplace) -> None:
    from dialogue.matter.states import Outcome

    identity = sent(desk.office).thread
    replied(desk.office, identity, outcome=Outcome.PROMISED,
            until=desk.office.today.replace(day=12))  # fmt: skip
    page = text_of(desk.browser(MODERATOR).get(f"/staff/matter/{identity}"))
    assert re.search(r"the writer can rate it until \d+ \w+ 2026", page)
    assert "Promised by 12 March 2026" in page
    assert "New day" not in page


def test_later_texts_wait_for_a_moderator(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    replied(desk.office, identity)
    step(desk.office, identity, Event.DISSATISFY, CITIZEN, scores=(1, 1, 1),
         texts={Part.COMMENT: "还没有修好"})  # fmt: skip
    browser = desk.browser(MODERATOR)
    assert identity in browser.get("/staff/?pile=release").get_data(as_text=True)
    page = text_of(browser.get(f"/staff/matter/{identity}/release"))
    assert "还没有修好" in page
    assert desk.case(identity).newest(Part.BODY).content not in page  # type: ignore[union-attr]
    assert browser.deed(identity, Event.RELEASE).status_code == 303
    assert identity not in browser.get("/staff/?pile=release").get_data(as_text=True)


def test_promises_are_found_on_their_day_and_checked(desk: Workplace, clock: Clock) -> None:
    from dialogue.matter.states import Outcome

    identity = sent(desk.office).thread
    day = desk.office.today.replace(day=12)
    replied(desk.office, identity, outcome=Outcome.PROMISED, until=day)
    before = desk.browser(MODERATOR).get("/staff/?pile=promises").get_data(as_text=True)
    assert identity not in before
    clock.to_day(day)
    browser = desk.browser(MODERATOR)
    assert identity in browser.get("/staff/?pile=promises").get_data(as_text=True)
    assert browser.deed(identity, Event.PROMISE_MISSED, reason="还没有动工").status_code == 303
    assert identity not in browser.get("/staff/?pile=promises").get_data(as_text=True)


def test_hidden_words_are_opened_with_consent_only_and_noted(desk: Workplace) -> None:
    identity = working(desk, hidden_words=("张三",))
    officer = desk.browser(OFFICER)
    address = f"/staff/matter/{identity}/open-hidden"
    revision = desk.thread(identity).revision
    refused = officer.post(address, revision=revision, reason="需要核实")
    assert refused.status_code == 422
    assert "张三" not in refused.get_data(as_text=True)
    opened = text_of(officer.get(address))
    assert "This cannot be done now" in opened
    assert "That did not work" not in opened
    step(desk.office, identity, Event.CONSENT, CITIZEN, consents=True)
    without = text_of(officer.deed(identity, Event.OPEN_HIDDEN, reason=" "))
    assert "it stays in the journal, and the writer reads it." in without
    assert "public can read it" not in without
    shown = officer.deed(identity, Event.OPEN_HIDDEN, reason="需要核实")
    assert "张三" in shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"
    entry = last(desk, identity)
    assert (entry.event, entry.actor, entry.facts["reason"]) == ("open-hidden", "ou", "需要核实")
    assert "张三" not in officer.get(f"/staff/matter/{identity}").get_data(as_text=True)


def test_a_file_is_opened_published_and_taken_off(desk: Workplace) -> None:
    file = File(name="王五的说明.txt", media_type="text/plain", content="路灯坏了".encode())
    identity = working(desk, files=(file,))
    moderator = desk.browser(MODERATOR)
    kept = desk.case(identity).files[0]
    original = moderator.deed(identity, Event.OPEN_FILE, file=kept.id)
    assert original.get_data(as_text=True) == "路灯坏了"
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert last(desk, identity).event == Event.OPEN_FILE
    released = moderator.deed(identity, Event.RELEASE_FILE, file=kept.id, name="说明")
    assert released.status_code == 303, text_of(released)
    assert desk.case(identity).files[0].public_name == "说明.txt"
    assert moderator.deed(identity, Event.WITHHOLD_FILE, file=kept.id).status_code == 303
    assert not desk.case(identity).files[0].is_public
    page = desk.browser(OFFICER).get(f"/staff/matter/{identity}").get_data(as_text=True)
    assert "王五" not in page


def test_a_file_of_another_matter_is_not_taken(desk: Workplace) -> None:
    file = File(name="a.txt", media_type="text/plain", content=b"a")
    other = desk.case(working(desk, files=(file,))).files[0]
    identity = working(desk)
    answer = desk.browser(MODERATOR).deed(identity, Event.RELEASE_FILE, file=other.id)
    assert answer.status_code == 422


def test_nobody_but_an_administrator_or_moderator_keeps_somebody_out(desk: Workplace) -> None:
    identity = working(desk)
    browser = desk.browser(MODERATOR)
    assert browser.deed(identity, Event.RECUSE).status_code == 422
    done = browser.deed(identity, Event.RECUSE, kept_unit="unit:QY-JTJ")
    assert done.status_code == 303
    assert desk.browser(OFFICER).get(f"/staff/matter/{identity}").status_code == 403
    assert identity in browser.get("/staff/?pile=unassigned").get_data(as_text=True)
    assert browser.deed(identity, Event.ASSIGN, unit="QY-JYJ").status_code == 303
    assert desk.browser(STRANGER).get(f"/staff/matter/{identity}").status_code == 200


def test_an_account_that_does_not_exist_cannot_be_kept_out(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    answer = desk.browser(MODERATOR).deed(identity, Event.RECUSE, kept_account="wnag")
    assert answer.status_code == 422
    assert "There is no account “wnag”." in text_of(answer)
    assert desk.thread(identity).recused == ()


def test_who_keeps_himself_out_is_led_to_the_queue(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    done = desk.browser(MODERATOR).deed(identity, Event.RECUSE, kept_account="mo")
    assert done.headers["Location"] == "/staff/?done=recuse"


def test_units_without_an_officer_are_marked_and_come_last(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    step(desk.office, identity, Event.ACCEPT, MODERATOR)
    step(desk.office, identity, Event.RECUSE, MODERATOR, recused=(f"account:{STRANGER.name}",))
    form = desk.browser(MODERATOR).get(f"/staff/matter/{identity}/assign").get_data(as_text=True)
    staffed, _, others = form.partition('<optgroup label="Without an officer’s account')
    assert re.findall(r'value="(QY-\w+)"', staffed) == ["QY-JTJ"]
    assert re.findall(r'value="(QY-\w+)"', others) == ["QY-JYJ", "QY-XW"]


def test_whom_to_keep_out_is_asked_without_regard_to_officers(desk: Workplace) -> None:
    identity = sent(desk.office).thread
    form = desk.browser(MODERATOR).get(f"/staff/matter/{identity}/recuse").get_data(as_text=True)
    assert "optgroup" not in form


@pytest.mark.parametrize(("event", "values"), [
    (Event.ACCEPT, {}), (Event.DECLINE, {"code": "abuse"}), (Event.MERGE, {}),
])  # fmt: skip
def test_what_its_writer_calls_an_accusation_needs_the_tick(
    desk: Workplace, event: Event, values: dict[str, str]
) -> None:
    if event is Event.MERGE:
        other = sent(desk.office).thread
        step(desk.office, other, Event.ACCEPT, MODERATOR)
        values = {"target": other}
    identity, browser = sent(desk.office, accuses=True).thread, desk.browser(MODERATOR)
    refused = browser.deed(identity, event, **values)
    assert refused.status_code == 422
    assert "confirm that it is no accusation" in text_of(refused)
    assert 'href="#no_accusation"' in refused.get_data(as_text=True)
    assert f'href="/staff/matter/{identity}/divert"' in refused.get_data(as_text=True)
    assert browser.deed(identity, event, **values, no_accusation="yes").status_code == 303


def test_the_tick_is_not_asked_for_where_nobody_is_accused(desk: Workplace) -> None:
    identity, browser = sent(desk.office).thread, desk.browser(MODERATOR)
    page = browser.get(f"/staff/matter/{identity}/accept").get_data(as_text=True)
    assert "no_accusation" not in page
