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
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import loads
import search_corpus
from figures import Table
from page_readers import CONNECTIONS, Seen, capacity, flooded, offered

from publisher.release.reader import current
from search_index import ENGINES

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = 20_000
RATE = 300
"""Pages a second that the latency is measured at, as the figure is set."""

KEYS = ("http_rps", "http_p95_ms")


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


def cost(seen: Seen, server_cpu_s: float, seconds: float) -> str:
    """What pages cost the server, and how much of the machine their readers took."""
    others = {status: len(times) for status, times in seen.times.items() if status != 200}
    if others:
        raise RuntimeError(f"not all pages came; by status: {others}")
    cpu = server_cpu_s / max(1, seen.count()) * 1e6
    share = seen.own_cpu_s / seconds / (os.cpu_count() or 1)
    return (f"{cpu:,.0f} µs of processor time each; their readers took {share:.0%} of the "
            "machine")  # fmt: skip


def measure(table: Table, *, quick: bool) -> tuple[float, float]:
    """Pages a second, and the 95th percentile in ms at 300 a second."""
    seconds = 3.0 if quick else 10.0
    command = Path(sys.executable).parent / "lightwell"
    with tempfile.TemporaryDirectory(prefix="lightwell-search-pages-") as name:
        var = Path(name) / "var"
        prepare(var)
        with loads.lightwell(command, ROOT, var, log=Path(name) / "serve.log") as server:
            return put(table, server, seconds)


def put(table: Table, server: loads.Server, seconds: float) -> tuple[float, float]:
    """The load on a server that runs."""
    asyncio.run(capacity(server.root, addresses(seed=9), seconds=2, first=900_000))
    table.title(f"Search pages over HTTP, {DOCUMENTS:,} documents", "pages/s", "p95")
    rps = 0.0
    for what, pages, place in (
        (f"each page once, {CONNECTIONS} readers", addresses(seed=1), 1_000),
        ("as people repeat them", repeated(seed=2), 200_000),
    ):
        before = server.cpu_s()
        seen = asyncio.run(capacity(server.root, pages, seconds=seconds, first=place))
        remark = cost(seen, server.cpu_s() - before, seconds)
        rps = rps or seen.count() / seconds
        table.add(what, f"{seen.count() / seconds:,.0f}", f"{seen.p95():.1f} ms", remark)
    before = server.cpu_s()
    at_rate = asyncio.run(
        offered(server.root, addresses(seed=5), rate=RATE, seconds=seconds, first=300_000)
    )
    remark = f"median {at_rate.percentile(0.5):.1f} ms, p99 {at_rate.percentile(0.99):.1f} ms; "
    table.add(
        f"each page once, {RATE} a second", f"{at_rate.count() / seconds:,.0f}",
        f"{at_rate.p95():.1f} ms", remark + cost(at_rate, server.cpu_s() - before, seconds),
    )  # fmt: skip
    flood, others = asyncio.run(
        flooded(server.root, addresses(seed=3), addresses(seed=4), seconds=seconds)
    )
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
