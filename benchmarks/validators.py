"""Ways to check the generated payments, each to be run in a process of its own.

`python validators.py NAME FOLDER` prints one line of JSON: processor seconds of the checking
alone and of the whole process, peak memory, and how many errors were found.
"""

import csv
import datetime as dt
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

EVERYTHING = 10**9


def _package(folder: Path):
    from publisher.source.files import SourceFile
    from publisher.source.packages import parse

    def opener(path: str) -> SourceFile:
        return SourceFile(f"datasets/payments/{path}", str(folder / path), 0, "")

    file = opener("datapackage.yaml")
    package, findings = parse(file, Path(file.place).read_bytes(), opener)
    if package is None:
        raise RuntimeError(str(findings))
    return package


def loaded(*libraries: str) -> None:
    """Import libraries ahead of the measurement: all are measured without their imports."""
    for library in libraries:
        import_module(library)


def ours(folder: Path) -> Callable[[], int]:
    """What `lightwell check` does with a dataset."""
    loaded("frictionless", "numpy", "polars")

    from publisher.checking.tables import check_package

    package = _package(folder)
    return lambda: sum(finding.count for finding in check_package(package))


def ours_errors(folder: Path) -> Callable[[], int]:
    """The engine alone; its errors on stdout's first line, to be compared."""
    loaded("frictionless")

    from publisher.checking.tables.engine import package_errors
    from publisher.source import tabular

    package = _package(folder)

    def run() -> int:
        tables = tabular.package(package.resources)
        found = [(name, error.descriptor()) for name, error in package_errors(tables)]
        print(json.dumps(found))
        return len(found)

    return run


def frictionless(folder: Path) -> Callable[[], int]:
    """frictionless' own validation, all errors."""
    loaded("frictionless")

    from publisher.source import tabular

    package = _package(folder)

    def run() -> int:
        report = tabular.package(package.resources).validate(limit_errors=EVERYTHING)
        return sum(len(task.errors) for task in report.tasks)

    return run


def frictionless_errors(folder: Path) -> Callable[[], int]:
    """frictionless' errors on stdout's first line, to be compared."""
    loaded("frictionless")

    from publisher.source import tabular

    package = _package(folder)

    def run() -> int:
        report = tabular.package(package.resources).validate(limit_errors=EVERYTHING)
        found = [(task.name, entry.to_descriptor()) for task in report.tasks
                 for entry in task.errors]  # fmt: skip
        print(json.dumps(found))
        return len(found)

    return run


def csv_loop(folder: Path) -> Callable[[], int]:
    """Python's csv module, nothing checked."""

    def run() -> int:
        with (folder / "payments.csv").open(encoding="utf-8", newline="") as file:
            for _ in csv.reader(file):
                pass
        return 0

    return run


def csv_checks(folder: Path) -> Callable[[], int]:
    """A loop over Python's csv module with the same checks, written for this table."""

    def run() -> int:
        with (folder / "suppliers.csv").open(encoding="utf-8", newline="") as file:
            suppliers = {row[0] for row in csv.reader(file)}
        with (folder / "payments.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            return _loop(rows, suppliers)

    return run


def _loop(rows, suppliers: set[str]) -> int:
    payment, unit = re.compile("^P[0-9]{8}$").match, re.compile("^U[0-9]{3}$").match
    date, first = dt.date.fromisoformat, dt.date(2018, 1, 1)
    kinds, methods = {"goods", "services", "works"}, {"transfer", "card", "cash", ""}
    seen: set[str] = set()
    wrong = 0
    for row in rows:
        try:
            key, paid, due, unit_id, supplier, amount, net, kind, method, quantity, note = row
            good = (
                payment(key) and key not in seen and date(paid) >= first
                and (not due or date(due)) and unit(unit_id) and supplier in suppliers
                and float(amount) >= 0 and (not net or 0 <= float(net) <= 1_000_000)
                and kind in kinds and method in methods
                and (not quantity or 0 <= int(quantity) <= 10_000) and len(note) <= 200
            )  # fmt: skip
            seen.add(key)
        except ValueError:
            good = False
        wrong += not good
    return wrong


def polars_typed(folder: Path) -> Callable[[], int]:
    """Polars with types and the same questions; it reads other things as good than frictionless."""
    import polars as pl

    def run() -> int:
        types = {"paid_on": pl.Date, "due_on": pl.Date, "amount": pl.Float64, "net": pl.Float64,
                 "quantity": pl.Int64}  # fmt: skip
        rows = pl.read_csv(folder / "payments.csv", schema_overrides=types)
        suppliers = pl.read_csv(folder / "suppliers.csv")["supplier_id"]
        good = rows.select(
            (pl.col("payment_id").str.contains(r"^P[0-9]{8}$")
             & ~pl.col("payment_id").is_duplicated() & (pl.col("paid_on") >= dt.date(2018, 1, 1))
             & pl.col("unit_id").str.contains(r"^U[0-9]{3}$")
             & pl.col("supplier_id").is_in(suppliers.implode()) & (pl.col("amount") >= 0)
             & pl.col("net").is_between(0, 1_000_000)
             & pl.col("kind").is_in(["goods", "services", "works"])
             & pl.col("method").is_in(["transfer", "card", "cash"])
             & pl.col("quantity").is_between(0, 10_000)
             & (pl.col("note").str.len_chars() <= 200)).alias("good")
        )["good"]  # fmt: skip
        return len(good) - int(good.sum())

    return run


QUESTION = """
select count(*) from payments p where not (
  regexp_full_match(payment_id, 'P[0-9]{8}') and paid_on >= date '2018-01-01'
  and regexp_full_match(unit_id, 'U[0-9]{3}')
  and exists (select 1 from suppliers s where s.supplier_id = p.supplier_id)
  and amount >= 0 and net between 0 and 1000000 and kind in ('goods', 'services', 'works')
  and method in ('transfer', 'card', 'cash') and quantity between 0 and 10000
  and length(note) <= 200)
"""


def duckdb_typed(folder: Path) -> Callable[[], int]:
    """DuckDB with types and the same questions; it too reads other things as good."""
    import duckdb

    def run() -> int:
        database = duckdb.connect()
        database.execute(
            "create table payments as from read_csv(?, header=true, types={'paid_on': 'DATE', "
            "'due_on': 'DATE', 'amount': 'DOUBLE', 'net': 'DOUBLE', 'quantity': 'BIGINT'})",
            [str(folder / "payments.csv")],
        )
        database.execute("create table suppliers as from read_csv(?, header=true)",
                         [str(folder / "suppliers.csv")])  # fmt: skip
        again = database.execute(
            "select count(*) - count(distinct payment_id) from payments").fetchone()  # fmt: skip
        wrong = database.execute(QUESTION).fetchone()
        return int(again[0]) + int(wrong[0])

    return run


VALIDATORS = {
    function.__name__: function
    for function in (ours, frictionless, csv_loop, csv_checks, polars_typed, duckdb_typed,
                     ours_errors, frictionless_errors)
}  # fmt: skip


def main() -> None:
    """Run one of them once."""
    name, folder = sys.argv[1:3]
    run = VALIDATORS[name](Path(folder))
    before = time.process_time()
    errors = run()
    cpu = time.process_time() - before
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        "cpu_s": cpu, "process_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss * 1024 / 1e6, "errors": errors,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
