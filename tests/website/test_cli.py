"""Commands as staff use them: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from search_index import ENGINES
from tests.sources import ROWS, article, dataset, put, write_source
from website.cli import main

GOOD = {
    "content/news/a.zh.md": article("甲"), "content/news/a.en.md": article("A"), **dataset()
}  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small source without findings."""
    return write_source(tmp_path / "source", GOOD)


def run(source: Path, *arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, ["--source", str(source), *arguments])


def test_success_looks_like_success(source: Path) -> None:
    result = run(source, "check")
    assert result.exit_code == 0
    assert result.stdout == (
        "✓ No findings: everything is in order.\n"
        "  Checked: articles 2, datasets 1, tables 1, rows 2\n"
    )


def test_findings_for_people_programs_and_reviews(source: Path) -> None:
    put(source, {"content/news/b.zh.md": article(more="sumary: x\n")})
    result = run(source, "check")
    assert result.exit_code == 1
    assert "  error    line 4: The key “sumary” is not known here. [unknown-key]" in result.stdout
    assert "→ Did you mean “summary”?" in result.stdout
    assert "✗ Errors: 1, warnings: 0, notes: 1; would be held back: 1" in result.stdout
    value = json.loads(run(source, "check", "--format", "json").stdout)
    assert value["summary"] == {
        "error": 1, "warning": 0, "info": 1, "held_back": 1,
        "checked": {"articles": 3, "datasets": 1, "tables": 1, "rows": 2},
    }  # fmt: skip
    assert value["findings"][1] == {
        "code": "unknown-key", "severity": "error", "file": "content/news/b.zh.md", "line": 4,
        "where": "line 4", "message": "The key “sumary” is not known here.",
        "hint": "Did you mean “summary”?",
    }  # fmt: skip
    github = run(source, "check", "--format", "github").stdout
    assert "::error file=content/news/b.zh.md,line=4,title=unknown-key::line 4: The key" in github


def test_checking_one_path(source: Path) -> None:
    put(source, {"content/news/b.zh.md": article(more="sumary: x\n")})
    assert run(source, "check", str(source / "datasets")).exit_code == 0
    assert run(source, "check", str(source / "content" / "news" / "b.zh.md")).exit_code == 1
    assert run(source, "check", "/elsewhere").exit_code == 2


def test_thousands_of_findings_are_counted(source: Path) -> None:
    rows = ROWS + "".join(f"{n},2026年1月1日,1,a\n" for n in range(3, 903))
    put(source, {"datasets/spending/data/rows.csv": rows})
    out = run(source, "check").stdout
    assert len(out.splitlines()) < 40
    assert "error    Values of the wrong type, column day: 900 [type-error]" in out
    assert " row 4  “2026年1月1日” is not a date such as 2026-03-31." in out
    assert "→ Write 2026-01-01" in out
    assert "… and 890 more" in out
    github = run(source, "check", "--format", "github").stdout.splitlines()
    assert len(github) == 11
    assert github[-1].startswith("::error file=datasets/spending/data/rows.csv,line=14,")
    assert "Values of the wrong type, column day: 900 … and 890 more" in github[-1]


def test_publishing(source: Path) -> None:
    dry = run(source, "publish", "--dry-run", "--as-of", "2026-03-31")
    assert "Would be new:" in dry.stdout
    assert not (source / "var" / "current").exists()
    result = run(source, "publish", "--as-of", "2026-03-31", "--note", "first")
    assert result.exit_code == 0, result.output
    assert "is now current" in result.stdout
    log = run(source, "releases").stdout
    assert "as of 2026-03-31 00:00  first" in log
    assert log.startswith("* ")
    put(source, {"content/news/a.zh.md": article("坏", body="[x](no.zh.md)")})
    held = run(source, "publish", "--as-of", "2026-04-01")
    assert held.exit_code == 1
    assert "Held back as invalid" in held.stdout
    page = source / "var/current/public/zh/news/a.html"
    assert "甲" in page.read_text(encoding="utf-8")


def test_rolling_back_and_exporting(source: Path, tmp_path: Path) -> None:
    run(source, "publish", "--as-of", "2026-03-31")
    first = run(source, "releases").stdout.split()[1]
    put(source, {"content/news/a.zh.md": article("乙")})
    run(source, "publish", "--as-of", "2026-03-31")
    assert run(source, "rollback", first, "--note", "oops").exit_code == 0
    assert "rollback" in run(source, "releases").stdout
    assert run(source, "rollback", "ffff").exit_code == 2
    assert run(source, "export", str(tmp_path / "out")).exit_code == 0
    assert "甲" in (tmp_path / "out/zh/news/a.html").read_text(encoding="utf-8")
    assert run(source, "export", str(tmp_path / "out")).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["publish", "--as-of", "yesterday"], 2, "is not a date"),
        (["publish", "--as-of", "2999-01-01"], 2, "is still to come"),
        (["export", "x"], 2, "Nothing has been published yet"),
        (["serve", "--port", "0"], 3, "Nothing has been published to"),
        (["nothing"], 2, "No such command"),
        (["new", "article", "newz", "a"], 2, "is not a column"),
        (["correct", "nowhere.md", "--note", "x"], 2, "does not exist"),
    ],
)
def test_errors_and_their_codes(source: Path, arguments: list[str], code: int, text: str) -> None:
    result = run(source, *arguments)
    assert (result.exit_code, text in result.stderr) == (code, True), result.output


def test_a_folder_that_is_no_source(tmp_path: Path) -> None:
    result = run(tmp_path, "check")
    assert result.exit_code == 3
    assert "has no lightwell.toml" in result.stderr


def test_settings_that_cannot_be_used_are_listed(source: Path) -> None:
    put(source, {"lightwell.toml": "[site]\ntitle = 1\n"})
    result = run(source, "publish")
    assert result.exit_code == 1
    assert "lightwell.toml" in result.stdout


def test_writing_for_staff(source: Path) -> None:
    made = run(source, "new", "article", "notices", "road-works")
    assert made.exit_code == 0
    assert [Path(line).name for line in made.stdout.split()] == [
        "road-works.zh.md", "road-works.en.md",
    ]  # fmt: skip
    assert run(source, "new", "dataset", "pay", "--schema", "payments").exit_code == 0
    news = source / "content/news/a.zh.md"
    assert run(source, "correct", str(news), "--note", "金额").exit_code == 0
    assert "corrections:" in news.read_text(encoding="utf-8")
    assert run(source, "withdraw", str(news), "--note", " ").exit_code == 2
    assert run(source, "withdraw", str(news), "--note", "重复").exit_code == 0
    assert "withdrawn:" in (source / "content/news/a.en.md").read_text(encoding="utf-8")
    assert run(source, "check").exit_code == 0


def test_settings_and_reference_are_printed(source: Path) -> None:
    printed = run(source, "settings").stdout
    assert "LIGHTWELL_VAR" in printed
    assert str(source) in printed
    assert "`require_approval`" in run(source, "reference").stdout


def test_chinese_and_no_heavy_imports_before_they_are_needed() -> None:
    code = "import sys, website.cli; print([m for m in ('flask', 'markdown', 'yaml', 'PIL',"
    code += " 'frictionless', 'polars', 'tantivy') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "[]\n"
    chinese = subprocess.run(
        [sys.executable, "-m", "website", "--help"], capture_output=True, text=True,
        check=True, timeout=60, env={**os.environ, "LIGHTWELL_LANG": "zh"},
    )  # fmt: skip
    assert "列出源文件中的所有问题" in chinese.stdout


@contextmanager
def previewing(source: Path) -> Iterator[str]:
    """A preview in a process of its own; gives its address."""
    with subprocess.Popen(
        [sys.executable, "-m", "website", "--source", str(source), "preview", "--port", "0"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "LIGHTWELL_LANG": "en"},
    ) as process:  # fmt: skip
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if line.startswith("Preview at "):
                    yield line.split()[2]
                    break
            else:
                pytest.fail("the preview did not start")
        finally:
            process.terminate()


def get(address: str) -> str:
    """The text at an address on this machine."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def test_the_preview_shows_drafts_and_follows_changes(source: Path) -> None:
    put(source, {"content/news/d.zh.md": article("草稿", more="draft: true\n")})
    with previewing(source) as address:
        page = get(f"{address}zh/news/d")
        assert "草稿" in page
        assert "/-/reload.js" in page
        assert "Preview: what you see here is not public." in page
        state = get(f"{address}-/state")
        put(source, {"content/news/d.zh.md": article("改过的草稿", more="draft: true\n")})
        for _ in range(100):
            if get(f"{address}-/state") != state:
                break
            time.sleep(0.1)
        assert "改过的草稿" in get(f"{address}zh/news/d")
        assert not (source / "var" / "current").exists()


def test_more_documents_than_the_engine_serves_well_are_told(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(ENGINES["whoosh"]), "serves_well", 3)
    small = run(source, "publish")
    assert "Search will be slow" not in small.stderr
    settings = source / "lightwell.toml"
    settings.write_text(f'{settings.read_text()}\n[search]\nengine = "whoosh"\n')
    slow = run(source, "publish")
    assert slow.exit_code == 0
    assert "serves about 3 articles and rows well" in slow.stderr
