"""The desk of a small county on both databases, with a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue import database
from tests.dialogue.conftest import Clock, board, clock, database_url, postgres_server
from tests.website.staff.workplace import Workplace, workplace
from website.dialogue import office as offices

__all__ = ["board", "clock", "database_url", "postgres_server"]


@pytest.fixture
def desk(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Workplace]:  # fmt: skip
    """The desk on SQLite, for what no database makes a difference to."""
    opened = database.connect(database.address(tmp_path))
    database.migrate(opened)
    monkeypatch.setattr(offices, "utc_now", clock)
    yield workplace(opened, clock, tmp_path)
    opened.close()


@pytest.fixture
def any_desk(
    board: database.Database, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Workplace:
    """The desk on a database of each kind."""
    monkeypatch.setattr(offices, "utc_now", clock)
    return workplace(board, clock, tmp_path)
