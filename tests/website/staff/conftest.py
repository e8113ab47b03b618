"""The desk of a small county on both databases, with a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue.storage import database
from tests.dialogue.conftest import Clock, board, clock, database_url, postgres_server
from tests.website.staff.workplace import Workplace, workplace

__all__ = ["board", "clock", "database_url", "postgres_server"]


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Workplace]:
    """The desk on SQLite, for what no database makes a difference to."""
    opened = database.connect(database.address(tmp_path))
    database.migrate(opened)
    yield workplace(opened, clock, tmp_path)
    opened.close()


@pytest.fixture
def any_desk(board: database.Database, tmp_path: Path, clock: Clock) -> Workplace:
    """The desk on a database of each kind."""
    return workplace(board, clock, tmp_path)
