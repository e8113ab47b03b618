"""A source's own synonyms and stop words, and what can be wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.source.search_words import STOP_WORDS, SYNONYMS, SearchWords, read
from tests.sources import article, checked, put, write_source


def lists(folder: Path, synonyms: str | bytes = "", stop: str = "") -> Path:
    put(folder, {SYNONYMS: synonyms, STOP_WORDS: stop})
    return folder


def test_a_source_without_lists(tmp_path: Path) -> None:
    assert read([tmp_path]) == (SearchWords(), [])


def test_lists_of_several_folders_add_up(tmp_path: Path) -> None:
    said = "# 说明\n\n 一把手 =  主要 负责人 # 也叫\nbudget = 预算\n"
    first = lists(tmp_path / "a", said, "敬请 您\n")
    second = lists(tmp_path / "b", "\ufeff路 = 桥 = road\nbudget = 预算\n", "please")
    words, findings = read([first, second])
    assert findings == []
    assert words.synonyms == (("一把手", "主要 负责人"), ("budget", "预算"), ("路", "桥", "road"))
    assert words.stop == {"敬请", "您", "please"}


@pytest.mark.parametrize(
    "line",
    ["招标", "招标 =", "= 招标", "招标 = = 采购", "甲 = 甲", "=".join("子丑寅卯辰巳午未申酉"),
     "甲 = …", f"甲 = {'长' * 61}", "甲 = 乙\u202e丙"],
)  # fmt: skip
def test_a_wrong_line_is_found_and_left_out(tmp_path: Path, line: str) -> None:
    words, (finding,) = read([lists(tmp_path, f"# 第一行\n路 = 道路\n{line}\n水 = 供水\n")])
    assert (finding.code, finding.file, finding.line) == ("search-words", SYNONYMS, 3)
    assert words.synonyms == (("路", "道路"), ("水", "供水"))


@pytest.mark.parametrize("line", ["请 = 敬请", "请 …", "请 " + "长" * 61])
def test_a_wrong_line_of_stop_words(tmp_path: Path, line: str) -> None:
    words, (finding,) = read([lists(tmp_path, stop=f"的\n{line}\n了\n")])
    assert (finding.code, finding.file, finding.line) == ("search-words", STOP_WORDS, 2)
    assert words.stop == {"的", "了"}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    folder = lists(tmp_path / "a", b"\xe8\xb7\xaf = \xe9\n")
    _, (finding,) = read([folder])
    assert (finding.code, finding.line) == ("encoding", 1)
    words, (finding,) = read([lists(tmp_path / "b", "路 = 道路\n" * 20_000)])
    assert (finding.code, words.synonyms) == ("search-words", ())
    (tmp_path / "c" / "search").mkdir(parents=True)
    (tmp_path / "c" / SYNONYMS).symlink_to(tmp_path / "a" / SYNONYMS)
    words, findings = read([tmp_path / "c"])
    assert words == SearchWords()
    assert "unsafe-path" in [finding.code for finding in findings]


def test_findings_are_part_of_the_report(tmp_path: Path) -> None:
    source = write_source(tmp_path, {
        "content/news/a.zh.md": article(), "content/news/a.en.md": article(),
        SYNONYMS: "招标\n", "search/synonym.txt": "", "search/README.md": "",
    })  # fmt: skip
    _, report = checked(source)
    assert [(f.code, f.place) for f in report.findings] == [
        ("stray-file", "search/synonym.txt"), ("search-words", f"{SYNONYMS}:1")
    ]  # fmt: skip
