"""Killed, starved, locked out, or betrayed by the disk: what was published stays whole."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from publisher.publish import history
from tests.publisher.audits import audit, audit_settled
from tests.publisher.interrupted import KEEP, publish_version, version, write

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
CHILD = (sys.executable, "-m", "tests.publisher.interrupted")
KILLS = 40
SEED = 20260331


class Nursery:
    """Starts publishing processes and kills them."""

    def __init__(self, source: Path, var: Path) -> None:
        self.process = subprocess.Popen(
            [*CHILD, "nursery", str(source), str(var)], cwd=ROOT, env=ENVIRONMENT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, first: int, seconds: float) -> None:
        """Publish from version `first` on, until the process is killed after some time."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(first, file=self.process.stdin, flush=True)
        child = int(self.process.stdout.readline())
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        assert int(self.process.stdout.readline()) == signal.SIGKILL, "it did not end by itself"

    def close(self) -> None:
        """End the process that starts the others."""
        self.process.communicate(timeout=30)


def ledger(source: Path) -> tuple[int, int, list[str]]:
    """The version begun last, the one done last (0: none), and all releases that were done."""
    lines = (source / "ledger").read_text(encoding="ascii").splitlines()
    begun = [int(line.split()[1]) for line in lines if line.startswith("begun")]
    done = [line.split() for line in lines if line.startswith("done")]
    return begun[-1], int(done[-1][1]) if done else 0, [words[2] for words in done]


def test_kills_at_any_moment(tmp_path: Path) -> None:
    """Readers see the old version or the new one; the next publication puts all in order."""
    source, var = write(tmp_path / "source"), tmp_path / "var"
    chance = random.Random(SEED)
    nursery = Nursery(source, var)
    first, fewest, most = 1, 99, 0
    published = 0
    for _ in range(KILLS):
        t0=time.time()
        nursery.run(first, chance.uniform(0.02, 1.2))
        begun, done, acknowledged = ledger(source)
        t1=time.time();shown = audit(var);t2=time.time()
        served = version(var) if shown else 0
        assert served in (begun, max(done, first - 1)), "the old version or the new one"
        assert shown is None or served >= done, "what was acknowledged is served"
        first = begun + 1
        settled = publish_version(source, var, first)
        t3=time.time();published += 1
        assert audit_settled(var, keep=KEEP).id == settled.release
        assert version(var) == first
        first += 1;t4=time.time();print(begun,done,[round(x,2) for x in (t1-t0,t2-t1,t3-t2,t4-t3)])
    nursery.close()
    print(first, published, len(history(var)))
