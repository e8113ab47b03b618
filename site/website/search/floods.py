"""How often one client may search: who asks too fast waits, and nobody else does.

Each client has a bucket of tokens in memory, of which a question takes one; they come back at a
steady rate. Buckets are never written down, and forgotten once they are full.
"""

from __future__ import annotations

import ipaddress
import json
import math
import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from wsgiref.types import StartResponse

from website import security

SEARCHES: Final = re.compile(
    r"/[^/]+/(?:search(?:/suggest)?|dialogue/similar|feeds/search\.(?:atom|rss|json))|/api/v1/search"
)
"""Addresses that ask the index."""

RATE: Final = 10.0
"""Questions a second that a client may ask of each process, for any time: an office behind one
address, some of it typing; a fraction of what a process can answer. With two processes it is as
much as deploy/nginx.conf lets through."""

BURST: Final = 60.0
"""Questions at once, after a while without any."""

MOST_CLIENTS: Final = 20_000
"""Clients remembered at a time, in about 4 MB; full buckets are forgotten first."""

PAGE: Final = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>请稍候再搜索 · Please wait a moment</title>
<h1>请稍候再搜索</h1><p>您的搜索太频繁。请过几秒再试，其他网页不受影响。</p>
<h1 lang="en">Please wait a moment</h1>
<p lang="en">You are searching very fast. Try again in a few seconds; all other pages still
work.</p></html>
""".encode()


class Floods:
    """Counts the questions of each client; any number of threads may ask at once."""

    def __init__(
        self, rate: float = RATE, burst: float = BURST, *,
        now: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._rate, self._burst, self._now = rate, burst, now
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, client: str) -> float:
        """Take a token of `client`: 0 if there was one, else the seconds until there is."""
        moment = self._now()
        with self._lock:
            tokens, then = self._buckets.get(client, (self._burst, moment))
            tokens = min(self._burst, tokens + (moment - then) * self._rate)
            if tokens < 1:
                self._buckets[client] = (tokens, moment)
                return (1 - tokens) / self._rate
            if client not in self._buckets and len(self._buckets) >= MOST_CLIENTS:
                self._forget(moment)
            self._buckets[client] = (tokens - 1, moment)
            return 0.0

    def _forget(self, moment: float) -> None:
        """Drop the clients whose buckets are full again, else the half seen longest ago."""
        left = {
            client: (tokens, then)
            for client, (tokens, then) in self._buckets.items()
            if tokens + (moment - then) * self._rate < self._burst
        }
        if len(left) > MOST_CLIENTS // 2:
            latest = sorted(left.items(), key=lambda entry: -entry[1][1])
            left = dict(latest[: MOST_CLIENTS // 2])
        self._buckets = left


def client_of(environ: Mapping[str, Any], header: str = "") -> str:
    """Who asks: the address that the connection comes from, an IPv6 network by its first half.

    Where a web server stands in front, `header` names the header in which it says for whom it
    asks; of several addresses the last one is its own word, the others anybody's.
    """
    address = str(environ.get("REMOTE_ADDR", ""))
    if header:
        told = environ.get("HTTP_" + header.upper().replace("-", "_"), "")
        address = told.rpartition(",")[2].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        mapped = parsed.ipv4_mapped
        network = ipaddress.IPv6Network((int(parsed), 64), strict=False)
        return str(mapped or network)
    return address


def refusal(path: str, seconds: float, start_response: StartResponse) -> Iterable[bytes]:
    """The answer to who asks too fast: a page, or JSON for programs."""
    machine = path.startswith("/api/") or path.endswith(("/suggest", "/similar", ".json"))
    body = json.dumps({"error": "too many requests"}).encode() + b"\n" if machine else PAGE
    headers = [
        ("Content-Type", "application/json" if machine else "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(max(1, math.ceil(seconds)))),
        ("Cache-Control", "no-store"),
        *security.HEADERS,
    ]
    start_response("429 Too Many Requests", headers)
    return [body]
