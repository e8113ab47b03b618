"""The parts of HTTP that files need: conditions, ranges and codings of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_GZIP = re.compile(r"(?:^|,)\s*(gzip|\*)\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)


class Version(NamedTuple):
    """What a client may know of a representation: its entity tag, quotes included, and its date."""

    etag: str
    modified: str


class Span(NamedTuple):
    """Bytes of a file, from `start` up to and without `stop`."""

    start: int
    stop: int


def accepts_gzip(header: str) -> bool:
    """Whether `Accept-Encoding` allows gzip."""
    found = {match[1].lower(): _quality(match[2]) for match in _GZIP.finditer(header)}
    return found.get("gzip", found.get("*", 0.0)) > 0


def _quality(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def is_current(environ: Mapping[str, Any], version: Version) -> bool:
    """Whether the client already has this version, so that 304 is the answer.

    Dates are compared for equality: a rollback makes files older, and the client's copy is
    then newer and still wrong.
    """
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted is not None:
        return wanted.strip() == "*" or version.etag in _ENTITY_TAG.findall(wanted)
    return environ.get("HTTP_IF_MODIFIED_SINCE") == version.modified


def wanted_span(environ: Mapping[str, Any], version: Version, size: int) -> Span | None:
    """The one range that the client wants of `size` bytes; None for the whole.

    A span with `start` ≥ `stop` cannot be satisfied (416). Several ranges, other units and what
    cannot be read are answered with the whole, as the standard allows.
    """
    header = environ.get("HTTP_RANGE")
    if header is None or environ.get("HTTP_IF_RANGE", version.etag) not in version:
        return None
    match = _RANGE.fullmatch(header.strip())
    if match is None:
        return None
    first, last = match.groups()
    if first:
        stop = min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return None
        return Span(int(first), stop)
    if not last:
        return None
    return Span(max(0, size - int(last)), size) if int(last) else Span(size, size)
