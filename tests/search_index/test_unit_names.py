"""What belongs to a unit is found by the unit's name, though no document says it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from search_index import Document, Engine, Query, Reader, Words
from search_index.names import Called

from .conftest import ids

UNITS = (
    ("清源县财政局", "CZ"), ("财政局", "CZ"), ("Finance Bureau", "CZ"),
    ("交通运输局", "JT"), ("河东村", "HD1"), ("河东村", "HD2"),
)  # fmt: skip
WORDS = Words((("交通局", "交通运输局"), ("办公经费", "公用经费")), frozenset({"的"}),
              tuple(Called("unit", name, code) for name, code in UNITS))
DOCUMENTS = (
    Document("unit", kind="unit", title="清源县财政局", body="Finance Bureau", unit="CZ", weight=9),
    Document("budget", title="部门预算", unit="CZ"),
    Document("funds", title="公用经费", unit="CZ"),
    Document("other", title="部门预算", unit="JT"),
    Document("news", title="县财政局公布预算", weight=7),
    Document("east", title="食堂", unit="HD1"),
    Document("west", title="食堂", unit="HD2"),
)


@pytest.fixture
def reader(engine: Engine, tmp_path: Path) -> Iterator[Reader]:
    engine.build(tmp_path / "index", DOCUMENTS, words=WORDS)
    with closing(engine.open(tmp_path / "index")) as found:
        yield found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("财政局 预算", {"budget", "news"}), ("清源县财政局 部门预算", {"budget"}),
        ("財政局 部门预算", {"budget"}), ("finance bureau 部门预算", {"budget"}),
        ("财政局部门预算", {"budget"}), ("财政局办公经费", {"funds"}),
        ("交通局 预算", {"other"}), ("交通局预算", {"other"}),
        ("河东村 食堂", {"east", "west"}), ("预算 -交通局", {"budget", "news"}),
        ('"交通运输局"', set()), ("title:交通运输局", set()), ("财政 部门预算", set()),
    ],
)  # fmt: skip
def test_a_name_stands_for_all_of_its_unit(reader: Reader, text: str, found: set[str]) -> None:
    assert set(ids(reader.search(Query(text, limit=100)))) == found


def test_what_says_a_name_stands_before_what_only_belongs_to_the_unit(reader: Reader) -> None:
    assert ids(reader.search(Query("财政局")))[:2] == ["unit", "news"]
    assert set(ids(reader.search(Query("财政局")))[2:]) == {"budget", "funds"}


def test_a_question_taken_apart_keeps_names_whole(reader: Reader) -> None:
    assert set(ids(reader.search(Query("部门预算的财政局", relaxed="all")))) == {"budget"}


def test_a_name_beside_the_title_counts_as_a_title(engine: Engine, tmp_path: Path) -> None:
    deputies = [Document(f"d{n}", title=f"副局长 · 李{n}", unit="CZ") for n in range(9)]
    head = Document("head", title="局长 · 王五", unit="CZ", names=("局长", "王五"))
    engine.build(tmp_path / "index", [*deputies, head], words=WORDS)
    with closing(engine.open(tmp_path / "index")) as reader:
        for text in ("局长", "财政局局长", "财政局 局长", "局长 的"):
            assert ids(reader.search(Query(text)))[0] == "head"
