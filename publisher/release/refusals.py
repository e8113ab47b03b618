"""What to tell people when the disk, or the operating system, says no."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from publisher.errors import PublisherError, StorageError
from publisher.languages import message
from publisher.release.reader import CURRENT
from search_index import SearchIndexError

REFUSALS = (OSError, sqlite3.Error, SearchIndexError, BrokenProcessPool)
"""How they say it."""


@contextlib.contextmanager
def storage(var: Path) -> Iterator[None]:
    """Turn what the disk refuses into an error that says what holds now and what to do."""
    before = _pointer(var)
    try:
        yield
    except PublisherError:
        raise
    except REFUSALS as failure:
        what, file = refused(failure)
        if _pointer(var) == before:
            text = message("Nothing was published: {what} ({file}). The release that was current "
                           "still is. Free some space or mend the folder {var}, then publish "
                           "again.", what=what, file=file or var, var=var)  # fmt: skip
        else:
            text = message("The new release is current, but what comes after the switch failed: "
                           "{what} ({file}). Free some space or mend the folder {var}, then "
                           "publish again.", what=what, file=file or var, var=var)  # fmt: skip
        raise StorageError(text) from failure


def _pointer(var: Path) -> Path | None:
    """What `current` leads to, whole or not."""
    link = var / CURRENT
    return link.readlink() if link.is_symlink() else None


def refused(failure: BaseException) -> tuple[object, object]:
    """What was refused, and for which file if that is known."""
    if isinstance(failure, OSError):
        return failure.strerror or failure, failure.filename
    return failure, None
