"""Workers: whatever a job does, the caller gets an answer, and the other jobs go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from publisher.checking import worker
from publisher.checking.worker import MEGABYTE, REPORT_EVERY, Failure, Job, Progress, Workers
from publisher.errors import ConflictError
from publisher.languages import message
from tests.sources import checked, codes, dataset, write_source

MEMORY = 300 * MEGABYTE


def answer(value: int, progress: Progress) -> tuple[int, int]:
    """The value, and which process gave it."""
    return value, os.getpid()


def compute_for_ever(progress: Progress) -> None:
    """What a hostile pattern does."""
    while True:
        pass


def wait_for_ever(progress: Progress) -> None:
    """What a disk that went away does."""
    time.sleep(1000)


def take_memory(progress: Progress) -> int:
    """Grow slowly enough to be seen."""
    kept = []
    while True:
        kept.append(os.urandom(10 * MEGABYTE))


def take_much_memory_at_once(progress: Progress) -> int:
    """Grow faster than anybody looks."""
    return len(b"x" * (20_000 * MEGABYTE))


def end_at_once(progress: Progress) -> None:
    """What a library in another language does where it finds no words."""
    os.kill(os.getpid(), signal.SIGSEGV)


def fail(progress: Progress) -> None:
    """What any library does with data that it did not expect."""
    raise RecursionError("too deep")


def report(progress: Progress) -> str:
    """A file that takes its time."""
    until = time.monotonic() + 1.5 * REPORT_EVERY
    rows = 0
    while time.monotonic() < until:
        rows += 1
        progress("a.csv", rows)
    return "done"


def conflict(progress: Progress) -> None:
    """What stops the publication."""
    raise ConflictError(message("changed"))


def silent(file: str, rows: int) -> None:
    """Nobody is interested."""


@pytest.fixture
def workers() -> Iterator[Workers]:
    """Two workers with little memory."""
    with Workers(memory=MEMORY, number=2) as found:
        yield found


def test_whatever_a_job_does_the_others_go_on(workers: Workers) -> None:
    jobs = [
        Job(compute_for_ever, (), 0.5),
        Job(take_memory, (), 30.0),
        Job(answer, (1,), 30.0),
        Job(end_at_once, (), 30.0),
        Job(fail, (), 30.0),
        Job(take_much_memory_at_once, (), 30.0),
        Job(answer, (2,), 30.0),
        Job(wait_for_ever, (), 0.25),
        Job(answer, (3,), 30.0),
    ]
    start = time.monotonic()
    found: dict[int, Any] = dict(workers.run(jobs, silent))
    assert time.monotonic() - start < 20
    assert {place: value.kind for place, value in found.items() if isinstance(value, Failure)} == {
        0: "time", 1: "memory", 3: "end", 4: "error", 5: "memory", 7: "time",
    }  # fmt: skip
    assert [found[place][0] for place in (2, 6, 8)] == [1, 2, 3]
    assert found[3].detail == str(-signal.SIGSEGV)
    assert found[4].detail.startswith("RecursionError: too deep (test_worker.py:")


def test_workers_are_used_again(workers: Workers) -> None:
    found = dict(workers.run([Job(answer, (n,), 30.0) for n in range(20)], silent))
    assert [found[n][0] for n in range(20)] == list(range(20))
    again = dict(workers.run([Job(answer, (n,), 30.0) for n in range(4)], silent))
    used = {process for _, process in (*found.values(), *again.values())}
    assert len(used) <= 2
    assert os.getpid() not in used


def test_what_stops_the_publication_stops_it_from_a_worker_too(workers: Workers) -> None:
    with pytest.raises(ConflictError) as caught:
        list(workers.run([Job(conflict, (), 30.0)], silent))
    assert caught.value.message.text("en") == "changed"


def test_rows_are_reported_every_few_seconds(workers: Workers) -> None:
    told: list[tuple[str, int]] = []
    found = list(workers.run([Job(report, (), 30.0)], lambda file, rows: told.append((file, rows))))
    assert found == [(0, "done")]
    assert len(told) == 1
    assert told[0][0] == "a.csv"
    assert told[0][1] > 1


PARENT = """
import sys
from publisher.checking.worker import Job, Workers
from tests.publisher.checking.test_worker import compute_for_ever, silent
if __name__ == "__main__":
    workers = Workers(number=1)
    jobs = iter(workers.run([Job(compute_for_ever, (), 300.0)], silent))
    import threading
    def tell():
        while not workers._busy:
            pass
        print(workers._busy[0].process.pid, flush=True)
    threading.Thread(target=tell, daemon=True).start()
    next(jobs)
"""


def test_workers_end_with_their_parent_however_it_ends(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while _runs(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_a_dataset_that_ends_its_worker_is_held_back_and_the_rest_is_published(
    tmp_path: Path,
) -> None:
    """A field that is a hundred thousand brackets deep: frictionless recurses on it."""
    files = {**dataset("good"), **dataset("bad")}
    name = "datasets/bad/datapackage.yaml"
    files[name] = files[name].replace("type: string", "type: array")
    files["datasets/bad/data/rows.csv"] = (
        "id,day,amount,payee\n1,2026-01-02,1," + "[" * 100_000 + "]" * 100_000 + "\n"
    )
    _, report = checked(write_source(tmp_path, files))
    assert set(codes(report)) <= {"type-error", "check-error", "check-end"}
    assert report.bad_items == {"datasets/bad"}


def say_nothing(progress: Progress) -> str:
    """Take long without a report, after one."""
    time.sleep(1.1 * REPORT_EVERY)
    progress("datasets/a/rows.csv", 400)
    time.sleep(1.2)
    return "done"


def test_a_job_that_says_nothing_is_spoken_of(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "SILENT", 0.5)
    told: list[tuple[str, int]] = []
    job = Job(say_nothing, (), 30.0, "datasets/a")
    assert list(workers.run([job], lambda file, rows: told.append((file, rows)))) == [(0, "done")]
    assert told[0] == ("datasets/a", 0)
    assert told.count(("datasets/a/rows.csv", 400)) >= 2
