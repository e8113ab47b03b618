"""The board's clock in processes of its own: the command, and the thread of a server."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from dialogue.keys.vault import Vault
from dialogue.matter.states import State
from dialogue.rules import Office, utc_now
from dialogue.storage import database, tables, threads
from dialogue.upkeep.rounds import TASKS
from tests.dialogue.conftest import rules
from tests.dialogue.matters import sent
from tests.website.county import County
from tests.website.test_serve import COMMAND, ROOT
from website.dialogue.rounds_command import CALLED

KEY = "11" * 32


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[tuple[Office, str]]:
    """An office by the real clock, with a matter that has waited an hour."""
    url = database.address(tmp_path)
    opened = database.connect(url)
    database.migrate(opened)
    an_hour = dt.timedelta(hours=1)
    before = Office(opened, Vault(bytes.fromhex(KEY)), rules(), lambda: utc_now() - an_hour)
    yield Office(opened, before.vault, before.rules, utc_now), sent(before, slow=True).thread
    opened.close()


def environment(var: Path, url: str, **more: str) -> dict[str, str]:
    """The environment of a process that keeps the dialogue elsewhere than in `var`."""
    return {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}", "LIGHTWELL_LANG": "en",
            "LIGHTWELL_VAR": str(var), "LIGHTWELL_DATABASE_URL": url,
            "LIGHTWELL_DIALOGUE_KEY": KEY, **more}  # fmt: skip


def rounds(var: Path, url: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`lightwell dialogue rounds`."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "dialogue", "rounds"], env=environment(var, url, **more),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def state(office: Office, identity: str) -> State:
    """Where a matter stands."""
    with office.database.reading() as connection:
        found = threads.find(connection, identity)
    assert found is not None
    return found.state


def url_of(office: Office) -> str:
    """The address of an office's database."""
    return office.database.engine.url.render_as_string()


def test_the_command_does_a_round_and_says_what(
    boards_county: County, waiting: tuple[Office, str]
) -> None:
    office, identity = waiting
    first, second = (rounds(boards_county.var, url_of(office)) for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "")
    assert "messages let through to the moderators\t1\n" in first.stdout
    assert "messages let through to the moderators\t0\n" in second.stdout
    assert state(office, identity) is State.QUEUED


def test_a_database_that_nobody_migrated_is_told(boards_county: County, tmp_path: Path) -> None:
    done = rounds(boards_county.var, database.address(tmp_path))
    assert (done.returncode, done.stdout) == (3, "")
    assert "There is no board in" in done.stderr
    assert "`lightwell dialogue migrate` makes an empty one." in done.stderr


def test_every_task_of_a_round_has_words() -> None:
    assert {task.name for task in TASKS} | {"searchable", "mail"} == set(CALLED)


def test_the_command_lets_another_process_finish(
    boards_county: County, waiting: tuple[Office, str]
) -> None:
    office, identity = waiting
    with office.database.writing() as connection:
        connection.execute(insert(tables.lease).values(
            name="rounds", holder="another", until=utc_now() + dt.timedelta(minutes=5)
        ))  # fmt: skip
    done = rounds(boards_county.var, url_of(office))
    assert (done.returncode, done.stdout) == (0, "")
    assert "Another process" in done.stderr
    assert state(office, identity) is State.SUBMITTED


def test_a_mail_server_that_is_none_is_told(
    boards_county: County, waiting: tuple[Office, str]
) -> None:
    done = rounds(boards_county.var, url_of(waiting[0]), LIGHTWELL_SMTP_URL="http://x")
    assert done.returncode == 2
    assert "LIGHTWELL_SMTP_URL" in done.stderr


def test_a_server_keeps_the_clock(boards_county: County, waiting: tuple[Office, str]) -> None:
    office, identity = waiting
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "serve", "--port", "0", "--workers", "2"],
        env=environment(boards_county.var, url_of(office)), stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        for _ in range(300):
            if state(office, identity) is State.QUEUED or process.poll() is not None:
                break
            time.sleep(0.1)
        assert state(office, identity) is State.QUEUED
    finally:
        process.terminate()
        process.communicate(timeout=30)
