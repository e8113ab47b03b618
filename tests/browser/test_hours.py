"""An hour with a leader on an open page: answers appear by themselves, or by a link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from dialogue.hours import asking, live_answers, live_sessions
from dialogue.hours.live_sessions import LiveSession, SessionEvent, SessionState
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor
from tests.browser.served import Served, served_in
from tests.browser.test_dialogue import check
from tests.browser.test_pages import opened
from tests.browser.watching import Watched
from tests.dialogue.matters import MODERATOR, sent, step

pytestmark = pytest.mark.checkout

HOUR = dt.timedelta(hours=1)
LEADER = Actor(role=Role.LEADER, name="wu", boards=frozenset({"county"}), post="P3")
ANSWER = "下周修好 <b>不是标签</b>"
WAIT = 10_500
"""Longer than the page's script waits, in milliseconds."""


class Talk:
    """An hour that is going on, with two questions taken up."""

    def __init__(self, served: Served) -> None:
        self.office = served.office
        now = self.office.now()
        self.session = live_sessions.announce(self.office, LiveSession(
            "", "county", {"zh": "县长在线", "en": "The magistrate online"},
            {"zh": "谈谈道路。", "en": "About roads."}, now, now + HOUR, now + 2 * HOUR,
            now + 3 * HOUR, SessionState.ANNOUNCED,
        ), MODERATOR)  # fmt: skip
        self.threads = [self._asked(title) for title in ("路灯什么时候修", "公交几点收车")]
        live_sessions.arrange(self.office, self.session.id, self.threads, MODERATOR)
        live_sessions.happen(self.office, self.session.id, SessionEvent.OPEN, LEADER)
        self.address = f"{served.address}/en/dialogue/sessions/{self.session.id}"

    def _asked(self, title: str) -> str:
        thread = sent(self.office, title=title).thread
        asking.attach(self.office, self.session.id, thread)
        step(self.office, thread, Event.ACCEPT, MODERATOR)
        return thread

    def answer(self) -> None:
        """The leader answers the first question."""
        live_answers.give_answer(self.office, self.session.id, self.threads[0], ANSWER, LEADER)

    def end(self) -> None:
        """The leader ends the hour."""
        live_sessions.happen(self.office, self.session.id, SessionEvent.END, LEADER)


@pytest.fixture
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """The hour, on a served website."""
    with served_in(tmp_path_factory.mktemp("hour")) as served:
        yield Talk(served)


def later(page: Page) -> None:
    """Let the page's clock go on, until its script has looked."""
    with page.expect_response("**/talk.json"):
        page.clock.fast_forward(WAIT)


def test_an_answer_appears_on_an_open_page(talk: Talk, browser: Browser) -> None:
    with Watched(browser) as watched:
        page = watched.page
        page.clock.install()
        watched.load(talk.address)
        page.evaluate("document.body.dataset.kept = 'yes'")
        second = page.locator(f"[data-id={talk.threads[1]}]").element_handle()
        page.get_by_role("link", name="公交几点收车").focus()
        talk.answer()
        later(page)
        expect(page.locator(".lw-talk__answer .lw-lines")).to_have_text(ANSWER)
        expect(page.locator("[data-talk-answered]")).to_have_text("1")
        assert page.locator("body").get_attribute("data-kept") == "yes", "not loaded again"
        assert second is not None
        assert second.evaluate("one => one.isConnected"), "what is not new is left alone"
        assert page.evaluate("document.activeElement.textContent") == "公交几点收车"
        watched.look("after the answer")
        assert watched.noticed == []


def test_the_page_with_answers_hinders_nobody(talk: Talk, browser: Browser) -> None:
    talk.answer()
    page, said = opened(browser, talk.address)
    assert said == []
    check(page)
    page.context.close()


def test_the_page_loads_the_end_of_the_hour(talk: Talk, browser: Browser) -> None:
    with Watched(browser) as watched:
        watched.page.clock.install()
        watched.load(talk.address)
        talk.end()
        watched.page.clock.fast_forward(WAIT)
        expect(watched.page.locator(".lw-hour--ended")).to_be_visible()
        assert watched.noticed == []


def test_without_javascript_a_link_shows_new_answers(talk: Talk, browser: Browser) -> None:
    page, _ = opened(browser, talk.address, 390, java_script_enabled=False)
    assert not page.get_by_text("appear here by themselves").is_visible()
    talk.answer()
    page.get_by_role("link", name="Look for new answers").click()
    assert page.locator(".lw-talk__answer .lw-lines").inner_text() == ANSWER
    page.context.close()
