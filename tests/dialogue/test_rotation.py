"""The wrapping key is changed while servers run, and no acknowledged matter becomes unreadable."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from dialogue.keys import vault
from dialogue.keys.vault import make_vault, open_vault, save_vault
from dialogue.reading import own
from dialogue.rules import Office
from dialogue.storage import database, tables, wrapping
from dialogue.storage.database import Unavailable
from dialogue.upkeep import key_backup, rotation
from tests.dialogue.conftest import ESCROW, fresh_postgres, rules
from tests.dialogue.matters import sent


class Killed(BaseException):
    """The process ends in the middle of a step."""


def readable(office: Office, receipt: str) -> bool:
    """Whether the texts of a matter can be read."""
    mine = own.look_up(office, receipt)
    return isinstance(mine, own.Own) and len(mine.written) == 2


class Machine:
    """Servers over one database and one folder, each with what it read when it started."""

    def __init__(self, url: str, var: Path) -> None:
        self.url, self.var = url, var
        opened = database.connect(url)
        database.migrate(opened)
        opened.close()
        make_vault(var)
        self.receipts: list[str] = []
        self.servers = [self._started() for _ in range(3)]

    def _started(self) -> Office:
        return Office(database.connect(self.url, pool=1), open_vault(self.var), rules())

    def send(self, server: int) -> None:
        """A server receives a matter."""
        self.receipts.append(sent(self.servers[server]).receipt)

    def restart(self, server: int) -> None:
        """A server is started anew."""
        self.servers[server].database.close()
        self.servers[server] = self._started()

    def rotate(self, server: int, cut: int) -> None:
        """The command runs, and ends for good at one of its steps (0 and 1), or not at all."""
        opened = database.connect(self.url, pool=1)

        def save(var: Path, held: vault.Vault) -> None:
            if cut == 0:
                raise Killed
            save_vault(var, held)
            if cut == 1:
                raise Killed

        with pytest.MonkeyPatch.context() as patch, contextlib.suppress(Killed):
            patch.setattr(rotation, "save_vault", save)  # where the command touches the file
            if not rotation.begin(opened, self.var):
                rotation.finish(opened, self.var)
        opened.close()

    def read(self, server: int) -> None:
        """A server reads everything."""
        assert all(readable(self.servers[server], one) for one in self.receipts)

    def close(self) -> None:
        """Everything can be read by servers that run, and by one that starts now."""
        self.restart(0)
        for server in range(3):
            self.read(server)
        with self.servers[0].database.reading() as connection:
            held = open_vault(self.var)
            assert not list(wrapping.unreadable(connection, held))
        for one in self.servers:
            one.database.close()


STEP = st.tuples(st.sampled_from(["send", "restart", "rotate", "rotate", "read"]),
                 st.integers(0, 2), st.integers(0, 4))  # fmt: skip
PATIENT = settings(
    deadline=None, max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def play(machine: Machine, steps: list[tuple[str, int, int]]) -> None:
    """Let the steps happen in their order."""
    for what, server, cut in steps:
        if what == "rotate":
            machine.rotate(server, cut)
        else:
            getattr(machine, what)(server)
    machine.close()


@PATIENT
@given(steps=st.lists(STEP, max_size=25))
def test_no_order_of_steps_loses_a_matter_on_sqlite(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    var = tmp_path_factory.mktemp("var")
    play(Machine(database.address(var), var), steps)


@PATIENT
@given(steps=st.lists(STEP, max_size=15))
def test_no_order_of_steps_loses_a_matter_on_postgresql(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, int, int]],
) -> None:  # fmt: skip
    url = database.address(Path(), fresh_postgres(postgres_server))
    play(Machine(url, tmp_path_factory.mktemp("var")), steps)


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Iterator[Machine]:
    """Three servers over a database of each kind."""
    made = Machine(database.address(tmp_path, database_url), tmp_path)
    yield made
    for server in made.servers:
        server.database.close()


def started(work: object) -> int:
    """A process of its own that does something for ever; its id."""
    child = os.fork()
    if child == 0:
        try:
            while True:
                work()  # type: ignore[operator]
        finally:
            os._exit(1)
    return child


def test_processes_that_rotate_and_receive_are_killed_and_lose_nothing(machine: Machine) -> None:
    for server in machine.servers:
        server.database.close()
    reading, writing = os.pipe()
    offices: list[Office] = []

    def receive() -> None:
        if not offices:
            offices.append(machine._started())
        os.write(writing, f"{sent(offices[0]).receipt}\n".encode())

    end = time.monotonic() + 6
    long_lived = started(receive)
    while time.monotonic() < end:
        child = started(lambda: machine.rotate(0, 9))
        time.sleep(0.35)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.kill(long_lived, signal.SIGKILL)
    os.waitpid(long_lived, 0)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as ledger:
        machine.receipts = ledger.read().split()
    assert len(machine.receipts) > 5
    machine.close()


def test_a_server_without_the_key_in_force_receives_nothing(machine: Machine) -> None:
    """Another machine whose copy of the file is old: it says so, and goes on once it is copied."""
    other = machine.var.parent / "other"
    machine.send(0)
    save_vault(other, open_vault(machine.var))
    far = dataclasses.replace(machine.servers[1], vault=open_vault(other))
    machine.rotate(0, 9)
    machine.rotate(0, 9)
    before = len(machine.receipts)
    with pytest.raises(Unavailable, match="not in"):
        sent(far)
    with pytest.raises(Unavailable, match="not in"):
        sent(far, sealed=True)
    with pytest.raises(vault.Unreadable):
        own.look_up(far, machine.receipts[0])
    save_vault(other, open_vault(machine.var))
    machine.receipts.append(sent(far).receipt)
    assert len(machine.receipts) == before + 1
    machine.close()


def test_keys_of_another_board_receive_nothing(machine: Machine) -> None:
    machine.send(0)
    wrong = dataclasses.replace(machine.servers[0], vault=vault.Vault(bytes(32)))
    with pytest.raises(Unavailable, match="not those of this board"):
        sent(wrong)
    with machine.servers[0].database.reading() as connection:
        assert len(connection.execute(select(tables.receipt)).all()) == 1
    machine.close()


def test_a_backup_of_keys_opens_what_was_wrapped_under_any_key(machine: Machine) -> None:
    machine.send(0)
    (machine.var / "safe").write_text(f"{ESCROW}\n")
    for _ in range(3):
        stale = machine.servers[2].vault
        machine.rotate(0, 9)
        file = machine.var / "keys.age"
        key_backup.write(machine.servers[0].database, stale, file, [str(ESCROW.to_public())])
        found = key_backup.read(file, machine.var / "safe")
        assert all(found.vault.unwrap(one, thread) for thread, one in found.wrapped.items())
    machine.close()


def test_a_matter_whose_key_is_lost_keeps_nobody_from_rotating(machine: Machine) -> None:
    lost = sent(machine.servers[0])
    machine.send(1)
    with machine.servers[0].database.writing() as connection:
        connection.execute(text("UPDATE thread_key SET wrapped = :w WHERE thread = :t"),
                           {"w": bytes(60), "t": lost.thread})  # fmt: skip
    machine.rotate(0, 9)
    machine.rotate(0, 9)
    machine.read(2)
    with machine.servers[2].database.reading() as connection:
        assert list(wrapping.unreadable(connection, machine.servers[2].vault)) == [lost.thread]
    with pytest.raises(vault.Unreadable, match=lost.thread):
        own.look_up(machine.servers[2], lost.receipt)


def test_receipts_outlive_a_rotation(machine: Machine) -> None:
    before = machine.servers[0].vault.pepper
    machine.rotate(0, 9)
    machine.rotate(0, 9)
    assert open_vault(machine.var).pepper == before
    assert len((machine.var / vault.FILE).read_text().split()) == 2
