"""The database: its versions and settings, and what happens when it is full, locked or away."""

from __future__ import annotations

import datetime as dt
import resource
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, MetaData, Table, event, func, insert, select, text
from sqlalchemy.types import Boolean, Date, DateTime, Integer, LargeBinary

from dialogue.gate.submit import File
from dialogue.keys.vault import Vault
from dialogue.life.conduct import conduct
from dialogue.life.requests import Refused, Request, Stale
from dialogue.matter.states import Event
from dialogue.reading import own
from dialogue.rules import Office
from dialogue.storage import database, journal_check, tables
from dialogue.storage.database import Database, Unavailable
from publisher.errors import StorageError
from tests import postgres
from tests.dialogue.conftest import Clock, rules
from tests.dialogue.dump import dump
from tests.dialogue.matters import CITIZEN, MODERATOR, sent, step


def test_sqlite_is_set_so_that_no_power_cut_loses_anything(sqlite_office: Office) -> None:
    with sqlite_office.database.writing() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema",
                         "secure_delete", "busy_timeout")
        }  # fmt: skip
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0,
        "secure_delete": 1, "busy_timeout": database.BUSY_MILLISECONDS,
    }  # fmt: skip


def test_nobody_else_on_the_machine_reads_the_file(tmp_path: Path) -> None:
    file = tmp_path / database.FILE
    file.touch(0o644)
    opened = database.connect(database.address(tmp_path))
    database.migrate(opened)
    modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.glob(f"{file.name}*")}
    opened.close()
    assert set(modes.values()) == {0o600}


def test_a_migrated_database_is_what_the_tables_say(board: Database) -> None:
    with board.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def versions() -> list[str]:
    """Every version that there was, the first one first."""
    scripts = ScriptDirectory(str(database.MIGRATIONS))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def filled(table: Table) -> dict[str, Any]:
    """A row of a table as it stands in the database, whatever its version."""
    def value(kind: object, name: str) -> Any:
        match kind:
            case Boolean():
                return False
            case Integer():
                return 1
            case DateTime():
                return dt.datetime(2026, 3, 2)  # noqa: DTZ001 - UTC without a zone
            case Date():
                return dt.date(2026, 3, 2)
            case LargeBinary():
                return bytes(32)
            case JSON():
                return []
            case _:
                return name[:7]

    row = {column.name: value(column.type, column.name) for column in table.c}
    for column in table.c:
        for key in column.foreign_keys:
            row[column.name] = value(column.type, key.column.name)
    return row


@pytest.mark.parametrize("version", versions())
def test_data_of_every_earlier_version_come_along(database_url: str, version: str) -> None:
    opened = database.connect(database.address(Path(), database_url))
    database.migrate(opened, version)
    with opened.writing() as connection:
        then = MetaData()
        then.reflect(connection)
        for table in then.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(insert(table).values(filled(table)))
    database.migrate(opened)
    database.require_head(opened)
    found = dump(opened)
    for table in then.sorted_tables:
        if table.name in found:
            assert len(found[table.name]) == 1
    opened.close()


def test_migrating_again_changes_nothing(board: Database) -> None:
    before = dump(board)
    database.migrate(board)
    assert dump(board) == before


@pytest.mark.parametrize("version", ["0000", ""])
def test_a_database_of_another_version_is_not_served(board: Database, version: str) -> None:
    with board.writing() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        if version:
            connection.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": version})
    url = board.engine.url.render_as_string(hide_password=False)
    why = "of another version" if version else "There is no board in"
    with pytest.raises(StorageError, match=f"{why}.*lightwell dialogue migrate"):
        database.open_database(url)


def test_a_database_of_a_later_version_is_not_migrated(board: Database) -> None:
    with board.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match="cannot be brought to this version"):
        database.migrate(board)


MIGRATE = """
import sys
from dialogue.storage import database
opened = database.connect(sys.argv[1])
database.migrate(opened)
database.require_head(opened)
"""


def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    url = database.address(Path(), database_url)
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, url], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    told = [process.communicate(timeout=120)[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * 4, told


@pytest.mark.parametrize("given", ["mysql://x", "postgres+psycopg2://x", "/file"])
def test_an_address_of_another_kind_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(StorageError, match="must begin with postgresql://"):
        database.address(tmp_path, given)


def limited(office: Office, pages: int) -> None:
    """Let the file of SQLite grow no further, as on a full disk."""
    event.listen(office.database.engine, "checkout", lambda connection, *_: connection.execute(
        f"PRAGMA max_page_count={pages}"))  # fmt: skip


def test_a_full_disk_is_told_plainly_and_leaves_nothing_half_done(sqlite_office: Office) -> None:
    sent(sqlite_office)
    with sqlite_office.database.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    limited(sqlite_office, pages + 8)
    before = dump(sqlite_office.database)
    big = File(name="大.bin", media_type="image/png", content=bytes(200_000))
    with pytest.raises(Unavailable, match="full"):
        sent(sqlite_office, files=(big,))
    assert dump(sqlite_office.database) == before
    limited(sqlite_office, pages + 1_000)
    received = sent(sqlite_office, files=(big,))
    assert own.look_up(sqlite_office, received.receipt) is not None


def test_a_file_that_may_not_grow_is_told_plainly(sqlite_office: Office, tmp_path: Path) -> None:
    received = sent(sqlite_office)
    before = dump(sqlite_office.database)
    size = (tmp_path / database.FILE).stat().st_size
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    big = File(name="大.bin", media_type="image/png", content=bytes(200_000))
    try:
        with pytest.raises(Unavailable, match="cannot be used"):
            sent(sqlite_office, files=(big,))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert dump(sqlite_office.database) == before
    step(sqlite_office, received.thread, Event.ACCEPT, MODERATOR)


def test_a_locked_database_is_told_plainly(
    sqlite_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 200)
    other = database.connect(database.address(tmp_path))
    with sqlite_office.database.writing(), pytest.raises(Unavailable, match="locked"):
        sent(Office(other, sqlite_office.vault, sqlite_office.rules, sqlite_office.now))
    other.close()


def test_a_database_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / database.FILE).mkdir()
    opened = database.connect(database.address(tmp_path))
    with pytest.raises(Unavailable, match="cannot be used"), opened.reading():
        pass
    opened.close()


def test_what_fails_in_a_transaction_is_undone(office: Office) -> None:
    received = sent(office)
    before = dump(office.database)

    def fail() -> None:
        with office.database.writing() as connection:
            connection.execute(tables.text.delete())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert dump(office.database) == before
    step(office, received.thread, Event.ACCEPT, MODERATOR)


def test_of_two_who_decide_at_once_one_is_told_to_look_again(office: Office) -> None:
    received = sent(office)
    gate = threading.Barrier(6)

    def decide(number: int) -> str:
        gate.wait(20)
        try:
            conduct(office, received.thread, Request(event=Event.CONSENT, consents=True), CITIZEN,
                    revision=1)  # fmt: skip
        except Stale:
            return "stale"
        return "done"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(decide, range(6))) == ["done", *["stale"] * 5]


def test_many_who_write_at_once_lose_nothing(office: Office) -> None:
    def live(number: int) -> str:
        received = sent(office)
        step(office, received.thread, Event.ACCEPT, MODERATOR)
        with pytest.raises(Refused):
            step(office, received.thread, Event.ACCEPT, MODERATOR)
        return received.thread

    with ThreadPoolExecutor(8) as pool:
        threads = set(pool.map(live, range(24)))
    with office.database.reading() as connection:
        count = connection.execute(select(func.count()).select_from(tables.thread)).scalar_one()
        assert journal_check.verify(connection).head.seq == 48
    assert count == len(threads) == 24


def test_a_server_that_goes_away_is_told_plainly_and_loses_nothing(clock: Clock) -> None:
    """PostgreSQL is stopped without notice amid writing, and begun again."""
    program = postgres.programs()
    assert program is not None
    with postgres.server(durable=True) as url:
        opened = database.connect(database.address(Path(), url))
        database.migrate(opened)
        office = Office(opened, Vault(bytes(32)), rules(), clock)
        with opened.reading() as connection:
            data = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        known, away, end = [sent(office).receipt], 0, time.monotonic() + 20
        restart = threading.Timer(0.3, lambda: postgres.restart(data))
        restart.start()
        while time.monotonic() < end and not (away and len(known) > 40):
            try:
                known.append(sent(office).receipt)
            except Unavailable:
                away += 1
        restart.join(60)
        assert away > 0
        known.append(sent(office).receipt)
        assert all(own.look_up(office, receipt) for receipt in known)
        with opened.reading() as connection:
            assert journal_check.verify(connection).head.seq >= len(known)
        opened.close()


def test_a_server_that_is_not_there_is_told_plainly() -> None:
    opened = database.connect("postgresql+psycopg://lightwell@127.0.0.1:1/postgres")
    with pytest.raises(Unavailable, match="cannot be used"), opened.reading():
        pass
    opened.close()


FILES = ("dialogue.sqlite", "dialogue.sqlite-wal", "dialogue.sqlite-shm")


def moved(start: Path, end: Path) -> None:
    """All files of a database of SQLite in another folder."""
    end.mkdir(exist_ok=True)
    for name in FILES:
        if (start / name).exists():
            (start / name).rename(end / name)


def test_a_file_that_was_moved_away_receives_nothing_and_heals(
    sqlite_office: Office, tmp_path: Path
) -> None:
    known = sent(sqlite_office)
    moved(tmp_path, tmp_path / "aside")
    with pytest.raises(Unavailable, match="is not there or was replaced"):
        sent(sqlite_office)
    with pytest.raises(Unavailable), sqlite_office.database.reading():
        pass
    assert not (tmp_path / database.FILE).exists()
    moved(tmp_path / "aside", tmp_path)
    later = sent(sqlite_office)
    assert all(own.look_up(sqlite_office, one.receipt) for one in (known, later))


@pytest.mark.parametrize("name", FILES)
def test_a_file_moved_away_amid_writing_acknowledges_nothing(
    sqlite_office: Office, tmp_path: Path, name: str
) -> None:
    sent(sqlite_office)

    def write() -> None:
        with sqlite_office.database.writing() as connection:
            connection.execute(text("DELETE FROM receipt"))
            (tmp_path / name).rename(tmp_path / f"{name}.aside")

    with pytest.raises(Unavailable, match="is not there or was replaced"):
        write()


def test_a_file_put_in_the_place_of_another_is_the_one_written_to(
    sqlite_office: Office, tmp_path: Path
) -> None:
    sent(sqlite_office)
    moved(tmp_path, tmp_path / "aside")
    database.migrate(sqlite_office.database)
    received = sent(sqlite_office)
    other = database.connect(database.address(tmp_path))
    with other.reading() as connection:
        found = connection.execute(select(tables.thread.c.id)).scalars().all()
    other.close()
    assert found == [received.thread]


def test_looking_at_a_database_makes_none(tmp_path: Path) -> None:
    opened = database.connect(database.address(tmp_path))
    assert database.version(opened) is None
    with pytest.raises(Unavailable), opened.reading():
        pass
    with pytest.raises(Unavailable), opened.writing():
        pass
    assert list(tmp_path.iterdir()) == []
    opened.close()
