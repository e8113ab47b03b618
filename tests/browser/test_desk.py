"""The desk in a browser: without hindrance to anybody, at both widths, with and without scripts."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.serving import make_server

from dialogue.desk import sessions
from dialogue.matter.states import Event
from dialogue.matter.thread import Actor
from dialogue.storage import database
from tests.browser.accessible import hinders_nobody
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import ADMINISTRATOR, LEADER, MODERATOR, OFFICER, replied, sent, step
from tests.website.staff.workplace import Workplace, workplace
from website.assets import assets
from website.staff.entry import COOKIE

pytestmark = pytest.mark.checkout

BODY = "清源镇李家村的张三说，路灯坏了三个月。请尽快修好！"
WIDTHS = (1280, 390)


class Place:
    """The desk as it is served, and matters on it."""

    def __init__(self, desk: Workplace, address: str) -> None:
        self.desk, self.address = desk, address
        office = desk.office
        self.queued = sent(office, title="村口的路灯坏了三个月", body=BODY, consents=True).thread
        self.working = sent(office, body=BODY, hidden_words=("张三",), consents=True).thread
        step(office, self.working, Event.ACCEPT, MODERATOR)
        step(office, self.working, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
        step(office, self.working, Event.START, OFFICER)
        self.replied = sent(office, body=BODY).thread
        replied(office, self.replied)

    def page(self, browser: Browser, actor: Actor, lang: str, *, scripts: bool = True) -> Page:
        """A page of somebody who is signed in."""
        with self.desk.office.database.writing() as connection:
            identity = sessions.begin(connection, self.desk.office, actor.name,
                                      second_factor=True, lang=lang)  # fmt: skip
        context = browser.new_context(java_script_enabled=scripts, bypass_csp=scripts)
        context.add_cookies([{
            "name": COOKIE, "value": identity, "secure": True, "path": "/",
            "domain": "127.0.0.1", "httpOnly": True, "sameSite": "Strict",
        }])  # fmt: skip
        return context.new_page()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The desk on loopback."""
    folder = tmp_path_factory.mktemp("desk")
    opened = database.connect(database.address(folder))
    database.migrate(opened)
    desk = workplace(opened, Clock(), folder)
    files = {asset.address: str(asset.place) for asset in assets().values()}
    server = make_server("127.0.0.1", 0, SharedDataMiddleware(desk.app, files), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Place(desk, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()
    opened.close()


PAGES: list[tuple[Actor, str]] = [
    (MODERATOR, "/staff/"), (OFFICER, "/staff/"), (LEADER, "/staff/"), (ADMINISTRATOR, "/staff/"),
    (MODERATOR, "/staff/matter/{queued}"), (OFFICER, "/staff/matter/{working}"),
    (MODERATOR, "/staff/matter/{replied}"), (ADMINISTRATOR, "/staff/matter/{replied}"),
    (MODERATOR, "/staff/intake"), (ADMINISTRATOR, "/staff/boards"),
    *((MODERATOR, f"/staff/matter/{{queued}}/{event}") for event in (
        "redact", "accept", "return", "decline", "divert", "merge?look_for=路灯", "recuse")),
    (OFFICER, "/staff/matter/{working}/draft"), (OFFICER, "/staff/matter/{working}/open-hidden"),
    (OFFICER, "/staff/matter/{queued}"), (LEADER, "/staff/matter/{working}/extend"),
]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("actor", "address"), PAGES, ids=lambda one: getattr(one, "name", one))
def test_a_page_of_the_desk_hinders_nobody(
    place: Place, browser: Browser, actor: Actor, address: str, lang: str
) -> None:
    page = place.page(browser, actor, lang)
    page.goto(place.address + address.format(**vars(place)))
    hinders_nobody(page, WIDTHS)
    page.context.close()


def test_words_are_hidden_by_selecting_them(place: Place, browser: Browser) -> None:
    page = place.page(browser, MODERATOR, "en")
    page.goto(f"{place.address}/staff/matter/{place.queued}/redact")
    page.evaluate("""() => {
      const text = document.querySelector("[data-start]").firstChild
      document.getSelection().setBaseAndExtent(text, 7, text, 9)
    }""")
    page.get_by_role("button", name="Hide the selected words").click()
    start = BODY.index("张三")
    assert page.get_by_label("Places").input_value() == f"{start + 1}-{start + 2}"
    page.context.close()


def test_a_matter_is_decided_without_scripts(place: Place, browser: Browser) -> None:
    identity = sent(place.desk.office).thread
    page = place.page(browser, MODERATOR, "en", scripts=False)
    page.goto(f"{place.address}/staff/matter/{identity}")
    page.get_by_role("link", name="Accept", exact=True).click()
    page.get_by_role("button", name="Accept").click()
    assert page.get_by_role("status").first.inner_text().split() == ["Done:", "Accepted"]
    assert place.desk.thread(identity).accepted_on is not None
    page.context.close()


