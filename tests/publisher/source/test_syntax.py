"""What parsers say about real mistakes, in our words."""

from __future__ import annotations

import re

import pytest

from publisher.languages import Message
from publisher.source.documents import read_document
from publisher.source.expressions import PatternError, expression
from publisher.source.settings import parse
from publisher.source.syntax import SAYINGS, explained
from publisher.source.yaml import YamlError, load

MISTAKES = [
    ("a: b: c\n", "a text with a colon must stand in quotation marks"),
    ("a: 1\n\tb: 2\n", "tab"),
    ("a: 1\nb\n", "a colon is missing after a name"),
    ("a: @x\n", "put the text in quotation marks"),
    ('a: "x\n', "a quotation mark or bracket is opened and never closed"),
    ("a: [1, 2\nb: 3\n", "a comma or a closing bracket is missing"),
    ('a: "C:\\q"\n', "a backslash stands in double quotation marks"),
    ("a: 1\n  b: 2\n", "a text with a colon must stand in quotation marks"),
    ("a:\n  - 1\n - 2\n", "a line is not indented like its neighbours"),
    ("a: *\n", "a text that begins with * or &"),
    ("a: 1\nb: \x07\n", "A character stands here that is not allowed (U+0007)"),
    ("a: 2026-02-30\n", "there is no such day in the calendar"),
    ("a: 2026-02-01T25:00\n", "it is not a date and time"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_mistakes_in_yaml(text: str, said: str) -> None:
    with pytest.raises(YamlError) as failure:
        load(text)
    assert said in failure.value.text.text("en")
    assert_chinese(failure.value.text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1 "b": 2}', "a comma or a closing bracket is missing"),
        ('{"a": 1,}', "after the last entry there is no comma"),
        ('{"a" 1}', "a colon is missing"),
        ('{"a": }', "a value is missing"),
        ('{"a": "x}', "never closed"),
        ('{"a": 1} 2', "something stands after the end"),
        ('{"a": "x\ny"}', "a line break or tab stands within a text"),
        ('{"a": 1, "a": 2}', "“a” stands twice"),
    ],
)
def test_mistakes_in_json(text: str, said: str) -> None:
    with pytest.raises(YamlError) as failure:
        read_document(text.encode(), "x.json")
    assert said in failure.value.text.text("en")
    assert_chinese(failure.value.text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a 1\n", "the sign = is missing after a name"),
        ("a = b\n", "a text lacks its quotation marks"),
        ('a = "x\n', "never closed"),
        ('a = "\x01"\n', "a character stands there that is not allowed"),
        ("a = 1\na = 2\n", "the same name stands twice"),
        ("a = 1 2\n", "something stands after the value"),
        ("? = 1\n", "a line begins with a sign that is not allowed there"),
        ("a = [1, 2\n", "never closed"),
    ],
)
def test_mistakes_in_toml(text: str, said: str) -> None:
    settings, [finding] = parse(text.encode())
    assert settings is None
    assert said in finding.message.text("en")
    assert_chinese(finding.message)


def test_what_is_new_to_us_is_told_as_it_is() -> None:
    assert explained(ValueError("something else")) == "something else"


def test_no_saying_hides_another() -> None:
    assert len({pattern for pattern, _ in SAYINGS}) == len(SAYINGS)


def assert_chinese(text: Message) -> None:
    """There are no English words in the Chinese text but the names of formats."""
    assert set(re.findall(r"[A-Za-z]{2,}", text.text("zh"))) <= {
        "YAML", "JSON", "TOML", "UTF",
    }, text  # fmt: skip


@pytest.mark.parametrize(("pattern", "said"), [
    ("[a-z", "a [ has no ] after it"),
    ("(a", "a ( has no ) after it"),
    ("a)", "a ) has no ( before it"),
    ("+a", "a sign such as * + ? or {"),
    ("a{3,1}", "in {a,b} the first number is larger"),
    ("[z-a]", "the range z-a runs backwards"),
    ("\\q", "\\q means nothing"),
    ("(?z)", "what follows (? is not known"),
    ("(?<=a+)b", "a look-behind"),
    ("(a)\\2", "it refers to a group that is not there"),
])  # fmt: skip
def test_mistakes_in_expressions(pattern: str, said: str) -> None:
    with pytest.raises(PatternError) as failure:
        expression(pattern)
    found = explained(failure.value)
    assert isinstance(found, Message)
    assert said in found.text("en")
    assert_chinese(found)


@pytest.mark.parametrize("text", [
    "a: 1\nb: 资金\n".encode("gb18030"), "a: 1\nb: 预算\n".encode("gb18030"),
])  # fmt: skip
def test_another_encoding_is_told_with_its_line(text: bytes) -> None:
    with pytest.raises(YamlError) as failure:
        load(text, first_line=2)
    assert failure.value.line == 3
    assert "save it as UTF-8" in failure.value.text.text("en")
    assert_chinese(failure.value.text)
