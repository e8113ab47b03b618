"""Regular expressions: RE2 decides only where it agrees with `re`; costs are never understated."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publisher.source.expressions import PatternError, expression

ATOMS = st.sampled_from(
    ["a", "b", "1", ".", r"\d", r"\w", r"\s", r"\D", "[ab]", "[^a]", r"[\d_]", "中", "[一-龥]", "-",
     r"\.", "^", "$", r"\b", r"\Z", "(?=a)", "(?i:a)", "[[:alpha:]]", r"[\s\S]", "é"]
)  # fmt: skip
REPEATS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "*?", "++", "{0,2}"])
PATTERNS = st.recursive(
    st.builds(str.__add__, ATOMS, REPEATS),
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner), st.builds("({}){}".format, inner, REPEATS),
        st.builds("{}|{}".format, inner, inner), st.builds("(?:{}|{})".format, inner, inner),
    ),
    max_leaves=6,
)  # fmt: skip
TEXTS = st.text(st.sampled_from("aab1_- .中é１\n\t\x1c\u2028"), max_size=8)


@settings(max_examples=800, deadline=None)
@given(PATTERNS, TEXTS)
@example(r"\d{4}", "１２３４")
@example("a", "a\n")
@example("A|B", "Axx")
@example(r"\s", "\x1c")
def test_re2_never_contradicts_re(pattern: str, text: str) -> None:
    try:
        found = expression(pattern)
    except PatternError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        by_re = re.compile(f"^{pattern}$").match(text) is not None
    assert found.matches(text) == by_re
    if found.agrees(text):
        assert bool(found.linear.match(text)) == by_re


@pytest.mark.parametrize(
    ("pattern", "text", "agrees", "matches"),
    [
        (r"\d{4}", "1234", True, True),
        (r"\d{4}", "１２３４", False, True),
        (r"^\d{4}$", "１２３４", False, True),
        ("[一-龥]{2,4}", "清源县", True, True),
        ("A|B", "Axx", True, True),
        ("A|B", "xB", True, False),
        ("(a+)+$", "aaaa", True, True),
        ("(?<=a)b", "b", False, False),
        (r"(a)\1", "aa", False, True),
        (r"a", "a\n", False, True),
    ],
)
def test_who_decides(pattern: str, text: str, agrees: bool, matches: bool) -> None:
    found = expression(pattern)
    assert found.agrees(text) is agrees
    assert found.matches(text) is matches


def test_re2_answers_at_once_where_re_would_not() -> None:
    assert expression("(a+)+$").matches("a" * 100 + "!") is False
    assert expression("(a|a)*b").matches("a" * 100) is False


@pytest.mark.parametrize("pattern", ["(", "a{2,1}", "(?i)a", "(" * 500 + ")" * 500, "a" * 2000])
def test_what_is_no_expression(pattern: str) -> None:
    with pytest.raises(PatternError):
        expression(pattern)


@pytest.mark.parametrize(
    ("pattern", "cheap"),
    [
        ("[A-Z0-9-]{4,30}", True), ("[A-Z]+", True), (r"\d{4}-\d{2}", True), (".*", True),
        ("(foo|bar){2}", True), ("(a+)+$", False), ("(a|a)*b", False), ("(a*)*", False),
        (".*a.*b.*", False), (r"(\w+\s?)+", False), ("((a{1,9}){1,9}){1,9}", False),
    ],
)  # fmt: skip
def test_costs(pattern: str, cheap: bool) -> None:
    assert (expression(pattern).steps(100_000) < 1e7) is cheap
