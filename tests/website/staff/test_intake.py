"""Calls, letters and visits are taken in with a receipt, like what is written on the website."""

from __future__ import annotations

import re

import pytest

from dialogue.keys import receipts
from dialogue.matter.matters import Channel
from dialogue.matter.states import State
from dialogue.reading import own
from tests.dialogue.matters import MODERATOR, OFFICER
from tests.website.staff.workplace import Workplace, hidden_of, text_of

CALL = {
    "channel": "phone", "board": "county", "type": "help", "domain": "health",
    "title": "老人看病不方便", "body": "村里老人看病要走十里路。", "wants_public": "yes",
    "writer_lang": "zh",
}  # fmt: skip


def test_a_call_gets_a_receipt_that_opens_it(desk: Workplace) -> None:
    browser = desk.browser(MODERATOR)
    form = hidden_of(browser.get("/staff/intake"))
    answer = browser.post("/staff/intake", **form, **CALL)
    shown = re.search(r"(?:\d{4} ){5}\d{4}", text_of(answer))
    assert shown
    digits = receipts.read(shown[0])
    assert digits
    mine = own.look_up(desk.office, digits)
    assert isinstance(mine, own.Own)
    assert (mine.thread.channel, mine.thread.state) == (Channel.PHONE, State.QUEUED)
    assert mine.history[0].actor == "mo"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "how the matter stands, answers questions and rates the reply" in text_of(answer)
    again = browser.post("/staff/intake", **form, **CALL)
    assert shown[0] in text_of(again)


@pytest.mark.parametrize("name", [
    "channel", "board", "type", "domain", "title", "body", "form", "writer_lang",
])  # fmt: skip
def test_what_is_missing_is_said_and_the_rest_is_kept(desk: Workplace, name: str) -> None:
    browser = desk.browser(MODERATOR)
    values = {**hidden_of(browser.get("/staff/intake")), **CALL, name: ""}
    answer = browser.post("/staff/intake", **values)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Nothing was kept yet" in page
    kept = "老人看病不方便" if name != "title" else "十里路"
    assert kept in page


def test_every_error_is_named_and_leads_to_its_field(desk: Workplace) -> None:
    browser = desk.browser(MODERATOR)
    form = hidden_of(browser.get("/staff/intake"))
    page = browser.post("/staff/intake", **form, contact="长" * 201).get_data(as_text=True)
    summary = page[page.index("govuk-error-summary__list"):page.index("<h1")]
    linked = re.findall(r'href="#([a-z_]+)"', summary)
    assert linked == ["channel", "board", "type", "domain", "title", "body", "contact",
                      "writer_lang"]  # fmt: skip
    for name in linked:
        assert re.search(rf'id="{name}"', page), name


def test_how_to_reach_the_person_and_the_language_are_kept(desk: Workplace) -> None:
    browser = desk.browser(MODERATOR)
    form = {**hidden_of(browser.get("/staff/intake")), **CALL, "writer_lang": "en"}
    answer = browser.post("/staff/intake", **form, contact="0797-1234567")
    identity = answer.get_data(as_text=True).split("/staff/matter/")[1][:10]
    case = desk.case(identity)
    assert case.thread.lang == "en"
    assert "0797-1234567" in text_of(browser.get(f"/staff/matter/{identity}"))


def test_an_accusation_is_sealed_at_once(desk: Workplace) -> None:
    browser = desk.browser(MODERATOR)
    answer = browser.post("/staff/intake", **hidden_of(browser.get("/staff/intake")), **CALL,
                          sealed="yes")  # fmt: skip
    shown = re.search(r"(?:\d{4} ){5}\d{4}", text_of(answer))
    assert shown
    digits = receipts.read(shown[0])
    assert digits
    mine = own.look_up(desk.office, digits)
    assert isinstance(mine, own.Sealed)
    assert f"names the number of the officers’ file: {mine.number}" in text_of(answer)
    assert "how the matter stands, answers questions" not in text_of(answer)


def test_only_moderators_take_in(desk: Workplace) -> None:
    assert desk.browser(OFFICER).get("/staff/intake").status_code == 403
