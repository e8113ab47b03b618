"""Rows and numbers that are valid but absurd: found at once, and never written out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from publisher.checking.datasets import judge
from publisher.findings import Finding
from tests.publisher.source.test_descriptors import read_only
from tests.sources import ROWS, dataset, write_source


def judged(folder: Path, rows: str) -> list[Finding]:
    """The findings of a table."""
    source = read_only(write_source(folder, dataset(rows=rows)))
    return judge(source.packages["spending"], lambda file, rows: None)


WIDE = "," * 300_000
LINES = "".join(f"{n},2026-01-02,1,x\n" for n in range(3, 300_000))


@pytest.mark.parametrize(
    ("rows", "code", "row"),
    [
        (f"id,day,amount,payee{WIDE}\n1,2026-01-02,1,a\n", "row-too-wide", 1),
        (f"{ROWS}3,2026-01-02,1,a{WIDE}\n", "row-too-wide", 4),
        (f"{ROWS}{LINES}300000,2026-01-02,1,a{WIDE}", "row-too-wide", 300_001),
        ("," * 5_000_000, "line-too-long", 1),
        (f"{ROWS}3,2026-01-02,1,{'a' * 5_000_000}\n", "line-too-long", 4),
        (f"{ROWS}3,2026-01-02,1e999999999,a\n", "number-extreme", 4),
        (f"{ROWS}3,2026-01-02,-1E+9999,a\n", "number-extreme", 4),
        (f"{ROWS}3,2026-01-02,0.1e-99999999,a\n", "number-extreme", 4),
        (f"{ROWS}3,2026-01-02,{'9' * 2000},a\n", "number-extreme", 4),
    ],
)
def test_what_nothing_could_hold(tmp_path: Path, rows: str, code: str, row: int) -> None:
    start = time.process_time()
    finding, *later = judged(tmp_path, rows)
    assert time.process_time() - start < 3
    assert (finding.code, finding.row) == (code, row)
    assert finding.hint is not None
    assert [f.code for f in later] == ["not-yet-checked"] * (code != "number-extreme")


@pytest.mark.parametrize(
    "cells",
    ["1e9,a", "1234567890123.12,a", f"1,{'x' * 60_000}", "1,91E202400017",
     f"1,{'8' * 2000}", "1,1e99999"],
)  # fmt: skip
def test_what_is_merely_unusual(tmp_path: Path, cells: str) -> None:
    assert judged(tmp_path, f"{ROWS}3,2026-01-02,{cells}\n") == []
