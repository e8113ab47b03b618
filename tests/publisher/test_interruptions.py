"""Killed, starved, locked out, or betrayed by the disk: what was published stays whole."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from publisher.errors import StorageError
from publisher.languages import message
from publisher.publish import history
from tests.publisher.audits import audit, audit_settled
from tests.publisher.interrupted import KEEP, change, publish_version, version, write
from tests.sources import article, dataset, publish_plainly, put, tree, write_source

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "LIGHTWELL_LANG": "en"}
CHILD = (sys.executable, "-m", "tests.publisher.interrupted")
KILLS = 30
SEED = 20260331
Found = TypeVar("Found")


def run(*words: str | Path, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """Run `tests.publisher.interrupted` to its end."""
    return subprocess.run(
        [*before, *CHILD, *map(str, words)], cwd=ROOT, env=ENVIRONMENT, text=True,
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip


# Kills


class Nursery:
    """Starts publishing processes and kills them."""

    def __init__(self, source: Path, var: Path) -> None:
        self.process = subprocess.Popen(
            [*CHILD, "nursery", str(source), str(var)], cwd=ROOT, env=ENVIRONMENT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def run(self, first: int, seconds: float) -> None:
        """Publish from version `first` on; kill that so many seconds after it began."""
        assert self.process.stdin is not None
        print(first, file=self.process.stdin, flush=True)
        told = {self._line(), self._line()}
        assert "begun" in told
        (child,) = told - {"begun"}
        time.sleep(seconds)
        os.kill(int(child), signal.SIGKILL)
        assert int(self._line()) == signal.SIGKILL, "it did not end by itself"

    def close(self) -> None:
        """End the process that starts the others, and any that a failed test has left."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate(timeout=30)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of fsyncs on a busy disk take minutes.

    Everybody may read it, which is not so of pytest's own.
    """
    memory = Path("/dev/shm")  # noqa: S108 - only the folder that holds the new one
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)


@pytest.fixture
def nursery(folder: Path) -> Iterator[Nursery]:
    """Publishes `folder/source` into `folder/var`."""
    nursery = Nursery(write(folder / "source"), folder / "var")
    yield nursery
    nursery.close()


def ledger(source: Path) -> tuple[int, int, list[str]]:
    """The version begun last, the one done last (0: none), and all releases that were done."""
    lines = (source / "ledger").read_text(encoding="ascii").splitlines()
    begun = [int(line.split()[1]) for line in lines if line.startswith("begun")]
    done = [line.split() for line in lines if line.startswith("done")]
    return begun[-1], int(done[-1][1]) if done else 0, [words[2] for words in done]


def test_kills_at_any_moment(nursery: Nursery, folder: Path) -> None:
    """Readers see the old version or the new one; the next publication puts all in order."""
    source, var = folder / "source", folder / "var"
    chance = random.Random(SEED)
    first, lasts = 1, 1.0
    ours: list[str] = []
    seen = {"old": 0, "new": 0, "in between": 0}
    for _ in range(KILLS):
        nursery.run(first, chance.uniform(0.0, 1.5 * lasts))
        begun, done, theirs = ledger(source)
        audit(var)
        old, served = max(done, first - 1), version(var)
        assert served in (old, begun), "the old version or the new one"
        seen["new" if served == begun else "in between" if begun > first else "old"] += 1
        logged = [entry.release for entry in history(var)]
        assert set(theirs) | set(ours) <= set(logged), "what was acknowledged is in the log"
        first = begun + 1
        started = time.monotonic()
        ours.append(publish_version(source, var, first).release)
        lasts = min(time.monotonic() - started, 1.0)
        assert audit_settled(var, keep=KEEP).id == ours[-1]
        assert version(var) == first
        first += 1
    assert seen["old"], f"no kill came before the switch: {seen}"
    assert seen["new"] + seen["in between"], f"no kill came after a switch: {seen}"
    names = {entry.name for entry in (var / "releases").iterdir()}
    assert len(names) <= KEEP + 1, "the kept ones and the spare"


def test_workers_end_with_the_publisher(folder: Path) -> None:
    """One that went on would write into the stage of the next publication."""
    files = {f"content/news/a{n:03}.zh.md": article(f"标题{n}") for n in range(600)}
    source = write_source(folder / "source", files)
    process = subprocess.Popen([*CHILD, "once", str(source), str(folder / "var"), "1"],
                               cwd=ROOT, env=ENVIRONMENT)  # fmt: skip
    pages = folder / "var/releases/.stage/public/zh/news"
    wait_for(lambda: pages.is_dir() and len(list(pages.iterdir())) > 10)
    workers = [pid for pid in descendants(process.pid) if is_worker(pid)]
    assert workers
    process.kill()
    process.wait(timeout=10)
    try:
        wait_for(lambda: not [pid for pid in workers if is_worker(pid)])
    finally:
        for pid in filter(is_worker, workers):
            os.kill(pid, signal.SIGKILL)
    publish_version(source, folder / "var", 2)
    audit_settled(folder / "var", keep=10)


def wait_for(found: Callable[[], Found]) -> Found:
    """What `found` gives, once it is something. Fails after 20 seconds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if result := found():
            return result
        time.sleep(0.02)
    pytest.fail("waited too long")


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []  # it has ended
    return [*children, *(below for child in children for below in descendants(child))]


def is_worker(pid: int) -> bool:
    """Whether that is a living process of a pool."""
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


# Damage and leftovers that only a rare moment leaves


def test_leftovers_of_kills_are_swept(folder: Path) -> None:
    source, var = write(folder / "source"), folder / "var"
    publish_version(source, var, 1)
    old = [var / "cache/source.1.new", var / "cache/checks/a.1.new"]
    fresh = var / "cache/source.2.new"
    for file in (*old, fresh):
        file.touch()
    for file in old:
        os.utime(file, (0, 0))
    aside = var / "archive/objects/ab/abc.new"
    put(aside.parent, {aside.name: "half"})
    publish_version(source, var, 2)
    assert not any(file.exists() for file in (*old, aside))
    assert fresh.exists(), "somebody may be writing it"
    audit_settled(var, keep=KEEP)


def test_a_spare_that_was_half_removed(folder: Path) -> None:
    source, var = write(folder / "source"), folder / "var"
    for number in range(1, 5):
        publish_version(source, var, number)
    spare = var / "releases/.spare"
    (spare / "manifest.json").unlink()
    publish_version(source, var, 5)
    publish_version(source, var, 6)
    assert version(var) == 6
    audit_settled(var, keep=KEEP)


def test_a_cache_without_its_texts(folder: Path) -> None:
    """What is remembered of a file that did not change may be all that is left."""
    source, var = write(folder / "source"), folder / "var"
    publish_version(source, var, 1)
    for file in source.rglob("*.md"):
        os.utime(file, (0, 0))
    time.sleep(2.1)  # a file is trusted to be unchanged only when it is not that fresh
    publish_version(source, var, 2)
    (var / "cache/fragments.sqlite").unlink()
    shutil.rmtree(var / "releases")
    (var / "current").unlink()
    publish_version(source, var, 3)
    audit_settled(var, keep=KEEP)


def test_a_cache_that_is_damaged_in_the_middle(folder: Path) -> None:
    files = {f"content/news/a{n:03}.zh.md": article(f"标题{n}", "正文。" * 200) for n in range(150)}
    source = write_source(folder / "source", files)
    publish_plainly(source)
    file = source / "var/cache/fragments.sqlite"
    content = bytearray(file.read_bytes())
    content[6 * 4096 :] = b"\xff" * (len(content) - 6 * 4096)
    file.write_bytes(content)
    put(source, {"content/news/a000.zh.md": article("新")})
    with pytest.raises(StorageError, match="damaged and has been removed; run the command again"):
        publish_plainly(source)
    publish_plainly(source)
    assert "新" in (source / "var/current/public/zh/news/a000.html").read_text(encoding="utf-8")


def test_errors_cross_from_one_process_to_another() -> None:
    failure = StorageError(message("{file} cannot be read.", file="x"))
    copy = pickle.loads(pickle.dumps(failure))  # noqa: S301 - made here
    assert copy.message.text("zh") == failure.message.text("zh")
    assert (type(copy), str(copy)) == (StorageError, "x cannot be read.")


# Disks without room


def mounts() -> bool:
    """Whether a file system can be mounted here, seen by nobody else."""
    if os.getuid() != 0 or shutil.which("unshare") is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        words = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", folder]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not mounts(), reason="needs root and the right to mount a file system")
def test_a_full_disk(folder: Path) -> None:
    """With any amount of room: it works, or the old release stays and the message helps."""
    source, var = folder / "source", folder / "var"
    var.mkdir()
    mount = f"mount -t tmpfs -o size=6m,nr_inodes=900 tmpfs {var} && exec \"$@\""
    done = run("starve", source, var, before=("unshare", "-m", "sh", "-c", mount, "sh"))
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert re.search(r"No space left on device|disk is full", done.stderr), done.stderr
    assert "Free some space" in done.stderr
    assert int(done.stdout.split()[0]) >= 3, "it failed at different places"
    assert list(var.iterdir()) == [], "the mount ended with its process"


@pytest.mark.parametrize("blocks", [2, 8, 16, 24])
def test_files_may_not_grow(folder: Path, blocks: int) -> None:
    """The same without any rights: files of more than so many blocks of 512 bytes are refused."""
    source, var = write(folder / "source"), folder / "var"
    publish_version(source, var, 1)
    before = tree(var / "current/")
    done = run("once", source, var, "2",
               before=("sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh"))  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "Free some space" in done.stderr
    audit(var)
    assert tree(var / "current/") == before
    publish_version(source, var, 2)
    audit_settled(var, keep=KEEP)
    assert version(var) == 2


# Folders that cannot be written or read


class Locked(NamedTuple):
    """A source and its var that were published once, and another source to begin with."""

    source: Path
    var: Path
    warm: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `lightwell` as somebody who may not do everything."""
        options = ("--source", self.source, "--var", self.var)
        return run("nobody", self.warm, *options, *words)


@pytest.fixture
def locked(folder: Path) -> Locked:
    """Folders that everybody may read and write."""
    found = Locked(write(folder / "source"), folder / "var", write(folder / "warm"))
    publish_version(found.source, found.var, 1)
    put(found.warm, dataset())
    for place in folder.rglob("*"):
        if not place.is_symlink():
            place.chmod(0o777 if place.is_dir() else 0o666)
    return found


def lock(folder: Path) -> None:
    """Take the right to write away."""
    for place in (folder, *folder.rglob("*")):
        if not place.is_symlink():
            place.chmod(0o555 if place.is_dir() else 0o444)


def test_checking_what_cannot_be_written(locked: Locked) -> None:
    lock(locked.source)
    lock(locked.var)
    before = tree(locked.var)
    done = locked.run("check")
    assert done.returncode == 0, done.stderr
    put_aside = locked._replace(var=locked.source / "var")
    done = put_aside.run("check")
    assert done.returncode == 0, done.stderr
    assert tree(locked.var) == before
    assert not (locked.source / "var").exists()


@pytest.mark.parametrize("place", [".", "releases", "archive", "cache"])
def test_publishing_into_what_cannot_be_written(locked: Locked, place: str) -> None:
    """Nothing is published and the message names the place."""
    change(locked.source, 2)
    shutil.rmtree(locked.var / "cache")
    (locked.var / "cache").mkdir()
    (locked.var / "cache").chmod(0o777)
    lock(locked.var / place)
    done = locked.run("publish")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert str(locked.var) in done.stderr
    assert version(locked.var) == 1
    audit(locked.var)


def test_a_source_that_cannot_be_read(locked: Locked) -> None:
    (locked.source / "content/cases/c5.zh.md").chmod(0)
    for command in ("check", "publish"):
        done = locked.run(command)
        assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    done = locked.run("check")
    assert "c5.zh.md" in done.stderr


# Disks that fail


def traces() -> bool:
    """Whether strace is there and may trace."""
    if shutil.which("strace") is None:
        return False
    words = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "true"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


needs_strace = pytest.mark.skipif(not traces(), reason="needs strace and the right to trace")


def strace(log: Path, *options: str) -> list[str]:
    """The words that put strace before a command."""
    # It is twice as fast with its filter, but then signals come never (strace 6.1).
    filtered = [] if any("signal=" in option for option in options) else ["--seccomp-bpf"]
    return ["strace", "-f", *filtered, "-y", "-qq", "-s", "4096", "-o", str(log),
            *(word for option in options for word in ("-e", option))]  # fmt: skip


CALLS = ("fsync", "fdatasync", "rename", "symlink", "link", "unlink", "mkdir", "pwrite64")
"""System calls that a publication depends on; on some machines with `at` after their names."""

KILLED = (
    *(("rename", "signal=KILL", share) for share in (0.0, 0.6, 0.8, 1.0)),
    ("symlink", "signal=KILL", 0.0), ("unlink", "signal=KILL", 0.3),
    ("mkdir", "signal=KILL", 1.0), ("pwrite64", "signal=KILL", 0.5),
)  # fmt: skip
FAILED = (
    *(("fsync", "error=EIO", share) for share in (0.0, 0.02, 0.5, 0.99, 1.0)),
    *(("fdatasync", "error=EIO", share) for share in (0.0, 1.0)),
    *(("rename", "error=EIO", share) for share in (0.0, 0.6, 0.8, 1.0)),
    ("symlink", "error=ENOSPC", 0.0),
    *(("pwrite64", "error=ENOSPC", share) for share in (0.0, 1.0)),
)  # fmt: skip
"""Call, fault, and which of the calls of a publication: 0 is the first and 1 the last."""


def counted(log: Path) -> Counter[str]:
    """How often each call was made by the main thread, which makes the first one."""
    lines = [line.split(maxsplit=1) for line in log.read_text(encoding="utf-8").splitlines()]
    return Counter(rest.partition("(")[0] for pid, rest in lines if pid == lines[0][0])


@needs_strace
@pytest.mark.parametrize("faults", [KILLED, FAILED], ids=["killed", "failed"])
def test_faults_at_a_call(folder: Path, faults: Sequence[tuple[str, str, float]]) -> None:
    """At whatever call it fails or ends: the old version or the new one, and then all in order."""
    source, var, log = write(folder / "source"), folder / "var", folder / "log"
    for number in (1, 2, 3):
        publish_version(source, var, number)
    trace = f"trace=/^({'|'.join(CALLS)})(at)?$"
    number, missed = 4, 0
    done = run("once", source, var, str(number), before=strace(log, trace))
    assert done.returncode == 0, done.stderr
    calls = counted(log)
    for call, fault, share in faults:
        number += 2  # each of these has a new table, and so makes the same calls
        name = call if calls[call] else f"{call}at"
        which = 1 + round(share * (calls[name] - 1))
        inject = f"inject={name}:{fault}:when={which}"
        done = run("once", source, var, str(number), before=strace(log, trace, inject))
        assert "Traceback" not in done.stderr, (inject, done.stderr)
        if done.returncode == 0:  # after a fault, a publication may find less to do
            assert "INJECTED" not in log.read_text(encoding="utf-8"), "nothing is swallowed"
            missed += 1
        else:
            assert done.returncode == (-signal.SIGKILL if "KILL" in fault else 3), (inject, done)
        audit(var)
        served = version(var)
        assert served in (number, number - 2), inject
        wrong = "The new release is current" if served < number else "Nothing was published"
        assert wrong not in done.stderr, (inject, done.stderr)
        publish_version(source, var, number)
        audit_settled(var, keep=KEEP)
        assert version(var) == number
    assert missed <= 2


@needs_strace
def test_a_file_system_that_cannot_write_back(folder: Path) -> None:
    """Beyond a few hundred files the whole file system is synced at once."""
    source, var, log = write(folder / "source"), folder / "var", folder / "log"
    publish_version(source, var, 1)
    put(source, {f"content/news/a{n:03}.zh.md": article(f"标题{n}") for n in range(260)})
    inject = "inject=syncfs:error=EIO"
    done = run("once", source, var, "2", before=strace(log, "trace=syncfs", inject))
    assert "INJECTED" in log.read_text(encoding="utf-8")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    assert "Nothing was published: Input/output error" in done.stderr
    audit(var)
    assert version(var) == 1
    publish_version(source, var, 2)
    audit_settled(var, keep=KEEP)


@needs_strace
@pytest.mark.parametrize("changed_files", [
    {"content/rules/new.zh.md": article("新"), **dataset("second")},
    {"content/cases/c5.zh.md": article("新五")},
    dataset(rows="id,day,amount,payee\n"),
], ids=["new", "text", "rows"])
def test_all_is_durable_before_the_switch(folder: Path, changed_files: dict[str, str]) -> None:
    """Each new file, and each folder with a new name in it, is synced before `current` moves."""
    source, var, log = write(folder / "source"), folder / "var", folder / "log"
    for number in (1, 2, 3):
        publish_version(source, var, number)
    put(source, changed_files)
    trace = f"trace=/^({'|'.join(CALLS)}|openat)(at)?$"
    done = run("again", source, var, before=strace(log, trace))
    assert done.returncode == 0, done.stderr
    lines = [line for line in log.read_text(encoding="utf-8").splitlines()
             if str(var) in line and " = -1 " not in line]  # fmt: skip
    (switch,) = (n for n, line in enumerate(lines) if f'"{var}/current")' in line)
    (named,) = (n for n, line in enumerate(lines)
                if "rename" in line and f'"{var}/releases/.stage",' in line)  # fmt: skip
    first = next(n for n, line in enumerate(lines) if f"<{var}>)" in line)
    assert first < named, "the last switch, if it was interrupted, before anything new"
    synced = {found[1]: n for n, line in enumerate(lines)
              if (found := re.search(r" f(?:data)?sync\(\d+<([^>]*)>", line))}  # fmt: skip
    stage, release = var / "releases/.stage", (var / "current").resolve()
    made, changed = set[Path](), set[Path]()
    for line in lines[:switch]:
        if re.search(r" (link|mkdir|unlink|rename|symlink)(at)?\(|O_CREAT", line):
            *_, target = map(Path, re.findall(r'"([^"]*)"', line))
            changed.add(target.parent)
            if "link(" not in line and "rename" not in line:
                made.add(target)
    expected = {path for path in made | changed if path.is_relative_to(stage)
                and (release / path.relative_to(stage)).exists()}  # fmt: skip
    assert len(expected) > 20
    assert {path for path in expected if str(path) not in synced} == set()
    assert max(synced[str(path)] for path in expected) < named < synced[f"{var}/releases"] < switch
    kept = {path.parent for path in made if path.suffix == ".new" and "objects" in path.parts}
    assert {str(path) for path in kept} <= set(synced)
    assert stage / "index" in expected
    assert synced[str(var / "archive/archive.sqlite")] > named
    assert synced[str(var)] > switch, "and the switch itself"
