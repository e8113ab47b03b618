"""Nothing that anybody writes ever runs: hostile texts in every field, on every page."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from playwright.sync_api import Browser
from sqlalchemy import event as events
from sqlalchemy import insert, select
from werkzeug.serving import make_server

from dialogue.desk import sessions
from dialogue.files import attachments
from dialogue.gate.submit import File
from dialogue.matter.matters import Part
from dialogue.matter.states import Event
from dialogue.storage import tables
from tests.browser.hostile import corpus, packed, short
from tests.browser.watching import COOKIE_HEADER, Watched, foreign
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import CITIZEN, MODERATOR, sent, step
from tests.website.outputs.site import LEADER, OFFICER, Site, published, site
from website.staff.entry import COOKIE

pytestmark = pytest.mark.checkout

TEXTS = corpus()
TITLES = short(TEXTS)[::2]
BLOCKS = packed(TEXTS, 4_900)
STAFF = (MODERATOR, OFFICER, LEADER)


@dataclass
class Hostile:
    """The site with all of it written, and where it is served."""

    site: Site
    address: str
    titles: list[str]
    threads: list[str]
    waiting: list[str]

    def cookie(self, actor: Any) -> str:
        """The cookie of somebody of the staff who is signed in."""
        office = self.site.office
        with office.database.writing() as connection:
            identity = sessions.begin(connection, office, actor.name, second_factor=True, lang="en")
        return f"{COOKIE}={identity}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    """A county whose board is full of hostile texts."""
    clock = Clock()
    folder = tmp_path_factory.mktemp("hostile")
    made = site(folder / "copy", published(folder / "made"), clock)
    # Hundreds of matters are written; none of them has to outlive a power cut.
    events.listen(made.office.database.engine, "connect", _in_a_hurry)
    made.office.database.engine.dispose()
    _employ(made)
    titles = [made.accepted(title=text) for text in TITLES]
    threads = [_walked(made, number, block) for number, block in enumerate(BLOCKS)]
    waiting = [sent(made.office, title=TITLES[7], body=block, hidden_words=(block[:60],)).thread
               for block in BLOCKS[:2]]  # fmt: skip
    made.keeper.catch_up()
    server = make_server("127.0.0.1", 0, _with_cookies(made.door), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Hostile(made, f"http://127.0.0.1:{server.port}", titles, threads, waiting)
    server.shutdown()
    thread.join()
    server.server_close()
    made.office.database.close()


def _with_cookies(door: WSGIApplication) -> WSGIApplication:
    """The site, for browsers that say in a header of their own which cookie they hold."""
    name = "HTTP_" + COOKIE_HEADER.upper().replace("-", "_")

    def served(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if name in environ:
            environ["HTTP_COOKIE"] = environ[name]
        return door(environ, start_response)

    return served


def _in_a_hurry(connection: Any, record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _employ(made: Site) -> None:
    at = made.office.now()
    rows = [
        {"name": one.name, "shown": TITLES[0], "role": one.role, "unit": one.unit,
         "boards": sorted(one.boards), "post": one.post, "email": "", "password_hash": "",
         "totp_cipher": b"set up", "totp_last": 0, "active": True, "temporary": False,
         "created_at": at, "changed_at": at, "seen_at": at}
        for one in STAFF
    ]  # fmt: skip
    with made.office.database.writing() as connection:
        connection.execute(insert(tables.account), rows)


def _walked(made: Site, number: int, block: str) -> str:
    """A matter with hostile texts in every part that can be written."""
    office, text = made.office, TEXTS[number * 5]
    name = f"{text[:60]}.txt"
    file = File(name=name, media_type="text/plain", content=block.encode())
    thread = sent(office, title=TITLES[number], body=block, files=(file,)).thread

    def do(event: Event, actor: Any = MODERATOR, **given: Any) -> None:
        step(office, thread, event, actor, **given)

    do(Event.ACCEPT)
    with office.database.reading() as connection:
        table = tables.attachment
        kept = connection.execute(select(table.c.id).where(table.c.thread == thread)).scalar_one()
    attachments.release(office, kept, MODERATOR, text[:60])
    do(Event.ASSIGN, unit="TX-CZ")
    do(Event.EXTEND, LEADER, until=office.rules.calendar.add(office.today, 4), reason=text)
    do(Event.START, OFFICER)
    do(Event.ASK, OFFICER, texts={Part.QUESTION: block})
    do(Event.CLARIFY, CITIZEN, texts={Part.ANSWER: block})
    do(Event.RELEASE)
    do(Event.DRAFT, OFFICER, texts={Part.DRAFT: block}, outcome="not-ours", referred_to=text)
    do(Event.SIGN, LEADER)
    do(Event.PUBLISH_REPLY)
    do(Event.DISSATISFY, CITIZEN, texts={Part.COMMENT: block}, scores=(1, 1, 1))
    do(Event.REOPEN, CITIZEN, texts={Part.REOPENING: block})
    do(Event.RELEASE)
    return thread


def test_the_corpus_is_large_and_varied() -> None:
    assert len(TEXTS) == len(set(TEXTS)) >= 700
    assert len(TITLES) >= 300
    assert "".join(BLOCKS).count("canary") >= 600


@pytest.mark.parametrize("page", [
    "<img src=x onerror=canary(1)>", "<svg onload=canary(1)>", "<iframe src=javascript:canary(1)>",
    "<a href='java\tscript:x'>x</a><a href=' javascript:canary(1)'>x</a>",
])  # fmt: skip
def test_the_watch_notices_what_runs_or_could(browser: Browser, page: str) -> None:
    with Watched(browser) as watched:
        watched.page.goto("about:blank")
        watched.page.set_content(page)
        watched.look("page")
        assert watched.noticed
    assert foreign(page)


def test_nothing_runs_on_public_pages(hostile: Hostile, browser: Browser) -> None:
    pages = [f"/{lang}/dialogue/" for lang in ("zh", "en")]
    pages += [f"/{lang}/dialogue/county/{one}" for one in hostile.threads for lang in ("zh", "en")]
    pages += [f"/zh/dialogue/county/{one}" for one in hostile.titles[::40]]
    pages += [f"/zh/search?q={quote(text)}" for text in TEXTS[::35]]
    pages += [f"/zh/dialogue/{quote(text, safe='')}/" for text in TEXTS[::150]]
    pages += [f"/en/dialogue/county/?state={quote(text)}&after={quote(text)}"
              for text in TEXTS[::200]]  # fmt: skip
    pages += ["/zh/search?q=canary", "/en/search?kind=thread", "/api/v1/dialogue/threads?limit=100"]
    with Watched(browser) as watched:
        for page in pages:
            watched.load(hostile.address + page)
        address = "/zh/dialogue/county/"
        while address:  # every title stands in the board's list
            watched.load(hostile.address + address)
            older = watched.page.locator("a[href*='after=']").last
            address = str(older.get_attribute("href")) if older.count() else ""
        assert not watched.noticed


def test_nothing_runs_in_forms(hostile: Hostile, browser: Browser) -> None:
    with Watched(browser) as watched:
        for hidden in ("", TEXTS[40]):
            watched.load(f"{hostile.address}/en/dialogue/new")
            page = watched.page
            page.get_by_role("textbox", name="Title").first.fill(TITLES[40])
            page.locator("textarea[name=body]").fill(BLOCKS[0])
            page.locator("[name=hidden]").fill(hidden)
            page.locator("form[action*='/dialogue/new'] button[type=submit]").first.click()
            page.wait_for_load_state("load")
            watched.look("the form again, or its preview")
        watched.load(f"{hostile.address}/en/dialogue/receipt")
        watched.page.locator("input[name=receipt]").fill(TEXTS[3])
        watched.page.locator("main form button").first.click()
        watched.page.wait_for_load_state("load")
        watched.look("the receipt again")
        assert not watched.noticed


def test_nothing_runs_on_the_desk(hostile: Hostile, browser: Browser) -> None:
    matters = [*hostile.waiting, *hostile.threads[:3]]
    for actor in STAFF:
        with Watched(browser, hostile.cookie(actor)) as watched:
            watched.load(f"{hostile.address}/staff/")
            assert watched.page.url == f"{hostile.address}/staff/", "not signed in"
            for matter in matters:
                watched.load(f"{hostile.address}/staff/matter/{matter}")
            if actor is MODERATOR:
                watched.load(f"{hostile.address}/staff/matter/{hostile.threads[0]}/redact")
                watched.load(f"{hostile.address}/staff/find?q={quote(TEXTS[5])}")
            assert not watched.noticed


def test_each_text_alone_stands_as_text(hostile: Hostile) -> None:
    client = hostile.site.client
    for text in TEXTS[1::2]:  # the others stand in titles
        answer = client.get("/en/search", query_string={"q": text})
        assert answer.status_code == 200, text
        assert not foreign(answer.text), text
    for text, thread in zip(TITLES, hostile.titles, strict=True):
        answer = client.get(f"/en/dialogue/county/{thread}")
        assert answer.status_code == 200, text
        assert not foreign(answer.text), text
