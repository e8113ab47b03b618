"""Publications that somebody else interrupts: run as a process of its own.

`python -m tests.publisher.interrupted once SOURCE VAR NUMBER` publishes one version of a source,
`… again SOURCE VAR` what is there. `… nursery SOURCE VAR` reads a number from each line of its
input and starts a process that publishes version after version from there on; it tells the
process' id, when the first publication begins, and, when the process ended, how. `… starve SOURCE
VAR` needs a VAR that lies on a small file system of its own and fills it. `… nobody WARM
ARGUMENT…` runs a command of `lightwell` without any rights.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path

import publisher.outputs.plan
from publisher.edition import Edition
from publisher.errors import PublisherError
from publisher.jobs import Job
from publisher.publish import Outcome, Workplace, publish
from tests.publisher.audits import audit, audit_settled
from tests.sources import NOW, ROWS, SETTINGS, article, dataset, plain_plan, put, write_source

KEEP = 2
COUNTER = "content/news/counter.zh.md"
PAGE = "current/public/zh/news/counter.html"
NOBODY = 65534
FREE_BYTES = (0, 4, 16, 48, 96, 160, 256, 400)
"""Kibibytes that are left on the small file system."""

FREE_INODES = (0, 3, 20, 50)


def plan(edition: Edition) -> Iterator[Job]:
    """Plain pages, data files, feeds, everything."""
    return chain(plain_plan(edition), publisher.outputs.plan.plan(edition))


def write(source: Path) -> Path:
    """A small source of which only the two newest releases are kept."""
    files = {f"content/cases/c{n}.zh.md": article(f"案例{n}") for n in range(8)}
    return write_source(source, files, settings=f"{SETTINGS}\n[releases]\nkeep = {KEEP}\n")


def change(source: Path, number: int, *, more: str = "") -> None:
    """Make the source the one of version `number`: two texts, and every second time a table."""
    put(source, {
        COUNTER: article(f"第{number}版", f"正文。{more}"),
        f"content/cases/c{number % 4}.zh.md": article(f"案例{number}"),
        **dataset(rows=ROWS + f"3,2026-02-01,{number // 2},丙{more}\n"),
    })  # fmt: skip


def version(var: Path) -> int:
    """The version that is served, 0 before the first publication."""
    if not (var / "current").is_symlink():
        return 0
    first = (var / PAGE).read_text(encoding="utf-8").split("\n")[0]
    return int(first.removeprefix("第").removesuffix("版"))


def publish_version(source: Path, var: Path, number: int, *, more: str = "") -> Outcome:
    """Publish version `number`."""
    change(source, number, more=more)
    return publish_as_it_is(source, var)


def publish_as_it_is(source: Path, var: Path) -> Outcome:
    """Publish a source with all outputs."""
    return publish(Workplace((source,), var, plan), now=lambda: NOW)


def publish_for_ever(source: Path, var: Path, first: int) -> None:
    """Publish version after version; the ledger is told each one's number before and after."""
    with (source / "ledger").open("a", encoding="ascii") as ledger:
        for number in count(first):
            print(f"begun {number}", file=ledger, flush=True)
            if number == first:
                tell("begun")
            done = publish_version(source, var, number)
            print(f"done {number} {done.release}", file=ledger, flush=True)


def nurse(source: Path, var: Path) -> None:
    """Start a process for each line, with everything imported already that may be forked."""
    import frictionless.resources  # noqa: F401 - 0.5 s
    import xlsxwriter  # noqa: F401

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            publish_for_ever(source, var, int(line))
        tell(child)
        tell(os.waitpid(child, 0)[1])


def tell(word: object) -> None:
    """Write a line to the output at one go: two processes share it."""
    os.write(1, f"{word}\n".encode())


def starve(source: Path, var: Path) -> None:
    """Publish with less and less room; each time it works, or it fails and all is as before."""
    write(source)
    publish_version(source, var, 1)
    number, refused, filler = 1, set[str](), var / "cache" / "filler"
    for left in [*((k * 1024, None) for k in FREE_BYTES), *((None, n) for n in FREE_INODES)]:
        number += 1
        more = random.Random(number).randbytes(20_000).hex()
        fill(filler, *left)
        failure = failure_of(source, var, number, more)
        if failure is not None:
            assert failure.exit_code == 3, failure
            assert "space" in str(failure), failure
            refused.add(str(failure))
            assert version(var) == number - 1
            audit(var)
        empty(filler)
        publish_version(source, var, number, more=more)
        audit_settled(var, keep=KEEP)
        assert version(var) == number
    print(len(refused), *sorted(refused), sep="\n")
    fill(filler, 0, None)
    change(source, number + 1)


def failure_of(source: Path, var: Path, number: int, more: str) -> PublisherError | None:
    """Why a version could not be published, if so."""
    try:
        publish_version(source, var, number, more=more)
    except PublisherError as failure:
        return failure
    return None


def fill(filler: Path, free_bytes: int | None, free_inodes: int | None) -> None:
    """Leave so many bytes, or so many files that can be made."""
    state = os.statvfs(filler.parent)
    filler.mkdir()
    if free_bytes is not None:
        with (filler / "bytes").open("wb") as file:
            file.write(bytes(max(0, state.f_bavail * state.f_frsize - free_bytes)))
    if free_inodes is not None:
        for place in range(state.f_favail - 1 - free_inodes):
            (filler / str(place)).touch()


def empty(filler: Path) -> None:
    """The reverse of `fill`."""
    for file in filler.iterdir():
        file.unlink()
    filler.rmdir()


def lightwell(arguments: Sequence[str]) -> int:
    """Run a command of `lightwell` in this process; gives its exit code."""
    from website.cli import main as cli

    try:
        cli(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def run_as_nobody(warm: Path, arguments: Sequence[str]) -> int:
    """Run a command without rights, after a source was published with them.

    The first publication imports all code, which nobody may be allowed to read.
    """
    code = lightwell(["--source", str(warm), "--var", str(warm / f"var{os.getpid()}"), "publish"])
    assert code == 0, code
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    return lightwell(arguments)


def main() -> int:
    """What the command line asks for; the exit code is that of `lightwell`."""
    mode, first, *rest = sys.argv[1:]
    if mode == "nobody":
        return run_as_nobody(Path(first), rest)
    source, var = Path(first), Path(rest[0])
    if mode == "nursery":
        nurse(source, var)
        return 0
    if mode == "starve":
        starve(source, var)
        return lightwell(["--source", str(source), "--var", str(var), "publish"])
    try:
        if mode == "again":
            publish_as_it_is(source, var)
        else:
            publish_version(source, var, int(rest[1]))
    except PublisherError as failure:
        print(failure, file=sys.stderr)
        return failure.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
