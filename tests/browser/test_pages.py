"""Pages as people meet them: on wide and narrow screens, by keyboard, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessible import hinders_nobody

ADDRESSES = [
    "/zh/", "/en/", "/zh/news/", "/en/notices/", "/zh/news/annual-plenary-session",
    "/en/cases/procurement-kickbacks", "/zh/notices/idle-school-lease", "/zh/report/",
    "/en/pages/about", "/zh/data/", "/en/data/three-public/", "/zh/data/payments/_validation",
    "/zh/data/payments/payments", "/en/data/payments/payments?org_id=QY-CZJ&_sort=-amount",
    "/zh/data/payments/payments?amount.min=abc", "/zh/units/", "/en/units/QY-CZJ",
    "/zh/obligations/", "/en/obligations/", "/zh/obligations/village-accounts",
    "/en/obligations/information-report", "/zh/units/QY-FL",
    "/zh/checks/", "/en/checks/c09", "/zh/checks/units/QY-ZJJ", "/zh/units/QY-ZJJ",
    "/zh/search?q=%E5%AE%A1%E8%AE%A1", "/en/search?q=budget", "/zh/search?q=zzzz", "/zh/nothing",
]  # fmt: skip

pytestmark = pytest.mark.checkout


def opened(
    browser: Browser, address: str, width: int = 1280, **options: Any
) -> tuple[Page, list[str]]:
    """A page in a context of its own, and what the console said."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.on("pageerror", lambda failure: said.append(str(failure)))
    page.goto(address, wait_until="load")
    return page, [line for line in said if "status of 4" not in line]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_kind_of_page(site: str, browser: Browser, address: str) -> None:
    page, said = opened(browser, site + address)
    assert said == [], "nothing in the console: the content security policy is kept"
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == address[1:3]
    hinders_nobody(page)
    page.context.close()


def test_everything_works_without_javascript(site: str, browser: Browser) -> None:
    page, _ = opened(browser, site + "/zh/", 390, java_script_enabled=False)
    page.get_by_role("searchbox").first.fill("审计")
    page.get_by_role("searchbox").first.press("Enter")
    assert "/zh/search?q=" in page.url
    assert page.locator("mark").count() > 0
    page.goto(f"{site}/zh/data/payments/payments")
    page.goto(f"{site}/zh/data/payments/payments?_sort=-amount")
    amounts = page.locator("tbody tr td:nth-child(4)").all_inner_texts()
    values = [float(text.replace(",", "").replace("−", "-")) for text in amounts]
    assert values == sorted(values, reverse=True)
    page.context.close()


def test_the_keyboard_reaches_the_content_first(site: str, browser: Browser) -> None:
    page, _ = opened(browser, site + "/en/news/annual-plenary-session")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    assert focused == "#main"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.context.close()


def test_the_language_switch_leads_to_the_same_page(site: str, browser: Browser) -> None:
    page, _ = opened(browser, site + "/zh/units/QY-CZJ")
    page.get_by_role("link", name="English").click()
    assert page.url == f"{site}/en/units/QY-CZJ"
    page.context.close()


def test_no_page_asks_for_anything_elsewhere(site: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ADDRESSES[:6]:
        page.goto(site + address, wait_until="networkidle")
    assert asked
    assert all(url.startswith(site) for url in asked)
    context.close()


def test_a_page_can_be_printed(site: str, browser: Browser) -> None:
    page, _ = opened(browser, site + "/zh/data/three-public/three_public")
    page.emulate_media(media="print")
    assert page.locator("header nav").first.is_hidden()
    assert page.locator("h1").is_visible()
    assert len(page.pdf()) > 10_000
    page.context.close()
