"""Backups and restoring: whole or not at all, between databases, and never with keys."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import insert

from dialogue.gate.submit import File
from dialogue.keys import vault
from dialogue.matter.states import Event
from dialogue.reading import own
from dialogue.rules import Office
from dialogue.storage import database, tables
from dialogue.storage.database import Database
from dialogue.upkeep import key_backup
from dialogue.upkeep.backup import LEFT_OUT, MANIFEST, back_up
from dialogue.upkeep.restore import restore
from publisher.errors import StorageError, UsageError
from tests.dialogue.conftest import ESCROW, Clock, fresh_postgres
from tests.dialogue.dump import dump
from tests.dialogue.matters import CITIZEN, MODERATOR, replied, sent, step

AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
FILE = File(name="照片.png", media_type="image/png", content=bytes(range(256)))
Empty = Callable[[], Database]


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> Iterator[Empty]:
    """New databases of SQLite without anything in them."""
    made: list[Database] = []

    def new() -> Database:
        made.append(database.connect(database.address(tmp_path / f"var{len(made)}")))
        (tmp_path / f"var{len(made) - 1}").mkdir()
        database.migrate(made[-1])
        return made[-1]

    yield new
    for one in made:
        one.close()


def lived(office: Office) -> list[str]:
    """Matters in several states; their receipts."""
    answered, open_, passed = sent(office), sent(office, files=(FILE,)), sent(office, body="有人")
    replied(office, answered.thread)
    step(office, answered.thread, Event.DISSATISFY, CITIZEN, scores=(1, 2, 3))
    step(office, passed.thread, Event.DIVERT, MODERATOR)
    return [answered.receipt, open_.receipt, passed.receipt]


def kept(found: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """What of a dump a backup keeps."""
    left_out = {table.name for table in LEFT_OUT}
    return {name: rows for name, rows in found.items() if name not in left_out}


def test_what_is_restored_is_what_was_backed_up(
    office: Office, empty_sqlite: Empty, tmp_path: Path
) -> None:
    receipts = lived(office)
    rows = back_up(office.database, tmp_path / "backup", AT)
    keys = tmp_path / "keys.age"
    key_backup.write(office.database, office.vault, keys, [str(ESCROW.to_public())])
    (tmp_path / "escrow.txt").write_text(f"# the safe key\n{ESCROW}\n")
    found = key_backup.read(keys, tmp_path / "escrow.txt")
    assert found.vault.wrappers == office.vault.wrappers
    assert found.vault.master == office.vault.master
    fresh = empty_sqlite()
    done = restore(fresh, tmp_path / "backup", found)
    assert (done.rows, done.unreadable) == (rows, 0)
    assert kept(dump(fresh)) == kept(dump(office.database))
    again = dataclasses.replace(office, database=fresh)
    for receipt in receipts:
        assert own.look_up(again, receipt) == own.look_up(office, receipt)
    sent(again)


def test_a_backup_of_sqlite_goes_on_living_in_postgresql(
    sqlite_office: Office, postgres_server: str, tmp_path: Path
) -> None:
    lived(sqlite_office)
    back_up(sqlite_office.database, tmp_path / "backup", AT)
    fresh = database.connect(database.address(tmp_path, fresh_postgres(postgres_server)))
    database.migrate(fresh)
    restore(fresh, tmp_path / "backup")
    assert kept(dump(fresh)) == kept(dump(sqlite_office.database))
    sent(dataclasses.replace(sqlite_office, database=fresh))
    fresh.close()


def test_no_key_is_in_a_backup(office: Office, tmp_path: Path) -> None:
    sent(office)
    back_up(office.database, tmp_path / "backup", AT)
    names = {file.name.partition(".")[0] for file in (tmp_path / "backup").iterdir()}
    assert not names & {table.name for table in LEFT_OUT}
    assert tables.thread_key in LEFT_OUT
    assert tables.daily_key in LEFT_OUT


def test_what_was_passed_on_after_the_backup_comes_back_unreadable(
    office: Office, empty_sqlite: Empty, tmp_path: Path
) -> None:
    accused, other = sent(office, body="有人收了钱。"), sent(office)
    back_up(office.database, tmp_path / "backup", AT)
    step(office, accused.thread, Event.DIVERT, MODERATOR)
    key_backup.write(office.database, office.vault, tmp_path / "keys", [str(ESCROW.to_public())])
    (tmp_path / "escrow.txt").write_text(f"{ESCROW}\n")
    found = key_backup.read(tmp_path / "keys", tmp_path / "escrow.txt")
    fresh = empty_sqlite()
    assert restore(fresh, tmp_path / "backup", found).unreadable == 1
    again = dataclasses.replace(office, database=fresh)
    mine = own.look_up(again, accused.receipt)
    assert isinstance(mine, own.Own)
    assert mine.written == ()
    readable = own.look_up(again, other.receipt)
    assert isinstance(readable, own.Own)
    assert len(readable.written) == 2


def test_a_database_that_holds_something_is_left_alone(
    sqlite_office: Office, empty_sqlite: Empty, tmp_path: Path
) -> None:
    lived(sqlite_office)
    back_up(sqlite_office.database, tmp_path / "backup", AT)
    fresh = empty_sqlite()
    with fresh.writing() as connection:
        connection.execute(insert(tables.board_version).values(
            board="x", version=1, changed_at=AT.replace(tzinfo=None)))  # fmt: skip
    before = dump(fresh)
    with pytest.raises(UsageError, match="not empty"):
        restore(fresh, tmp_path / "backup")
    assert dump(fresh) == before


def _changed_byte(folder: Path) -> None:
    file = folder / "text.jsonl.gz"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _missing_file(folder: Path) -> None:
    (folder / "journal.jsonl.gz").unlink()


def _swapped_files(folder: Path) -> None:
    shutil.copy(folder / "sealed.jsonl.gz", folder / "account.jsonl.gz")


@pytest.mark.parametrize("damage", [_changed_byte, _missing_file, _swapped_files])
def test_a_damaged_backup_restores_nothing(
    sqlite_office: Office, empty_sqlite: Empty, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    lived(sqlite_office)
    back_up(sqlite_office.database, tmp_path / "backup", AT)
    damage(tmp_path / "backup")
    fresh = empty_sqlite()
    before = dump(fresh)
    with pytest.raises(StorageError, match="Nothing was restored"):
        restore(fresh, tmp_path / "backup")
    assert dump(fresh) == before


def test_a_backup_with_another_journal_than_its_manifest_says_restores_nothing(
    sqlite_office: Office, empty_sqlite: Empty, tmp_path: Path
) -> None:
    lived(sqlite_office)
    back_up(sqlite_office.database, tmp_path / "backup", AT)
    manifest = json.loads((tmp_path / "backup" / MANIFEST).read_text())
    manifest["journal"]["hash"] = "0" * 64
    (tmp_path / "backup" / MANIFEST).write_text(json.dumps(manifest))
    fresh = empty_sqlite()
    with pytest.raises(Exception, match="written anew"):
        restore(fresh, tmp_path / "backup")
    assert not any(dump(fresh).values())


def test_a_folder_without_a_backup_is_named(empty_sqlite: Empty, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no backup"):
        restore(empty_sqlite(), tmp_path)


def test_a_backup_never_overwrites_another(sqlite_office: Office, tmp_path: Path) -> None:
    back_up(sqlite_office.database, tmp_path / "backup", AT)
    with pytest.raises(UsageError, match="exists already"):
        back_up(sqlite_office.database, tmp_path / "backup", AT)


def test_a_key_file_takes_the_place_of_the_last_one(
    sqlite_office: Office, tmp_path: Path
) -> None:
    (tmp_path / "escrow.txt").write_text(f"{ESCROW}\n")
    received = sent(sqlite_office)
    for _ in range(2):
        key_backup.write(sqlite_office.database, sqlite_office.vault, tmp_path / "keys",
                         [str(ESCROW.to_public())])  # fmt: skip
        found = key_backup.read(tmp_path / "keys", tmp_path / "escrow.txt")
        step(sqlite_office, received.thread, Event.DIVERT, MODERATOR)
        received = sent(sqlite_office)
    assert len(found.wrapped) == 1
    assert sorted(one.name for one in tmp_path.iterdir() if "keys" in one.name) == ["keys"]


def test_keys_open_with_the_right_private_key_only(sqlite_office: Office, tmp_path: Path) -> None:
    key_backup.write(sqlite_office.database, sqlite_office.vault, tmp_path / "keys",
                     [str(ESCROW.to_public())])  # fmt: skip
    other = tmp_path / "other.txt"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    with pytest.raises(StorageError, match="cannot be opened"):
        key_backup.read(tmp_path / "keys", other)
    other.write_text("nothing\n")
    with pytest.raises(UsageError, match="no private age key"):
        key_backup.read(tmp_path / "keys", other)


def test_the_servers_keys_come_back_where_none_are(sqlite_office: Office, tmp_path: Path) -> None:
    key_backup.install(tmp_path / "new", sqlite_office.vault)
    assert vault.open_vault(tmp_path / "new") == sqlite_office.vault
    key_backup.install(tmp_path / "new", sqlite_office.vault)
    with pytest.raises(UsageError, match="Other keys"):
        key_backup.install(tmp_path / "new", vault.Vault(bytes(32)))


def test_a_backup_is_of_one_moment_though_matters_come_in(
    office: Office, empty_sqlite: Empty, tmp_path: Path, clock: Clock
) -> None:
    """Whatever comes in while it is written: its journal fits its matters, as restoring proves."""
    from concurrent.futures import ThreadPoolExecutor

    for _ in range(5):
        sent(office)
    with ThreadPoolExecutor(3) as pool:
        coming = [pool.submit(sent, office) for _ in range(12)]
        back_up(office.database, tmp_path / "backup", AT)
        for one in coming:
            one.result()
    fresh = empty_sqlite()
    restore(fresh, tmp_path / "backup")
    found = dump(fresh)
    assert len(found["thread"]) == len(found["receipt"]) == len(found["journal"])
    assert len(found["text"]) == 2 * len(found["thread"])
