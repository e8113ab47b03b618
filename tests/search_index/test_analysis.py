"""The tokens that every engine gets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.analysis import MAX_WORD, clean, fold, fold_offsets, stem, streams


@pytest.mark.parametrize(
    ("text", "grams", "exact"),
    [
        ("", "", ""),
        ("招标公告", "招标 标公 公告", "招 标 公 告"),
        ("年", "年", "年"),
        ("招标，公告", "招标 | 公告", "招 标 | 公 告"),
        ("2024年度", "2024 年度", "2024 年 度"),
        ("ＰＰＰ项目", "ppp 项目", "ppp 项 目"),
        ("Publishing Policies", "publish polici", "publishing policies"),
        ("naïve_name G20", "naïve name g20", "naïve name g20"),
        ("x" * 100, "x" * MAX_WORD, "x" * MAX_WORD),
        ("县 tenders 县", "县 tender 县", "县 tenders 县"),
        ("ひらがな 한국어", "ひら らが がな | 한국 국어", "ひ ら が な | 한 국 어"),
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


@given(st.text())
def test_offsets_lead_back_to_the_text(text: str) -> None:
    folded, offsets = fold(text), fold_offsets(text)
    assert len(offsets) == len(folded) + 1
    assert offsets == sorted(offsets)
    assert set(offsets) == set(range(len(text) + 1))
    assert (len(folded) == len(text)) == (offsets == list(range(len(text) + 1)))


@given(st.text())
def test_any_cleaned_text_is_tokens_that_an_engine_can_hold(text: str) -> None:
    for stream in streams(clean(text)):
        stream.encode()
        assert " ".join(stream.split()) == stream
