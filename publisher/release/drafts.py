"""New files and folders that have their name only once they are whole and on disk.

Whatever stops the writing, a full disk or Ctrl-C, nothing half-written stays behind.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.release.durable import sync_file, sync_folder


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A draft of `folder`, for the owner's eyes only, that takes its name at the end.

    Raises OSError where a folder with something in it is there already.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = _beside(folder)
    try:
        draft.mkdir(mode=0o700)
        yield draft
        for place in (*draft.rglob("*"), draft):
            sync_file(place)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    sync_folder(folder.parent)


def write_private(file: Path, content: bytes) -> None:
    """Put a file, for the owner's eyes only, in the place of an older one."""
    draft = _beside(file)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(file.parent)


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}.{secrets.token_hex(4)}.partial")
