"""One's own matter by its receipt: what is seen, and what can be done."""

from __future__ import annotations

import pytest

from dialogue.keys.receipts import with_check_digits
from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Outcome, State
from dialogue.matter.thread import Thread
from dialogue.reading import own
from dialogue.reading.own import Own
from tests.dialogue.matters import MODERATOR, sent, step
from tests.website.dialogue.conftest import Site
from tests.website.dialogue.matters import OFFICER, public, reply

ADDRESS = "/en/dialogue/receipt"


def begun(site: Site, **given: object) -> tuple[str, str]:
    """A matter that a unit works on: its receipt and id."""
    received = sent(site.office, **given)
    step(site.office, received.thread, Event.ACCEPT, MODERATOR)
    step(site.office, received.thread, Event.ASSIGN, MODERATOR, unit="TX-CZ")
    step(site.office, received.thread, Event.START, OFFICER)
    return received.receipt, received.thread


def thread(site: Site, receipt: str) -> Thread:
    """The matter of a receipt."""
    found = own.look_up(site.office, receipt)
    assert isinstance(found, Own)
    return found.thread


def act(site: Site, receipt: str, do: str, **fields: object) -> str:
    """The page after something was asked; the next minute's first look-up."""
    site.clock.forward(minutes=2)
    revision = thread(site, receipt).revision
    answer = site.post(ADDRESS, {"receipt": receipt, "do": do, "revision": revision, **fields})
    return answer.get_data(as_text=True)


def test_a_receipt_shows_the_original_with_the_hidden_words_marked(site: Site) -> None:
    received = sent(site.office, body="王小明的电话 13800138000", hidden_words=("王小明",))
    answer = site.post(ADDRESS, {"receipt": received.receipt})
    page = answer.get_data(as_text=True)
    assert 'title="hidden: At the writer&#39;s wish">王小明' in page
    assert 'title="hidden: Personal data">13800138000' in page
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_receipt_may_be_typed_with_spaces_and_wide_digits(site: Site) -> None:
    received = sent(site.office, title="我的标题")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    digits = " ".join(received.receipt).translate(wide)
    assert "我的标题" in site.post(ADDRESS, {"receipt": digits}).get_data(as_text=True)


def test_a_typing_mistake_is_told_before_anything_is_looked_up(site: Site) -> None:
    received = sent(site.office)
    wrong = received.receipt[:5] + str((int(received.receipt[5]) + 1) % 10) + received.receipt[6:]
    asked = site.queries()
    answer = site.post(ADDRESS, {"receipt": wrong})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This is no receipt" in page
    assert f'value="{wrong}"' in page
    assert not asked


def test_an_unknown_receipt_opens_nothing_and_is_not_shown_again(site: Site) -> None:
    unknown = with_check_digits("1234567890123456789012")
    answer = site.post(ADDRESS, {"receipt": unknown})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This receipt opens nothing." in page
    assert unknown not in page


def test_look_ups_are_slowed_down_after_failures(site: Site) -> None:
    received = sent(site.office, title="我的标题")
    for number in range(6):
        site.post(ADDRESS, {"receipt": with_check_digits(f"{number:022}")})
    answer = site.post(ADDRESS, {"receipt": received.receipt})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert "我的标题" not in answer.get_data(as_text=True)


def test_look_ups_that_open_something_are_not_slowed_down(site: Site) -> None:
    received = sent(site.office, title="我的标题")
    for _ in range(8):
        answer = site.post(ADDRESS, {"receipt": received.receipt})
        assert answer.status_code == 200
        assert "我的标题" in answer.get_data(as_text=True)


def test_a_receipt_in_an_address_opens_nothing(site: Site) -> None:
    received = sent(site.office, title="我的标题")
    assert "我的标题" not in site.text(f"{ADDRESS}?receipt={received.receipt}")


def test_a_sealed_matter_tells_only_that_it_is_sealed(site: Site) -> None:
    received = sent(site.office, title="我的标题", sealed=True)
    page = site.post(ADDRESS, {"receipt": received.receipt}).get_data(as_text=True)
    assert "12388" in page
    mine = own.look_up(site.office, received.receipt)
    assert isinstance(mine, own.Sealed)
    assert mine.number in page
    assert "我的标题" not in page


def test_details_can_be_given_when_asked(site: Site) -> None:
    receipt, identity = begun(site)
    step(site.office, identity, Event.ASK, OFFICER, texts={Part.QUESTION: "哪个路口？"})
    page = act(site, receipt, "clarify", **{"clarify-text": "东街路口王家门前", "hidden": "王家"})
    assert "Your details were received." in page
    assert thread(site, receipt).state is State.WORKING
    step(site.office, identity, Event.RELEASE, MODERATOR)
    public_page = site.text(f"/en/dialogue/county/{identity}")
    assert "东街路口" in public_page
    assert "王家" not in public_page


def test_words_to_hide_that_do_not_occur_are_told_before_anything_is_kept(site: Site) -> None:
    receipt, identity = begun(site)
    step(site.office, identity, Event.ASK, OFFICER, texts={Part.QUESTION: "哪个路口？"})
    page = act(site, receipt, "clarify", **{"clarify-text": "东街王家门前", "hidden": "黄家"})
    assert "“黄家” does not occur in this text." in page
    assert "东街王家门前" in page
    assert "黄家</textarea>" in page
    assert thread(site, receipt).state is State.CLARIFICATION


def test_who_may_read_hidden_words_is_asked_only_where_there_are_some(site: Site) -> None:
    plain, hides = sent(site.office), sent(site.office, hidden_words=("路灯",))
    pages = [
        site.post(ADDRESS, {"receipt": one.receipt}).get_data(as_text=True)
        for one in (plain, hides)
    ]
    assert ['value="consent"' in page for page in pages] == [False, True]


@pytest.mark.parametrize("revision", ["", "x", "-1", "²", "1" * 10, "9" * 5_000])
def test_a_revision_that_is_none_changes_nothing(site: Site, revision: str) -> None:
    received = sent(site.office)
    answer = site.post(ADDRESS, {
        "receipt": received.receipt, "do": "withdraw", "sure": "yes", "revision": revision,
    })  # fmt: skip
    assert answer.status_code == 422
    assert thread(site, received.receipt).state is State.QUEUED


def test_an_empty_answer_is_told_at_its_field(site: Site) -> None:
    receipt, identity = begun(site)
    step(site.office, identity, Event.ASK, OFFICER, texts={Part.QUESTION: "哪个路口？"})
    page = act(site, receipt, "clarify", **{"clarify-text": "  "})
    assert 'id="clarify-text-error"' in page
    assert thread(site, receipt).state is State.CLARIFICATION


def test_a_reply_can_be_rated_and_reopened_once(site: Site) -> None:
    receipt, identity = begun(site)
    reply(site.office, identity, outcome=Outcome.CANNOT)
    page = act(site, receipt, "rate", satisfied="no", **{
        "score-resolution": "1", "score-attitude": "4", "score-speed": "3", "rate-text": "没解决",
    })  # fmt: skip
    assert "You can have the matter reopened." in page
    page = act(site, receipt, "reopen", **{"reopen-text": "请再办一次"})
    assert "The matter was reopened." in page
    found = thread(site, receipt)
    assert (found.state, found.satisfied, found.score_attitude) == (State.REOPENED, False, 4)
    assert 'value="reopen"' not in page


def test_what_a_reply_comes_to_stands_below_it(site: Site) -> None:
    receipt, identity = begun(site)
    reply(site.office, identity, outcome=Outcome.CANNOT)
    act(site, receipt, "rate", satisfied="no")
    page = act(site, receipt, "reopen", **{"reopen-text": "请再办一次"})
    assert page.index("What it comes to") < page.index("请再办一次")


def test_marks_are_given_all_or_none(site: Site) -> None:
    receipt, identity = begun(site)
    reply(site.office, identity)
    page = act(site, receipt, "rate", satisfied="yes", **{"score-speed": "3"})
    assert "Give all three marks" in page
    assert thread(site, receipt).state is State.REPLIED


def test_a_returned_matter_can_be_sent_again(site: Site) -> None:
    received = sent(site.office)
    step(site.office, received.thread, Event.RETURN, MODERATOR, reason="请写明哪条路。")
    page = site.post(ADDRESS, {"receipt": received.receipt}).get_data(as_text=True)
    assert "请写明哪条路。" in page
    page = act(site, received.receipt, "resubmit", title="东街的路灯", **{
        "resubmit-text": "东街张三家门前的路灯坏了", "hidden": "张三",
    })  # fmt: skip
    assert "Your message was sent again." in page
    step(site.office, received.thread, Event.ACCEPT, MODERATOR)
    public_page = site.text(f"/en/dialogue/county/{received.thread}")
    assert "东街的路灯" in public_page
    assert "张三" not in public_page


def test_a_message_can_be_withdrawn_by_who_is_sure(site: Site) -> None:
    received = sent(site.office)
    assert "Tick the box" in act(site, received.receipt, "withdraw")
    assert "was withdrawn" in act(site, received.receipt, "withdraw", sure="yes")
    assert thread(site, received.receipt).state is State.WITHDRAWN


def test_consent_is_given_and_taken_back(site: Site) -> None:
    received = sent(site.office)
    act(site, received.receipt, "consent", consents="yes")
    assert thread(site, received.receipt).consents
    act(site, received.receipt, "consent", consents="no")
    assert not thread(site, received.receipt).consents


def test_what_was_decided_on_an_old_page_is_not_done(site: Site) -> None:
    received = sent(site.office)
    answer = site.post(ADDRESS, {"receipt": received.receipt, "do": "withdraw", "sure": "yes",
                                 "revision": "7"})  # fmt: skip
    assert "changed meanwhile" in answer.get_data(as_text=True)
    assert thread(site, received.receipt).state is State.QUEUED


def test_drafts_notes_and_accounts_of_staff_are_not_shown(site: Site) -> None:
    receipt, identity = begun(site)
    step(site.office, identity, Event.DRAFT, OFFICER,
         texts={Part.DRAFT: "草稿的话", Part.NOTE: "内部的话"}, outcome=Outcome.CANNOT)  # fmt: skip
    page = site.post(ADDRESS, {"receipt": receipt}).get_data(as_text=True)
    for hidden in ("草稿的话", "内部的话", "officer-account", "Cannot be done"):
        assert hidden not in page


def test_a_signed_reply_is_not_shown_before_it_is_published(site: Site) -> None:
    receipt, identity = begun(site)
    reply(site.office, identity, text="第一次答复")
    assert "第一次答复" in site.post(ADDRESS, {"receipt": receipt}).get_data(as_text=True)


def test_others_matters_are_not_touched(site: Site) -> None:
    received, other = sent(site.office), public(site.office, title="别人的")
    page = act(site, received.receipt, "withdraw", sure="yes")
    assert "别人的" not in page
    assert site.get(f"/en/dialogue/county/{other}").status_code == 200


def test_what_cannot_be_asked_for_is_a_bad_request(site: Site) -> None:
    received = sent(site.office)
    answer = site.post(ADDRESS, {"receipt": received.receipt, "do": "accept"})
    assert answer.status_code == 400


def test_the_own_page_says_what_becomes_of_an_accusation(site: Site) -> None:
    received = sent(site.office, accuses=True)
    page = site.post(ADDRESS, {"receipt": received.receipt}).get_data(as_text=True)
    assert "You said that it accuses a person" in page
    assert "A moderator reads it first." in page
    step(site.office, received.thread, Event.ACCEPT, MODERATOR, no_accusation=True)
    site.clock.forward(minutes=2)
    page = site.post(ADDRESS, {"receipt": received.receipt}).get_data(as_text=True)
    assert "A moderator found that it is no accusation" in page


def test_the_own_page_names_who_signed_the_reply(site: Site) -> None:
    receipt, identity = begun(site, wants_public=False)
    reply(site.office, identity)
    page = site.post(ADDRESS, {"receipt": receipt}).get_data(as_text=True)
    assert "Signed: County Magistrate Wu Shize" in page
