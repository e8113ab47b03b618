"""The dialogue as people meet it: on wide and narrow screens, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import delete

from dialogue.gate import forms
from dialogue.matter.matters import Decline, Hiding, Part
from dialogue.matter.states import Event, State
from dialogue.matter.thread import CITIZEN
from dialogue.reading import own
from dialogue.reading.own import Own
from dialogue.rules import Office
from dialogue.storage import tables
from tests.browser.accessible import hinders_nobody
from tests.browser.conftest import ELSEWHERE
from tests.browser.served import served_in
from tests.browser.test_pages import opened
from tests.dialogue.matters import MODERATOR, sent, step
from tests.website.dialogue.matters import OFFICER, public, reply

pytestmark = pytest.mark.checkout

LANGUAGES = ("zh", "en")


class Board(NamedTuple):
    """A served website with matters in many states, by what they are called here."""

    address: str
    office: Office
    threads: dict[str, str]
    receipts: dict[str, str]


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """The county with two boards, served on loopback."""
    with served_in(tmp_path_factory.mktemp("dialogue")) as served:
        threads, receipts = matters(served.office)
        yield Board(served.address, served.office, threads, receipts)


def matters(office: Office) -> tuple[dict[str, str], dict[str, str]]:
    """Matters in many states: their ids and receipts."""
    threads, receipts = {}, {}

    def begun(name: str, **given: Any) -> str:
        received = sent(office, **given)
        threads[name], receipts[name] = received.thread, received.receipt
        return received.thread

    def worked(name: str, **given: Any) -> str:
        identity = begun(name, **given)
        step(office, identity, Event.ACCEPT, MODERATOR)
        step(office, identity, Event.ASSIGN, MODERATOR, unit="TX-CZ")
        step(office, identity, Event.START, OFFICER)
        return identity

    begun("waiting", hidden_words=("李家村",))
    step(office, begun("returned"), Event.RETURN, MODERATOR, reason="请写明哪条路。")
    step(office, begun("declined"), Event.DECLINE, MODERATOR, code=Decline.ADVERTISING)
    step(office, worked("hidden"), Event.HIDE, MODERATOR, code=Hiding.PERSONAL)
    step(office, worked("asked"), Event.ASK, OFFICER, texts={Part.QUESTION: "哪个路口？"})
    reply(office, worked("replied"))
    rated = worked("rated", body="W" * 600 + " 我的电话 13800138000")
    reply(office, rated)
    step(office, rated, Event.DISSATISFY, CITIZEN, scores=(1, 2, 3))
    step(office, begun("merged"), Event.MERGE, MODERATOR, target=rated)
    return threads, receipts


def check(page: Page) -> None:
    """The open page has one heading, fits every width, and axe finds nothing."""
    assert page.locator("h1").count() == 1
    hinders_nobody(page)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [
    "", "county/", "county/?state=answered", "new", "receipt", "county/{asked}",
    "county/{replied}", "county/{rated}", "county/{declined}", "county/{hidden}",
    "county/{merged}",
])  # fmt: skip
def test_every_public_page(board: Board, browser: Browser, path: str, lang: str) -> None:
    address = f"{board.address}/{lang}/dialogue/{path.format(**board.threads)}"
    page, said = opened(browser, address)
    assert [line for line in said if "410" not in line] == []
    check(page)
    page.context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["waiting", "returned", "asked", "replied", "rated", "declined"])
def test_every_own_page(board: Board, browser: Browser, name: str, lang: str) -> None:
    with board.office.database.writing() as connection:  # the next minute
        connection.execute(delete(tables.counter))
    page, said = opened(browser, f"{board.address}/{lang}/dialogue/receipt")
    page.fill("#receipt", board.receipts[name])
    page.click("main form button")
    assert page.locator(".lw-own__mark").count() == 1
    assert said == []
    check(page)
    page.context.close()


def fill(page: Page, *, title: str = "东街路口的红绿灯") -> None:
    """Fill in the form for a message."""
    page.check("[name=board][value=county]")
    page.check("[name=type][value=help]")
    page.select_option("#domain", "transport")
    page.fill("#title", title)
    page.fill("#body", "东街路口的红绿灯坏了，王小明的电话 13800138000")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_message_is_written_previewed_sent_and_found_again(
    board: Board, browser: Browser, scripts: bool
) -> None:
    page, said = opened(browser, f"{board.address}/zh/dialogue/new", 390,
                        java_script_enabled=scripts)  # fmt: skip
    page.click("main form button[type=submit]")
    assert page.locator(".govuk-error-summary a").count() == 5
    fill(page)
    page.fill("#hidden", "王小明")
    page.click("main form button[type=submit]")
    preview = page.locator(".lw-preview").inner_text()
    assert "王小明" not in preview
    assert "13800138000" not in preview
    receipt = page.locator(".lw-receipt__digits").inner_text()
    if scripts:
        expect(page.locator("[name=proof]")).not_to_have_value("", timeout=60_000)
        page.wait_for_timeout(forms.HASTE.total_seconds() * 1000)  # nobody types faster
    page.set_input_files("#files", FilePayload(
        name="说明.txt", mimeType="text/plain", buffer="位置说明".encode()
    ))  # fmt: skip
    page.click("button[value=send]")
    page.wait_for_url("**/new/send")
    assert page.locator(".lw-receipt__digits").inner_text() == receipt
    assert receipt.replace(" ", "") not in page.url
    found = own.look_up(board.office, receipt.replace(" ", ""))
    assert isinstance(found, Own)
    assert found.thread.state is (State.QUEUED if scripts else State.SUBMITTED)
    assert [file.name for file in found.files] == ["说明.txt"]
    assert said == []
    page.context.close()


def test_selected_words_are_hidden_by_a_button(board: Board, browser: Browser) -> None:
    page, _ = opened(browser, f"{board.address}/en/dialogue/new")
    fill(page)
    page.evaluate("document.getElementById('body').setSelectionRange(11, 14)")
    page.get_by_role("button", name="Hide the selected words").click()
    assert page.input_value("#hidden") == "王小明"
    page.context.close()


def test_similar_questions_appear_while_the_title_is_typed(
    board: Board, browser: Browser
) -> None:
    public(board.office, title="西街的路灯晚上不亮")
    page, _ = opened(browser, f"{board.address}/zh/dialogue/new")
    page.locator("#title").press_sequentially("西街路灯")
    page.get_by_role("link", name="西街的路灯晚上不亮").wait_for(timeout=10_000)
    check(page)
    page.context.close()


def test_going_back_to_change_keeps_what_was_written(board: Board, browser: Browser) -> None:
    page, _ = opened(browser, f"{board.address}/zh/dialogue/new", java_script_enabled=False)
    fill(page)
    page.click("main form button[type=submit]")
    page.click("button[value=change]")
    assert page.input_value("#title") == "东街路口的红绿灯"
    page.context.close()



def test_on_plain_http_a_form_is_known_by_its_origin(board: Board, browser: Browser) -> None:
    address = board.address.replace("127.0.0.1", ELSEWHERE)
    page, _ = opened(browser, f"{address}/zh/dialogue/new", java_script_enabled=False)
    fill(page)
    with page.expect_request(lambda asked: asked.method == "POST") as sending:
        page.click("main form button[type=submit]")
    headers = sending.value.all_headers()
    assert "sec-fetch-site" not in headers
    assert headers["origin"] == address
    assert page.locator(".lw-preview").count() == 1
    page.context.close()
