"""Answers to flags as files: what is read from them, and what is said where they are wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from publisher.errors import UsageError
from publisher.source import answers
from publisher.source.answers import NOTICES, add_notices, file_name, flag_id, is_answer, read

PATH = "content/answers/c09-1f3a5c7e9b.QY-JYJ.zh.md"
TEXT = "---\ndate: 2026-03-16\n---\n情况说明。\n"


def codes(path: str, text: str | bytes) -> list[tuple[str, int | None]]:
    content = text.encode() if isinstance(text, str) else text
    return [(finding.code, finding.line) for finding in read(path, content).findings]


def test_an_answer_is_read() -> None:
    more = "state: refuted\nby: 教育局办公室\n---\n情"
    known = read(PATH, TEXT.replace("---\n情", more).encode())
    found = known.answer
    assert found is not None
    assert (found.flag, found.party, found.lang) == ("C09-1f3a5c7e9b", "QY-JYJ", "zh")
    assert (found.date, found.state, found.by) == (dt.date(2026, 3, 16), "refuted", "教育局办公室")
    assert (found.html, found.text) == ("<p>情况说明。</p>", "情况说明。")
    assert known.findings == ()


def test_what_is_not_said_is_assumed() -> None:
    found = read(PATH, TEXT.encode()).answer
    assert found is not None
    assert (found.state, found.by, found.taken_back) == ("answered", "", None)


@pytest.mark.parametrize("name", ["c04a-0011223344", "C04a-0011223344", "C04A-0011223344"])
def test_a_flag_may_be_written_in_any_letters(name: str) -> None:
    found = read(f"content/answers/{name}.S-1.en.md", TEXT.encode()).answer
    assert found is not None
    assert found.flag == "C04a-0011223344" == flag_id(name)


def test_texts_are_safe_and_keep_to_themselves() -> None:
    body = "## 一\n\n[看](#一) <script>x</script> [坏](javascript:x)[^1]\n\n[^1]: 注。\n"
    found = read(PATH, TEXT.replace("情况说明。", body).encode()).answer
    assert found is not None
    assert "<script" not in found.html
    assert "javascript:" not in found.html
    assert '<h4 id="C09-1f3a5c7e9b-QY-JYJ-一">' in found.html
    assert 'href="#C09-1f3a5c7e9b-QY-JYJ-' in found.html
    assert 'id="fn' not in found.html


@pytest.mark.parametrize(("text", "found"), [
    ("没有", [("front-matter", 1)]),
    ("---\nstate: answered\n---\n文。\n", [("missing-key", 1)]),
    ("---\ndate: soon\n---\n文。\n", [("wrong-value", 2)]),
    ("---\ndate: 2026-03-16\nstate: denied\n---\n文。\n", [("wrong-value", 3)]),
    ("---\ndate: 2026-03-16\nstat: refuted\n---\n文。\n", [("unknown-key", 3)]),
    ("---\ndate: 2026-03-16\n---\n\n", [("answer-empty", 4)]),
    ("---\ndate: 2026-03-16\n---\n![图](../images/a.png)\n", [("answer-picture", 4),
                                                          ("answer-empty", 4)]),
    ("---\ndate: 2026-03-16\n---\n[x](//a)\n", [("broken-link", 4)]),
    (b"---\ndate: 2026-03-16\n---\n\xff\n", [("encoding", 4)]),
])  # fmt: skip
def test_what_is_wrong_has_its_line(text: str | bytes, found: list[tuple[str, int]]) -> None:
    assert codes(PATH, text) == found


@pytest.mark.parametrize("name", ["c09.zh.md", "c09-1f3a5c7e9b.zh.md", "a.md", "c09-xyz.Q.zh.md"])
def test_names_that_say_too_little(name: str) -> None:
    assert codes(f"content/answers/{name}", TEXT) == [("answer-name", 1)]


def test_which_files_belong_to_the_answers() -> None:
    assert is_answer(PATH)
    assert is_answer(NOTICES)
    for other in ("README.md", "a/b.zh.md", "x.png", "LICENSE"):
        assert not is_answer(f"content/answers/{other}")
    assert not is_answer("content/news/a.zh.md")
    assert is_answer(file_name("C09-1f3a5c7e9b", "QY-JYJ", "zh"))


@pytest.mark.parametrize(("text", "found"), [
    ("", []),
    ("# nothing yet\n", []),
    ("C09-1f3a5c7e9b: 2026-03-09\n", []),
    ("C09-1f3a5c7e9b: soon\n", [("wrong-value", 1)]),
    ("C09-1f3a5c7e9b: 2026-03-09\nnobody: 2026-03-09\n", [("unknown-flag", 2)]),
    ("C09-1f3a5c7e9b: 2026-03-09\nC09-1f3a5c7e9b: 2026-03-10\n", [("yaml-duplicate-key", 2)]),
    ("- a\n", [("wrong-value", 1)]),
    ("a: [\n", [("yaml-syntax", 2)]),
    (b"\xff\n", [("encoding", 1)]),
])  # fmt: skip
def test_notices(text: str | bytes, found: list[tuple[str, int]]) -> None:
    assert codes(NOTICES, text) == found


def test_notices_are_only_ever_added(tmp_path: Path) -> None:
    one, two = "C09-1f3a5c7e9b", "C10-0011223344"
    file = add_notices(tmp_path, [(one, "QY-JYJ")], dt.date(2026, 3, 9))
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n"), encoding="utf-8")
    add_notices(tmp_path, [(one, "QY-JYJ"), (two, "QY-CZJ")], dt.date(2026, 3, 10))
    known = read(NOTICES, file.read_bytes()).notices
    assert known is not None
    assert (known.day(one), known.day(two)) == (dt.date(2026, 3, 9), dt.date(2026, 3, 10))
    assert known.day("C11-0011223344") is None
    before = file.read_bytes()
    add_notices(tmp_path, [(one, "QY-JYJ")], dt.date(2026, 3, 11))
    assert file.read_bytes() == before
    assert file.read_text(encoding="utf-8").startswith(answers.HEAD)


@pytest.mark.parametrize("text", ["a: [\n", "{}\n"])
def test_notices_that_cannot_be_added_to_stay_as_they_are(tmp_path: Path, text: str) -> None:
    file = tmp_path / NOTICES
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        add_notices(tmp_path, [("C09-1f3a5c7e9b", "QY-JYJ")], dt.date(2026, 3, 9))
    assert file.read_text(encoding="utf-8") == text


def test_a_file_without_front_matter_learns_what_an_answer_begins_with() -> None:
    [found] = read(PATH, "没有".encode()).findings
    assert found.hint is not None
    assert "date: … on a line of its own" in found.hint.text("en")
    assert "title" not in found.hint.text("en")
