"""Publishes the generated source with Hugo and Pelican, and measures them.

Both read the very same Markdown files in place, with a theme of the same spirit as ours
(`peer_sites/`): a header with navigation, one page per article, paged columns, feeds per
column and language, a sitemap. Neither compresses its output, checks data or links, or keeps
old releases. Pelican lists the default language only, so it does a little less.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import processes

PELICAN = "pelican==4.12.0"
VENV = Path(__file__).resolve().parent / ".pelican-venv"

_SITES = Path(__file__).resolve().parent / "peer_sites"
_LIMIT_S = 1800.0
_WATCH_LIMIT_S = 600.0

_MARKDOWN_ALONE = """\
import sys, time
from pathlib import Path
from markdown import Markdown

bodies = [
    path.read_text(encoding="utf-8").split("---\\n", 2)[2]
    for path in sorted(Path(sys.argv[1]).rglob("*.md"))
]
converter = Markdown(extensions=["tables", "footnotes", "toc"])
wall, cpu = time.perf_counter(), time.process_time()
for body in bodies:
    converter.reset().convert(body)
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


class PeerUnavailable(Exception):
    """A peer cannot be measured here; the message says why."""


@dataclass(frozen=True, slots=True)
class Timing:
    """One run: elapsed seconds, and user + system CPU seconds over all its threads."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Watch:
    """A publisher that stays in memory: its start, each change from save to written pages."""

    start: Timing
    changes: tuple[Timing, ...]
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Peer:
    """A publisher ready to run: `command` in `folder` writes the whole site to `output`."""

    name: str
    command: tuple[str, ...]
    folder: Path
    output: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def prepare_hugo(source: Path, workdir: Path) -> Peer:
    """Lay out a Hugo site that reads `source/content` in place, with Hugo's own parallelism."""
    hugo = shutil.which("hugo")
    if hugo is None:
        raise PeerUnavailable("hugo is not installed (Debian package `hugo`)")
    folder = _copy_site("hugo", workdir)
    (folder / "static").mkdir()
    shutil.copy(_SITES / "site.css", folder / "static")
    content = (source / "content").resolve()
    command = (hugo, "--contentDir", str(content), "--destination", "public", "--quiet")
    cache = {"HUGO_CACHEDIR": str(folder / "cache"), "HUGO_ENABLEGITINFO": "false"}
    return Peer("hugo", command, folder, folder / "public", cache)


def prepare_pelican(
    source: Path, workdir: Path, *, venv: Path = VENV, cached: bool = False
) -> Peer:
    """Lay out a Pelican site that reads `source/content` in place, in a venv of its own.

    The venv is made on first use. `cached` lets Pelican keep what its readers parsed, which
    makes a rebuild its fastest.
    """
    python = _pelican_python(venv)
    folder = _copy_site("pelican", workdir)
    static = folder / "theme" / "static"
    static.mkdir(exist_ok=True)
    shutil.copy(_SITES / "site.css", static)
    content = (source / "content").resolve()
    command = [str(python), "-m", "pelican", str(content), "-s", "pelicanconf.py", "-o", "output"]
    command += ["--quiet", "--fatal", "errors"]
    if cached:
        with (folder / "pelicanconf.py").open("a", encoding="utf-8") as settings:
            settings.write("CACHE_CONTENT = LOAD_CONTENT_CACHE = True\n")
    return Peer("pelican", tuple(command), folder, folder / "output")


def run(peer: Peer, *, fresh: bool) -> Timing:
    """Publish once and measure; `fresh` removes earlier output and caches first.

    Raises `RuntimeError` with the peer's own words when it fails or writes nothing.
    """
    if fresh:
        for leftover in (peer.output, peer.folder / "cache", peer.folder / "resources"):
            shutil.rmtree(leftover, ignore_errors=True)
    environment = {**os.environ, **peer.environment}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        peer.command,
        cwd=peer.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode or not peer.output.is_dir():
        raise RuntimeError(f"{peer.name} failed: {(done.stderr or done.stdout)[-2000:]}")
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Timing(wall_s=wall, cpu_s=cpu)


def watch_hugo(peer: Peer, change: Callable[[], object], *, times: int) -> Watch:
    """Let Hugo watch the sources, call `change` so many times, and wait for each rebuild.

    Hugo says itself when a rebuild is done. Raises `RuntimeError` if it ends or stays silent.
    """
    command = [word for word in peer.command if word != "--quiet"] + ["--watch"]
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=peer.folder,
        env={**os.environ, **peer.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    # Reading blocks, so the limit has to come from beside.
    limit = threading.Timer(_WATCH_LIMIT_S, process.kill)
    limit.start()
    try:
        _until(process, b"Press Ctrl+C")
        start = Timing(time.perf_counter() - started, processes.cpu_s(process.pid))
        changes = []
        for _ in range(times):
            time.sleep(2)  # Hugo gathers events; a change right after another would wait
            before, started = processes.cpu_s(process.pid), time.perf_counter()
            change()
            _until(process, b"Total in")
            wall = time.perf_counter() - started
            changes.append(Timing(wall, processes.cpu_s(process.pid) - before))
        return Watch(start, tuple(changes), processes.peak_mb(process.pid))
    finally:
        limit.cancel()
        processes.stop(process, patience_s=10)
        if process.stdout is not None:
            process.stdout.close()


def _until(process: subprocess.Popen[bytes], words: bytes) -> None:
    for line in process.stdout or ():
        if words in line:
            return
    raise RuntimeError(f"hugo ended before it said {words.decode()!r}")


def pages(peer: Peer) -> int:
    """How many HTML files the peer has written."""
    return sum(1 for _ in peer.output.rglob("*.html"))


def run_markdown(source: Path, *, python: Path | None = None) -> Timing:
    """Convert every article with Python-Markdown and nothing else: the floor for its users.

    Reading the files is not counted. `python` is the interpreter that has Markdown.
    """
    command = (str(python or sys.executable), "-c", _MARKDOWN_ALONE, str(source / "content"))
    done = subprocess.run(command, capture_output=True, text=True, timeout=_LIMIT_S, check=True)
    wall, cpu = (float(word) for word in done.stdout.split())
    return Timing(wall_s=wall, cpu_s=cpu)


def _copy_site(name: str, workdir: Path) -> Path:
    folder = workdir / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(_SITES / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _pelican_python(venv: Path) -> Path:
    python = venv / "bin" / "python"
    if not (venv / "bin" / "pelican").exists():
        # The very version that we use, so that the two differ in the publisher only.
        markdown = f"markdown=={version('markdown')}"
        steps: tuple[tuple[str, ...], ...] = (
            (sys.executable, "-m", "venv", str(venv)),
            (str(python), "-m", "pip", "install", "--quiet", PELICAN, markdown),
        )
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                raise PeerUnavailable(f"pelican cannot be installed: {done.stderr.strip()[-300:]}")
    return python


def main() -> None:
    """Measure the peers on an existing source, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("workdir", type=Path)
    parser.add_argument("--peer", choices=("hugo", "pelican"), default="hugo")
    parser.add_argument("--cached", action="store_true", help="Pelican's own content cache")
    parser.add_argument("--venv", type=Path, default=VENV)
    options = parser.parse_args()
    if options.peer == "hugo":
        peer = prepare_hugo(options.source, options.workdir)
    else:
        peer = prepare_pelican(
            options.source, options.workdir, venv=options.venv, cached=options.cached
        )
    for label, fresh in (("cold", True), ("again", False)):
        timing = run(peer, fresh=fresh)
        print(
            f"{peer.name} {label}: wall {timing.wall_s:.2f} s, CPU {timing.cpu_s:.2f} s, "
            f"{pages(peer)} pages"
        )


if __name__ == "__main__":
    main()
