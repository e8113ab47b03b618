"""Columns and line breaks of a terminal, with Chinese characters among the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from website.monospace import flush_left, flush_right, width, wrapped


@pytest.mark.parametrize(
    ("text", "columns"), [("row 4", 5), ("第4行", 5), ("金额 Amount", 11), ("e\u0301", 1), ("", 0)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns
    assert width(flush_right(text, 12)) == width(flush_left(text, 12)) == 12


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("“x” is not a number such as 12.", ["“x” is not a", "number such", "as 12."]),
        ("一二三四五六七八", ["一二三四五六", "七八"]),
        ("一二三四五六，七八", ["一二三四五", "六，七八"]),
        ("averyveryverylongword x", ["averyveryverylongword", "x"]),
        ("", [""]),
    ],
)
def test_lines_break_where_they_may(text: str, lines: list[str]) -> None:
    assert list(wrapped(text, 12)) == lines


@given(st.text("ab 一，“”（）。x", max_size=60), st.integers(4, 40))
def test_no_character_is_lost(text: str, columns: int) -> None:
    assert "".join("".join(wrapped(text, columns)).split()) == "".join(text.split())
