"""What is kept of what somebody writes: everything that can be read, and nothing that cannot."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.life.requests import Refused
from dialogue.life.writing import MOST_MARKS, cleaned, one_line
from publisher.languages import message

WHAT = message("The text")
MOST = 5_000


def kept(text: str, *, most: int = MOST, needed: bool = True) -> str:
    return cleaned(text, most=most, what=WHAT, needed=needed)


@pytest.mark.parametrize("text", [
    "村口的路灯坏了", "Thé café naïve", "👩‍👩‍👧‍👦 👍🏽 🇨🇳 ❤️", "می‌خواهم", "ཀྲུང་གོ",
    "first\n\nsecond\tthird", "100 % <b> & \"quotes\" 'too'", "𠮷野家 𡈽",
])  # fmt: skip
def test_what_can_be_read_stays_as_it_is(text: str) -> None:
    assert kept(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(("text", "left"), [
    ("a\u202egnp.exe\u202cb", "agnp.exeb"),
    ("\u2066县长\u2069", "县长"),
    ("a\u200bb\ufeffc\u2060d\u00ade", "abcde"),
    ("a\x00b\x07c\x1b[31md\x7f", "abc[31md"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("a\ud800b", "ab"),
    ("a\ue000b\u0378c", "abc"),
    ("a\u2028b\u2029c", "abc"),
    ("flag \U000e0067\U000e0062", "flag"),
])  # fmt: skip
def test_what_nobody_sees_is_left_out(text: str, left: str) -> None:
    assert kept(text) == left


@pytest.mark.parametrize("text", ["", " ", "\n\t\n", "\u200b\u200d", "\u3164\u3164", "\u2800",
                                  "\u202e", "\x00" * 20, "\u0301\u0302"])  # fmt: skip
def test_a_text_without_ink_is_empty(text: str) -> None:
    with pytest.raises(Refused, match="The text is empty"):
        kept(text)
    kept(text, needed=False)


def test_painted_over_letters_keep_a_few_marks() -> None:
    zalgo = "县" + "\u0335" * 50 + "长" + "\u0338\u200d" * 50
    marks = [character for character in kept(zalgo) if unicodedata.combining(character)]
    assert len(marks) == 2 * MOST_MARKS


def test_names_that_only_look_alike_are_text_like_any_other() -> None:
    assert kept("Аdmin (Cyrillic) 县委书汜") == "Аdmin (Cyrillic) 县委书汜"


def test_a_text_at_the_limit_is_taken_and_one_character_more_is_not() -> None:
    assert len(kept("长" * MOST)) == MOST
    with pytest.raises(Refused, match="5001 characters, at most 5000"):
        kept("长" * (MOST + 1))


def test_a_megabyte_is_told_its_length() -> None:
    with pytest.raises(Refused, match="1048576 characters"):
        kept("x" * 1_048_576)


def test_titles_have_one_line() -> None:
    assert one_line(" a\n b\t\u3000c\r\n") == "a b c"


@given(st.text())
def test_a_text_cleaned_twice_stays_as_it_is(text: str) -> None:
    once = kept(text, needed=False)
    assert kept(once, needed=False) == once


@given(st.text())
def test_nothing_unseen_is_kept(text: str) -> None:
    for character in kept(text, needed=False):
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"} or character in "\n\t"
        assert category != "Cf" or character in "\u200c\u200d"


@given(st.text(st.sampled_from("a县\u0301\u0335\u200d\u200b\u0344\ufe0f")))
def test_no_letter_carries_more_marks_than_allowed(text: str) -> None:
    run = 0
    for character in kept(text, needed=False):
        if unicodedata.category(character) in {"Mn", "Me"}:
            run += 1
        elif character not in "\u200c\u200d":
            run = 0
        assert run <= MOST_MARKS
