"""Measures search pages over HTTP: `lightwell serve` with two workers, asked as people ask.

The demonstration is published, and its index filled up to 20,000 documents of `search_corpus`.
Readers come from addresses of their own (127.x.y.z), ask some questions each and leave. No
address is asked for twice, so that every page is searched and rendered; the same questions as
people repeat them are a second row. Then one client floods, and the others are timed beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import loads
import search_corpus
from figures import Table

from publisher.release.reader import current
from search_index import ENGINES

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = 20_000
CONNECTIONS = 16
RATE = 300
"""Pages a second that the latency is measured at, as the figure is set."""

PATIENCE = 20
"""Questions that a reader asks."""

KEYS = ("http_rps", "http_p95_ms")


@dataclass
class Seen:
    """What readers saw: times in ms, by status."""

    times: dict[int, list[float]] = field(default_factory=dict)

    def add(self, status: int, began: float) -> None:
        self.times.setdefault(status, []).append((time.perf_counter() - began) * 1e3)

    def count(self, status: int = 200) -> int:
        return len(self.times.get(status, ()))

    def p95(self) -> float:
        times = sorted(self.times.get(200, [0.0]))
        return times[max(0, round(0.95 * len(times)) - 1)]


def addresses(*, seed: int) -> Iterator[str]:
    """Search pages without end, all different: words, choices, dates and both languages."""
    rng = random.Random(seed)
    words = (*search_corpus.PHRASES, *search_corpus.COMBINED)
    for number in itertools.count():
        asked = {"q": rng.choice(words), "lang": rng.choice(("all", "zh", "en"))}
        if rng.random() < 0.5:
            name, values = rng.choice(
                (("kind", ("row", "article", "dataset")), ("unit", search_corpus.UNITS),
                 ("year", ("2023", "2024", "2025")))
            )  # fmt: skip
            asked[name] = rng.choice(values)
        if rng.random() < 0.2:
            asked["sort"] = "date"
        # A day from which on everything is found: another question, with the same answer.
        asked["from"] = f"{1000 + number % 900:04}-{1 + number // 900 % 12:02}-{1 + seed % 28:02}"
        yield f"/{rng.choice(('zh', 'zh', 'en'))}/search?{urlencode(asked)}"


def repeated(*, seed: int) -> Iterator[str]:
    """The same pages as people ask for them: some very often, most hardly ever (Zipf)."""
    rng = random.Random(seed)
    known = list(itertools.islice(addresses(seed=seed), 2_000))
    weights = [1 / place for place in range(1, len(known) + 1)]
    while True:
        yield from rng.choices(known, weights, k=500)


class Reader:
    """One connection from an address of its own."""

    def __init__(self, root: str, number: int) -> None:
        parts = urlsplit(root)
        self._to = str(parts.hostname), int(parts.port or 80)
        self._own = f"127.{1 + number // 62_500 % 250}.{number // 250 % 250}.{1 + number % 250}"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, address: str) -> int:
        """The status of a page, once it is here in full."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(*self._to, local_addr=(self._own, 0))
        reader, writer = self._streams
        writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        await reader.readexactly(int(length))
        return int(head.split(b" ", 2)[1])

    def leave(self) -> None:
        """Close the connection."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def capacity(root: str, pages: Iterator[str], *, seconds: float, first: int) -> Seen:
    """As many pages as come over sixteen connections."""
    seen, ends, numbers = Seen(), time.perf_counter() + seconds, itertools.count(first)

    async def line() -> None:
        while time.perf_counter() < ends:
            reader = Reader(root, next(numbers))
            for address in itertools.islice(pages, PATIENCE):
                began = time.perf_counter()
                if began < ends:
                    seen.add(await reader.ask(address), began)
            reader.leave()

    await asyncio.gather(*(line() for _ in range(CONNECTIONS)))
    return seen


async def offered(
    root: str, pages: Iterator[str], *, rate: float, seconds: float, first: int
) -> Seen:
    """Pages asked for at a steady rate, whether or not the last ones are there yet.

    Waiting for a connection counts: times run from when the page was due.
    """
    seen, numbers = Seen(), itertools.count(first)
    idle: list[tuple[Reader, int]] = []

    async def one(address: str, due: float) -> None:
        reader, asked = idle.pop() if idle else (Reader(root, next(numbers)), 0)
        seen.add(await reader.ask(address), due)
        if asked + 1 < PATIENCE:
            idle.append((reader, asked + 1))
        else:
            reader.leave()

    began, waiting = time.perf_counter(), set[asyncio.Task[None]]()
    for number in range(int(rate * seconds)):
        due = began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(one(next(pages), due))
        waiting.add(task)
        task.add_done_callback(waiting.discard)
    await asyncio.gather(*waiting)
    for reader, _ in idle:
        reader.leave()
    return seen


async def flooded(root: str, *, seconds: float) -> tuple[Seen, Seen]:
    """One client that asks as fast as it can over eight connections; others at fifty a second."""
    flood, ends = Seen(), time.perf_counter() + seconds
    pages = addresses(seed=3)

    async def rush() -> None:
        reader = Reader(root, 0)
        while (began := time.perf_counter()) < ends:
            flood.add(await reader.ask(next(pages)), began)
        reader.leave()

    calm = offered(root, addresses(seed=4), rate=50, seconds=seconds, first=500_000)
    others, *_ = await asyncio.gather(calm, *(rush() for _ in range(8)))
    return flood, others


def prepare(var: Path) -> None:
    """Publish the demonstration, and fill its index up."""
    command = [sys.executable, "-m", "website", "--source", str(ROOT), "--var", str(var)]
    subprocess.run([*command, "publish", "--as-of", "2026-03-31"], check=True, timeout=600,
                   stdout=subprocess.DEVNULL)  # fmt: skip
    release = current(var)
    if release is None:
        raise RuntimeError("the demonstration was not published")
    fresh = release.folder / "fresh"
    ENGINES["tantivy"].update(
        fresh, base=release.index, changed=search_corpus.documents(DOCUMENTS), removed=()
    )
    release.index.rename(release.folder / "former")
    fresh.rename(release.index)


def measure(table: Table, *, quick: bool) -> tuple[float, float]:
    """Pages a second, and the 95th percentile in ms at 300 a second."""
    seconds = 3.0 if quick else 10.0
    command = Path(sys.executable).parent / "lightwell"
    with tempfile.TemporaryDirectory(prefix="lightwell-search-pages-") as name:
        var = Path(name) / "var"
        prepare(var)
        with loads.lightwell(command, ROOT, var, log=Path(name) / "serve.log") as server:
            asyncio.run(capacity(server.root, addresses(seed=9), seconds=2, first=900_000))
            table.title(f"Search pages over HTTP, {DOCUMENTS:,} documents", "pages/s", "p95")
            rps = 0.0
            for what, pages, place in (("each page once", addresses(seed=1), 1_000),
                                       ("as people repeat them", repeated(seed=2), 200_000)):
                before = server.cpu_s()
                seen = asyncio.run(capacity(server.root, pages, seconds=seconds, first=place))
                cpu = (server.cpu_s() - before) / max(1, seen.count()) * 1e6
                rps = rps or seen.count() / seconds
                table.add(
                    what, f"{seen.count() / seconds:,.0f}", f"{seen.p95():.1f} ms",
                    f"{cpu:,.0f} µs of processor time each, {CONNECTIONS} connections",
                )  # fmt: skip
            at_rate = asyncio.run(
                offered(server.root, addresses(seed=5), rate=RATE, seconds=seconds, first=300_000)
            )
            table.add(f"each page once, {RATE} a second", f"{at_rate.count() / seconds:,.0f}",
                      f"{at_rate.p95():.1f} ms")  # fmt: skip
            flood, others = asyncio.run(flooded(server.root, seconds=seconds))
            table.title("One client floods", "answered/s", "p95")
            table.add("the flooder", f"{flood.count() / seconds:,.0f}", f"{flood.p95():.1f} ms",
                      f"refused {flood.count(429) / seconds:,.0f}/s")  # fmt: skip
            table.add("the others, 50 a second", f"{others.count() / seconds:,.0f}",
                      f"{others.p95():.1f} ms", f"refused {others.count(429)}")  # fmt: skip
    return rps, at_rate.p95()


def main() -> None:
    """Run alone; `search.py` runs it as its last part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small look")
    table = Table(KEYS)
    rps, p95 = measure(table, quick=parser.parse_args().quick)
    table.figures |= {"http_rps": rps, "http_p95_ms": p95}
    table.print()


if __name__ == "__main__":
    main()
