"""The search box as people use it: by keyboard, by mouse, without JavaScript; and bad input."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessible import violations
from tests.browser.test_pages import opened

pytestmark = pytest.mark.checkout


@pytest.mark.parametrize("address", ["/zh/", "/zh/news/", "/zh/search"])
def test_suggestions_by_keyboard(site: str, browser: Browser, address: str) -> None:
    page, said = opened(browser, site + address)
    box = page.get_by_role("combobox")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("预", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    first = options.first.inner_text()
    assert first.startswith("预")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    active = box.get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    expect(box).to_have_value(first)
    box.press("ArrowUp")
    expect(box).to_have_value("预")
    box.press("ArrowUp")
    expect(box).to_have_value(options.last.inner_text())
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("预")
    expect(box).to_be_focused()
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    page.wait_for_url("**/zh/search?q=*")
    assert page.locator("#q").input_value() == first
    assert page.locator("mark").count() > 0
    assert said == []
    page.context.close()


def test_suggestions_by_mouse_and_where_they_end(site: str, browser: Browser) -> None:
    page, _ = opened(browser, site + "/en/search", 390)
    box = page.get_by_role("combobox")
    box.press_sequentially("budg", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.fill("budg")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    text = option.inner_text()
    option.click()
    page.wait_for_url("**/en/search?q=*")
    assert page.locator("#q").input_value() == text
    page.context.close()


def test_old_requests_never_overtake_new_ones(site: str, browser: Browser) -> None:
    page, _ = opened(browser, site + "/en/search")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("combobox").press_sequentially("budget", delay=5)
    expect(page.get_by_role("combobox")).to_have_value("budget")
    page.wait_for_timeout(400)
    told = [url for url in asked if "/suggest?" in url]
    assert len(told) < 6, "one request for several letters"
    assert told[-1].endswith("q=budget")
    page.context.close()


def test_narrowing_down_without_javascript(site: str, browser: Browser) -> None:
    page, _ = opened(browser, site + "/zh/search", java_script_enabled=False)
    page.get_by_role("searchbox").fill("预算")
    page.get_by_role("searchbox").press("Enter")
    region = page.get_by_role("region", name="缩小范围")
    before = page.get_by_role("status").inner_text()
    region.get_by_role("link").first.click()
    assert page.get_by_role("status").inner_text() != "" != before
    removal = page.locator(".lw-chips a").first
    page.locator("#s-from").fill("2020-01-01")
    page.get_by_role("button", name="搜索").click()
    assert "from=2020-01-01" in page.url
    assert "q=%E9%A2%84%E7%AE%97" in page.url
    assert page.locator("li.lw-facet__chosen").count() == 2, "a choice and the language"
    removal.click()
    expect(page.locator("li.lw-facet__chosen")).to_have_count(1)
    page.context.close()


@pytest.mark.parametrize(
    "question",
    [
        "<script>window.ran=1</script>", '"><img src=x onerror="window.ran=1">',
        "' autofocus onfocus='window.ran=1", "javascript:window.ran=1",
        "</title><svg onload=ran=1>", "\u202etpircs\u202c",
        "{{constructor.constructor('window.ran=1')()}}",
    ],
)  # fmt: skip
def test_nothing_that_is_typed_runs(site: str, browser: Browser, question: str) -> None:
    for place in ("q", "unit", "dataset", "from", "after"):
        page, said = opened(browser, f"{site}/en/search?q=budget&{place}={quote(question)}")
        assert page.evaluate("window.ran") is None
        assert said == []
        assert page.locator("main img, main svg, main script").count() == 0
        page.context.close()
    page, said = opened(browser, site + "/en/")
    page.get_by_role("combobox").fill(question)
    page.wait_for_timeout(300)
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url("**/en/search?q=*")
    assert page.evaluate("window.ran") is None
    assert said == []
    page.context.close()


@pytest.mark.parametrize(
    "query",
    [
        "", "?q=zzzz+%E9%A3%9E%E7%A2%9F&kind=row&from=2026-01-01", "?lang=all",
        "?q=%E9%A2%84%E7%AE%97&kind=article&unit=QY-CZJ",
    ],
)  # fmt: skip
def test_every_state_of_the_page(site: str, browser: Browser, query: str) -> None:
    for lang in ("zh", "en"):
        page, said = opened(browser, f"{site}/{lang}/search{query}")
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert violations(page) == [], f"at {width} px"
        assert said == []
        page.context.close()


