"""Forged requests are refused: what changes something must come from a page of this site.

A browser says where a request comes from: with `Sec-Fetch-Site`, older ones and those on plain
http with `Origin`. Other sites cannot alter either. So no form needs a token, and forms can stand
on pages that everybody gets alike. A program says `Sec-Fetch-Site: same-origin` itself.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Forbidden

from website.editions import current_edition

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
OWN: Final = frozenset({"same-origin", "none"})
"""What a browser says of requests of our own pages, and of those that its user made by hand."""

PORTS: Final = {"http": "80", "https": "443"}


class Forged(Forbidden):
    """A request that changes something does not come from this site."""


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


def _check() -> None:
    if request.method in SAFE:
        return
    if not is_own(request.headers, current_edition().settings.base_url):
        raise Forged


def _authority(netloc: str, scheme: str) -> str:
    """A host with its port, which is left out where it is the scheme's own."""
    host = netloc.rpartition("@")[2].lower()
    return host.removesuffix(":" + PORTS.get(scheme, ""))
