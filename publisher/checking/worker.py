"""Processes that look at data nobody has vouched for: bounded in memory and time, replaceable.

The memory that counts is what a process really uses (its resident pages without mapped files):
Polars, numpy and their allocators reserve 970 MB of addresses before they read a byte, so a limit
on address space (RLIMIT_AS) below 1 GB ends every worker at its first import, and one above it
limits nothing. The parent looks every WATCH seconds and kills; RLIMIT_DATA stops what grows faster
than that.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from publisher.errors import PublisherError
from publisher.processes import end_with_parent

Progress = Callable[[str, int], None]
"""Is told a file and how many of its rows have been read so far."""

MEGABYTE = 1 << 20
MEMORY = 2048 * MEGABYTE
"""A table of ten million rows needs 600 MB; what needs thrice that is no table of a county."""

HEADROOM = 512 * MEGABYTE
"""What a worker may reserve above its memory before the operating system itself says no."""

WATCH = 0.05
"""Seconds between two looks; in that time a process can fill about 100 MB."""

PATIENCE = 4
"""A worker that waits (for a slow disk, or for other processes) may take so many times its CPU
seconds before it counts as stuck."""

REPORT_EVERY = 2.0
"""Seconds between two reports on the rows of a long file."""

SILENT = 6.0
"""Seconds after which a job that reports nothing is spoken of all the same."""

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Job(NamedTuple):
    """A call to be made in a worker: `function(*arguments, progress)`, all of it picklable.

    `seconds` are those of CPU that it may take; `name` is what it is at, for those who wait.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    seconds: float
    name: str = ""


class Failure(NamedTuple):
    """Why a job has no result.

    `kind` is "time", "memory", "end" (the process ended by itself) or "error" (the code failed);
    `detail` is for those who mend it.
    """

    kind: str
    detail: str


class _Worker:
    """One process and what it is doing."""

    def __init__(self, memory: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.memory = memory
        self.process = context.Process(target=_serve, args=(other, memory), daemon=True)
        self.process.start()
        other.close()
        self.place = -1
        self.report, self.reported = ("", 0), 0.0
        self.seconds = self.started = self.used = 0.0

    def give(self, place: int, job: Job) -> None:
        """Start a job; `place` is its position among all."""
        self.place, self.seconds = place, job.seconds
        self.started, self.used = time.monotonic(), self._cpu()
        self.reports(job.name, 0)
        self.connection.send((job.function, job.arguments))

    def reports(self, file: str, rows: int) -> None:
        """Remember how far the job is."""
        self.report, self.reported = (file, rows), time.monotonic()

    def is_silent(self) -> bool:
        """Whether nothing was heard of a job with a name for long."""
        return bool(self.report[0]) and time.monotonic() - self.reported > SILENT

    def exceeded(self) -> Failure | None:
        """Whether the job took more than it may."""
        if self._resident() > self.memory:
            return Failure("memory", str(self.memory // MEGABYTE))
        waited = time.monotonic() - self.started
        if self._cpu() - self.used > self.seconds or waited > PATIENCE * self.seconds:
            return Failure("time", f"{self.seconds:.0f}")
        return None

    def is_large(self) -> bool:
        """Whether it keeps so much memory that the next job would have too little."""
        return self._resident() > self.memory // 2

    def _cpu(self) -> float:
        fields = self._look("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS if fields else self.used

    def _resident(self) -> int:
        fields = self._look("statm").split()
        return (int(fields[1]) - int(fields[2])) * PAGE if fields else 0

    def _look(self, name: str) -> str:
        """A file of the kernel about the process, "" where it has just ended."""
        try:
            return Path(f"/proc/{self.process.pid}/{name}").read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            return ""

    def ended(self) -> Failure:
        """Why the process is no more."""
        self.stop()
        return Failure("end", str(self.process.exitcode))

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class Workers:
    """A few processes for jobs that may go wrong in any way; the caller always gets an answer.

    They are spawned at the first job, used again, replaced when one dies or has grown large, and
    end with the caller. Nothing here may be called from several threads.
    """

    def __init__(self, *, memory: int = MEMORY, number: int | None = None) -> None:
        self.memory = memory
        self.number = number or os.cpu_count() or 1
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        for worker in (*self._idle, *self._busy):
            worker.stop()
        self._idle, self._busy = [], []

    def run(self, jobs: Sequence[Job], progress: Progress) -> Iterator[tuple[int, Any]]:
        """The position and the result, or the Failure, of each job as they come.

        Raises a PublisherError that a job raised; everything else is a Failure.
        """
        waiting = deque(enumerate(jobs))
        while waiting or self._busy:
            while waiting and len(self._busy) < self.number:
                worker = self._idle.pop() if self._idle else _Worker(self.memory)
                self._busy.append(worker)
                worker.give(*waiting.popleft())
            ready = wait([worker.connection for worker in self._busy], WATCH)
            for worker in tuple(self._busy):
                answer = (
                    self._answer(worker, progress) if worker.connection in ready else
                    self._overdrawn(worker)
                )  # fmt: skip
                if answer is None and worker.is_silent():
                    worker.reports(*worker.report)
                    progress(*worker.report)
                if answer is not None:
                    yield answer.place, answer.value

    def _answer(self, worker: _Worker, progress: Progress) -> _Answer | None:
        try:
            kind, value = worker.connection.recv()
        except (EOFError, OSError):  # at once, or in the middle of an answer
            self._busy.remove(worker)
            return _Answer(worker.place, worker.ended())
        if kind == "progress":
            worker.reports(*value)
            progress(*value)
            return self._overdrawn(worker)
        self._busy.remove(worker)
        if worker.is_large() or worker.exceeded() or kind == "memory":
            worker.stop()
        else:
            self._idle.append(worker)
        if kind == "raise":
            raise value
        if kind == "memory":
            value = Failure("memory", str(worker.memory // MEGABYTE))
        return _Answer(worker.place, value)

    def _overdrawn(self, worker: _Worker) -> _Answer | None:
        failure = worker.exceeded()
        if failure is None:
            return None
        self._busy.remove(worker)
        worker.stop()
        return _Answer(worker.place, failure)


@dataclass(frozen=True, slots=True)
class _Answer:
    place: int
    value: Any


def _serve(connection: Connection, memory: int) -> None:
    """Do jobs until nobody is there who gives any."""
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when its workers end
    limit = memory + HEADROOM
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            function, arguments = connection.recv()
        except EOFError:
            return
        connection.send(attempt(function, arguments, _Reports(connection)))


def attempt(
    function: Callable[..., Any], arguments: Sequence[Any], progress: Progress
) -> tuple[str, Any]:
    """What a call gave: ("done", its result), ("raise", a PublisherError), ("memory", None), or
    ("done", the Failure) for any other exception: of hostile data none is impossible.
    """
    try:
        return "done", function(*arguments, progress)
    except PublisherError as failure:
        return "raise", failure
    except MemoryError:
        return "memory", None
    except Exception as failure:  # noqa: BLE001 - becomes a finding that names it
        frame = traceback.extract_tb(failure.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        return "done", Failure("error", f"{type(failure).__name__}: {failure} ({place})"[:300])


class _Reports:
    """Progress from a worker to its parent, not more often than people read."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.last = time.monotonic()

    def __call__(self, file: str, rows: int) -> None:
        now = time.monotonic()
        if now - self.last >= REPORT_EVERY:
            self.last = now
            self.connection.send(("progress", (file, rows)))
