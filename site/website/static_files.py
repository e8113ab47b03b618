"""The files of one release, served as they lie in its `public/` folder."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from email.utils import formatdate
from io import FileIO
from typing import Any, NamedTuple
from urllib.parse import quote
from wsgiref.types import StartResponse

from publisher import addresses
from publisher.release.build import COMPRESSED
from publisher.release.reader import Release
from website import security
from website.http_conditions import Span, Version, accepts_gzip, is_current, wanted_span
from website.media_types import media_type

Headers = list[tuple[str, str]]

IMMUTABLE = ("/assets/", "/media/")
"""Below these a file's name changes with its content."""

WHOLE = 1 << 20
"""Files up to this size are sent in one piece, larger ones in blocks."""

BLOCK = 1 << 18
ABSENT = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL, errno.ENXIO}
)


class OpenFile(NamedTuple):
    """An open file: its place below `public/`, what the system says of it, and its coding."""

    path: str
    file: FileIO
    size: int
    version: Version
    packed: bool


class Redirect(NamedTuple):
    """An address that moved (`to` is where) or is gone for good (`to` is empty)."""

    status: int
    to: str


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


class PublicFolder:
    """Answers requests for the files of one release; any number of threads may ask at once.

    Raises OSError if the release has no `public/` folder.
    """

    def __init__(self, release: Release) -> None:
        self.release = release
        self.root = os.path.realpath(release.public)
        os.stat(self.root)  # noqa: PTH116 - one of many calls a request; pathlib is slower
        self.redirects = _redirects(self.root)
        self._folders: set[str] = set()

    def respond(
        self, environ: Mapping[str, Any], start_response: StartResponse
    ) -> Iterable[bytes] | None:
        """The answer from a file, None if there is none and somebody else must answer."""
        path = _decoded(environ["PATH_INFO"])
        if path is None:
            return None
        moved = self.redirects.get(path)
        if moved is not None and moved.status != 410:
            return _moved(start_response, moved.to)
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        found = self.find(path, packed="gzip" in accepted and accepts_gzip(accepted))
        if found is None:
            if self._is_folder(path):
                query = environ.get("QUERY_STRING")
                return _moved(start_response, quote(path) + "/" + (f"?{query}" if query else ""))
            return None
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            found.file.close()
            return _refused(start_response)
        if moved is not None:
            return _send(environ, start_response, found, "410 Gone")
        return _answer(environ, start_response, found)

    def find(self, path: str, *, packed: bool) -> OpenFile | None:
        """The open file of an address, compressed if that exists and is wanted."""
        for place in _places(path):
            if packed and "." + place.rpartition(".")[2] in COMPRESSED:
                twin = self._open(place, f"{place}.gz", packed=True)
                if twin is not None:
                    return twin
            found = self._open(place, place, packed=False)
            if found is not None:
                return found
        return None

    def _open(self, place: str, name: str, *, packed: bool) -> OpenFile | None:
        folder = place.rpartition("/")[0]
        if folder not in self._folders and not self._accept(folder):
            return None
        try:
            handle = os.open(f"{self.root}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as failure:
            if failure.errno in ABSENT:
                return None
            raise
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            os.close(handle)
            return None
        etag = f'"{status.st_mtime_ns:x}-{status.st_size:x}{"-gz" if packed else ""}"'
        version = Version(etag, formatdate(status.st_mtime, usegmt=True))
        return OpenFile(place, FileIO(handle), status.st_size, version, packed)

    def _accept(self, folder: str) -> bool:
        """Whether `folder` is really below `public/`, with no link on the way; asked once each."""
        place = f"{self.root}/{folder}".rstrip("/")
        if os.path.realpath(place) != place or not os.path.isdir(place):  # noqa: PTH112 - as above
            return False
        self._folders.add(folder)
        return True

    def _is_folder(self, path: str) -> bool:
        index = None if path.endswith("/") else self.find(f"{path}/", packed=False)
        if index is not None:
            index.file.close()
        return index is not None


def _redirects(root: str) -> dict[str, Redirect]:
    try:
        with open(f"{root}/redirects.json", "rb") as file:  # noqa: PTH123 - as above
            entries = json.load(file)
    except FileNotFoundError:
        return {}
    return {entry["from"]: Redirect(entry["status"], entry.get("to", "")) for entry in entries}


def _decoded(path_info: str) -> str | None:
    """The path of a request as text; None if it could never be an address."""
    try:
        path = path_info.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    if not path.startswith("/") or not path.isprintable() or "\\" in path:
        return None
    inner = path[1:-1] if path.endswith("/") and path != "/" else path[1:]
    if path != "/" and any(part in ("", ".", "..") for part in inner.split("/")):
        return None
    return path


def _places(path: str) -> tuple[str, ...]:
    """Where the file of an address may lie below `public/`."""
    usual = addresses.file_of(path)
    plain = path[1:]
    return (usual,) if usual == plain or path.endswith("/") else (usual, plain)


def _answer(
    environ: Mapping[str, Any], start_response: StartResponse, found: OpenFile
) -> Iterable[bytes]:
    if is_current(environ, found.version):
        found.file.close()
        start_response("304 Not Modified", _headers(found))
        return []
    span = wanted_span(environ, found.version, found.size)
    if span is None:
        return _send(environ, start_response, found, "200 OK")
    if span.start >= span.stop:
        found.file.close()
        headers: Headers = [("Content-Range", f"bytes */{found.size}"), ("Content-Length", "0")]
        start_response("416 Range Not Satisfiable", headers + list(security.HEADERS))
        return []
    return _send(environ, start_response, found, "206 Partial Content", span)


def _headers(found: OpenFile) -> Headers:
    address = f"/{found.path}"
    forever = address.startswith(IMMUTABLE)
    headers = [
        ("Content-Type", media_type(found.path)),
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


def _send(
    environ: Mapping[str, Any], start_response: StartResponse, found: OpenFile, status: str,
    span: Span | None = None,
) -> Iterable[bytes]:  # fmt: skip
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


def _moved(start_response: StartResponse, to: str) -> Iterable[bytes]:
    headers: Headers = [("Location", to), ("Cache-Control", "no-cache"), ("Content-Length", "0")]
    start_response("301 Moved Permanently", headers + list(security.HEADERS))
    return []


def _refused(start_response: StartResponse) -> Iterable[bytes]:
    headers: Headers = [("Allow", "GET, HEAD"), ("Content-Length", "0")]
    start_response("405 Method Not Allowed", headers + list(security.HEADERS))
    return []
