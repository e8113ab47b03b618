"""The files of one release, served as they lie in its `public/` folder."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterable, Mapping
from email.utils import formatdate
from functools import cached_property
from io import FileIO
from typing import Any, NamedTuple
from urllib.parse import quote
from wsgiref.types import StartResponse

from publisher import addresses
from publisher.outputs.downloads import is_copied
from publisher.release import live
from publisher.release.build import COMPRESSED
from publisher.release.reader import Release
from website.file_answers import OpenFile, answer, moved, refused, send
from website.http_conditions import Version, accepts_gzip
from website.media_types import media_type

ABSENT = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EINVAL, errno.ENXIO}
)


class Redirect(NamedTuple):
    """An address that moved (`to` is where) or is gone for good (`to` is empty)."""

    status: int
    to: str


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
        redirect = self.redirects.get(path)
        if redirect is not None and redirect.status != 410:
            return moved(start_response, redirect.to)
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        found = self.find(path, packed="gzip" in accepted and accepts_gzip(accepted))
        if found is None:
            if self._is_folder(path):
                query = environ.get("QUERY_STRING")
                return moved(start_response, quote(path) + "/" + (f"?{query}" if query else ""))
            return None
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            found.file.close()
            return refused(start_response)
        if redirect is not None:
            return send(environ, start_response, found, "410 Gone")
        return answer(environ, start_response, found)

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
        return OpenFile(
            place, self._media_type(place), FileIO(handle), status.st_size, version, packed
        )

    def _media_type(self, place: str) -> str:
        if place.endswith(".csv"):
            return self._tables.get(place) or media_type(place)
        return media_type(place)

    @cached_property
    def is_https(self) -> bool:
        """Whether the site's own address is one of https."""
        return live.read(self.release).settings.base_url.startswith("https://")

    @cached_property
    def _tables(self) -> Mapping[str, str]:
        """The media types of tables that are published in the encoding they were saved in."""
        return {
            addresses.download(package.name, resource.name, "csv")[1:]: (
                f"text/csv; charset={resource.encoding}"
            )
            for package in live.read(self.release).packages.values()
            for resource in package.resources
            if is_copied(resource) and resource.encoding
        }

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
