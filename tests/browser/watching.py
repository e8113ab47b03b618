"""Watching a browser for anything that runs, or could, and is not the site's own."""

from __future__ import annotations

from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Final, Self

from playwright.sync_api import Browser, Page

LISTENING: Final = """
window.canary = number => console.error("RAN " + number);
document.addEventListener("securitypolicyviolation", event => console.error(
  "BLOCKED " + event.violatedDirective + " " + event.blockedURI + " " + event.sample));
"""
FOREIGN: Final = """() => [...document.querySelectorAll("*")].flatMap(element => {
  const found = [...element.attributes].filter(one => one.name.startsWith("on") ||
    (["href", "src", "action", "formaction", "data", "xlink:href", "srcdoc"].includes(one.name) &&
      /^[\\s\\u0000-\\u001f]*(javascript|data|vbscript):/i.test(one.value)));
  const strange = ["IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE", "MATH", "STYLE"].includes(
    element.tagName.toUpperCase()) ||
    (element.tagName === "SCRIPT" && !element.src.startsWith(location.origin + "/assets/"));
  return found.length || strange ? [element.outerHTML.slice(0, 200)] : [];
})"""


ADDRESSES: Final = frozenset({
    "href", "src", "action", "formaction", "data", "xlink:href", "srcdoc",
})  # fmt: skip
"""Attributes that hold an address, or a whole page."""

COOKIE_HEADER: Final = "X-Test-Cookie"
"""What a served test takes for the header Cookie, which browsers let nobody set."""


class Watched:
    """A browser's window of which everything is noted that ran, was blocked, or looks foreign."""

    def __init__(self, browser: Browser, cookie: str = "") -> None:
        self._context = browser.new_context()
        self._context.set_default_timeout(20_000)
        self._context.add_init_script(LISTENING)
        if cookie:  # a Secure cookie is not sent to a server on loopback
            self._context.set_extra_http_headers({COOKIE_HEADER: cookie})
        self.page: Page = self._context.new_page()
        self.noticed: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("dialog", self._answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None,
                 where: TracebackType | None) -> None:  # fmt: skip
        self._context.close()

    def load(self, address: str) -> None:
        """Load a page, wait until it rests, and look at all its elements."""
        self.page.goto(address, wait_until="load")
        self.look(address)

    def look(self, name: str) -> None:
        """Look at all elements of the page as it is."""
        self.noticed += [f"{name}: {one}" for one in self.page.evaluate(FOREIGN)]

    def _hear(self, message: Any) -> None:
        if message.text.startswith(("RAN", "BLOCKED")):
            self.noticed.append(f"{self.page.url}: {message.text}")

    def _answer(self, dialog: Any) -> None:
        self.noticed.append(f"{self.page.url}: a dialog")
        dialog.dismiss()


class Elements(HTMLParser):
    """What of a page's elements is not the site's own, without a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that could run something."""
        given = {name: value or "" for name, value in attrs}
        runs = any(
            name.startswith("on") or value.strip().lower().startswith(("javascript:", "data:"))
            for name, value in given.items()
            if name.startswith("on") or name in ADDRESSES
        )
        strange = tag in {"iframe", "object", "embed", "base", "marquee", "math", "style"}
        own = tag != "script" or given.get("src", "").startswith("/assets/")
        if runs or strange or not own:
            self.foreign.append(str(self.get_starttag_text()))


def foreign(html: str) -> list[str]:
    """Elements of a page that could run something and are not the site's own."""
    elements = Elements()
    elements.feed(html)
    elements.close()
    return elements.foreign
