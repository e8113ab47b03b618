"""Measures the board: pages among 100,000 threads, statistics, and posts while the server dies.

The demonstration is published, its board filled in bulk and served by two workers. Thread pages
are asked for once each, so that every one is read and rendered; so are pages of boards and of the
desk's queue. Then posts come at 25 a second for two minutes, on SQLite and on PostgreSQL, while
the whole server is killed (SIGKILL) at random moments; afterwards every acknowledged receipt must
open its matter.
"""

import argparse
import asyncio
import os
import random
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.append(sys.path.pop(0))  # this file's name is that of the package `dialogue`

import loads
from board_matters import Matters
from board_posts import Mortal, prepared, sent, unreadable
from figures import Table
from prose import Prose, read_prose
from sqlalchemy import create_engine, select, text
from workplace import work_folder

from dialogue.desk import accounts, sessions
from dialogue.desk.accounts import CONSOLE, Account
from dialogue.desk.passwords import Hashing
from dialogue.figures import daily
from dialogue.keys.vault import open_vault
from dialogue.matter.states import Role
from dialogue.rules import Office
from dialogue.storage import database, journal_check, tables
from publisher.release import live
from publisher.release.reader import current
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
    opened = database.connect(database.address(var, url))
    database.migrate(opened)
    try:
        yield Office(opened, open_vault(var), offices.rules_of(live.read(release)))
    finally:
        opened.close()


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def timed(root: str, addresses: list[str], cookie: str = "") -> list[float]:
    """Milliseconds until each page is here, one after the other over connections of their own."""
    found = []
    for address in addresses:
        request = urllib.request.Request(root + address, headers={"Cookie": cookie})
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            if urllib.parse.urlsplit(answer.url).path != address.split("?")[0]:
                raise RuntimeError(f"{address} led to {answer.url}")
        found.append((time.perf_counter() - began) * 1e3)
    return found


def signed_in(office: Office, account: Account, var: Path) -> str:
    """The cookie of a new account that has shown its second factor."""
    accounts.add(office, Hashing(var), account, "a password for this benchmark only", CONSOLE)
    with office.database.writing() as connection:
        connection.execute(
            tables.account.update().where(tables.account.c.name == account.name)
            .values(temporary=False, totp_cipher=b"enrolled")
        )  # fmt: skip
        identity = sessions.begin(connection, office, account.name, second_factor=True, lang="zh")
    return f"__Host-lightwell={identity}"


def measure_pages(table: Table, var: Path, threads: int, prose: Prose, *, quick: bool) -> None:
    """Pages and statistics among many threads."""
    rng = random.Random(3)
    with office_of(var) as office:
        began = time.perf_counter()
        events = Matters(office, prose).fill(threads)
        filled = time.perf_counter() - began
        measure_statistics(table, office)
        began = time.perf_counter()
        Keeper(var, office.database).catch_up()
        indexed = time.perf_counter() - began
        table.title(f"{threads:,} threads, {events:,} events (SQLite)", "p95", "median")
        table.add("filled in bulk", f"{filled:.0f} s", "", f"made searchable in {indexed:.0f} s")
        units = list(office.rules.units)
        staff = [
            Account(name="moderator", shown="Moderator", role=Role.MODERATOR),
            Account(name="officer", shown="Officer", role=Role.OFFICER, unit=rng.choice(units)),
            Account(name="leader", shown="Leader", role=Role.LEADER,
                    boards=frozenset(list(office.rules.boards)[:1])),
        ]  # fmt: skip
        cookies = [signed_in(office, account, var) for account in staff]
        with office.database.reading() as connection:
            thread = tables.thread
            rows = connection.execute(
                select(thread.c.id, thread.c.board, thread.c.received_at)
                .where(thread.c.visibility == "public")
            ).all()  # fmt: skip
        boards = list(office.rules.boards)
    count = 40 if quick else 400
    shown = rng.sample(rows, count)
    with loads.lightwell(Path(sys.executable).parent / "lightwell", ROOT, var,
                         log=var / "serve.log") as server:  # fmt: skip
        timed(server.root, [f"/zh/dialogue/{row.board}/{row.id}" for row in rng.sample(rows, 20)])
        threads_ms = timed(server.root, [f"/zh/dialogue/{row.board}/{row.id}" for row in shown])
        again_ms = timed(server.root, [f"/zh/dialogue/{row.board}/{row.id}" for row in shown])
        firsts = [f"/{lang}/dialogue/{board}/" for board in boards for lang in ("zh", "en")]
        older = list(_older(server.root, boards, count))
        boards_ms = timed(server.root, [*firsts, *older])
        queues = [timed(server.root, ["/staff/"] * (count // 4), cookie) for cookie in cookies]
    for what, times in (
        ("thread pages, each once", threads_ms), ("the same from the cache", again_ms),
        ("board pages, newest and older", boards_ms),
        *zip(("queue of a moderator", "queue of an officer", "queue of a leader"), queues,
             strict=True),
    ):  # fmt: skip
        table.add(what, f"{p95(times):.1f} ms", f"{sorted(times)[len(times) // 2]:.1f} ms",
                  f"{len(times)} pages")  # fmt: skip
    table.figures |= {
        "p95_ms_thread": p95(threads_ms), "p95_ms_board": p95(boards_ms),
        "p95_ms_queue": max(map(p95, queues)),
    }  # fmt: skip


def _older(root: str, boards: list[str], count: int) -> Iterator[str]:
    """Pages of boards one behind the other, as their links lead."""
    import re

    for board in boards:
        address = f"/zh/dialogue/{board}/"
        for _ in range(count // len(boards) // 2):
            with urllib.request.urlopen(root + address, timeout=60) as answer:
                page = answer.read().decode()
            link = re.search(r'href="([^"]*[?&;]after=[^"]+)"', page)
            if link is None:
                break
            address = link[1].replace("&amp;", "&")
            if address.startswith("?"):
                address = f"/zh/dialogue/{board}/{address}"
            yield address


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
    from tests import postgres

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
            with postgres.server(durable=True) as server:
                engine = create_engine(database.address(posts, server),
                                       isolation_level="AUTOCOMMIT")  # fmt: skip
                with engine.connect() as connection:
                    connection.execute(text("CREATE DATABASE board"))
                engine.dispose()
                url = server.rpartition("/")[0] + "/board"
                rate, missing = measure_posts(table, posts, url, "PostgreSQL", prose,
                                              seconds=seconds)  # fmt: skip
            rates.append(rate)
            lost += missing
            table.figures |= {"posts_per_min": min(rates), "lost": float(lost)}
    table.print()


if __name__ == "__main__":
    main()
