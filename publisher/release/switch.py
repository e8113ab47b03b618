"""One publication at a time, and one rename that makes it the current one."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from publisher.errors import ConflictError, StorageError
from publisher.languages import message
from publisher.release.archive import Archive
from publisher.release.durable import sync_folder
from publisher.release.reader import CURRENT, RELEASES, Release, kept
from publisher.release.stage import Stage

LOCK = "lock"


@contextlib.contextmanager
def exclusive(var: Path) -> Iterator[None]:
    """Nobody else publishes meanwhile. Raises ConflictError if somebody does already."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        handle = os.open(var / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as failure:
        raise StorageError(
            message("{folder} cannot be written: {what}. Give another folder with --var.",
                    folder=var, what=failure.strerror)
        ) from failure  # fmt: skip
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as failure:
            raise ConflictError(
                message("Another publication is running on {folder}; wait until it has ended.",
                        folder=var)
            ) from failure  # fmt: skip
        yield
    finally:
        os.close(handle)


def switch(var: Path, release: Release) -> None:
    """Make `release` the current one: readers see the old one or the new one, never a mixture."""
    fresh = var / f".{CURRENT}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(RELEASES) / release.id)
    fresh.replace(var / CURRENT)
    sync_folder(var)


def prune(var: Path, keep: int, archive: Archive, stage: Stage) -> None:
    """Keep the current release and those switched to last, `keep` in all (at least one)."""
    order = list(dict.fromkeys(entry.release for entry in reversed(archive.publications())))
    stay = set(order[: max(1, keep)])
    for release in kept(var):
        if release.id not in stay:
            stage.set_aside(release)
