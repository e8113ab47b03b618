"""Measures the integrity checks over a large county, apart from reading its tables.

The county is the demonstration many times over: units, payments and contracts are copied with
other ids, so that amounts, days and irregularities keep their shapes. Its tables are CSV files
with the shipped schemas; they are read as a publication reads them. The checks run in a process
of their own, whose memory is counted from the moment at which all tables are read. The last line
of the output is JSON.
"""

import argparse
import datetime as dt
import gc
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import processes
from workplace import work_folder

from publisher import workdays
from publisher.source import packages
from publisher.source.files import SourceFile
from publisher.source.packages import DataPackage
from publisher.supervision.checks import CHECKS
from publisher.supervision.county import County, Tables
from publisher.supervision.run import values_of

DATASETS = Path(__file__).resolve().parents[1] / "datasets"
TODAY = dt.date(2026, 3, 31)
PER_COPY = 20_000
"""Payments of the demonstration, and of each copy."""

UNIT_COLUMNS = ("org_id", "publisher", "parent_id")
"""Columns that name a unit; each copy has units of its own."""

OWN_COLUMNS = (
    "payment_id", "reverses_id", "contract_id", "ocid", "record_id", "decision_id", "notice_id",
    "post_id", "budget_item", "asset_id", "item_id",
)  # fmt: skip
"""Columns with ids and references to them, which differ from copy to copy."""

BY_CONTRACT = ("contracts", "bids")
ONCE = ("suppliers",)


@dataclass(frozen=True, slots=True)
class Size:
    """How many payments and contracts there are, at least."""

    payments: int
    contracts: int


FULL = Size(payments=1_000_000, contracts=100_000)
QUICK = Size(payments=40_000, contracts=1_000)


def write_county(folder: Path, size: Size) -> None:
    """Write all datasets of the demonstration below `folder`, as often as the size asks for."""
    copies = -(-size.payments // PER_COPY)
    contracts = pl.read_csv(DATASETS / "procurement/data/contracts.csv", infer_schema=False).height
    awarded = max(copies, -(-size.contracts // contracts))
    for descriptor in sorted(DATASETS.glob("*/datapackage.yaml")):
        target = folder / descriptor.parent.name
        (target / "data").mkdir(parents=True)
        shutil.copyfile(descriptor, target / descriptor.name)
        for table in sorted(descriptor.parent.glob("data/*.csv")):
            count = awarded if table.stem in BY_CONTRACT else 1 if table.stem in ONCE else copies
            _repeat(table, target / "data" / table.name, count, units=copies)


def _repeat(table: Path, target: Path, count: int, *, units: int) -> None:
    rows = pl.read_csv(table, infer_schema=False)
    with target.open("wb") as out:
        for copy in range(count):
            unit, own = f"-{copy % units:02d}", f"-{copy:03d}"
            frame = rows.with_columns(
                *(pl.col(name) + unit for name in UNIT_COLUMNS if name in rows.columns),
                *(pl.col(name) + own for name in OWN_COLUMNS if name in rows.columns),
            )
            frame.write_csv(out, include_header=copy == 0)


def read_packages(folder: Path) -> dict[str, DataPackage]:
    """The datasets below `folder`, as a publication reads their descriptors."""
    found = {}
    for descriptor in sorted(folder.glob("*/datapackage.yaml")):
        package, findings = packages.parse(
            _file(descriptor), descriptor.read_bytes(),
            lambda path, base=descriptor.parent: _file(base / path),
        )  # fmt: skip
        if package is None:
            raise RuntimeError(f"{descriptor}: {findings}")
        found[package.name] = package
    return found


def _file(place: Path) -> SourceFile:
    path = f"datasets/{place.parent.name}/{place.name}"
    return SourceFile(path, str(place), place.stat().st_size, "")


def measure(folder: Path) -> dict[str, Any]:
    """Read the tables that any check needs, then time each check; peak memory from there on."""
    tables = Tables(read_packages(folder))
    began = time.perf_counter()
    heights = {name: tables[name].height for name in _needed() if name in tables}
    reading = time.perf_counter() - began
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the peak so far
    county = County(tables, TODAY, workdays.shipped())
    seconds, flags = {}, {}
    for name, check in CHECKS.items():
        if any(schema not in tables for schema in check.needs):
            continue
        began = time.perf_counter()
        flags[name] = len(check.run(county, values_of(check, {})).flags)
        seconds[name] = round(time.perf_counter() - began, 3)
    return {
        "seconds_all": round(sum(seconds.values()), 3), "seconds_by_check": seconds,
        "peak_mb": round(processes.peak_mb(os.getpid()), 1), "payments": heights["payments"],
        "contracts": heights["contracts"], "seconds_reading": round(reading, 3), "flags": flags,
    }  # fmt: skip


def _needed() -> list[str]:
    """The tables that the checks name, and those that they look at if they are there."""
    wanted = {name for check in CHECKS.values() for name in check.needs}
    return sorted(wanted | {"payments", "contracts", "suppliers", "organisations"})


def report(figures: dict[str, Any]) -> None:
    """The figures as a table, and as one line of JSON."""
    print(f"{figures['payments']:,} payments, {figures['contracts']:,} contracts")
    print(f"  reading the tables  {figures['seconds_reading']:8.2f} s")
    for name, seconds in figures["seconds_by_check"].items():
        print(f"  {name:18}  {seconds:8.2f} s  {figures['flags'][name]:,} flags")
    print(f"  all checks          {figures['seconds_all']:8.2f} s, {figures['peak_mb']:,.0f} MB")
    print("\n" + json.dumps(figures), flush=True)


def main() -> None:
    """Write the county, measure in a process of its own, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small county, in seconds")
    parser.add_argument("--keep", type=Path, help="write the county there and leave it")
    parser.add_argument("--measure", type=Path, help="measure a county written before")
    options = parser.parse_args()
    if options.measure is not None:
        print(json.dumps(measure(options.measure)))
        return
    with work_folder(options.keep) as folder:
        write_county(folder, QUICK if options.quick else FULL)
        command = [sys.executable, __file__, "--measure", str(folder)]
        found = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    report(json.loads(found.stdout))


if __name__ == "__main__":
    main()
