"""The tokens that every engine gets."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zhconv_rs import zhconv

from search_index.analysis import (
    MAX_WORD,
    beginning,
    clean,
    finer,
    fold,
    fold_offsets,
    stem,
    streams,
    whole,
)


@pytest.mark.parametrize(
    ("text", "grams", "exact"),
    [
        ("", "", ""),
        ("招标公告", "招标 标公 公告", "招 标 公 告"),
        ("年", "年", "年"),
        ("招标，公告", "招标 | | 公告", "招 标 | 公 告"),
        ("2024年度", "2024 年度", "2024 年 度"),
        ("ＰＰＰ项目", "ppp 项目", "ppp 项 目"),
        ("Publishing Policies", "publish polici", "publishing policies"),
        ("naïve_name G20", "naïve name g20", "naïve name g20"),
        ("x" * 100, "x" * MAX_WORD, "x" * MAX_WORD),
        ("县 tenders 县", "县 | tender 县", "县 tenders 县"),
        ("ひらがな 한국어", "ひら らが がな | | 한국 국어", "ひ ら が な | 한 국 어"),
        ("🙂 |…", "", ""),
    ],
)
def test_streams(text: str, grams: str, exact: str) -> None:
    assert streams(text)[:2] == (grams, exact)


def test_stems_are_for_english_only() -> None:
    assert stem("tenders") == stem("tendering") == "tender"
    assert stem("2020s") == "2020s"
    assert stem("écoles") == "écoles"


def test_clean_removes_what_cannot_be_seen() -> None:
    assert clean("a\x00b\u200bc\u202ed\u2066e\ufefff\ud800g\u00adh") == "abcdefgh"
    assert clean("a\tb\nc\u3000d") == "a\tb\nc\u3000d"
    assert clean("e\u0301") == "é"


def _folded(character: str) -> str:
    """What folding does to one character, said in another way."""
    found = unicodedata.normalize("NFKC", character).lower()
    if len(found) > 1 or not "\u3400" <= found <= "\u9fff":
        return found
    simple = zhconv(found, "zh-hans")
    return simple if len(simple) == 1 else found


def test_every_character_folds_alone_as_it_does_in_a_text() -> None:
    every = [chr(code) for code in range(0x20000 + 0x1000) if not 0xD800 <= code < 0xE000]
    assert [fold(character) for character in every] == list(map(_folded, every))
    assert fold("".join(every)) == "".join(map(_folded, every))


@given(st.text(st.characters() | st.sampled_from("（招標），ＡBc；㈱豈ﬁİ")))
def test_texts_fold_character_by_character(text: str) -> None:
    assert fold(text) == "".join(map(_folded, text))


@given(
    st.text("abcdefghiklmnoprstuvy", min_size=1, max_size=9),
    st.sampled_from((
        "", "s", "ies", "ied", "ed", "ing", "ying", "ely", "ability", "abilities", "ational",
        "ization", "izer", "iveness", "ivity", "ousli", "fulness", "alism", "ency", "ically",
        "ement", "eedly", "ological", "ation", "icate", "sses", "bled", "ating", "y",
    )),
)  # fmt: skip
def test_every_word_of_a_stem_begins_alike(word: str, ending: str) -> None:
    assert (word + ending).startswith(beginning(stem(word + ending)))


@pytest.mark.parametrize("word", ["dying", "lying", "tying", "skies", "early", "only", "idly"])
def test_words_of_unusual_stems_begin_alike(word: str) -> None:
    assert word.startswith(beginning(stem(word)))


@given(st.text())
def test_offsets_lead_back_to_the_text(text: str) -> None:
    folded, offsets = fold(text), fold_offsets(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert set(offsets) == set(range(len(text) + 1))
    assert (len(folded) == len(text)) == (offsets == list(range(len(text) + 1)))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("由国务院规定", ["国务院"]), ("招标", []), ("人民政府", ["人民政府"]), ("国务，院", []),
        ("有关规定", ["有关规定"]), ("有关，规定", []), ("任前公示", []),
    ],
)
def test_long_words_and_common_words_side_by_side(text: str, found: list[str]) -> None:
    assert streams(text).whole.split() == found


@given(st.text("县级以上人民政府国务院有关规定", max_size=30))
def test_what_is_looked_up_whole_is_listed_wherever_it_stands(text: str) -> None:
    listed = streams(text).whole.split()
    parts = {text[start:end] for start in range(len(text))
             for end in range(start + 3, len(text) + 1)}  # fmt: skip
    assert {part for part in parts if part in whole(part)} <= set(listed)
    assert all(part in text for part in listed)


@pytest.mark.parametrize(
    ("question", "words"),
    [("匿名举报", "匿名 举报"), ("怎么举报村干部", "怎么 举报 村干部"), ("的", "的")],
)
def test_questions_are_taken_apart(question: str, words: str) -> None:
    assert finer(question) == words.split()


@given(st.text())
def test_any_cleaned_text_is_tokens_that_an_engine_can_hold(text: str) -> None:
    for stream in streams(clean(text)):
        stream.encode()
        assert " ".join(stream.split()) == stream
