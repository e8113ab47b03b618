"""Measures the board: pages among 100,000 threads, statistics, and posts while the server dies.

The demonstration is published, its board filled in bulk and served by two workers. Thread pages
are asked for once each, so that every one is read and rendered; so are pages of boards and of the
desk, all of it on SQLite and on PostgreSQL with the same matters. Then posts come at 25 a second
for two minutes, on SQLite and on PostgreSQL, while the whole server is killed (SIGKILL) at random
moments; afterwards every acknowledged receipt must open its matter.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.append(sys.path.pop(0))  # this file's name is that of the package `dialogue`

import board_copies
import board_pages
import loads
from board_matters import Matters
from board_pages import Board
from board_posts import Mortal, prepared, sent, unreadable
from figures import Table
from prose import Prose, read_prose
from sqlalchemy import create_engine, select, text
from workplace import work_folder

from dialogue.desk.passwords import Hashing
from dialogue.figures import daily
from dialogue.keys.vault import open_vault
from dialogue.rules import Office
from dialogue.storage import database, journal_check, tables
from publisher.release import live
from publisher.release.reader import current
from website.dialogue import beginning, cache
from website.dialogue import office as offices
from website.dialogue.live_index import Keeper

ROOT = Path(__file__).resolve().parents[1]
LAWS = ROOT.parent / "shared" / "samples" / "laws"
KEYS = ("p95_ms_thread", "p95_ms_board", "p95_ms_queue", "statistics_s", "posts_per_min", "lost")
RATE = 25.0
"""Posts a second: 1,500 a minute."""


def publish(var: Path) -> None:
    """Publish the demonstration."""
    import subprocess

    command = [sys.executable, "-m", "website", "--source", str(ROOT), "--var", str(var)]
    subprocess.run([*command, "publish", "--as-of", "2026-03-31", "--future"], check=False,
                   timeout=600, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    if current(var) is None:
        raise RuntimeError("the demonstration was not published")


@contextmanager
def office_of(var: Path, url: str = "") -> Iterator[Office]:
    """The board's office under the demonstration's rules, with a database of this version."""
    release = current(var)
    if release is None:
        raise RuntimeError("nothing was published")
    beginning.prepare(var, url, anew=True)
    opened = database.connect(database.address(var, url))
    try:
        yield Office(opened, open_vault(var), offices.rules_of(live.read(release)))
    finally:
        opened.close()


def measure_pages(table: Table, var: Path, threads: int, prose: Prose, *, quick: bool) -> None:
    """Pages and statistics among many threads, the pages on both databases."""
    with office_of(var) as office:
        began = time.perf_counter()
        events = Matters(office, prose).fill(threads)
        filled = time.perf_counter() - began
        measure_statistics(table, office)
        began = time.perf_counter()
        Keeper(var, office.database).catch_up()
        indexed = time.perf_counter() - began
        board = board_pages.prepared(office, Hashing(var), random.Random(3))
        table.title(f"{threads:,} threads, {events:,} events", "seconds")
        table.add("filled in bulk", f"{filled:.0f} s", "", f"made searchable in {indexed:.0f} s")
        with other_database(var) as url:
            with office_of(var, url) as other:
                began = time.perf_counter()
                rows = board_copies.copy(office.database, other.database)
                table.add("copied to PostgreSQL", f"{time.perf_counter() - began:.0f} s", "",
                          f"{rows:,} rows")  # fmt: skip
            table.figures |= measure_served(table, var, "", board, "SQLite", quick=quick)
            measure_served(table, var, url, board, "PostgreSQL", quick=quick)


def measure_served(
    table: Table, var: Path, url: str, board: Board, what: str, *, quick: bool
) -> dict[str, float]:
    """All kinds of pages of a board in one of the databases, none of them in the cache yet."""
    shutil.rmtree(var / cache.FOLDER, ignore_errors=True)
    table.title(f"Pages of the board in {what}", "p95", "median")
    environment = {**os.environ, "LIGHTWELL_DATABASE_URL": url}
    with loads.lightwell(Path(sys.executable).parent / "lightwell", ROOT, var,
                         log=var / "serve.log", environment=environment) as server:  # fmt: skip
        return board_pages.measure(table, server, board, quick=quick)


@contextmanager
def other_database(var: Path) -> Iterator[str]:
    """The address of an empty database of a PostgreSQL server of its own, which waits for disks."""
    from tests import postgres

    with postgres.server(durable=True) as server:
        engine = create_engine(database.address(var, server), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE board"))
        engine.dispose()
        yield server.rpartition("/")[0] + "/board"


def measure_statistics(table: Table, office: Office) -> None:
    """The day's figures of all boards, and the journal's whole chain."""
    began = time.perf_counter()
    figures = daily.figures_of_day(office)
    seconds = time.perf_counter() - began
    table.title("Statistics of all boards", "seconds")
    table.add("figures of the day", f"{seconds:.2f} s", "", f"{len(figures.table.rows)} rows")
    began = time.perf_counter()
    with office.database.reading() as connection:
        head = journal_check.verify(connection).head
    table.add("the whole journal verified", f"{time.perf_counter() - began:.2f} s", "",
              f"{head.seq:,} entries")  # fmt: skip
    table.figures["statistics_s"] = seconds


def measure_posts(table: Table, var: Path, url: str, what: str, prose: Prose, *,
                  seconds: float) -> tuple[float, int]:  # fmt: skip
    """Posts a minute under a server that dies, and how many acknowledged ones are lost."""
    rng = random.Random(5)
    environment = {**os.environ, "LIGHTWELL_DATABASE_URL": url}
    port = loads.free_port()
    command = (
        str(Path(sys.executable).parent / "lightwell"), "--source", str(ROOT), "--var", str(var),
        "serve", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
    )  # fmt: skip
    server = Mortal(command, port, var / "serve.log", environment)
    with office_of(var, url) as office:
        posts = prepared(office, int(RATE * seconds), prose, seed=rng.randrange(1 << 30))
        kill_at = sorted(rng.uniform(2, seconds - 2) for _ in range(max(2, int(seconds // 20))))
        server.start()
        try:
            began = time.perf_counter()
            found = asyncio.run(sent(posts, server, rate=RATE, kill_at=kill_at))
            took = time.perf_counter() - began
            server.kill()
            lost = unreadable(office, found.acknowledged)
        finally:
            server.kill()
        with office.database.reading() as connection:
            slow = connection.execute(
                select(text("count(*)")).select_from(tables.thread)
                .where(tables.thread.c.state == "submitted")
            ).scalar_one()  # fmt: skip
    per_minute = len(found.acknowledged) / took * 60
    table.add(what, f"{per_minute:,.0f}/min", f"{found.p95():.0f} ms",
              f"{len(found.acknowledged):,} acknowledged in {took:.0f} s, {found.kills} kills, "
              f"{found.again} sent again, {len(found.refused)} refused, {slow} in the slow lane, "
              f"{lost} lost")  # fmt: skip
    return per_minute, lost


def main() -> None:
    """Run every part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small look")
    parser.add_argument("--keep", type=Path, help="a folder to work in, which stays")
    parser.add_argument("--part", choices=("pages", "posts", "all"), default="all")
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    table, prose = Table(KEYS), read_prose(LAWS)
    with work_folder(given.keep) as folder:
        if given.part != "posts":
            var = folder / "var"
            publish(var)
            measure_pages(table, var, 3_000 if given.quick else 100_000, prose, quick=given.quick)
        if given.part != "pages":
            seconds = 15.0 if given.quick else 120.0
            table.title("Posts from many addresses while the server is killed", "posts", "p95")
            rates, lost = [], 0
            posts = folder / "posts"
            publish(posts)
            rate, missing = measure_posts(table, posts, "", "SQLite", prose, seconds=seconds)
            rates.append(rate)
            lost += missing
            with other_database(posts) as url:
                rate, missing = measure_posts(table, posts, url, "PostgreSQL", prose,
                                              seconds=seconds)  # fmt: skip
            rates.append(rate)
            lost += missing
            table.figures |= {"posts_per_min": min(rates), "lost": float(lost)}
    table.print()


if __name__ == "__main__":
    main()
