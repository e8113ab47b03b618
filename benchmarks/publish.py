"""Measures publishing: a cold start, one changed article, the pages' delivery, the command.

Everything stands beside its peers, measured in the same run on the same files: Hugo and Pelican
for publishing (`peers.py` says what they do and do not do), nginx for delivery. Unlike them,
Lightwell checks every article and link, compresses every page, makes the search index, keeps
earlier releases and waits until the disk has everything. The last line of the output is JSON.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
import loads
import peers
from figures import Table
from peers import Peer, PeerUnavailable
from workplace import work_folder

from search_index import ENGINES, Query

COMMAND = Path(sys.executable).parent / "lightwell"
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "", "LIGHTWELL_LANG": "en"}
"""An installed command finds its modules compiled; so does ours after its first run."""

CHANGES = 8
STEADY = 3
WATCHED = 3
STARTS = 10
PARTS = ("small", "large", "start")
KEYS = (
    "cold_wall_s", "hugo_wall_s", "pelican_wall_s", "one_change_s_5k", "one_change_s_50k",
    "ratio_hugo_one_change_50k", "page_cpu_us", "nginx_page_cpu_us",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: articles of the small and the large source, runs, seconds of load."""

    small: int
    large: int
    colds: int
    seconds: int
    pelican: bool


FULL = Size(small=5_000, large=50_000, colds=2, seconds=10, pelican=True)
QUICK = Size(small=500, large=2_000, colds=1, seconds=2, pelican=False)


def prepare_lightwell(source: Path, folder: Path) -> Peer:
    """The real command, with a `var` of its own in `folder`."""
    folder.mkdir(parents=True)
    var = folder / "var"
    command = (str(COMMAND), "--source", str(source), "--var", str(var), "publish")
    return Peer("lightwell", command, folder, var, ENVIRONMENT)


def settle(source: Path) -> None:
    """The same start for everybody: sources in the cache, nothing waiting for the disk."""
    for path in corpus.articles(source):
        path.read_bytes()
    os.sync()


def cold(table: Table, source: Path, workdir: Path, size: Size) -> Peer:
    """Publish from nothing, ours and Hugo in turn; gives ours, published."""
    table.title(f"Cold publication of {size.small:,} articles", "elapsed", "processor")
    ours = prepare_lightwell(source, workdir / "lightwell")
    hugo = _hugo(table, source, workdir)
    walls: dict[str, list[float]] = {"lightwell": [], "hugo": []}
    for number in range(1, size.colds + 1):
        for peer in filter(None, (ours, hugo)):
            settle(source)
            timing = peers.run(peer, fresh=True)
            walls[peer.name].append(timing.wall_s)
            remark = f"run {number} of {size.colds}, {peers.pages(peer):,} pages"
            table.timing(peer.name, timing, remark)
    table.figures["cold_wall_s"] = min(walls["lightwell"])
    if walls["hugo"]:
        table.figures["hugo_wall_s"] = min(walls["hugo"])
        ratio = min(walls["lightwell"]) / min(walls["hugo"])
        table.add("lightwell ÷ hugo", f"{ratio:.2f}", "", "best of each")
    if size.pelican:
        _pelican(table, source, workdir, ours=min(walls["lightwell"]))
    return ours


def _hugo(table: Table, source: Path, workdir: Path) -> Peer | None:
    try:
        return peers.prepare_hugo(source, workdir)
    except PeerUnavailable as reason:
        table.add("hugo", "–", "", str(reason))
        return None


def _pelican(table: Table, source: Path, workdir: Path, *, ours: float) -> None:
    try:
        peer = peers.prepare_pelican(source, workdir)
    except (PeerUnavailable, subprocess.TimeoutExpired) as reason:
        table.add("pelican", "–", "", str(reason))
        return
    settle(source)
    timing = peers.run(peer, fresh=True)
    table.figures["pelican_wall_s"] = timing.wall_s
    table.timing("pelican", timing, f"1 run, {peers.pages(peer):,} pages")
    table.add("pelican ÷ lightwell", f"{timing.wall_s / ours:.2f}")


def one_change(table: Table, source: Path, ours: Peer) -> float:
    """Publish after each of several changes; gives the median of the last ones in seconds.

    Until a release has been pruned, whose folder the next one takes over, every publication
    makes a folder of links; so the first ones are slower than all that follow.
    """
    table.title(
        f"One changed article among {len(corpus.articles(source)):,}, search index included",
        "elapsed",
        "processor",
    )
    walls = []
    for revision in range(1, CHANGES + 1):
        article = corpus.change_one(source, revision=revision)
        os.sync()
        timing = peers.run(ours, fresh=False)
        walls.append(timing.wall_s)
        table.timing(f"lightwell, change {revision}", timing)
        _expect(article, revision, ours.output / "current" / "public")
    _expect_found(CHANGES, ours.output / "current" / "index")
    steady = statistics.median(walls[-STEADY:])
    table.add("lightwell, steady", f"{steady:.2f} s", "", f"median of the last {STEADY}")
    return steady


def _expect(article: Path, revision: int, public: Path) -> None:
    """Raise if the page of a changed article does not show the change."""
    column, slug = article.parent.name, article.name.removesuffix(".zh.md")
    page = public / "zh" / column / f"{slug}.html"
    if f"第{revision}次更新" not in page.read_text(encoding="utf-8"):
        raise RuntimeError(f"the change is not on {page}")


def _expect_found(revision: int, index: Path) -> None:
    """Raise if the search does not find the last change."""
    reader = ENGINES["tantivy"].open(index)
    if not reader.search(Query(f'"第{revision}次更新"')).hits:
        raise RuntimeError("the search does not find the change")


def rebuilds(table: Table, source: Path, workdir: Path, *, ours: float) -> None:
    """Hugo's full builds of the large source, and its answer to changes while it watches."""
    table.title("Hugo on the same source", "elapsed", "processor")
    hugo = _hugo(table, source, workdir)
    if hugo is None:
        return
    revision = iter(range(CHANGES + 1, 2 * CHANGES))
    settle(source)
    fresh = peers.run(hugo, fresh=True)
    table.timing("hugo, full build", fresh, f"into an empty folder, {peers.pages(hugo):,} pages")
    number = next(revision)
    article = corpus.change_one(source, revision=number)
    os.sync()
    again = peers.run(hugo, fresh=False)
    _expect(article, number, hugo.output)
    table.timing("hugo, full build again", again, "after one change")
    ratio = min(fresh.wall_s, again.wall_s) / ours
    table.figures["ratio_hugo_one_change_50k"] = ratio
    table.add("hugo ÷ lightwell", f"{ratio:.1f}", "", "the faster of both, our steady state")
    os.sync()
    watch = peers.watch_hugo(
        hugo, lambda: corpus.change_one(source, revision=next(revision)), times=WATCHED
    )
    table.timing("hugo --watch, start", watch.start, f"then holds up to {watch.peak_mb:,.0f} MB")
    for timing in watch.changes:
        table.timing("hugo --watch, one change", timing, "no search index, nothing compressed")


def delivery(table: Table, source: Path, ours: Peer, workdir: Path, *, seconds: int) -> None:
    """One article's page from our server and from nginx, whole and as 304."""
    var = ours.output
    page = _typical(sorted((var / "current" / "public").glob("??/*/*[0-9].html")))
    address = "/" + page.relative_to(var / "current" / "public").as_posix().removesuffix(".html")
    size, packed = page.stat().st_size, Path(f"{page}.gz").stat().st_size
    table.title(f"A page of {size:,} bytes, {packed:,} compressed", "answers", "processor")
    log = workdir / "servers.log"
    for key, server in (
        ("page_cpu_us", loads.lightwell(COMMAND, source, var, log=log)),
        ("nginx_page_cpu_us", loads.nginx(var, workdir / "nginx", log=log)),
    ):
        try:
            with server as running:
                table.figures[key] = _deliver(table, running, address, page, seconds=seconds)
        except PeerUnavailable as reason:
            table.add(key, "–", "", str(reason))


def _typical(pages: Sequence[Path]) -> Path:
    """The page of median size."""
    return sorted(pages, key=lambda page: page.stat().st_size)[len(pages) // 2]


def _deliver(
    table: Table, server: loads.Server, address: str, page: Path, *, seconds: int
) -> float:
    """Load a server with whole answers and with 304s; gives CPU µs of a whole one."""
    gzip = {"Accept-Encoding": "gzip"}
    answer = loads.ask(server, address, headers=gzip)
    if (answer.status, answer.body) != (200, Path(f"{page}.gz").read_bytes()):
        raise RuntimeError(f"{server.name} does not send the compressed page")
    known = {**gzip, "If-None-Match": answer.headers["ETag"]}
    if loads.ask(server, address, headers=known).status != 304:
        raise RuntimeError(f"{server.name} does not say 304")
    whole = loads.press(server, address, seconds=seconds, headers=gzip)
    unchanged = loads.press(server, address, seconds=seconds, headers=known)
    for kind, load in (("200", whole), ("304", unchanged)):
        remark = f"p99 {load.p99_ms:.1f} ms, {loads.WORKERS} workers, 16 connections, {seconds} s"
        table.add(f"{server.name}, {kind}", f"{load.rps:,.0f}/s", f"{load.cpu_us:.0f} µs", remark)
    return whole.cpu_us


def start(table: Table) -> None:
    """How long the command needs to say what it can do."""
    table.title("Start of the command", "elapsed")
    walls = []
    command, environment = (str(COMMAND), "--help"), {**os.environ, **ENVIRONMENT}
    for _ in range(STARTS):
        began = time.perf_counter()
        subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
        walls.append(time.perf_counter() - began)
    spread = f"median of {STARTS}, {min(walls) * 1e3:.0f} to {max(walls) * 1e3:.0f} ms"
    table.add("lightwell --help", f"{statistics.median(walls) * 1e3:.0f} ms", "", spread)


def measure(table: Table, workdir: Path, size: Size, *, parts: Sequence[str]) -> None:
    """All parts that are asked for, in one folder."""
    if "small" in parts:
        source = corpus.write_source(workdir / "small" / "source", size.small)
        ours = cold(table, source, workdir / "small", size)
        table.figures["one_change_s_5k"] = one_change(table, source, ours)
        delivery(table, source, ours, workdir / "small", seconds=size.seconds)
    if "large" in parts:
        source = corpus.write_source(workdir / "large" / "source", size.large)
        ours = prepare_lightwell(source, workdir / "large" / "lightwell")
        table.title(f"Cold publication of {size.large:,} articles", "elapsed", "processor")
        settle(source)
        table.timing("lightwell", peers.run(ours, fresh=True), f"{peers.pages(ours):,} pages")
        changed = one_change(table, source, ours)
        table.figures["one_change_s_50k"] = changed
        rebuilds(table, source, workdir / "large", ours=changed)
    if "start" in parts:
        start(table)


def main() -> None:
    """Measure, print the table, and the figures as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sources, no Pelican")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work in DIR and leave it")
    parser.add_argument("--only", choices=PARTS, help="one part; the others' figures are null")
    options = parser.parse_args()
    table = Table(KEYS)
    parts = (options.only,) if options.only else PARTS
    with work_folder(options.keep) as workdir:
        measure(table, workdir, QUICK if options.quick else FULL, parts=parts)
        table.print()  # before the folder goes: removing it takes minutes on a busy disk


if __name__ == "__main__":
    main()
