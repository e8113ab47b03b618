"""Killed without notice at any moment, again and again: whatever was acknowledged is there."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from dialogue.keys.vault import Vault
from dialogue.matter.states import Event
from dialogue.reading import own
from dialogue.rules import Office
from dialogue.storage import database, journal_check
from tests import postgres
from tests.dialogue.conftest import rules
from tests.dialogue.matters import MODERATOR, sent, step

SECONDS = 10.0
LEAST = 5
CHANCE = random.Random(8)


def open_office(url: str) -> Office:
    """The office of a process of its own."""
    return Office(database.connect(url), Vault(bytes(32)), rules())


def work(url: str, ledger: int) -> None:
    """Receive, accept and pass on matters for ever; each is told outside once it is on disk."""
    office = open_office(url)
    while True:
        received = sent(office)
        os.write(ledger, f"{received.receipt} received\n".encode())
        if CHANCE.random() < 0.3:
            step(office, received.thread, Event.DIVERT, MODERATOR)
            os.write(ledger, f"{received.receipt} sealed\n".encode())
        else:
            step(office, received.thread, Event.ACCEPT, MODERATOR)
            os.write(ledger, f"{received.receipt} accepted\n".encode())


def killed_at_some_moment(url: str) -> list[tuple[str, str]]:
    """What a process acknowledged before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            CHANCE.seed(os.getpid())
            work(url, writing)
        finally:
            os._exit(1)
    os.close(writing)
    try:
        time.sleep(CHANCE.uniform(0.02, 0.5))
    finally:
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL
    with os.fdopen(reading, encoding="ascii") as ledger:
        lines = ledger.read().split("\n")
    return [(receipt, state) for receipt, _, state in (line.partition(" ") for line in lines[:-1])]


def require_all(office: Office, ledger: list[tuple[str, str]]) -> None:
    """Everything that was acknowledged can be read, and stands as it was acknowledged."""
    for receipt, state in dict(ledger).items():
        found = own.look_up(office, receipt)
        if state == "sealed":
            assert isinstance(found, own.Sealed)
        elif state == "accepted":
            assert isinstance(found, own.Own)
            assert found.thread.state == "accepted"
            assert len(found.written) == 2
        else:
            assert found is not None
    with office.database.reading() as connection:
        journal_check.verify(connection)


def crashes(url: str) -> Iterator[list[tuple[str, str]]]:
    """The ledger after each crash, until the time is over and there were enough."""
    ledger: list[tuple[str, str]] = []
    end, times = time.monotonic() + SECONDS, 0
    while time.monotonic() < end or times < LEAST:
        ledger += killed_at_some_moment(url)
        times += 1
        yield ledger


def test_sqlite_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    url = database.address(tmp_path)
    office = open_office(url)
    database.migrate(office.database)
    for ledger in crashes(url):
        known = ledger
        with office.database.reading() as connection:
            assert connection.execute(text("PRAGMA quick_check")).scalar_one() == "ok"
    require_all(office, known)
    office.database.close()
    assert len(known) > LEAST


def test_postgresql_keeps_what_it_acknowledged() -> None:
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres.server(durable=True) as server:
        url = database.address(Path(), server)
        office = open_office(url)
        database.migrate(office.database)
        with office.database.reading() as connection:
            data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        for number, ledger in enumerate(crashes(url)):
            known = ledger
            if number % 4 == 0:
                postgres.restart(data)
        office.database.close()
        require_all(office, known)
        office.database.close()
    assert len(known) > LEAST
