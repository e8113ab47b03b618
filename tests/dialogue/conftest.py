"""An office with a database of each kind, two boards, three units, and a clock that tests move."""

from __future__ import annotations

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import create_engine, text

from dialogue.keys.vault import Vault
from dialogue.rules import Board, Office, Rules
from dialogue.storage import database
from publisher import workdays
from tests import postgres

OFFICERS = tuple(pyrage.x25519.Identity.generate() for _ in range(2))
ESCROW = pyrage.x25519.Identity.generate()
NUMBERS = itertools.count(1)


@dataclass
class Clock:
    """An instant in UTC that tests set and move; it begins on a Monday morning in Shanghai."""

    instant: dt.datetime = dt.datetime(2026, 3, 2, 1, 0)  # noqa: DTZ001 - UTC without a zone
    ticks: Iterator[int] = field(default_factory=lambda: itertools.count())

    def __call__(self) -> dt.datetime:
        """Now; a microsecond later each time, so that order is never lost."""
        return self.instant + dt.timedelta(microseconds=next(self.ticks))

    def forward(self, days: int = 0, minutes: int = 0) -> None:
        """Let time pass."""
        self.instant += dt.timedelta(days=days, minutes=minutes)

    def to_day(self, day: dt.date) -> None:
        """Go to the morning of a day."""
        self.instant = dt.datetime.combine(day, dt.time(1))


def rules() -> Rules:
    """The rules of a small county."""
    return Rules(
        boards={
            "county": Board("county", {"zh": "县委书记", "en": "County Party Secretary"},
                            {"zh": "吴示泽", "en": "Wu Shize"}, "QY-XW-P01", "QY-XW"),
            "education": Board("education", {"zh": "教育局局长", "en": "Head of Education"},
                               {"zh": "李示明", "en": "Li Shiming"}, "QY-JYJ-P01", "QY-JYJ"),
        },
        units={
            "QY-XW": {"zh": "县委", "en": "County Party Committee"},
            "QY-JYJ": {"zh": "县教育局", "en": "Education Bureau"},
            "QY-JTJ": {"zh": "县交通局", "en": "Transport Bureau"},
        },
        calendar=workdays.shipped(), zone=zoneinfo.ZoneInfo("Asia/Shanghai"),
        officers=tuple(str(one.to_public()) for one in OFFICERS),
        escrow=str(ESCROW.to_public()), base_url="https://county.example",
        site={"zh": "监督公开网", "en": "Open Supervision"},
    )  # fmt: skip


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server, begun once for a run of tests."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return database.address(tmp_path)
    return fresh_postgres(request.getfixturevalue("postgres_server"))


def fresh_postgres(server: str) -> str:
    """The address of a new, empty database of a server."""
    name = f"board_{next(NUMBERS)}"
    engine = create_engine(database.address(Path(), server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.rpartition("/")[0] + "/" + name


@pytest.fixture
def board(database_url: str) -> Iterator[database.Database]:
    """A migrated database of each kind."""
    opened = database.connect(database.address(Path(), database_url))
    database.migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """The clock of the office."""
    return Clock()


@pytest.fixture
def office(board: database.Database, clock: Clock) -> Office:
    """An office on a database of each kind."""
    return Office(board, Vault(bytes(range(32))), rules(), clock)


@pytest.fixture
def sqlite_office(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    """An office on SQLite, for tests that no database makes a difference to."""
    opened = database.connect(database.address(tmp_path))
    database.migrate(opened)
    yield Office(opened, Vault(bytes(range(32))), rules(), clock)
    opened.close()


