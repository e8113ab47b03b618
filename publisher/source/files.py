"""Files of a source folder: where they may lie, and which changed since they were last read."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from publisher.errors import ConflictError, SourceError
from publisher.languages import Message, message

Signature = tuple[int, int, int, int]
"""Modification and change time (ns), size and inode: a file with the same ones is unchanged."""

SETTLED_NS = 2_000_000_000
"""A file changed less than this before it was read might change again within one clock tick."""


class FileState(NamedTuple):
    """A file as last read; `signature` is None where it was too fresh to be trusted."""

    signature: Signature | None
    size: int
    sha256: str


class SourceFile(NamedTuple):
    """A file of the source: its path below the source folder, its place, its bytes' hash."""

    path: str
    place: str
    size: int
    sha256: str


class Variant(NamedTuple):
    """A picture in one size: the name of its file below `/media/`, and its size in pixels."""

    name: str
    width: int
    height: int


class Picture(NamedTuple):
    """A picture of the source: its file, its size, upright, in pixels, and its variants.

    The smallest variant stands first.
    """

    file: SourceFile
    width: int
    height: int
    variants: tuple[Variant, ...]


class UnsafePath(Exception):
    """A path leads, or may lead, out of its folder, or to nothing; `message` says how."""

    def __init__(self, text: Message, code: str = "unsafe-path") -> None:
        super().__init__(text.text("en"))
        self.message = text
        self.code = code


def signature(status: os.stat_result) -> Signature:
    """The signature of a file's status."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def state_of(place: Path, status: os.stat_result, content: bytes | None = None) -> FileState:
    """Hash the file at `place` (or its `content`), which had `status` when it was looked at."""
    if content is None:
        with place.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    else:
        digest = hashlib.sha256(content).hexdigest()
    settled = time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) > SETTLED_NS
    return FileState(signature(status) if settled else None, status.st_size, digest)


def unchanged(known: FileState | None, status: os.stat_result) -> bool:
    """Whether a file with `status` is surely the one that was read as `known`."""
    return known is not None and known.signature == signature(status)


def changed(path: str) -> ConflictError:
    """The error for a file that changed while it was being published."""
    return ConflictError(
        message("{path} changed while it was being read; run the command again.", path=path)
    )


def walk(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """All entries below `folder` but folders, as (path from `prefix`, entry), in sorted order.

    Hidden files, editors' leavings and symbolic links to folders are not followed; symbolic
    links themselves are yielded, so that they can be reported.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as failure:
        raise SourceError(
            message("The folder {folder} cannot be read: {what}.", folder=folder,
                    what=failure.strerror)
        ) from failure  # fmt: skip
    for entry in entries:
        name = entry.name
        if name[0] == "." or name[-1] == "~":
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from walk(Path(entry.path), f"{prefix}/{name}")
        else:
            yield f"{prefix}/{name}", entry


def safe_file(folder: Path, path: str) -> Path:
    """The regular file at `path` below `folder`; nothing else is ever opened.

    Raises UnsafePath for absolute paths, `..`, backslashes, NUL, addresses, symbolic links, and
    anything that is not a regular file.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", path) or path.startswith("//"):
        raise UnsafePath(message("“{path}” is an address; only files beside the descriptor can be "
                                 "published.", path=path[:200]))  # fmt: skip
    if "\0" in path or "\\" in path:
        raise UnsafePath(message("“{path}” holds a character that a path may not hold.",
                                 path=path[:200].replace("\0", "␀")))  # fmt: skip
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts:
        raise UnsafePath(message("“{path}” leads out of the folder.", path=path[:200]))
    place = folder
    if not path.isprintable():
        raise UnsafePath(message("“{path}” holds a character that a path may not hold.",
                                 path=path[:200].encode("unicode_escape").decode()))  # fmt: skip
    for part in parts:
        place = place / part
        try:
            mode = place.lstat().st_mode
        except FileNotFoundError:
            raise UnsafePath(
                message("There is no file “{path}”.", path=path[:200]), "missing-file"
            ) from None
        except OSError as failure:
            raise UnsafePath(message("“{path}” cannot be read: {what}.", path=path[:200],
                                     what=failure.strerror)) from failure  # fmt: skip
        if stat.S_ISLNK(mode):
            raise UnsafePath(message("“{path}” is, or passes, a symbolic link.", path=path[:200]))
    if not stat.S_ISREG(place.lstat().st_mode):
        raise UnsafePath(message("“{path}” is not a file.", path=path[:200]))
    if not os.access(place, os.R_OK, effective_ids=True):
        raise UnsafePath(message("“{path}” cannot be read: {what}.", path=path[:200],
                                 what=os.strerror(errno.EACCES)), "unreadable-file")  # fmt: skip
    return place
