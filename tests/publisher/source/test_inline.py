"""The faster inline step gives what Python-Markdown's own gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from publisher.source import inline
from publisher.source.fragments import engine

SAMPLES = Path(__file__).parents[4] / "shared" / "samples" / "laws"
PIECES = st.sampled_from(
    ["*", "**", "_", "__", "`", "``", "\\", "[", "]", "(", ")", "!", "<", ">", "&", "&amp;", "  \n",
     "\n", "\n\n", " ", "注意", "word", "http://x.example", "<http://x.example>", "<a@b.example>",
     "[^1]", "[a]: /b", "[a](b)", "![c](d)", ":", "#", "- ", "1. ", "> ", "| a | b |\n|---|---|\n",
     "\\*", "a_b_c", "*注：*", "x"]
)  # fmt: skip


@cache
def plain() -> markdown.Markdown:
    """The same renderer with the library's own inline step."""
    md = engine.__wrapped__("zh")
    md.treeprocessors.register(InlineProcessor(md), "inline", 20)
    return md


def both(text: str) -> tuple[str, str]:
    """The text rendered in both ways."""
    results = []
    for md in (engine("zh"), plain()):
        md.reset()
        survey = md.treeprocessors["survey"]
        survey.begin("content/news/x.zh.md", text, 1)  # type: ignore[attr-defined]  # our own
        results.append(md.convert(text))
    return results[0], results[1]


@settings(max_examples=600, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_generated_texts(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples/laws is not here")
def test_real_texts() -> None:
    for file in sorted(SAMPLES.rglob("*.md"))[:40]:
        ours, theirs = both(file.read_text(encoding="utf-8"))
        assert ours == theirs, file.name


def test_a_wrong_need_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(inline.NEEDED, "em_strong", ("*",))
    md: Any = engine.__wrapped__("zh")
    md.treeprocessors["survey"].begin("content/news/x.zh.md", "", 1)
    assert md.convert("_a_ `b`") != both("_a_ `b`")[1]


def test_every_pattern_is_known() -> None:
    md: Any = engine("zh")
    names = {item.name for item in md.inlinePatterns._priority}
    assert names == set(inline.NEEDED)
