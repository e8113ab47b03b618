"""Files are read as texts whatever is wrong with them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from publisher.source.loose_rows import rows
from publisher.source.packages import Resource
from tests.sources import DESCRIPTOR, checked, write_source


def resource(folder: Path, content: bytes, more: str = "") -> Resource:
    """The table of a small dataset whose file holds these bytes."""
    descriptor = DESCRIPTOR.format(name="spending").replace("path:", f"{more}path:")
    source, _ = checked(write_source(folder, {
        "datasets/spending/datapackage.yaml": descriptor,
        "datasets/spending/data/rows.csv": content,
    }))  # fmt: skip
    found = source.packages["spending"].resource("rows")
    assert isinstance(found, Resource)
    return found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"id\r\n1,2,3\r\n\r\n4", [["id"], ["1", "2", "3"], [], ["4"]]),
        (b"id;day\n1;2\n3;4\n", [["id", "day"], ["1", "2"], ["3", "4"]]),
        (b'id,"a\nb",c\n', [["id", "a\nb", "c"]]),
        (b"\xef\xbb\xbfid,day\n\xff,1\n", [["id", "day"], ["\ufffd", "1"]]),
    ],
)
def test_rows_are_cells(tmp_path: Path, content: bytes, expected: list[list[str]]) -> None:
    found = list(rows(resource(tmp_path, content)))
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert [cells for _, cells in found] == expected


def test_the_descriptor_says_what_parts_cells(tmp_path: Path) -> None:
    given = resource(tmp_path, b"a|b,c\n", "dialect: {delimiter: '|'}\n    ")
    assert list(rows(given)) == [(1, ["a", "b,c"])]


def test_where_csv_ends_lines_are_read(tmp_path: Path) -> None:
    given = resource(tmp_path, b'id,day\n1,"13812345678\n' + b"x" * 300 + b"\n9,y\n")
    before = csv.field_size_limit(200)
    try:
        found = list(rows(given))
    finally:
        csv.field_size_limit(before)
    assert found[:2] == [(1, ["id", "day"]), (2, ["1", '"13812345678\n'])]
    assert found[-1] == (4, ["9", "y\n"])
