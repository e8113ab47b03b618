"""Reading a source folder: what is there, what is wrong, and what is not read twice."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from publisher.errors import SourceError
from publisher.source import articles
from publisher.source import read as reading
from publisher.source.articles import ParsedArticle
from publisher.source.settings_file import SettingsError
from tests.sources import SETTINGS, article, checked, codes, dataset, put, write_source


def old(folder: Path) -> None:
    """Make all files old enough for their times to be trusted."""
    past = time.time() - 60
    for file in folder.rglob("*"):
        os.utime(file, (past, past))


def test_a_folder_without_settings_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"not a source: it has no lightwell.toml"):
        checked(tmp_path)
    with pytest.raises(SourceError, match="There is no folder"):
        checked(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[site\n", "toml-syntax", 1),
        (SETTINGS.replace('timezone = "Asia/Shanghai"', 'timezone = "Asia/Nowhere"'),
         "wrong-value", 6),
        (SETTINGS.replace('["zh", "en"]', "[]"), "wrong-value", 5),
        (SETTINGS.replace("https://test.example", "test.example"), "wrong-value", 4),
        ("[site]\ntitle = 'x'\n", "missing-key", 1),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used(tmp_path: Path, text: str, code: str, line: int) -> None:
    write_source(tmp_path, {}, settings=text)
    with pytest.raises(SettingsError) as caught:
        checked(tmp_path)
    assert (code, line) in [(finding.code, finding.line) for finding in caught.value.findings]


def test_an_unknown_setting_is_told_with_the_nearest(tmp_path: Path) -> None:
    write_source(tmp_path, {}, settings=SETTINGS.replace("timezone", "time_zone") + "\n")
    with pytest.raises(SettingsError) as caught:
        checked(tmp_path)
    hints = [f.hint.text("en") for f in caught.value.findings if f.hint]
    assert "Did you mean “timezone”?" in hints


def test_everything_valid_is_read(tmp_path: Path) -> None:
    write_source(tmp_path, {
        "content/news/a.zh.md": article(), "content/news/a.en.md": article(), **dataset(),
    })  # fmt: skip
    source, report = checked(tmp_path)
    assert codes(report) == []
    assert set(source.articles) == {"content/news/a.zh.md", "content/news/a.en.md"}
    resource = source.packages["spending"].resource("rows")
    assert resource is not None
    assert [field.name for field in resource.schema.fields] == ["id", "day", "amount", "payee"]
    assert resource.schema.primary_key == ("id",)


def test_what_does_not_belong_is_told(tmp_path: Path) -> None:
    write_source(tmp_path, {
        "content/newz/a.zh.md": article(), "content/news/notes.txt": "x", "datasets/x.csv": "a",
        "datasets/empty/readme.txt": "x", "content/news/.hidden": "x", "content/news/a.zh.md~": "x",
    })  # fmt: skip
    _, report = checked(tmp_path)
    assert sorted(codes(report)) == ["descriptor", "stray-file", "stray-file", "unknown-column"]


def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text(article("secret"), encoding="utf-8")
    source = write_source(tmp_path / "source", {"content/news/a.zh.md": article()})
    (source / "content/news/b.zh.md").symlink_to(secret)
    (source / "content/cases").symlink_to(tmp_path)
    read, report = checked(source)
    assert codes(report).count("symlink") == 2
    assert list(read.articles) == ["content/news/a.zh.md"]


def test_only_what_changed_is_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_source(tmp_path / "source", {
        f"content/news/a{n}.zh.md": article(f"标题{n}") for n in range(5)
    })  # fmt: skip
    memory = tmp_path / "memory"
    (memory / "checks").mkdir(parents=True)
    old(source)
    checked(source, memory=memory)
    parsed: list[str] = []
    original = articles.parse

    def parse(path: str, source: bytes, *, require_approval: bool) -> ParsedArticle:
        parsed.append(path)
        return original(path, source, require_approval=require_approval)

    monkeypatch.setattr(articles, "parse", parse)
    put(source, {"content/news/a3.zh.md": article("新标题")})
    read, _ = checked(source, memory=memory)
    assert parsed == ["content/news/a3.zh.md"]
    assert read.articles["content/news/a3.zh.md"].title == "新标题"
    assert len(read.articles) == 5


def test_a_change_that_keeps_size_and_time_is_noticed(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", {"content/news/a.zh.md": article("甲")})
    memory = tmp_path / "memory"
    (memory / "checks").mkdir(parents=True)
    file = source / "content/news/a.zh.md"
    status = file.stat()
    checked(source, memory=memory)
    file.write_text(article("乙"), encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    read, _ = checked(source, memory=memory)
    assert read.articles["content/news/a.zh.md"].title == "乙"


@pytest.mark.parametrize("damage", [b"", b"rubbish", None])
def test_a_damaged_memory_only_costs_time(tmp_path: Path, damage: bytes | None) -> None:
    source = write_source(tmp_path / "source", {"content/news/a.zh.md": article()})
    memory = tmp_path / "memory"
    (memory / "checks").mkdir(parents=True)
    old(source)
    checked(source, memory=memory)
    for name in ("source.pickle", "fragments.sqlite"):
        content = (memory / name).read_bytes()
        (memory / name).write_bytes(content[: len(content) // 2] if damage is None else damage)
    read, report = checked(source, memory=memory)
    assert codes(report) == ["missing-translation"]
    found = read.articles["content/news/a.zh.md"]
    assert "正文" in read.fragment(found).html


def test_several_sources_are_read_together(tmp_path: Path) -> None:
    first = write_source(tmp_path / "1", {"content/news/a.zh.md": article("甲")})
    second = write_source(tmp_path / "2", {
        "content/news/a.zh.md": article("乙"), "content/news/b.zh.md": article("丙")
    })  # fmt: skip
    from publisher.processes import Processes
    from publisher.source.memory import Store

    with Processes() as processes:
        read = reading.read([first, second], Store(None, ""), processes)
    assert {path: found.title for path, found in read.articles.items()} == {
        "content/news/a.zh.md": "甲", "content/news/b.zh.md": "丙",
    }  # fmt: skip
    assert [finding.code for finding in read.findings] == ["duplicate-file"]


def test_many_articles_are_parsed_by_several_processes(tmp_path: Path) -> None:
    source = write_source(tmp_path, {
        f"content/news/a{n:03}.zh.md": article(f"标题{n}") for n in range(250)
    })  # fmt: skip
    read, report = checked(source)
    assert len(read.articles) == 250
    assert set(codes(report)) == {"missing-translation"}
