"""The engine's errors are frictionless' errors: every one, in order, to the last letter."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import frictionless
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.checking.tables import check, judge
from publisher.checking.tables.engine import Limits, package_errors
from tests.publisher.checking.tables.generated import PROFILE, Descriptor, package, tables

SAMPLES = Path(__file__).parents[5] / "shared" / "samples"
EVERYTHING = 10**9
FAILURES = (*check.FAILURES, frictionless.FrictionlessException)
FAST = Limits(small=0)

FIELDS: list[Descriptor] = [
    {"name": "id", "constraints": {"required": True, "pattern": "P[0-9]{3}"}},
    {"name": "day", "type": "date", "constraints": {"minimum": "2020-01-01"}},
    {"name": "amount", "type": "number", "constraints": {"required": True, "minimum": 0}},
    {"name": "kind", "constraints": {"enum": ["a", "b"]}},
]
SCHEMA: Descriptor = {
    "fields": FIELDS,
    "primaryKey": ["id"],
    "foreignKeys": [{"fields": ["kind"], "reference": {"resource": "", "fields": ["kind"]}}],
}


def described(folder: Path, descriptors: Sequence[Descriptor]) -> list[Any] | type[Exception]:
    """What frictionless finds, or the type of what it raises."""
    try:
        report = package(folder, descriptors).validate(limit_errors=EVERYTHING)
    except FAILURES as failure:
        return type(failure)
    whole = [(None, error.to_descriptor()) for error in report.errors]
    return whole + [(task.name, error.to_descriptor())
                    for task in report.tasks for error in task.errors]  # fmt: skip


def ours(
    folder: Path, descriptors: Sequence[Descriptor], limits: Limits
) -> list[Any] | type[Exception]:
    """What the engine finds."""
    try:
        found = package_errors(package(folder, descriptors), limits=limits)
        return [(name, error.descriptor()) for name, error in found]
    except FAILURES as failure:
        return type(failure)


def table(folder: Path, content: bytes, schema: Descriptor = SCHEMA, **more: Any) -> Descriptor:
    """The descriptor of a table with that content."""
    (folder / "t.csv").write_bytes(content)
    return {
        "$schema": PROFILE, "name": "t", "type": "table", "path": "t.csv", "scheme": "file",
        "format": "csv", "encoding": "utf-8", "dialect": {"csv": {}}, "schema": schema,
    } | more  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**40))
def test_errors_are_those_of_frictionless(tmp_path: Path, seed: int) -> None:
    descriptors = tables(seed, tmp_path)
    chance = random.Random(seed)
    limits = Limits(
        small=0, block=chance.choice([60, 500, 1 << 20]), kept=chance.choice([0, 3, 1000]),
        listed=chance.choice([1, 1000]), few=chance.choice([-1, 0.2, 2]),
    )  # fmt: skip
    assert ours(tmp_path, descriptors, limits) == described(tmp_path, descriptors)


HEAD = b"id,day,amount,kind\n"
CONTENTS = {
    "good": HEAD + b"P001,2020-01-01,1.00,a\nP002,,0,b\n",
    "empty": b"",
    "only a header": HEAD,
    "only line ends": b"\n\n\n",
    "quotes": HEAD + b'"P001","2020-01-01","1.00","a"\n"P002",,0,"b"\n',
    "quotes with line ends": HEAD + b'P001,2020-01-01,1,"a\r\nb"\nP002,,0,"b""\n"\n',
    "a stray quote": HEAD + b'P001,,1,5" pipe\nP002,,1,"x\ny"\nP003,,x,a\n',
    "an open quote": HEAD + b'P001,,1,a\nP002,,1,"b\nP003,,1,a\n',
    "text after a quote": HEAD + b'P001,,1,"a"b\nP001,,1,a\n',
    "lone returns": b"id,day,amount,kind\rP001,,1,a\rP002,,x,b\r",
    "mixed line ends": b"id,day,amount,kind\r\nP001,,1,a\nP002,,x,b\rP003,,1,\r\n",
    "blank rows": HEAD + b"\nP001,,1,a\n,,,\n\nP002,,1,b\n",
    "ragged rows": HEAD + b"P001,,1\nP002,,1,a,b\nP003\nP001,,1,a\n",
    "nul": HEAD + b"P0\x001,,1,a\n\x00,,,\n",
    "line separators": HEAD + "P001,,1,a\u2028\nP002,,1,\u0085\n".encode(),
    "no utf-8": HEAD + b"P001,,1,a\nP002,,1,\xff\n",
    "a byte order mark inside": HEAD + "\ufeffP001,,1,a\n".encode(),
    "padded": HEAD + b" P001 , 2020-01-01, 1 ,a \n",
    "repeated": HEAD + b"P001,,1,a\nP001,,x,a\nP001,,1,a\n,,1,a\n,,2,\n",
    "odd numbers": HEAD + "P001,,1_000,a\nP002,,NaN,a\nP003,,-0,a\nP004,,٣,a\n".encode(),
    "references": HEAD + b"P001,,1,a\nP002,,1,c\nP003,,1,\n",
}


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize("block", [7, 1 << 20])
def test_known_troubles(tmp_path: Path, name: str, block: int) -> None:
    descriptors = [table(tmp_path, CONTENTS[name])]
    found = ours(tmp_path, descriptors, Limits(small=0, block=block))
    assert found == described(tmp_path, descriptors)
    assert isinstance(found, list)
    assert bool(found) is (name not in ("good", "quotes", "only a header"))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of tables that were left to frictionless."""
    left: list[str] = []
    alone: Callable[..., Any] = judge.errors

    def errors(given: Any, *progress: Any) -> Any:
        left.append(given.name)
        return alone(given, *progress)

    monkeypatch.setattr(judge, "errors", errors)
    return left


def test_a_plain_table_is_not_left_to_frictionless(tmp_path: Path, counted: list[str]) -> None:
    for name in sorted(set(CONTENTS) - {"no utf-8"}):
        ours(tmp_path, [table(tmp_path, CONTENTS[name])], FAST)
    assert counted == ["t"]  # the empty file has no header, and a foreign key of it


def test_keys_of_other_types_are_left_to_frictionless(
    tmp_path: Path, counted: list[str]
) -> None:
    schema = {"fields": [{"name": "at", "type": "datetime"}], "primaryKey": ["at"]}
    content = b"at\n2024-01-01T00:00:00Z\n2024-01-01T08:00:00+08:00\nx\n"
    descriptors = [table(tmp_path, content, schema)]
    found = ours(tmp_path, descriptors, FAST)
    assert counted == ["t"]
    assert found == described(tmp_path, descriptors)
    assert [entry["type"] for _, entry in found] == [  # type: ignore[union-attr]  # a list here
        "primary-key", "type-error", "primary-key"]  # fmt: skip


def test_values_that_are_equal_are_the_same_key(tmp_path: Path) -> None:
    schema = {
        "fields": [{"name": "n", "type": "number"}, {"name": "d", "type": "date",
                                                     "format": "any"}],
        "primaryKey": ["n", "d"],
    }  # fmt: skip
    content = b"n,d\n1.0,2024-01-05\n1,5 Jan 2024\n1.00,2024-1-5\n01,20240105\n2,2024-01-05\n"
    descriptors = [table(tmp_path, content, schema)]
    found = ours(tmp_path, descriptors, FAST)
    assert found == described(tmp_path, descriptors)
    assert [entry["rowNumber"] for _, entry in found] == [3, 4, 5]  # type: ignore[union-attr]  # a list here


def test_a_key_that_is_found_far_away(tmp_path: Path) -> None:
    rows = "".join(f"P{number:03d},,1,a\n" for number in range(400))
    descriptors = [table(tmp_path, HEAD + rows.encode() + b"P007,,1,a\n")]
    found = ours(tmp_path, descriptors, Limits(small=0, block=200))
    assert found == described(tmp_path, descriptors)
    assert [entry["note"] for _, entry in found] == [  # type: ignore[union-attr]  # a list here
        "the same as in the row at position 9"]  # fmt: skip


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"there is no folder {SAMPLES}")
@pytest.mark.parametrize(("file", "encoding"), [
    ("al_treasury.csv", "utf-8-sig"), ("au_budget_2015_16.csv", "utf-8-sig"),
    ("gb_cabinetoffice_2022_03.csv", "utf-8-sig"),
    ("gb_gla_spend_2008_2013.csv", "utf-8-sig"),
    ("gb_leeds_2011_09_clean.csv", "utf-8-sig"),
    ("gb_leeds_2011_12_raw_cp1252.csv", "cp1252"), ("mk_budget.csv", "utf-8-sig"),
    ("tw_budget_2025_zh.csv", "utf-8-sig"),
])  # fmt: skip
def test_governments_files(tmp_path: Path, file: str, encoding: str) -> None:
    """Guessed types, each wrong somewhere: a number column has notes, a date column dashes."""
    lines = (SAMPLES / file).read_bytes().splitlines(keepends=True)
    content = b"".join(lines[:1_000])
    with (SAMPLES / file).open(encoding=encoding, newline="") as text:
        labels = next(csv.reader(text))
        sample = [row for row, _ in zip(csv.reader(text), range(50), strict=False)]
    fields = []
    for place, label in enumerate(labels):
        cells = [row[place] for row in sample if len(row) > place and row[place]]
        digits = sum(cell.replace(".", "").isdigit() for cell in cells)
        kind = "number" if 2 * digits > len(cells) else "string"
        pattern = {"pattern": r"[A-Za-z0-9 .,&-]*"} if kind == "string" else {}
        fields.append({"name": label or f"c{place}", "type": kind, "constraints": pattern})
    if len({entry["name"] for entry in fields}) < len(fields):
        fields = [entry | {"name": f"c{n}"} for n, entry in enumerate(fields)]
    schema = {"fields": fields, "primaryKey": [fields[0]["name"]]}
    descriptors = [table(tmp_path, content, schema, encoding=encoding)]
    found = ours(tmp_path, descriptors, FAST)
    assert found == described(tmp_path, descriptors)
    assert found
