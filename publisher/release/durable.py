"""Making files outlast a power cut, and saying so when the disk will not."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

FEW = 500
"""Up to so many files are synced one by one; beyond, the whole file system at once is faster."""


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError if the disk refuses."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(file: Path) -> None:
    """Make a file's bytes durable. Raises OSError if the disk refuses."""
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(files: Collection[Path], folders: Iterable[Path], root: Path) -> None:
    """Make new `files` and changed `folders` below `root` durable.

    A failure is never retried: after one, the kernel may report success for lost pages.
    """
    if len(files) > FEW and sys.platform == "linux":
        sync_file_system(root)
        return
    for file in files:
        sync_file(file)
    for folder in folders:
        sync_folder(folder)


def sync_file_system(folder: Path) -> None:
    """Write back everything of the file system that holds `folder` (syncfs(2), Linux)."""
    library = ctypes.CDLL(None, use_errno=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if library.syncfs(handle) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(handle)


