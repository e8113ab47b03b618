"""Answers that send a file, the whole or a part, or say why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import FileIO
from typing import Any, NamedTuple
from wsgiref.types import StartResponse

from publisher.release.build import COMPRESSED
from website import security
from website.http_conditions import Span, Version, is_current, wanted_span

Headers = list[tuple[str, str]]

IMMUTABLE = ("/assets/", "/media/")
"""Below these a file's name changes with its content."""

WHOLE = 1 << 20
"""Files up to this size are sent in one piece, larger ones in blocks."""

BLOCK = 1 << 18


class OpenFile(NamedTuple):
    """An open file: its place below `public/`, what the system says of it, and its coding."""

    path: str
    media_type: str
    file: FileIO
    size: int
    version: Version
    packed: bool


class Blocks:
    """A part of a file, block by block; the server closes it when it is done."""

    def __init__(self, file: FileIO, count: int) -> None:
        self.file, self.left = file, count

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        block = self.file.read(min(BLOCK, self.left)) if self.left else b""
        if not block:
            self.file.close()
            raise StopIteration
        self.left -= len(block)
        return block

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()


def answer(
    environ: Mapping[str, Any], start_response: StartResponse, found: OpenFile
) -> Iterable[bytes]:
    """The file, or what the client's conditions and ranges make of it."""
    if is_current(environ, found.version):
        found.file.close()
        start_response("304 Not Modified", _headers(found))
        return []
    span = wanted_span(environ, found.version, found.size)
    if span is None:
        return send(environ, start_response, found, "200 OK")
    if span.start >= span.stop:
        found.file.close()
        headers: Headers = [("Content-Range", f"bytes */{found.size}"), ("Content-Length", "0")]
        start_response("416 Range Not Satisfiable", headers + list(security.HEADERS))
        return []
    return send(environ, start_response, found, "206 Partial Content", span)


def _headers(found: OpenFile) -> Headers:
    address = f"/{found.path}"
    forever = address.startswith(IMMUTABLE)
    headers = [
        ("Content-Type", found.media_type),
        ("ETag", found.version.etag),
        ("Last-Modified", found.version.modified),
        ("Accept-Ranges", "bytes"),
        ("Cache-Control", "public, max-age=31536000, immutable" if forever else "no-cache"),
        *security.HEADERS,
    ]
    if "." + found.path.rpartition(".")[2] in COMPRESSED:
        headers.append(("Vary", "Accept-Encoding"))
    if found.packed:
        headers.append(("Content-Encoding", "gzip"))
    return headers


def send(
    environ: Mapping[str, Any], start_response: StartResponse, found: OpenFile, status: str,
    span: Span | None = None,
) -> Iterable[bytes]:  # fmt: skip
    """The file or a span of it, whatever the client has already."""
    headers = _headers(found)
    if span is None:
        span = Span(0, found.size)
    else:
        headers.append(("Content-Range", f"bytes {span.start}-{span.stop - 1}/{found.size}"))
    count = span.stop - span.start
    headers.append(("Content-Length", str(count)))
    start_response(status, headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        found.file.close()
        return []
    found.file.seek(span.start)
    if count > WHOLE:
        return Blocks(found.file, count)
    with found.file:
        return [found.file.read(count)]


def moved(start_response: StartResponse, to: str) -> Iterable[bytes]:
    """It is found elsewhere, for good."""
    headers: Headers = [("Location", to), ("Cache-Control", "no-cache"), ("Content-Length", "0")]
    start_response("301 Moved Permanently", headers + list(security.HEADERS))
    return []


def refused(start_response: StartResponse) -> Iterable[bytes]:
    """Files can only be read."""
    headers: Headers = [("Allow", "GET, HEAD"), ("Content-Length", "0")]
    start_response("405 Method Not Allowed", headers + list(security.HEADERS))
    return []
