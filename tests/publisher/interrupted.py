"""Publications that somebody else interrupts: run as a process of its own.

`python -m tests.publisher.interrupted once SOURCE VAR NUMBER` publishes one version of a source;
`… nursery SOURCE VAR` reads a number from each line of its input and starts a process that
publishes version after version from there on, telling its id and, when it ended, how.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

import publisher.outputs.plan
from publisher.edition import Edition
from publisher.errors import PublisherError
from publisher.jobs import Job
from publisher.publish import Outcome, Workplace, publish
from tests.sources import NOW, ROWS, SETTINGS, article, dataset, plain_plan, put, write_source

KEEP = 2
COUNTER = "content/news/counter.zh.md"
PAGE = "current/public/zh/news/counter.html"


def plan(edition: Edition) -> Iterator[Job]:
    """Plain pages, data files, feeds, everything."""
    return chain(plain_plan(edition), publisher.outputs.plan.plan(edition))


def write(source: Path) -> Path:
    """A small source of which only the two newest releases are kept."""
    files = {f"content/cases/c{n}.zh.md": article(f"案例{n}") for n in range(8)}
    return write_source(source, files, settings=f"{SETTINGS}\n[releases]\nkeep = {KEEP}\n")


def change(source: Path, number: int) -> None:
    """Make the source the one of version `number`: a text, and for every second one a table."""
    put(source, {
        COUNTER: article(f"第{number}版"),
        f"content/cases/c{number % 4}.zh.md": article(f"案例{number}"),
        **dataset(rows=ROWS + f"3,2026-02-01,{number // 2},丙\n"),
    })  # fmt: skip


def version(var: Path) -> int:
    """The version that is served."""
    first = (var / PAGE).read_text(encoding="utf-8").split("\n")[0]
    return int(first.removeprefix("第").removesuffix("版"))


def publish_version(source: Path, var: Path, number: int) -> Outcome:
    """Publish version `number`."""
    change(source, number)
    return publish(Workplace((source,), var, plan), now=lambda: NOW)


def publish_for_ever(source: Path, var: Path, first: int) -> None:
    """Publish version after version; the ledger is told each one's number before and after."""
    with (source / "ledger").open("a", encoding="ascii") as ledger:
        for number in count(first):
            print(f"begun {number}", file=ledger, flush=True)
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
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


def main() -> int:
    """What the command line asks for; the exit code is that of `lightwell publish`."""
    mode, source, var = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if mode == "nursery":
        nurse(source, var)
        return 0
    try:
        publish_version(source, var, int(sys.argv[4]))
    except PublisherError as failure:
        print(failure, file=sys.stderr)
        return failure.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
