"""YAML as plain data, with places, and nothing that surprises."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.source.yaml import MAX_BYTES, MAX_DEPTH, YamlError, load


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1", {"a": 1}),
        ("a: NO", {"a": "NO"}),
        ("a: on", {"a": "on"}),
        ("a: 12:30", {"a": "12:30"}),
        ("a: 0123", {"a": "0123"}),
        ("a: true", {"a": True}),
        ("a: ~", {"a": None}),
        ("a:", {"a": None}),
        ("a: 1.50", {"a": 1.5}),
        ("a: '1'", {"a": "1"}),
        ("a: 2026-03-31", {"a": dt.date(2026, 3, 31)}),
        ("a: 2026-03-31T09:00", {"a": dt.datetime(2026, 3, 31, 9)}),  # noqa: DTZ001 - no zone is meant
        ("a: '2026-03-31'", {"a": "2026-03-31"}),
        ("- x\n- {y: [1, 2]}", ["x", {"y": [1, 2]}]),
        ("", None),
        ("单位: 财政局", {"单位": "财政局"}),
    ],
)
def test_values(text: str, value: Any) -> None:
    assert load(text).value == value


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &x 1\nb: *x", "yaml-alias", 2),
        ("a: 1\nb: 2\na: 3", "yaml-duplicate-key", 3),
        ("a: 2026-02-30", "yaml-value", 1),
        ("x: 1\na: [1,", "yaml-syntax", 2),
        ("a: !!python/object:os.system x", "yaml-tag", 1),
        ("a: 1\n---\nb: 2", "yaml-several-documents", 2),
        ("? [a]\n: 1", "yaml-key", 1),
        ("a: \x01", "yaml-syntax", 1),
        ("[" * 10_000, "yaml-too-deep", 1),
        ("a: " + "9" * 5000, "yaml-value", 1),
        ("x" * (MAX_BYTES + 1), "yaml-too-large", 1),
    ],
)
def test_what_is_refused(text: str, code: str, line: int) -> None:
    with pytest.raises(YamlError) as caught:
        load(text)
    assert (caught.value.code, caught.value.line) == (code, line)


def test_an_alias_bomb_is_refused_at_its_first_alias() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    with pytest.raises(YamlError) as caught:
        load(bomb)
    assert (caught.value.code, caught.value.line) == ("yaml-alias", 2)


def test_depth_up_to_the_limit_is_read() -> None:
    assert load("[" * MAX_DEPTH + "]" * MAX_DEPTH).value


def test_lines_are_those_of_the_file() -> None:
    document = load("a: 1\nb:\n  - c: 2\n  - d\n", first_line=10)
    assert document.line("b") == 11
    assert document.line("b", 0, "c") == 12
    assert document.line("b", 1) == 13
    assert document.line("b", 1, "nothing") == 13


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(YamlError):
        load(text)
