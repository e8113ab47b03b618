"""How rows are named, and what their texts become."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.addresses import Row, read_row_id, row_id
from tests.publisher.release.searched import ask, ids, release_of
from tests.sources import write_source

DESCRIPTOR = """\
name: lists
title: {{zh: 清单, en: Lists}}
licenses: [{{name: CC-BY-4.0}}]
resources:
  - name: items
    path: data/items.csv
    schema:
      fields:
        - {{name: a, type: string}}
        - {{name: b, type: {kind}}}
        - {{name: text, type: string, text: {safe}}}
{key}
"""


def lists(
    rows: str, *, key: str = "primaryKey: [a, b]", kind: str = "string", safe: str = "true"
) -> dict[str, str]:
    """A dataset of one table with the columns a, b and text."""
    descriptor = DESCRIPTOR.format(kind=kind, safe=safe, key=f"      {key}" if key else "")
    return {
        "datasets/lists/datapackage.yaml": descriptor,
        "datasets/lists/data/items.csv": f"a,b,text\n{rows}",
    }


def rows_of(tmp_path: Path, files: dict[str, str]) -> set[str]:
    source = write_source(tmp_path / "source", files)
    return ids(release_of(source, tmp_path / "var"), kind="row")


def test_a_key_of_several_parts(tmp_path: Path) -> None:
    assert rows_of(tmp_path, lists('"甲,乙",1,一\n甲,"乙,1",二\n')) == {
        "row:lists/items/%E7%94%B2%2C%E4%B9%99,1", "row:lists/items/%E7%94%B2,%E4%B9%99%2C1"
    }  # fmt: skip


@pytest.mark.parametrize("key", ["x" * 101, '" x"', '"x\u3000"'])
def test_a_key_that_no_address_can_say_is_a_number_instead(tmp_path: Path, key: str) -> None:
    found = rows_of(tmp_path, lists(f"y,1,一\n{key},1,二\n"))
    assert found == {"row:lists/items#1", "row:lists/items#2"}


def test_kinds_of_keys(tmp_path: Path) -> None:
    dates = lists("x,2026-01-02,一\n", kind="date")
    assert rows_of(tmp_path / "d", dates) == {"row:lists/items/x,2026-01-02"}
    numbers = lists("x,1.5,一\n", kind="number")
    assert rows_of(tmp_path / "n", numbers) == {"row:lists/items#1"}
    huge = lists(f"x,{2**70},一\nx,{2**70 + 1},一\n", kind="integer")
    assert rows_of(tmp_path / "h", huge) == {"row:lists/items#1", "row:lists/items#2"}


def test_without_a_key_rows_have_numbers(tmp_path: Path) -> None:
    assert rows_of(tmp_path, lists("x,1,一\nx,1,一\n", key="")) == {
        "row:lists/items#1", "row:lists/items#2"
    }  # fmt: skip


def test_without_a_safe_column_no_row_is_found(tmp_path: Path) -> None:
    assert rows_of(tmp_path, lists("x,1,一\n", safe="false")) == set()


def test_titles(tmp_path: Path) -> None:
    long = "长" * 400
    source = write_source(tmp_path / "source", lists(f"x,1,{long}尾巴\ny,2,\n"))
    release = release_of(source, tmp_path / "var")
    (cut,) = ask(release, "尾巴")
    (named,) = ask(release, "code:y")
    assert "".join(span.text for span in cut.title) == "长" * 149 + "…"
    assert "".join(span.text for span in named.title) == "y · 2"


NAMES = st.sampled_from(["payments", "village_accounts", "three-public", "0"])
KEYS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1)
ROWS = st.one_of(
    st.builds(Row, NAMES, NAMES, key=KEYS.map(tuple), number=st.just(0)),
    st.builds(Row, NAMES, NAMES, key=st.just(()), number=st.integers(1)),
)


@given(ROWS)
@settings(max_examples=50, deadline=None)
def test_an_id_says_which_row_it_is(row: Row) -> None:
    assert read_row_id(row_id(row)) == row


def test_other_ids_are_no_rows() -> None:
    assert read_row_id("/zh/data/payments/") is None
