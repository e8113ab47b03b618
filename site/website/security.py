"""The headers that keep a page from loading, running or leaking what it should not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from wsgiref.types import StartResponse

from flask import request

if TYPE_CHECKING:
    from flask import Response

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
PERMISSIONS = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen",
    "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What a browser could offer to pages; none of it is used here."""

HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", ", ".join(f"{name}=()" for name in PERMISSIONS)),
)
"""Sent with every answer, by this package and by `deploy/nginx.conf`, which a test compares."""


TRANSPORT: Final = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
"""Two years of https only, said by sites whose own address is one of https."""

GUARDED: Final = re.compile(r"/(?:staff|dialogue|[^/]+/dialogue)(?:/.*)?")
"""Pages of the desk and of the dialogue: forms, and what citizens wrote."""

GUARDED_POLICY: Final = (
    f"{CONTENT_SECURITY_POLICY}; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""There no script can make a page out of text, ours neither: it never needs to."""


def protect(response: Response) -> Response:
    """Give a response of Flask the headers, except those that its view has set itself.

    A guarded page is kept nowhere unless its view says that everybody may read it.
    """
    if GUARDED.fullmatch(request.path):
        response.headers.setdefault("Content-Security-Policy", GUARDED_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        if response.cache_control.no_store:
            response.headers.setdefault("Referrer-Policy", "no-referrer")
    for name, value in HEADERS:
        response.headers.setdefault(name, value)
    return response


def over_https(start_response: StartResponse) -> StartResponse:
    """Let an answer say that the site is to be asked over https only."""

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start_response(status, [*headers, TRANSPORT], *rest)

    return start
