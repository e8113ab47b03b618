"""Whether the website is alive and has something to show, for those who watch over it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from wsgiref.types import StartResponse

from publisher.release.reader import Release
from website import security

ADDRESS = "/healthz"


def answer(release: Release | None, start_response: StartResponse) -> Iterable[bytes]:
    """Live, ready, and the release that is shown; 503 while there is none."""
    ready = release is not None and _is_whole(release)
    shown = release.id if release is not None and ready else None
    body = json.dumps({"live": True, "ready": ready, "release": shown}).encode() + b"\n"
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *security.HEADERS,
    ]
    start_response("200 OK" if ready else "503 Service Unavailable", headers)
    return [body]


@lru_cache(maxsize=2)
def _is_whole(release: Release) -> bool:
    """Asked once a release: hashing the manifest of a large one takes a while."""
    return Release(release.folder).is_whole()
