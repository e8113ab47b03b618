"""The board's database and keys, made for the first time or brought to this version.

A database that should be there and is not is never replaced by an empty one: what citizens were
given receipts for may lie in the missing one. Whether there was one is known by the keys, which
are made after the database, or by a mark where the keys are given.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from sqlalchemy import select

from dialogue.keys import vault
from dialogue.storage import database, tables, wrapping
from dialogue.storage.database import Database, Unavailable
from publisher.languages import message

MARK: Final = "dialogue.made"
"""The file that says that there is a database, where the keys are not kept in `var`."""

log = logging.getLogger(__name__)


class Gone(Unavailable):
    """There was a board, and its database is not there any more."""


def prepare(
    var: Path, database_url: str = "", dialogue_key: str = "", *, anew: bool = False
) -> bool:  # fmt: skip
    """Make database and keys at the first need, or bring the database to this version.

    Whether the database was made. `anew` lets an empty one take the place of one that is gone,
    else Gone is raised. Raises StorageError, too, where keys are missing or of another board.
    """
    opened = database.connect(database.address(var, database_url))
    try:
        is_new = database.version(opened) is None
        if is_new and not anew and _was_made(var):
            raise Gone(
                message("The board's database, {place}, is gone: it was made earlier, and now "
                        "there is none. Nothing was put in its place. Put it back, restore a "
                        "backup with `lightwell dialogue restore`, or begin an empty board with "
                        "`lightwell dialogue migrate --new`.", place=opened.place)
            )  # fmt: skip
        database.migrate(opened)
        _give_keys(opened, var, dialogue_key)
        if dialogue_key:
            (var / MARK).touch()
        return is_new
    finally:
        opened.close()


def begin(var: Path, database_url: str = "", dialogue_key: str = "") -> None:
    """As `prepare` for a website, which goes on without its board where that is away.

    Raises StorageError where there never was a board and none can be made, or the keys are wrong.
    """
    try:
        prepare(var, database_url, dialogue_key)
    except Unavailable as failure:
        if not _was_made(var):
            raise
        vault.open_vault(var, dialogue_key)
        log.error("the board is closed: %s", failure)


def _was_made(var: Path) -> bool:
    return (var / vault.FILE).exists() or (var / MARK).exists()


def _give_keys(opened: Database, var: Path, dialogue_key: str) -> None:
    """Have the keys ready; they are made only where the database knows of none."""
    with opened.reading() as connection:
        known = connection.execute(select(tables.key_in_force)).one_or_none()
    if known is not None:
        held = vault.open_vault(var, dialogue_key)
        with opened.reading() as connection:
            wrapping.named(connection, held)
        return
    held = vault.make_vault(var, dialogue_key)
    with opened.writing() as connection:
        wrapping.in_force(connection, held)
