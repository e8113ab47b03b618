"""When the database cannot do its work, said plainly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from psycopg.errors import DiskFull, UndefinedTable
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import exc

from publisher.errors import StorageError
from publisher.languages import message

FAILURES: Final = (
    exc.OperationalError, exc.InterfaceError, exc.TimeoutError, sqlite.OperationalError,
)  # fmt: skip


class Unavailable(StorageError):
    """The database cannot be reached, is full or locked; nothing was changed."""


class Full(Unavailable):
    """The disk is full; nothing was changed."""


@contextmanager
def translated() -> Iterator[None]:
    """Say plainly that the database is away, empty, full, read-only or locked."""
    try:
        yield
    except exc.ProgrammingError as failure:
        if not isinstance(failure.orig, UndefinedTable):
            raise
        raise _told(failure) from failure
    except FAILURES as failure:
        raise _told(failure) from failure


def _told(failure: Exception) -> Unavailable:
    cause = getattr(failure, "orig", None) or failure
    what = str(cause).strip().splitlines()[0]
    if isinstance(cause, DiskFull) or "disk is full" in what:
        return Full(message("The disk with the board's database is full: {what}.", what=what))
    return Unavailable(message("The database of the board cannot be used: {what}.", what=what))
