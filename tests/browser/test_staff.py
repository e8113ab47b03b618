"""Signing in to the desk in a real browser: the cookie, the policy of scripts, and a way out."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.checkout

FIRST, SECOND = "lantern pebble orchard tram", "copper meadow violin snow"


class Desk:
    """A server of the demonstration county with one account, and all that it said."""

    def __init__(self, address: str, log: Path) -> None:
        self.address, self.log = address, log


@pytest.fixture(scope="module")
def desk(site_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A website of the published county with a database of its own."""
    folder = tmp_path_factory.mktemp("desk")
    command = [sys.executable, "-m", "website", "--source", str(ROOT), "--var", str(site_var)]
    environ = {**os.environ, "LIGHTWELL_DATABASE_URL": f"sqlite:///{folder}/board.sqlite",
               "LIGHTWELL_DIALOGUE_KEY": "33" * 32, "LIGHTWELL_LANG": "en"}  # fmt: skip
    for arguments, given in (
        (["dialogue", "migrate"], ""),
        (["staff", "add", "mo", "--shown", "王示远", "--role", "moderator"], FIRST + "\n"),
        (["staff", "add", "ad", "--shown", "管示理", "--role", "administrator"], FIRST + "\n"),
    ):
        subprocess.run([*command, *arguments], input=given, text=True, check=True, timeout=60,
                       env=environ, stdout=subprocess.DEVNULL)  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as out:
        server = subprocess.Popen([*command, "serve", "--port", str(port), "--workers", "1"],
                                  env=environ, stdout=out, stderr=out)  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Desk(address, log)
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def site_var(site: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `var` of the published county: its release, copied."""
    found = sorted(tmp_path_factory.getbasetemp().glob("county*/var"))[-1]
    copy = tmp_path_factory.mktemp("staff") / "var"
    shutil.copytree(found, copy, symlinks=True, ignore=shutil.ignore_patterns("dialogue.*"))
    return copy


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    fresh = browser.new_context()
    yield fresh
    fresh.close()


def sent(page: Page) -> None:
    """Send the form in the middle of a page."""
    with page.expect_navigation():
        page.locator("main form button").first.click()


def signed_in(desk: Desk, context: BrowserContext, name: str) -> Page:
    """A page of somebody who signs in for the first time."""
    page = context.new_page()
    page.goto(f"{desk.address}/staff/sign-in?lang=en")
    page.fill("#name", name)
    page.fill("#password", FIRST)
    sent(page)
    secret = page.inner_text("figcaption code").replace(" ", "")
    assert page.locator("svg.lw-code").bounding_box()
    page.fill("#code", pyotp.TOTP(secret).now())
    sent(page)
    assert page.url.endswith("/staff/password")
    for field, value in (("current", FIRST), ("new", SECOND), ("again", SECOND)):
        page.fill(f"#{field}", value)
    sent(page)
    assert "/staff/account" in page.url
    return page


def test_the_way_in_and_out(desk: Desk, context: BrowserContext) -> None:
    said: list[str] = []
    context.on("console", lambda entry: said.append(entry.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    page = signed_in(desk, context, "mo")
    (cookie,) = context.cookies()
    flags: tuple[object, ...] = (
        cookie["name"], cookie["secure"], cookie["httpOnly"], cookie["sameSite"],
        cookie["path"], cookie["expires"], cookie["domain"],
    )  # fmt: skip
    assert flags == ("__Host-lightwell", True, True, "Strict", "/", -1, "127.0.0.1")
    assert page.evaluate("document.cookie") == ""
    assert "王示远" in page.inner_text("body")

    page.goto(f"{desk.address}/staff/")
    assert page.locator("h1").count() == 1
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    assert "You are signed out." in page.inner_text("main")
    assert not context.cookies()
    page.goto(f"{desk.address}/staff/")
    assert "/staff/sign-in" in page.url
    violations = [line for line in said if "Content Security" in line or "Trusted" in line]
    assert violations == []


def test_scripts_make_no_page_out_of_text_on_guarded_pages(
    desk: Desk, context: BrowserContext
) -> None:
    page = context.new_page()
    tried = "() => { try { document.body.innerHTML = '<b>x</b>'; return 'done' } " \
            "catch (failure) { return failure.name } }"  # fmt: skip
    for address in ("/staff/sign-in", "/en/dialogue/", "/en/dialogue/new"):
        page.goto(desk.address + address)
        assert page.evaluate(tried) == "TypeError", address
    page.goto(f"{desk.address}/en/")
    assert page.evaluate(tried) == "done"


def test_another_site_can_neither_send_our_forms_nor_use_our_cookie(
    desk: Desk, context: BrowserContext
) -> None:
    """The other site is `localhost`, another name for the same machine."""
    signed = signed_in(desk, context, "ad")
    other = desk.address.replace("127.0.0.1", "localhost")
    evil = context.new_page()
    for action in ("/staff/sign-out", "/staff/accounts/mo", "/staff/account/sign-out-everywhere"):
        form = (
            f'<form method="post" action="{desk.address}{action}">'
            '<input name="action" value="revoke"><button>x</button></form>'
        )
        evil.route(f"{other}/evil", _page_of(form))
        evil.goto(f"{other}/evil")
        with evil.expect_navigation() as moved:
            evil.click("button")
        assert moved.value.status == 403
        evil.unroute(f"{other}/evil")
    signed.reload()
    assert "/staff/account" in signed.url


def _page_of(content: str) -> Callable[[Route], None]:
    """A page of another site, without a policy of its own."""
    return lambda route: route.fulfill(content_type="text/html", body=content)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [375, 1280])
def test_pages_are_no_wider_than_the_screen(
    desk: Desk, browser: Browser, lang: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for address in ("/staff/sign-in", "/staff/sign-in?note=over"):
        page.goto(f"{desk.address}{address}{'&' if '?' in address else '?'}lang={lang}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, address
    context.close()


def test_the_server_keeps_no_log_of_visitors(desk: Desk, context: BrowserContext) -> None:
    page = context.new_page()
    for address in ("/staff/sign-in?x=visited", "/en/dialogue/?x=visited", "/en/report/",
                    "/en/search?q=visited", "/visited"):  # fmt: skip
        page.goto(desk.address + address)
    told = desk.log.read_text("utf-8").replace(desk.address, "")
    assert "127.0.0.1" not in told
    assert "visited" not in told
