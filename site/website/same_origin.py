"""Forged requests are refused: what changes something must come from a page of this site.

A browser says where a request comes from: with `Sec-Fetch-Site`, older ones and those on plain
http with `Origin`. Other sites cannot alter either. So no form needs a token, and forms can stand
on pages that everybody gets alike. A program says `Sec-Fetch-Site: same-origin` itself.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, request
from werkzeug.datastructures import Headers

from publisher.languages import message
from website.editions import current_edition
from website.layout import show
from website.wording import current_language, say

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OWN: Final = frozenset({"same-origin", "none"})
"""What a browser says of requests of our own pages, and of those that its user made by hand."""

PORTS: Final = {"http": "80", "https": "443"}


def is_own(headers: Headers, base_url: str = "") -> bool:
    """Whether a request that changes something comes from this site, as far as its headers say.

    `base_url` is the site's own address: a web server in front may pass on another `Host`.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN
    origin = urlsplit(headers.get("Origin", ""))
    if origin.scheme not in PORTS or not origin.netloc:
        return False
    host = _authority(origin.netloc, origin.scheme)
    if host == _authority(headers.get("Host", ""), origin.scheme):
        return True
    own = urlsplit(base_url)
    return (origin.scheme, host) == (own.scheme, _authority(own.netloc, own.scheme))


def install(app: Flask) -> None:
    """Let `app` refuse forged requests before any view sees them."""
    app.before_request(_check)


def _check() -> Response | None:
    if request.method in SAFE:
        return None
    if is_own(request.headers, current_edition().settings.base_url):
        return None
    page = show(
        "pages/error.html", title=say(message("This did not come from our page")), status=403,
        text=say(message("For your safety we take in only what is sent from a page of this site. "
                         "Nothing was changed. Open the page again and send it from there.")),
        address=f"/{current_language()}/403", indexed=False,
    )  # fmt: skip
    return make_response(page, 403)


def _authority(netloc: str, scheme: str) -> str:
    """A host with its port, which is left out where it is the scheme's own."""
    host = netloc.rpartition("@")[2].lower()
    return host.removesuffix(":" + PORTS.get(scheme, ""))
