"""Measures the keeping of the board: commits by setting, the journal's proof, backup, restoring.

Receiving is measured on SQLite as it is set and as it might be (write-ahead log, less syncing),
each in a database of its own. Then a database is filled in bulk; its journal is verified, it is
backed up and restored into an empty one. CPU times stand beside, for machines with other work.
"""

import argparse
import datetime as dt
import secrets
import sys
import time
import zoneinfo
from collections.abc import Callable
from pathlib import Path

sys.path.append(sys.path.pop(0))  # a neighbour's file has the name of the package `dialogue`

from board_matters import Matters
from figures import Table
from prose import read_prose
from sqlalchemy import event, text
from workplace import work_folder

from dialogue.gate.submit import Submission, submit
from dialogue.keys.vault import Vault
from dialogue.matter.matters import Domain, Type
from dialogue.rules import Board, Office, Rules, utc_now
from dialogue.storage import database, journal_check
from dialogue.storage.database import Database
from dialogue.upkeep.backup import back_up
from dialogue.upkeep.restore import restore
from publisher import workdays

KEYS = ("commit_ms", "verify_s", "backup_s", "restore_s", "backup_mb")
SETTINGS = (("DELETE", "EXTRA"), ("DELETE", "FULL"), ("WAL", "FULL"), ("WAL", "NORMAL"))


def main() -> None:
    """Measure in a folder that is removed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--threads", type=int, default=100_000, help="matters in the database")
    asked.add_argument("--posts", type=int, default=200, help="matters received per setting")
    asked.add_argument("--keep", type=Path, help="work in this folder, and leave it there")
    asked.add_argument("--sample", type=Path, help="a folder of statute texts for the prose")
    given = asked.parse_args()
    table = Table(KEYS)
    with work_folder(given.keep) as folder:
        _receive(table, folder, given.posts)
        _keep(table, folder, given.threads, given.sample)
    table.print()


def _office(opened: Database) -> Office:
    name = {"zh": "县", "en": "County"}
    return Office(
        opened, Vault(secrets.token_bytes(32)),
        Rules(boards={"county": Board("county", name, name, "P", "U")}, units={"U": name},
              calendar=workdays.shipped(), zone=zoneinfo.ZoneInfo("Asia/Shanghai")),
        utc_now,
    )  # fmt: skip


def _opened(folder: Path) -> Database:
    folder.mkdir()
    opened = database.connect(database.address(folder))
    database.migrate(opened)
    return opened


def _receive(table: Table, folder: Path, posts: int) -> None:
    table.title(f"Receiving {posts} matters on SQLite, one after the other", "ms each")
    for mode, syncing in SETTINGS:
        opened = _opened(folder / f"{mode}-{syncing}")
        opened.close()
        event.listen(
            opened.engine, "connect",
            lambda connection, _, mode=mode, syncing=syncing: connection.executescript(
                f"PRAGMA journal_mode={mode}; PRAGMA synchronous={syncing}"),
        )  # fmt: skip
        office = _office(opened)
        began = time.perf_counter()
        for _ in range(posts):
            submit(office, Submission(
                form=secrets.token_bytes(16), board="county", type=Type.HELP,
                domain=Domain.OTHER, lang="zh", title="路灯", body="路灯坏了。" * 40,
            ))  # fmt: skip
        each = (time.perf_counter() - began) * 1000 / posts
        with opened.reading() as connection:
            really = connection.execute(text("PRAGMA journal_mode")).scalar_one()
        table.add(f"{mode}, {syncing}", f"{each:.1f}", remark=f"journal_mode {really}")
        table.figures["commit_ms"] = table.figures["commit_ms"] or each
        opened.close()


def _keep(table: Table, folder: Path, threads: int, sample: Path | None) -> None:
    opened = _opened(folder / "board")
    events = Matters(_office(opened), read_prose(sample)).fill(threads)
    table.title(f"{threads} matters, {events} entries of the journal", "wall", "CPU")

    def verified() -> None:
        with opened.reading() as connection:
            journal_check.verify(connection)

    table.figures["verify_s"] = _timed(table, "verify the journal", verified)
    backup = folder / "backup"
    at = dt.datetime.now(dt.UTC)
    table.figures["backup_s"] = _timed(table, "backup", lambda: back_up(opened, backup, at))
    size = sum(file.stat().st_size for file in backup.iterdir()) / 1e6
    table.add("size of the backup", f"{size:.0f} MB")
    table.figures["backup_mb"] = size
    fresh = _opened(folder / "restored")
    table.figures["restore_s"] = _timed(table, "restore and verify",
                                        lambda: restore(fresh, backup))  # fmt: skip
    opened.close()
    fresh.close()


def _timed(table: Table, what: str, work: Callable[[], object]) -> float:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    took = time.perf_counter() - wall
    table.add(what, f"{took:.2f} s", f"{time.process_time() - cpu:.2f} s")
    return took


if __name__ == "__main__":
    main()
