"""Measures how a large table's rows are indexed: time and memory of a build and of an update.

The table is that of the demonstration's payments, as published in a `var` folder, over and over,
each time with other ids and texts: `python benchmarks/rows.py VAR --rows 1000000`.
"""

from __future__ import annotations

import argparse
import os
import resource as limits
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from publisher.outputs.plan import table_path
from publisher.release import live
from publisher.release.found.changes import changes
from publisher.release.found.rows import Rows, layout, open_rows
from publisher.release.reader import Release, current
from search_index import ENGINES, Query

DATASET = RESOURCE = "payments"
CHANGED = 1_000
"""So many rows are different in the second version of the table."""


def main() -> None:
    """Make the tables, index them, print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("var", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    given = parser.parse_args()
    release = current(given.var)
    if release is None:
        raise SystemExit(f"nothing is published in {given.var}")
    with tempfile.TemporaryDirectory() as folder:
        measure(release, Path(folder), given.rows)


def measure(release: Release, folder: Path, number: int) -> None:
    """Build an index of so many rows, then update it."""
    before, now = folder / "before.sqlite", folder / "now.sqlite"
    repeat(release.folder / table_path(DATASET, RESOURCE), before, number)
    shutil.copyfile(before, now)
    with closing(sqlite3.connect(now)) as database:
        database.execute("UPDATE rows SET c9 = c9 || '（更正）' WHERE rowid % ? = 0",
                         (number // CHANGED,))  # fmt: skip
        database.commit()
    package = live.read(release).packages[DATASET]
    found = next(table for table in package.resources if table.name == RESOURCE)
    own = layout(package, found)
    with open_rows(before, own) as first, open_rows(now, own) as second:
        if first is None or second is None:
            raise SystemExit("the table cannot be searched")
        engine = ENGINES["tantivy"]
        say("build", number, lambda: engine.build(folder / "index", first.documents()))
        say("open", 1, lambda: engine.open(folder / "index").close())
        say("compare and update", CHANGED, lambda: update(first, second, folder))
    reader = engine.open(folder / "updated")
    again, every = reader.search(Query('"（更正）"')).total, reader.search(Query()).total
    print(f"found again: {again:,} of {every:,}")
    reader.close()


def update(before: Rows, now: Rows, folder: Path) -> None:
    """Index what differs between two versions."""
    found = changes(now, before)
    ENGINES["tantivy"].update(
        folder / "updated", base=folder / "index", changed=now.documents(found.numbers),
        removed=found.gone,
    )  # fmt: skip


def repeat(source: Path, target: Path, number: int) -> None:
    """A table with the rows of another one over and over; texts and ids differ each time."""
    shutil.copyfile(source, target)
    with closing(sqlite3.connect(target)) as database:
        count = database.execute("SELECT count(*) FROM rows").fetchone()[0]
        columns = [row[1] for row in database.execute("PRAGMA table_info(rows)")]
        for round_ in range(1, -(-number // count)):
            values = ["'R' || ? || '-' || c0", *columns[1:9], "c9 || '第' || ? || '批'",
                      *columns[10:]]  # fmt: skip
            database.execute(
                f"INSERT INTO rows SELECT {', '.join(values)} FROM rows WHERE rowid <= ?",
                (round_, round_, count),
            )
        database.execute("DELETE FROM rows WHERE rowid > ?", (number,))
        database.commit()


def say(what: str, number: int, work: Callable[[], None]) -> None:
    """Do the work and print what it took."""
    wall, used = time.perf_counter(), time.process_time()
    work()
    wall, used = time.perf_counter() - wall, time.process_time() - used
    most = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {number:,} in {wall:.2f} s ({used:.2f} CPU-s, {number / used:,.0f}/CPU-s),"
          f" peak {most:,.0f} MB, load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
