"""Folders that hold an index: made once, never changed after, read by anybody."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import IndexFormatError, SearchIndexError

FORMAT = "6"
"""Changes with the fields or with how text becomes tokens; older indexes are built anew."""

_STAMP = "index-format"


def prepare(folder: Path) -> None:
    """Make `folder`, or accept it if it is empty; SearchIndexError if something is in it."""
    folder.mkdir(exist_ok=True)
    if any(folder.iterdir()):
        raise SearchIndexError(f"{folder} is not empty: an index is made in a folder of its own")


def inherit(base: Path, folder: Path, *, shared: Callable[[str], bool]) -> None:
    """Give `folder` the files of `base`: those that `shared` names as links, the rest as copies.

    A shared file must never be written again, only unlinked: it is the same file in both.
    """
    for source in base.iterdir():
        target = folder / source.name
        if source.name == _STAMP:
            continue
        if not (shared(source.name) and _linked(source, target)):
            shutil.copyfile(source, target)


def _linked(source: Path, target: Path) -> bool:
    """Whether `target` could be made a link to `source`; if not, a copy serves as well."""
    try:
        target.hardlink_to(source)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        return False
    return True


def seal(folder: Path, engine: str) -> None:
    """Finish an index: stamp it, let every user of the machine read it, and put it on disk.

    Engines write some files for their owner only, but who serves an index is often not who
    made it. Links are left alone: they were sealed in the index that they come from.
    """
    (folder / _STAMP).write_text(_stamp(engine), encoding="ascii")
    made = [path for path in folder.iterdir() if path.stat().st_nlink == 1]
    for path in made:
        path.chmod(path.stat().st_mode | 0o444)
    # After all changes: the first of these writes the file system's journal for the others.
    for path in (*made, folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_format(folder: Path, engine: str) -> None:
    """Raise IndexFormatError unless `folder` holds an index that `engine` made in this format."""
    try:
        found = (folder / _STAMP).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise IndexFormatError(f"{folder} holds no finished search index") from error
    if found != _stamp(engine):
        wanted = _stamp(engine)
        raise IndexFormatError(f"{folder} is an index of kind {found!r}, not {wanted!r}")


def _stamp(engine: str) -> str:
    return f"{engine} {FORMAT}"


@contextmanager
def translated(doing: str, folder: Path) -> Iterator[None]:
    """Turn whatever an engine raises into a SearchIndexError that says what was being done.

    Engines have no root error of their own: a damaged file shows as ValueError, OSError,
    struct.error, EOFError and others.
    """
    try:
        yield
    except SearchIndexError:
        raise
    except Exception as error:
        raise SearchIndexError(f"{doing} failed in {folder}: {error}") from error
