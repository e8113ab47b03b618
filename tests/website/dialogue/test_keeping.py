"""The board's commands: the journal's proof, backups, keys, and what officers open."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from dialogue.keys import vault
from dialogue.matter.states import Event
from dialogue.reading import own
from dialogue.rules import Office
from dialogue.storage import database
from tests.dialogue.conftest import ESCROW, OFFICERS, Clock, rules
from tests.dialogue.matters import MODERATOR, sent, step
from website.cli import main


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A site's folder with a board."""
    place = tmp_path / "var"
    assert run(place, "migrate").exit_code == 0
    return place


@pytest.fixture
def office(var: Path) -> Iterator[Office]:
    """The office of that board."""
    opened = database.connect(database.address(var))
    yield Office(opened, vault.open_vault(var), rules(), Clock())
    opened.close()


@pytest.fixture
def escrow(tmp_path: Path) -> Path:
    """The file with the safe key."""
    file = tmp_path / "safe.key"
    file.write_text(f"# public key: {ESCROW.to_public()}\n{ESCROW}\n")
    return file


def run(var: Path, *arguments: str | Path) -> Result:
    """A command of the board in this process."""
    return CliRunner().invoke(main, ["--var", str(var), "dialogue", *map(str, arguments)])


def test_the_journal_is_proved_against_a_line_kept_elsewhere(
    var: Path, office: Office, tmp_path: Path
) -> None:
    sent(office)
    head = run(var, "head")
    (tmp_path / "head").write_text(head.stdout)
    sent(office)
    done = run(var, "verify", "--against", tmp_path / "head")
    assert done.exit_code == 0
    assert done.stdout == run(var, "head").stdout
    assert "All 2 entries are in order" in done.stderr


def test_the_first_wrong_entry_is_named(var: Path, office: Office) -> None:
    for _ in range(3):
        sent(office)
    with office.database.writing() as connection:
        connection.execute(text("UPDATE journal_detail SET actor = 'x' WHERE seq = 2"))
    done = run(var, "verify")
    assert done.exit_code == 1
    assert "Entry 2 of the journal does not say what it said at first." in done.stderr


def test_a_board_is_lost_and_comes_back(
    var: Path, office: Office, escrow: Path, tmp_path: Path
) -> None:
    received = sent(office)
    assert run(var, "backup", tmp_path / "backup").exit_code == 0
    done = run(var, "backup-keys", tmp_path / "keys", "--recipient", str(ESCROW.to_public()))
    assert (done.exit_code, "The keys of 1 matters were sealed" in done.stderr) == (0, True)
    new = tmp_path / "new"
    done = run(new, "restore", tmp_path / "backup", "--keys", tmp_path / "keys",
               "--identity", escrow)  # fmt: skip
    assert done.exit_code == 0, done.stderr
    opened = database.open_database(database.address(new))
    mine = own.look_up(Office(opened, vault.open_vault(new), rules(), Clock()), received.receipt)
    assert isinstance(mine, own.Own)
    assert len(mine.written) == 2
    opened.close()
    again = run(new, "restore", tmp_path / "backup", "--without-keys")
    assert again.exit_code == 2
    assert "The database is not empty" in again.stderr


def test_keys_without_who_opens_them_are_refused(var: Path, tmp_path: Path) -> None:
    run(var, "backup", tmp_path / "backup")
    (tmp_path / "keys").write_bytes(b"")
    done = run(tmp_path / "new", "restore", tmp_path / "backup", "--keys", tmp_path / "keys")
    assert done.exit_code == 2
    assert "belong together" in done.stderr


def test_forgotten_keys_are_asked_for_and_nothing_is_restored(
    var: Path, office: Office, tmp_path: Path
) -> None:
    sent(office)
    run(var, "backup", tmp_path / "backup")
    done = run(tmp_path / "new", "restore", tmp_path / "backup")
    assert done.exit_code == 2
    assert "--without-keys" in done.stderr
    assert not (tmp_path / "new").exists()
    done = run(tmp_path / "new", "restore", tmp_path / "backup", "--without-keys")
    assert (done.exit_code, "1 matters cannot be read any more" in done.stderr) == (0, True)


def test_the_wrapping_key_is_changed_in_two_runs(var: Path, office: Office) -> None:
    received = sent(office)
    told = [run(var, "rotate-key").stderr for _ in range(2)]
    assert [line.split(".")[0] for line in told] == [
        "There is a new key beside the old one",
        "1 keys were wrapped under the new key, and the old one was removed",
    ]  # fmt: skip
    assert len((var / vault.FILE).read_text().split()) == 2
    after = Office(office.database, vault.open_vault(var), rules(), Clock())
    assert isinstance(own.look_up(after, received.receipt), own.Own)


def test_an_officer_opens_what_was_sealed(var: Path, office: Office, tmp_path: Path) -> None:
    received = sent(office, body="有人收钱。", sealed=True)
    file = Path(run(var, "sealed", "--out", tmp_path / "out").stdout.strip())
    assert list((tmp_path / "out").iterdir()) == [file]
    assert "0 files" in run(var, "sealed", "--out", tmp_path / "out").stderr
    (tmp_path / "officer.key").write_text(str(OFFICERS[0]))
    opened = run(tmp_path / "none", "open", "--identity", tmp_path / "officer.key", file)
    assert "Received: 2026-03-02 09:00 Asia/Shanghai (UTC+08:00)\n" in opened.stdout
    assert "Board: County Party Secretary Wu Shize (county)\n" in opened.stdout
    assert "有人收钱。" in opened.stdout
    mine = own.look_up(office, received.receipt)
    assert isinstance(mine, own.Sealed)
    assert f"Number of the officers’ file: {mine.number}\n" in opened.stdout
    done = run(tmp_path / "none", "open", "--identity", tmp_path / "officer.key",
               "--out", tmp_path / "matter", file)  # fmt: skip
    assert done.stdout.split() == [f"{tmp_path / 'matter' / name}"
                                   for name in ("matter.txt", "matter.json")]  # fmt: skip
    assert (tmp_path / "matter" / "matter.txt").read_text("utf-8") == opened.stdout
    told = json.loads((tmp_path / "matter" / "matter.json").read_text("utf-8"))
    assert (told["number"], told["received_at"]) == (mine.number, "2026-03-02T09:00:00+08:00")
    assert not (tmp_path / "none").exists()


def test_officers_find_a_file_by_the_number_that_its_writer_names(
    var: Path, office: Office, tmp_path: Path
) -> None:
    receipts_ = [sent(office, body=f"第{turn}件。", sealed=True).receipt for turn in (1, 2)]
    passed_on = sent(office, body="第3件。")
    step(office, passed_on.thread, Event.DIVERT, MODERATOR)
    (tmp_path / "officer.key").write_text(str(OFFICERS[1]))
    files = run(var, "sealed", "--out", tmp_path / "out").stdout.split()
    done = run(tmp_path / "none", "numbers", "--identity", tmp_path / "officer.key", *files)
    found = dict(line.split("\t") for line in done.stdout.splitlines())
    for turn, receipt in enumerate([*receipts_, passed_on.receipt], 1):
        mine = own.look_up(office, receipt)
        assert isinstance(mine, own.Sealed)
        opened = run(tmp_path / "none", "open", "--identity", tmp_path / "officer.key",
                     found[mine.number])  # fmt: skip
        assert f"第{turn}件。" in opened.stdout


def test_the_wrong_key_is_told_plainly(
    var: Path, office: Office, escrow: Path, tmp_path: Path
) -> None:
    sent(office, sealed=True)
    file = Path(run(var, "sealed", "--out", tmp_path / "out").stdout.strip())
    file.write_bytes(file.read_bytes()[:-1])
    done = run(var, "open", "--identity", escrow, file)
    assert done.exit_code == 3
    assert "This cannot be opened with this key" in done.stderr


def test_a_database_of_another_version_is_told_plainly(var: Path, office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    done = run(var, "head")
    assert done.exit_code == 3
    assert "Run `lightwell dialogue migrate`" in done.stderr


def test_a_missing_database_is_never_replaced_by_an_empty_one(var: Path, office: Office) -> None:
    sent(office)
    office.database.close()
    aside = var.parent / "aside"
    aside.mkdir()
    for file in var.glob("dialogue.sqlite*"):
        file.rename(aside / file.name)
    for command in (["migrate"], ["head"], ["backup", str(var.parent / "b")]):
        done = run(var, *command)
        assert done.exit_code == 3
        assert "dialogue.sqlite" in done.stderr
        assert not list(var.glob("dialogue.sqlite*"))
    for file in aside.iterdir():
        file.rename(var / file.name)
    assert run(var, "head").stdout.startswith("1 ")


def test_an_empty_board_is_begun_where_that_is_said(var: Path, office: Office) -> None:
    sent(office)
    office.database.close()
    for file in var.glob("dialogue.sqlite*"):
        file.unlink()
    assert "An empty database was made" in run(var, "migrate", "--new").stderr
    assert run(var, "head").stdout.startswith("0 ")


def test_a_board_that_is_not_there_yet_is_told_so(tmp_path: Path) -> None:
    done = run(tmp_path / "var", "head")
    assert (done.exit_code, "There is no board in" in done.stderr) == (3, True)
    assert not (tmp_path / "var").exists()
    assert "An empty database was made" in run(tmp_path / "var", "migrate").stderr
    assert "is of this version" in run(tmp_path / "var", "migrate").stderr


def test_lost_keys_are_never_replaced_by_new_ones(var: Path, office: Office) -> None:
    received = sent(office)
    kept = (var / vault.FILE).read_text()
    (var / vault.FILE).unlink()
    for command in ("migrate", "verify"):
        done = run(var, command)
        assert done.exit_code == 3
        assert "are not there" in done.stderr
    (var / vault.FILE).write_text("11" * 32)
    assert "not those of this board" in run(var, "migrate").stderr
    (var / vault.FILE).write_text(kept)
    assert run(var, "migrate").exit_code == 0
    assert own.look_up(office, received.receipt) is not None


def test_matters_that_lost_their_key_are_named(
    var: Path, office: Office, tmp_path: Path
) -> None:
    received, _ = sent(office), sent(office)
    with office.database.writing() as connection:
        connection.execute(text("UPDATE thread_key SET wrapped = zeroblob(60) WHERE thread = :t"),
                           {"t": received.thread})  # fmt: skip
    for command in (["verify"],
                    ["backup-keys", tmp_path / "keys", "--recipient", ESCROW.to_public()]):
        done = run(var, *map(str, command))
        assert "1 matters cannot be read any more" in done.stderr
        assert received.thread in done.stderr
    assert run(var, "verify").exit_code == 1
    assert [run(var, "rotate-key").exit_code for _ in range(2)] == [0, 0]


def test_a_path_that_cannot_be_written_is_told_plainly(var: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for command in (["backup", tmp_path / "file" / "b"],
                    ["backup-keys", tmp_path / "no" / "keys", "--recipient", ESCROW.to_public()],
                    ["sealed", "--out", tmp_path / "file" / "out"]):
        done = run(var, *map(str, command))
        assert done.exit_code == 3
        assert done.stderr.startswith("Error: ")
        assert str(tmp_path) in done.stderr
        assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("command", ["backup", "backup-keys"])
def test_a_full_disk_leaves_nothing_half_written(
    var: Path, office: Office, tmp_path: Path, command: str
) -> None:
    for _ in range(20):
        sent(office, body="字" * 1_000)
    place = tmp_path / "place"
    place.mkdir()
    more = ["--recipient", str(ESCROW.to_public())] if command == "backup-keys" else []
    run(var, "head")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    try:
        done = run(var, command, place / "b", *more)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert done.exit_code == 3
    assert "Error: " in done.stderr
    assert not list(place.iterdir())
