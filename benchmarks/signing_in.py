"""What a sign-in costs: time, processor and memory of a password's hash, and of many at once."""

from __future__ import annotations

import resource
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.append(sys.path.pop(0))  # the package `dialogue` is meant, not the file beside this one

from dialogue.desk import second_factor
from dialogue.desk.passwords import PLACES, Busy, Hashing

PASSWORD = "lantern pebble orchard tram"  # noqa: S105 - of the benchmark
ROUNDS = 10
CROWD = 40


def memory() -> float:
    """The most memory that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        hashing = Hashing(Path(folder))
        before = memory()
        kept = hashing.hash(PASSWORD)
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(ROUNDS):
            hashing.fits(kept, PASSWORD)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print(f"one hash: {wall / ROUNDS * 1000:.0f} ms, of the processor "
              f"{processor / ROUNDS * 1000:.0f} ms")  # fmt: skip
        print(f"memory: {before:.0f} MiB before, {memory():.0f} MiB after")
        print(f"{CROWD} at once, {PLACES} places: {crowd(hashing, kept)}")
        print(f"memory: {memory():.0f} MiB after")
    secret = second_factor.new_secret()
    start = time.perf_counter()
    for number in range(1000):
        second_factor.matching_step(secret, f"{number:06d}", 1_800_000_000, 0)
    print(f"one code: {time.perf_counter() - start:.3f} ms")


def crowd(hashing: Hashing, kept: str) -> str:
    """Many threads at the same moment: how many passed, how many were asked to come back."""
    passed: list[bool] = []
    busy: list[Busy] = []

    def enter() -> None:
        try:
            passed.append(hashing.fits(kept, PASSWORD))
        except Busy as full:
            busy.append(full)

    threads = [threading.Thread(target=enter) for _ in range(CROWD)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    return f"{len(passed)} passed, {len(busy)} asked to come back, {took:.1f} s"


if __name__ == "__main__":
    main()
