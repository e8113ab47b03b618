"""Measures the checking of tables: ours beside frictionless, loops over csv, Polars and DuckDB.

Everybody reads the same generated files, each in a process of its own. Only frictionless and ours
give the same errors: a copy with mistakes is compared word for word. The loop with checks, Polars
and DuckDB ask the same questions of good files, but take other cells for good. Ratios are of the
processor seconds of the checking, libraries imported. The last line of the output is JSON.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import payments
from figures import Table

KEYS = ("ratio_1m", "ratio_100k", "ratio_10k", "peak_mb_1m", "peak_mb_10m", "identical")
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
HUGE = 10_000_000
TINY = 10
RUNS = {"10k": 3, "100k": 3, "1m": 1}
PEERS = {
    "frictionless": "the judge",
    "csv_loop": "nothing checked",
    "csv_checks": "the same checks, roughly",
    "polars_typed": "the same checks, roughly",
    "duckdb_typed": "the same checks, roughly",
}


class Run(NamedTuple):
    """One run: seconds of checking and of the whole process, peak memory, errors, and output."""

    cpu_s: float
    process_s: float
    peak_mb: float
    errors: int
    output: str


def run(name: str, folder: Path) -> Run:
    """Run a validator in a process of its own."""
    command = (sys.executable, str(Path(__file__).with_name("validators.py")), name, str(folder))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # modules are found compiled
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    output, _, figures = done.stdout.strip().rpartition("\n")
    return Run(**json.loads(figures), output=output)


def best(name: str, folder: Path, times: int) -> Run:
    """The run that needed the least; other work on the machine only ever adds."""
    return min((run(name, folder) for _ in range(times)), key=lambda found: found.cpu_s)


def compare(table: Table, folder: Path, label: str) -> None:
    """Everybody on one file; ratios to frictionless."""
    rows = SIZES[label]
    payments.write(folder, rows)
    table.title(f"{rows:,} rows, {(folder / 'payments.csv').stat().st_size / 1e6:.0f} MB",
                "processor", "memory")  # fmt: skip
    mine = best("ours", folder, max(2, RUNS[label]))
    _add(table, "ours", mine, "exactly frictionless' errors")
    for name, remark in PEERS.items():
        peer = best(name, folder, RUNS[label])
        _add(table, name, peer, f"{peer.cpu_s / mine.cpu_s:.1f} × ours, {remark}")
        if name == "frictionless":
            table.figures[f"ratio_{label}"] = peer.cpu_s / mine.cpu_s
            whole = f"{peer.process_s / mine.process_s:.1f} × ours with all imports"
            table.add("frictionless, whole process", f"{peer.process_s:.2f} s", "", whole)
    if label == "1m":
        table.figures["peak_mb_1m"] = mine.peak_mb


def _add(table: Table, what: str, found: Run, remark: str) -> None:
    errors = f", {found.errors:,} errors" if found.errors else ""
    table.add(what, f"{found.cpu_s:.3f} s", f"{found.peak_mb:.0f} MB", remark + errors)


def identical(table: Table, folder: Path, rows: int) -> bool:
    """Whether both give the same errors, word for word, on a file with mistakes."""
    payments.write(folder, rows, wrong=True)
    mine, theirs = run("ours_errors", folder), run("frictionless_errors", folder)
    same = mine.output == theirs.output and theirs.errors > 0
    ratio = f"{theirs.cpu_s / mine.cpu_s:.1f} × ours"
    table.add(f"{rows:,} rows with mistakes", f"{mine.cpu_s:.3f} s", f"{mine.peak_mb:.0f} MB",
              f"{theirs.errors:,} errors, {'identical' if same else 'DIFFERENT'}, "
              f"frictionless {ratio}")  # fmt: skip
    return same


def tiny(table: Table, folder: Path) -> None:
    """A file of ten rows, imports included: nobody may be slower for having a fast way."""
    payments.write(folder, TINY)
    (folder / "suppliers.csv").write_text(
        "supplier_id,name\n" + "".join(f"S{n:06d},x\n" for n in range(payments.SUPPLIERS)),
        encoding="utf-8",
    )
    table.title(f"{TINY} rows, the whole process", "processor", "memory")
    for name in ("ours_errors", "frictionless_errors"):
        found = min((run(name, folder) for _ in range(5)), key=lambda one: one.process_s)
        table.add(name.removesuffix("_errors"), f"{found.process_s:.3f} s",
                  f"{found.peak_mb:.0f} MB")  # fmt: skip


def main() -> None:
    """Measure, print the table, and the figures as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only 10,000 and 100,000 rows")
    options = parser.parse_args()
    table = Table(KEYS)
    with tempfile.TemporaryDirectory(prefix="lightwell-bench-") as place:
        folder = Path(place)
        tiny(table, folder)
        labels = [label for label in SIZES if not (options.quick and label == "1m")]
        for label in labels:
            compare(table, folder, label)
        table.title("Files with mistakes", "processor", "memory")
        sizes = [rows for rows in SIZES.values() if rows <= SIZES["100k"]]
        same = [identical(table, folder, rows) for rows in sizes]
        table.figures["identical"] = all(same)
        if not options.quick:
            payments.write(folder, HUGE)
            table.title(f"{HUGE:,} rows", "processor", "memory")
            huge = run("ours", folder)
            _add(table, "ours", huge, "")
            table.figures["peak_mb_10m"] = huge.peak_mb
    table.print()


if __name__ == "__main__":
    main()
