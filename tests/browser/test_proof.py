"""The puzzle of a form in a real browser: solved, left off, waited for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from dialogue.gate import challenge
from dialogue.matter.states import State
from dialogue.rules import Office
from dialogue.storage import tables
from tests.browser.served import Served, served_in

pytestmark = pytest.mark.checkout

ENDLESS = (100_000_000,) * 4
"""Before which counter the answer lies, for puzzles that nobody solves in time."""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The county with two boards over an empty database."""
    with served_in(tmp_path) as found:
        yield found


def previewed(browser: Browser, served: Served, said: list[str]) -> Page:
    """The page on which a message is read through before it is sent."""
    page = browser.new_context().new_page()
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda failure: said.append(str(failure)))
    return previewed_in(page, served)


def previewed_in(page: Page, served: Served) -> Page:
    """The same, on a page that is there."""
    page.goto(f"{served.address}/en/dialogue/new")
    page.check("[name=board][value=county]")
    page.check("[name=type][value=help]")
    page.select_option("#domain", "transport")
    page.fill("#title", "东街路口的红绿灯")
    page.fill("#body", "东街路口的红绿灯坏了三个月")
    page.check("[name=public][value=yes]")
    page.check("[name=accuses][value=no]")
    page.wait_for_timeout(3_100)  # nobody fills it in faster
    page.click("main form button[type=submit]")
    return page


def states(office: Office) -> list[State]:
    """Where all matters stand."""
    with office.database.reading() as connection:
        return [State(one) for one in connection.execute(select(tables.thread.c.state)).scalars()]


def status(page: Page, text: str) -> None:
    """The puzzle's line says `text`, sooner or later."""
    expect(page.locator(".lw-proof [role=status]")).to_contain_text(text, timeout=60_000)


def test_a_solved_puzzle_opens_the_fast_way(served: Served, browser: Browser) -> None:
    said: list[str] = []
    page = previewed(browser, served, said)
    status(page, "The puzzle is solved")
    assert page.locator(".lw-proof progress").is_hidden()
    page.click("button[value=send]")
    page.get_by_role("heading", level=1, name="received").wait_for()
    assert states(served.office) == [State.QUEUED]
    assert said == []
    page.context.close()


def test_a_message_is_sent_as_soon_as_the_puzzle_is_solved(
    served: Served, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenge, "MOST_TRIES", (30_000,) * 4)
    page = previewed(browser, served, [])
    page.click("button[value=send]")
    page.get_by_role("heading", level=1, name="received").wait_for(timeout=120_000)
    assert states(served.office) == [State.QUEUED]
    page.context.close()


def test_a_puzzle_can_be_left_off(
    served: Served, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenge, "MOST_TRIES", ENDLESS)
    page = previewed(browser, served, [])
    status(page, "solving a small puzzle")
    expect(page.locator(".lw-proof progress")).to_be_visible()
    page.click("button[value=send]")
    status(page, "as soon as the puzzle is solved")
    page.get_by_role("button", name="without the puzzle").click()
    page.get_by_role("heading", level=1, name="received").wait_for()
    assert states(served.office) == [State.SUBMITTED]
    page.context.close()


def test_going_back_does_not_wait_for_the_puzzle(
    served: Served, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(challenge, "MOST_TRIES", ENDLESS)
    page = previewed(browser, served, [])
    status(page, "solving a small puzzle")
    page.click("button[value=change]")
    assert page.input_value("#title") == "东街路口的红绿灯"
    page.context.close()


def test_a_server_that_gives_no_puzzle_keeps_nobody_from_sending(
    served: Served, browser: Browser
) -> None:
    context = browser.new_context()
    context.route("**/dialogue/challenge", lambda route: route.abort())
    page = previewed_in(context.new_page(), served)
    status(page, "could not be solved")
    page.click("button[value=send]")
    page.get_by_role("heading", level=1, name="received").wait_for()
    assert states(served.office) == [State.SUBMITTED]
    context.close()
