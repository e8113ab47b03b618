"""Values that are well formed, and that nobody can mean or use: named by row and column."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from publisher.checking.datasets import judge
from publisher.findings import Finding
from tests.publisher.source.test_descriptors import read_only
from tests.sources import ROWS, dataset, write_source
from tests.supervised import contracts


def judged(folder: Path, rows: str) -> list[Finding]:
    """The findings of a table."""
    source = read_only(write_source(folder, dataset(rows=rows)))
    return judge(source.packages["spending"], lambda file, rows: None)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ("NaN,a", "number-extreme", 3),
        ("INF,a", "number-extreme", 3),
        ("-INF,a", "number-extreme", 3),
        ("1e400,a", "number-extreme", 3),
        ("99999999999999999.00,a", "amount-extreme", 3),
        ("-1e14,a", "amount-extreme", 3),
        ("1,a\0b", "control-character", 4),
        ("1,a\x1b[31mb", "control-character", 4),
        ("1,\x7f", "control-character", 4),
        ("1,=SUM(A1)", "formula-cell", 4),
        ('1,"=""a"""', "formula-cell", 4),
        ("1,@cmd", "formula-cell", 4),
        ("1,+总计", "formula-cell", 4),
        ('1,"-a, b"', "formula-cell", 4),
    ],
)
def test_a_value_that_cannot_be_meant(
    tmp_path: Path, cells: str, code: str, column: int
) -> None:
    [finding] = judged(tmp_path, f"{ROWS}3,2026-01-02,{cells}\n")
    assert (finding.code, finding.row, finding.column) == (code, 4, column)
    assert finding.severity.value == ("warning" if code == "formula-cell" else "error")
    assert finding.hint is not None


@pytest.mark.parametrize("cells", [
    "1e13,a", "0.001,a", "-5,-", "1,+86 10 12345678", "1,-12.5", '1,"a\tb\nc"', "1,a=b", "1,a@b",
    "1,——", "1,2026-01-02",
])  # fmt: skip
def test_what_is_merely_unusual(tmp_path: Path, cells: str) -> None:
    assert judged(tmp_path, f"{ROWS}3,2026-01-02,{cells}\n") == []


@pytest.mark.parametrize(
    ("amount", "codes"),
    [
        ("1200.005", ["amount-decimals"]), ("0.001", ["amount-decimals"]),
        ("999999999999.125", ["amount-decimals"]),
        ("1200.05", []), ("1200.0500", []), ("9999999999999.99", []), ("0.07", []),
    ],
)  # fmt: skip
def test_parts_of_a_cent_in_our_own_schemas(
    tmp_path: Path, amount: str, codes: list[str]
) -> None:
    source = read_only(write_source(tmp_path, contracts({"amendments_amount": amount})))
    found = judge(source.packages["procurement"], lambda file, rows: None)
    found = [f for f in found if f.field == "amendments_amount" and f.code.startswith("amount")]
    assert [finding.code for finding in found] == codes


def test_a_whole_column_is_listed_in_part_and_fast(tmp_path: Path) -> None:
    rows = "id,day,amount,payee\n" + "".join(
        f"{n},2026-01-02,NaN,=A{n}\n" for n in range(1, 100_001)
    )
    start = time.process_time()
    found = [f for f in judged(tmp_path, rows) if f.code == "number-extreme"]
    assert time.process_time() - start < 10
    assert len(found) == 101
    assert sum(finding.count for finding in found) == 100_000
