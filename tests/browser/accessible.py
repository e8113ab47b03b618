"""Whether a page hinders anybody: axe's rules, and nothing that scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.browser.conftest import ROOT

AXE = ROOT / "site" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 390, 320)


def violations(page: Page) -> list[str]:
    """What axe finds on the open page, with the places."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found: list[str] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map("
        "v => v.id + ': ' + v.nodes.map(n => n.target).join(' ')))", RULES,
    )  # fmt: skip
    return found


def hinders_nobody(page: Page, widths: Iterable[int] = WIDTHS) -> None:
    """The open page fits every width, and axe finds nothing at any."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"scrolls sideways at {width} px"
        assert violations(page) == [], f"at {width} px"
