"""Measures search: our tantivy and whoosh engines, SQLite's FTS5, Whoosh as a bare library.

All in one run, on the same documents (`search_corpus.py`) and the same sixty questions, each
with its total, ten hits with highlights and counts by six facets. Each question is asked three
times, as is opening, and its best time counts, for every engine alike; the percentiles are over
questions. No result is kept from one time to the next.
Every engine works in processes of its own, so memory is its own too. The last line is JSON.
"""

import argparse
import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import processes
import search_corpus
import tantivy
from figures import Table
from search_engines import CONTESTANTS
from workplace import work_folder

from search_index import ENGINES, Query
from search_index.completing import complete
from search_index.engines import tantivy_engine, tantivy_schema
from search_index.suggesting import correct

KEYS = (
    "p95_ms_100k", "ratio_fts5_p95", "ratio_whoosh_p95", "docs_per_s", "http_rps", "http_p95_ms",
)  # fmt: skip
ROUNDS = 3
WRITTEN = 20_000
LARGEST = {"whoosh engine": 5_000, "Whoosh, bare": 5_000}
"""Pure Python is not asked to do more than it is offered for."""
HOSTILE = (
    '"招标', "((((" * 50, "(a AND (b OR " * 40, "招" * 10_000, "a" * 10_000, "招标 " * 5_000, "*",
    "a* " * 500, "ab* " * 500, "b?? " * 500, "招* 标* 公* 告*", "nosuchfield:招标 AND x:[1 TO 2]",
    "\x00\x01\u202e\u2066招\u200b标", "' OR 1=1; DROP TABLE documents; --",
    "<script>alert(1)</script>", "date:[0001 TO 9999]", "date:99999999999999", "NOT " * 50 + "x",
    "year:[2030 TO 1990]", "🙂" * 300, "ﷺ" * 200, "的 " * 100, "co* re* in* pr*", "-的 -是",
)  # fmt: skip
TYPED = ("招", "招标", "zhao", "zhaob", "村民", "t", "te", "tend", "公路 养", "com")
MISTYPED = ("昭标", "tendrs", "procuremnt", "zhaobiao", "公陆养护", "subsidys")


class Built(NamedTuple):
    """What making an index cost."""

    wall_s: float
    cpu_s: float
    mb: float


class Asked(NamedTuple):
    """Times in ms of a question each, totals, opening in ms, and the memory at its highest."""

    times: list[float]
    totals: list[int]
    open_ms: float
    peak_mb: float


def build(name: str, number: int, folder: Path) -> Built:
    """Make an index of the first `number` documents."""
    documents = list(search_corpus.documents(number))
    wall, cpu = time.perf_counter(), time.process_time()
    CONTESTANTS[name].build(folder, documents)
    cost = time.perf_counter() - wall, time.process_time() - cpu
    return Built(*cost, sum(path.stat().st_size for path in folder.iterdir()) / 1e6)


def ask(name: str, folder: Path) -> Asked:
    """Open an index and put all questions."""
    opened = min(_timed(CONTESTANTS[name].open, folder) for _ in range(ROUNDS))
    asking = CONTESTANTS[name].open(folder)
    questions = search_corpus.questions()
    totals = [asking(question) for question in questions]
    best = [min(_timed(asking, question) for _ in range(ROUNDS)) for question in questions]
    return Asked(best, totals, opened, processes.peak_mb(_own()))


def _own() -> int:
    return int(Path("/proc/self").readlink().name)


def _timed(call: Callable[..., Any], *values: Any) -> float:
    began = time.perf_counter()
    call(*values)
    return (time.perf_counter() - began) * 1e3


def write(folder: Path, number: int) -> tuple[float, float, float]:
    """Documents into tantivy's writer, a second and a second of processor time (of all its
    threads), and a second through the analysis in front of it."""
    documents = list(search_corpus.documents(number))
    tantivy_schema.entry(documents[0])  # the dictionary is read once
    began = time.perf_counter()
    entries = [tantivy_schema.entry(document) for document in documents]
    analysed = time.perf_counter() - began
    folder.mkdir()
    index = tantivy.Index(tantivy_schema.schema(), path=str(folder))
    began, cpu = time.perf_counter(), time.process_time()
    writer = tantivy_engine.writer(index)
    for entry in entries:
        writer.add_document(entry)
    writer.commit()
    writer.wait_merging_threads()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    return number / took, number / cpu, number / analysed


def update(folder: Path, base: Path) -> list[float]:
    """Times in ms of new indexes that differ from `base` in one document."""
    documents = list(search_corpus.documents(1))
    found = []
    for number in range(5):
        changed = [replace(documents[0], title=f"第{number}次更新")]
        began = time.perf_counter()
        ENGINES["tantivy"].update(folder / str(number), base=base, changed=changed, removed=[])
        found.append((time.perf_counter() - began) * 1e3)
    return found


def unusual(folder: Path) -> tuple[list[float], list[float], list[float]]:
    """Times in ms of hostile questions, of completions and of corrections."""
    reader = ENGINES["tantivy"].open(folder)
    reader.search(Query("招标", facets=True, relax=True))
    hostile = [_timed(reader.search, Query(text, facets=True, relax=True)) for text in HOSTILE]
    complete(reader, Query("招"))
    typed = [_timed(complete, reader, Query(text)) for text in TYPED]
    mistyped = [_timed(correct, reader, Query(text)) for text in MISTYPED]
    return hostile, typed, mistyped


def alone(call: Callable[..., Any], *values: Any) -> Any:
    """The result of a call in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(call, *values).result()


def p95(times: Sequence[float]) -> float:
    """The time that nineteen of twenty questions do not exceed."""
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def compare(table: Table, workdir: Path, number: int) -> dict[str, float]:
    """All engines on one number of documents; gives each one's p95 in ms."""
    table.title(f"{number:,} documents, {len(search_corpus.questions())} questions", "p50", "p95")
    found: dict[str, Asked] = {}
    for name in CONTESTANTS:
        if number > LARGEST.get(name, number):
            continue
        folder = workdir / f"{name} {number}"
        built: Built = alone(build, name, number, folder)
        found[name] = asked = alone(ask, name, folder)
        table.add(
            name, f"{statistics.median(asked.times):.2f} ms", f"{p95(asked.times):.2f} ms",
            f"built {number / built.wall_s:,.0f} docs/s, {number / built.cpu_s:,.0f} docs/CPU-s, "
            f"{built.mb:,.0f} MB; opened {asked.open_ms:.0f} ms, peak {asked.peak_mb:,.0f} MB",
        )  # fmt: skip
    ours = found["tantivy engine"].totals
    for name, asked in found.items():
        same = sum(a == b for a, b in zip(ours, asked.totals, strict=True))
        table.add(f"totals as ours: {name}", f"{same} of {len(ours)}")
    return {name: p95(asked.times) for name, asked in found.items()}


def details(table: Table, workdir: Path, number: int) -> None:
    """What only our engine is measured by, on the largest index."""
    index = workdir / f"tantivy engine {number}"
    table.title(f"The tantivy engine at {number:,} documents", "median", "slowest")
    hostile, typed, mistyped = alone(unusual, index)
    updates = alone(update, _made(workdir / "updates"), index)
    for what, times in (
        (f"{len(HOSTILE)} hostile questions", hostile), ("completions", typed),
        ("corrections", mistyped), ("one document changed, on disk", updates),
    ):  # fmt: skip
        table.add(what, f"{statistics.median(times):.1f} ms", f"{max(times):.1f} ms")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def http(table: Table, *, quick: bool) -> None:
    """Search pages over HTTP, where the pages' own benchmark is there."""
    if importlib.util.find_spec("search_pages") is None:
        table.title("Search pages over HTTP are measured by search_pages.py")
        return
    figures = importlib.import_module("search_pages").measure(table, quick=quick)
    table.figures["http_rps"], table.figures["http_p95_ms"] = figures


def measure(table: Table, workdir: Path, *, quick: bool) -> None:
    """Everything, in one folder."""
    sizes = (1_000, 2_000) if quick else (5_000, 20_000, 100_000)
    times = {number: compare(table, workdir, number) for number in sizes}
    largest = times[sizes[-1]]
    table.figures["p95_ms_100k"] = largest["tantivy engine"]
    table.figures["ratio_fts5_p95"] = largest["SQLite FTS5"] / largest["tantivy engine"]
    small = times[sizes[0]]
    table.figures["ratio_whoosh_p95"] = small["Whoosh, bare"] / small["tantivy engine"]
    details(table, workdir, sizes[-1])
    number = 2_000 if quick else WRITTEN
    written, a_cpu_s, analysed = alone(write, workdir / "written", number)
    table.title(f"Making an index of {number:,} documents", "docs/s")
    table.add("into the writer", f"{written:,.0f}", "",
              f"tokens ready; commit and merges included; {a_cpu_s:,.0f} docs/CPU-s")  # fmt: skip
    table.add("analysis", f"{analysed:,.0f}", "", "pairs, stems, words, sounds; one thread")
    table.figures["docs_per_s"] = written
    http(table, quick=quick)


def main() -> None:
    """Measure, print the table, and the figures as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="1,000 and 2,000 documents")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work in DIR and leave it")
    options = parser.parse_args()
    table = Table(KEYS)
    with work_folder(options.keep) as workdir:
        measure(table, workdir, quick=options.quick)
        table.print()


if __name__ == "__main__":
    main()
