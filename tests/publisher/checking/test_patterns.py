"""No pattern makes us wait: what takes too long is a finding that names field and pattern."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from publisher.checking import patterns
from publisher.findings import Finding
from publisher.source.packages import DataPackage
from tests.publisher.source.test_descriptors import read_only
from tests.sources import DESCRIPTOR, checked, codes, dataset, write_source

NAME = "datasets/spending/datapackage.yaml"
HANG = "a" * 60 + "!"


def files(pattern: str, *cells: str) -> dict[str, str]:
    """A dataset whose payee must match a pattern."""
    found = dataset(rows="id,day,amount,payee\n" + "".join(
        f"{number},2026-01-02,1,{cell}\n" for number, cell in enumerate(cells, 1)
    ))  # fmt: skip
    quoted = pattern.replace("'", "''")
    payee = "name: payee, type: string"
    found[NAME] = DESCRIPTOR.format(name="spending").replace(
        payee, f"{payee}, constraints: {{pattern: '{quoted}'}}"
    )
    return found


def package(folder: Path, pattern: str, *cells: str) -> DataPackage:
    """The dataset as it was read; nothing was checked."""
    return read_only(write_source(folder, files(pattern, *cells))).packages["spending"]


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", r"(\w+\s?)+x", "(?=(a+)+$)x"])
def test_a_pattern_that_never_ends_is_stopped(tmp_path: Path, pattern: str) -> None:
    source = package(tmp_path, pattern, "b", HANG)
    start = time.process_time()
    [finding] = patterns.findings(source, seconds=0.2)
    assert time.process_time() - start < 3
    assert (finding.code, finding.row, finding.field) == ("pattern-timeout", 3, "payee")
    for lang in ("zh", "en"):
        assert pattern in finding.message.text(lang)
        assert "payee" in finding.message.text(lang)
    assert finding.hint is not None


def test_many_slow_values_count_together(tmp_path: Path) -> None:
    """Each of them takes some milliseconds only, but frictionless would ask 3,000 times."""
    source = package(tmp_path, "(a+)+$", *["a" * 19 + "!"] * 3000)
    [finding] = patterns.findings(source, seconds=0.3)
    assert finding.code == "pattern-timeout"


@pytest.mark.parametrize(
    ("pattern", "cells"),
    [
        ("(a+)+$", ("aaa", "a" * 60)), (r"(\d+-?)+", ("12-34", "1" * 25)),
        ("[^@]+@[^@]+", ("a@b.cn", "x" * 300 + "@y")), (r"(?<!b)(a+)+", ("a" * 30,)),
    ],
)  # fmt: skip
def test_a_doubtful_pattern_that_does_no_harm_is_used(
    tmp_path: Path, pattern: str, cells: tuple[str, ...]
) -> None:
    assert list(patterns.findings(package(tmp_path, pattern, *cells))) == []


@pytest.mark.parametrize(
    ("pattern", "cells", "expected"),
    [
        (r"^\d{4}$", ("１２３４", "1234"), []),
        (r"\d{4}", ("１２３", "12345"), [2, 3]),
        ("A|B", ("Axx", "B", "xB", "C"), [4, 5]),
        (r"(a+)+$", ("aaa", "b"), [3]),
        (r"(?<=a)b|c", ("c", "b"), [3]),
        (r"(.)\1", ("甲甲", "甲乙"), [3]),
    ],
)
def test_verdicts_are_those_of_re(
    tmp_path: Path, pattern: str, cells: tuple[str, ...], expected: list[int]
) -> None:
    _, report = checked(write_source(tmp_path, files(pattern, *cells)))
    assert [finding.row for finding in report.findings] == expected
    assert set(codes(report)) <= {"constraint-error"}


def test_what_is_no_expression_is_a_finding_at_its_line(tmp_path: Path) -> None:
    found: list[Finding] = list(checked(write_source(tmp_path, files("(a", "a")))[1].findings)
    assert [(finding.code, finding.file, finding.line) for finding in found] == [
        ("pattern-invalid", NAME, 13)
    ]


def test_patterns_of_things_in_arrays_are_not_harmless(tmp_path: Path) -> None:
    written = files("a", "a")
    written[NAME] = written[NAME].replace(
        "type: string, constraints: {pattern: 'a'}",
        "type: array, arrayItem: {type: string, constraints: {pattern: '(a+)+$'}}",
    )
    source = read_only(write_source(tmp_path, written)).packages["spending"]
    assert not patterns.is_harmless(source.resources[0])
