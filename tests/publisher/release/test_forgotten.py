"""What says `versions: current` leaves nothing of former versions; all else keeps its history."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from publisher import publish as road
from publisher.errors import UsageError
from publisher.publish import Outcome, Workplace, publish
from publisher.release import forgotten
from publisher.release.archive import Archive
from publisher.release.live import read
from publisher.release.reader import current, kept
from tests.publisher.audits import audit_settled
from tests.publisher.interrupted import plan
from tests.publisher.leftovers import holding
from tests.sources import NOW, ROWS, SETTINGS, article, dataset, put, write_source

SECRET = "王小花家的低保"  # noqa: S105 - what is to vanish
KEEP = 5
DATA, TALK = "datasets/board", "content/news/talk.zh.md"


class Killed(BaseException):
    """Stands for the end of a process between two steps."""


def board(text: str) -> dict[str, str]:
    """A dataset and an article of which only the current version is kept."""
    files = dataset("board", ROWS + f"3,2026-02-01,1,{text}\n")
    descriptor = f"{DATA}/datapackage.yaml"
    files[descriptor] += "lightwell: {versions: current}\n"
    return {**files, TALK: article("访谈", f"问：{text}", more="versions: current\n")}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A county whose board tells a secret, and that has other data and articles."""
    files = {**board(SECRET), **dataset(), "content/news/a.zh.md": article("旧题")}
    files |= {f"content/cases/c{n}.zh.md": article(f"案例{n}") for n in range(20)}
    return write_source(tmp_path / "source", files,
                        settings=f"{SETTINGS}\n[releases]\nkeep = {KEEP}\n")  # fmt: skip


@pytest.fixture
def var(tmp_path: Path) -> Path:
    return tmp_path / "var"


def published(source: Path, var: Path) -> Outcome:
    return publish(Workplace((source,), var, plan), now=lambda: NOW)


def test_the_search_of_these_tests_finds_it_everywhere(source: Path, var: Path) -> None:
    published(source, var)
    found = "\n".join(holding(var, SECRET))
    for place in (
        "archive/archive.sqlite", "archive/objects/", "/tables/board/", ".csv", ".csv.gz",
        ".parquet", ".xlsx", "/index/", "talk.html", "cache/fragments.sqlite",
    ):  # fmt: skip
        assert place in found, place


def test_a_new_version_leaves_nothing_of_the_former_one(source: Path, var: Path) -> None:
    published(source, var)
    put(source, {"content/news/a.zh.md": article("新题")})
    published(source, var)
    put(source, board("（已撤下）"))
    published(source, var)
    assert holding(var, SECRET) == []
    assert holding(var, "（已撤下）") != []
    audit_settled(var, keep=KEEP)


def test_what_loses_its_source_leaves_nothing(source: Path, var: Path) -> None:
    published(source, var)
    for path in board(""):
        (source / path).unlink()
    published(source, var)
    assert holding(var, SECRET) == []
    audit_settled(var, keep=KEEP)


def test_what_comes_back_is_published_again(source: Path, var: Path) -> None:
    published(source, var)
    for path in board(""):
        (source / path).unlink()
    published(source, var)
    put(source, board(SECRET))
    published(source, var)
    put(source, {f"{DATA}/data/rows.csv": "broken"})
    assert published(source, var).held_back == (DATA,)
    release = current(var)
    assert release is not None
    assert "board" in read(release).packages, "the last version stands in"
    audit_settled(var, keep=KEEP)


def test_a_mark_that_is_new_forgets_what_was_published_without_it(source: Path, var: Path) -> None:
    put(source, dataset("board", ROWS + f"3,2026-02-01,1,{SECRET}\n"))
    put(source, {TALK: article("访谈", f"问：{SECRET}")})
    published(source, var)
    put(source, board("（已撤下）"))
    published(source, var)
    assert holding(var, SECRET) == []


def test_hash_and_day_of_what_is_forgotten_stay(source: Path, var: Path) -> None:
    published(source, var)
    put(source, board("（已撤下）"))
    published(source, var)
    with closing(sqlite3.connect(var / "archive/archive.sqlite")) as database:
        rows = database.execute(
            "SELECT v.digest, length(v.content) > 0, p.as_of FROM versions v JOIN publications p"
            " ON p.seq = v.seq WHERE item = ? ORDER BY v.seq", (DATA,)
        ).fetchall()  # fmt: skip
    assert [row[1] for row in rows] == [0, 1]
    assert rows[0][0].count(":") == 1, "the hashes of the descriptor and of the table"
    assert all(row[2].startswith("2026-03-31") for row in rows)
    assert len(road.history(var)) == 2


def test_other_datasets_and_articles_keep_their_history(source: Path, var: Path) -> None:
    published(source, var)
    put(source, {**board("（已撤下）"), **dataset(rows=ROWS + "3,2026-02-01,1,丙\n"),
                 "content/news/a.zh.md": article("新题")})  # fmt: skip
    published(source, var)
    with closing(Archive(var / "archive")) as archive:
        assert len(archive.versions("datasets/spending")) == 2
        assert len(archive.versions("content/news/a.zh.md")) == 2
        assert [len(archive.versions(item)) for item in (DATA, TALK)] == [1, 1]
    objects = [file.read_text() for file in (var / "archive/objects").glob("*/*")]
    assert ROWS in objects


def test_a_file_that_another_dataset_has_too_stays(source: Path, var: Path) -> None:
    rows = board(SECRET)[f"{DATA}/data/rows.csv"]
    put(source, dataset("spending", rows))
    published(source, var)
    put(source, board("（已撤下）"))
    published(source, var)
    objects = [file.read_text() for file in (var / "archive/objects").glob("*/*")]
    assert rows in objects
    audit_settled(var, keep=KEEP)


def test_rollback_to_what_is_forgotten_is_refused_in_words(source: Path, var: Path) -> None:
    first = published(source, var).release
    put(source, board("（已撤下）"))
    second = published(source, var).release
    put(source, {"content/news/a.zh.md": article("新题")})
    published(source, var)
    with pytest.raises(UsageError, match=r"former version of content/news/talk\.zh\.md, "
                                         r"datasets/board, of which only the current"):  # fmt: skip
        road.rollback(var, first[:8], note="", now=lambda: NOW)
    assert road.rollback(var, second, note="", now=lambda: NOW) == second
    assert (var / "current").readlink().name == second


def test_a_release_that_is_published_again_can_be_rolled_back_to(source: Path, var: Path) -> None:
    first = published(source, var).release
    put(source, board("（已撤下）"))
    second = published(source, var).release
    put(source, board(SECRET))
    assert published(source, var).release == first
    assert [release.id for release in kept(var)] == [first]
    with pytest.raises(UsageError, match="former version"):
        road.rollback(var, second, note="", now=lambda: NOW)


def test_a_preview_goes_too(source: Path, var: Path) -> None:
    published(source, var)
    road.preview(Workplace((source,), var, plan), now=lambda: NOW)
    assert any(path.startswith("preview/") for path in holding(var, SECRET))
    put(source, board("（已撤下）"))
    published(source, var)
    assert holding(var, SECRET) == []


def test_what_was_never_switched_to_goes_too(
    source: Path, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean = board("（已撤下）")
    put(source, clean)
    published(source, var)
    put(source, board(SECRET))
    with monkeypatch.context() as patch:
        patch.setattr(road, "_record", killed)
        with pytest.raises(Killed):
            published(source, var)
    put(source, clean | {"content/news/a.zh.md": article("新题")})
    published(source, var)
    assert [p for p in holding(var, SECRET) if not p.startswith("cache/")] == []


def killed(*_: object) -> None:
    raise Killed


def again(source: Path, var: Path) -> None:
    published(source, var)


def back(_: Path, var: Path) -> None:
    road.rollback(var, (var / "current").readlink().name, note="", now=lambda: NOW)


@pytest.mark.parametrize("settle", [again, back])
@pytest.mark.parametrize("step", ["remove_releases", "remove_copies", "remove_memory",
                                  "remove_objects", "blank", "confirm"])  # fmt: skip
def test_a_kill_between_the_steps_is_settled_by_the_next_command(
    source: Path, var: Path, step: str, settle: Callable[[Path, Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first = published(source, var).release
    put(source, board("（已撤下）"))
    place: Any = Archive if step in ("blank", "confirm") else forgotten
    done = getattr(place, step)

    def killed_after_the_switch(*arguments: Any) -> None:
        if (var / "current").readlink().name != first:
            raise Killed
        done(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(place, step, killed_after_the_switch)
        with pytest.raises(Killed):
            published(source, var)
    assert holding(var, SECRET) != []
    settle(source, var)
    assert holding(var, SECRET) == []
    audit_settled(var, keep=KEEP)
    with pytest.raises(UsageError, match="former version"):
        road.rollback(var, first, note="", now=lambda: NOW)
