"""The one road: what is published, what is held back, what stays, what is undone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import fcntl
import os
import shutil
from pathlib import Path

import pytest

from publisher import publish as road
from publisher.errors import ConflictError, PublisherError, StorageError, UsageError
from publisher.release import manifest
from publisher.release.archive import Archive
from publisher.release.reader import current, kept
from tests.sources import (
    NOW,
    ROWS,
    SETTINGS,
    article,
    dataset,
    publish_plainly,
    put,
    tree,
    workplace,
    write_source,
)

FILES = {
    "content/news/a.zh.md": article("甲"), "content/news/b.zh.md": article("乙"),
    "content/cases/c.en.md": article("C"),
}  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source with three articles."""
    return write_source(tmp_path / "source", FILES)


def page(source: Path, path: str) -> str:
    """A page of the current release."""
    return (source / "var/current/public" / path).read_text(encoding="utf-8")


def test_a_first_publication(source: Path) -> None:
    done = publish_plainly(source)
    assert (done.before, done.made, done.reused) == (None, 4, 0)
    release = current(source / "var")
    assert release is not None
    assert release.id == done.release
    assert release.is_whole()
    assert "甲" in page(source, "zh/news/a.html")
    lines = manifest.lines_of(release.manifest)
    assert set(lines) == set(tree(release.public))
    assert lines == {path: manifest.entry(release.public, path) for path in lines}


def test_the_same_source_gives_the_same_release(source: Path, tmp_path: Path) -> None:
    first = publish_plainly(source)
    again = publish_plainly(source)
    elsewhere = publish_plainly(source, tmp_path / "other")
    assert first.release == again.release == elsewhere.release
    assert again.made == 0
    assert len(road.history(source / "var")) == 1


def test_only_what_changed_is_made(source: Path) -> None:
    publish_plainly(source)
    put(source, {"content/news/a.zh.md": article("新甲")})
    done = publish_plainly(source)
    assert (done.made, done.reused) == (1, 3)
    assert done.changed == ("content/news/a.zh.md",)
    assert "新甲" in page(source, "zh/news/a.html")
    assert "乙" in page(source, "zh/news/b.html")


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_many_publications_are_each_as_if_made_anew(tmp_path: Path, keep: int) -> None:
    source = write_source(
        tmp_path / "source", FILES, settings=f"{SETTINGS}\n[releases]\nkeep = {keep}\n"
    )
    changes: list[dict[str, str | None]] = [
        {"content/news/a.zh.md": article("一")},
        {"content/news/d.zh.md": article("丁"), "content/rules/e.zh.md": article("戊")},
        {"content/news/b.zh.md": None},
        {"content/rules/e.zh.md": None, "content/news/a.zh.md": article("二")},
        {},
        {"content/news/b.zh.md": article("乙二"), **dataset()},
        {"datasets/spending/data/rows.csv": ROWS + "3,2026-02-01,1,丙\n"},
        {"content/news/a.zh.md": article("一")},
    ]
    for number, change in enumerate(changes):
        for path, text in change.items():
            if text is None:
                (source / path).unlink()
            else:
                put(source, {path: text})
        publish_plainly(source)
        clean = tmp_path / f"clean{number}"
        (clean / "archive").parent.mkdir()
        publish_plainly(source, clean)
        ours, anew = current(source / "var"), current(clean)
        assert ours is not None
        assert anew is not None
        assert tree(ours.public) == tree(anew.public)
        assert ours.is_whole()
        assert len(kept(source / "var")) <= keep


def test_what_is_held_back_keeps_its_last_valid_version(source: Path) -> None:
    publish_plainly(source)
    put(source, {
        "content/news/a.zh.md": article("坏", body="[x](nowhere.zh.md)"),
        "content/news/b.zh.md": article("新乙"),
    })  # fmt: skip
    done = publish_plainly(source, now=NOW + dt.timedelta(days=1))
    assert done.held_back == ("content/news/a.zh.md",)
    assert "甲" in page(source, "zh/news/a.html")
    assert "2026-04-01" in page(source, "zh/news/a.html")
    assert "新乙" in page(source, "zh/news/b.html")
    later = publish_plainly(source, now=NOW + dt.timedelta(days=5))
    assert later.held_back == ("content/news/a.zh.md",)
    assert "2026-04-01" in page(source, "zh/news/a.html"), "since when is not forgotten"
    put(source, {"content/news/a.zh.md": article("好")})
    assert publish_plainly(source, now=NOW + dt.timedelta(days=6)).held_back == ()
    assert page(source, "zh/news/a.html").endswith("None")


def test_what_was_never_valid_is_not_published(source: Path) -> None:
    put(source, {"content/news/x.zh.md": article("坏", body="![](../images/a.png)")})
    done = publish_plainly(source)
    assert done.held_back == ("content/news/x.zh.md",)
    assert not (source / "var/current/public/zh/news/x.html").exists()


def test_an_invalid_dataset_keeps_its_last_valid_version(source: Path) -> None:
    put(source, dataset())
    publish_plainly(source)
    put(source, {"datasets/spending/data/rows.csv": ROWS + "x,2026-01-01,1,a\n"})
    with road.composed(workplace(source), now=lambda: NOW) as (_, made):
        package = made.edition.packages["spending"]
        resource = package.resource("rows")
        assert resource is not None
        assert Path(resource.file.place).read_text(encoding="utf-8") == ROWS
        reasons = made.edition.held_back["datasets/spending"].reasons
        assert "type-error" in {reason.code for reason in reasons}


def test_what_vanishes_is_told(source: Path) -> None:
    publish_plainly(source)
    (source / "content/news/b.zh.md").unlink()
    done = publish_plainly(source)
    assert done.gone == ("content/news/b.zh.md",)
    with road.composed(workplace(source), now=lambda: NOW) as (_, made):
        assert set(made.edition.gone) == {"/zh/news/b", "/en/news/b"}


def test_every_page_of_a_dataset_that_vanishes_says_so(source: Path) -> None:
    import shutil

    put(source, dataset())
    publish_plainly(source)
    shutil.rmtree(source / "datasets" / "spending")
    done = publish_plainly(source)
    assert done.gone == ("datasets/spending",)
    with road.composed(workplace(source), now=lambda: NOW) as (_, made):
        assert {address for address in made.edition.gone if address.startswith("/en/")} == {
            "/en/data/spending/", "/en/data/spending/rows", "/en/data/spending/_validation",
        }  # fmt: skip
    assert publish_plainly(source, now=NOW + dt.timedelta(days=2)).gone == (), "told once"


def test_drafts_and_what_is_not_due_are_not_published(source: Path) -> None:
    put(source, {
        "content/news/d.zh.md": article(more="draft: true\n"),
        "content/news/e.zh.md": article(more="publish_at: 2026-04-02T09:00\n"),
    })  # fmt: skip
    publish_plainly(source)
    public = source / "var/current/public/zh/news"
    assert {file.name for file in public.glob("*.html")} == {"a.html", "b.html"}
    place = workplace(source)
    assert not road.is_due(place, now=lambda: NOW)
    due = dt.datetime(2026, 4, 2, 1, 0, tzinfo=dt.UTC)
    assert road.is_due(place, now=lambda: due)
    publish_plainly(source, now=due)
    assert "标题" in page(source, "zh/news/e.html")


def test_publishing_twice_on_one_day_is_one_release(source: Path) -> None:
    first = publish_plainly(source, now=NOW)
    assert publish_plainly(source, now=NOW + dt.timedelta(hours=3)).release == first.release
    assert publish_plainly(source, now=NOW + dt.timedelta(hours=30)).release != first.release


def test_rolling_back(source: Path) -> None:
    first = publish_plainly(source)
    put(source, {"content/news/a.zh.md": article("错")})
    publish_plainly(source)
    road.rollback(source / "var", first.release[:10], note="错了", now=lambda: NOW)
    assert "甲" in page(source, "zh/news/a.html")
    log = road.history(source / "var")
    assert [(entry.kind, entry.note) for entry in log] == [
        ("publish", ""), ("publish", ""), ("rollback", "错了"),
    ]  # fmt: skip
    with pytest.raises(UsageError, match="no release"):
        road.rollback(source / "var", "ffff", note="", now=lambda: NOW)
    put(source, {"content/news/a.zh.md": article("对")})
    publish_plainly(source)
    assert "对" in page(source, "zh/news/a.html")


def test_two_publications_at_once(source: Path) -> None:
    publish_plainly(source)
    handle = os.open(source / "var/lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(ConflictError, match="Another publication"):
        publish_plainly(source)
    os.close(handle)
    publish_plainly(source)


@pytest.mark.parametrize("place", ["public", "manifest.json", "inputs.tsv", "index"])
def test_a_failure_leaves_the_old_release(
    source: Path, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever cannot be written: the release that was current still is."""
    done = publish_plainly(source)
    before = tree(source / "var/current/")
    put(source, {"content/news/a.zh.md": article("新")})
    original = Path.open

    def refuse(self: Path, mode: str = "r", *args: object, **kwargs: object) -> object:
        if ".stage" in self.parts and place in self.parts and mode != "rb" and "r" not in mode:
            raise OSError(28, "No space left on device", str(self))
        return original(self, mode, *args, **kwargs)  # type: ignore[call-overload]  # passed on

    link = os.link

    def refuse_link(target: str, name: str, **kwargs: object) -> None:
        if place == "index" and "/index/" in str(name):
            raise OSError(28, "No space left on device", str(name))
        link(target, name)

    def refuse_new(name: Path, mode: str) -> object:
        return refuse(name, mode)

    monkeypatch.setattr("publisher.jobs.open", refuse_new, raising=False)
    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "link", refuse_link)
    with pytest.raises(PublisherError) as caught:
        publish_plainly(source)
    monkeypatch.undo()
    assert caught.value.exit_code == 3
    assert tree(source / "var/current/") == before
    found = current(source / "var")
    assert found is not None
    assert found.id == done.release
    publish_plainly(source)
    assert "新" in page(source, "zh/news/a.html")


def test_a_file_that_changes_while_it_is_published(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.release import compose

    original = compose.compose

    def meanwhile(*args: object, **kwargs: object) -> object:
        put(source, {"content/news/a.zh.md": article("meanwhile")})
        return original(*args, **kwargs)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(road, "compose", meanwhile)
    with pytest.raises(ConflictError, match="changed while it was being read"):
        publish_plainly(source)


def test_an_interruption_between_switch_and_confirmation_is_settled(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_plainly(source)
    put(source, {"content/news/a.zh.md": article("新")})
    monkeypatch.setattr(Archive, "confirm", lambda self, seq: (_ for _ in ()).throw(
        KeyboardInterrupt()))  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        publish_plainly(source)
    monkeypatch.undo()
    assert "新" in page(source, "zh/news/a.html")
    assert len(road.history(source / "var")) == 1
    publish_plainly(source)
    assert len(road.history(source / "var")) == 2
    put(source, {"content/news/a.zh.md": article("坏", body="[x](no.zh.md)")})
    publish_plainly(source)
    assert "新" in page(source, "zh/news/a.html"), "the interrupted version counts as published"


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", FILES)
    blocked = tmp_path / "file"
    blocked.write_text("x", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        publish_plainly(source, blocked / "var")


def test_foreseeing_changes_nothing(source: Path) -> None:
    publish_plainly(source)
    before = tree(source / "var" / "archive")
    put(source, {"content/news/a.zh.md": article("新"), "content/news/n.zh.md": article()})
    (source / "content/news/b.zh.md").unlink()
    seen = road.foresee(workplace(source), now=lambda: NOW)
    assert seen.changed == ("content/news/a.zh.md",)
    assert seen.new == ("content/news/n.zh.md",)
    assert seen.gone == ("content/news/b.zh.md",)
    assert tree(source / "var" / "archive") == before


def test_what_lost_its_source_is_told_before_it_is_gone(source: Path) -> None:
    put(source, dataset())
    publish_plainly(source)

    def told() -> list[tuple[str, str]]:
        with road.checked(workplace(source), now=lambda: NOW) as (_, report, _processes):
            return [(f.file, f.severity) for f in report.findings if f.code == "gone-soon"]

    assert told() == []
    shutil.rmtree(source / "datasets/spending")
    (source / "content/news/b.zh.md").unlink()
    assert told() == [("content/news/b.zh.md", "warning"), ("datasets/spending", "warning")]
    publish_plainly(source)
    assert told() == [], "it was told, and is gone"


def test_a_day_to_come_must_be_meant(source: Path) -> None:
    later = NOW + dt.timedelta(days=1)
    with pytest.raises(UsageError, match="is still to come") as refused:
        road.publish(workplace(source), as_of=later, now=lambda: NOW)
    assert refused.value.exit_code == 2
    assert not (source / "var/current").exists()
    road.publish(workplace(source), as_of=later, future=True, now=lambda: NOW)
    release = current(source / "var")
    assert release is not None
    assert release.as_of == later


def test_more_pages_than_one_process_makes(tmp_path: Path) -> None:
    files = {f"content/news/a{n:03}.zh.md": article(f"标题{n}") for n in range(260)}
    source = write_source(tmp_path / "source", files)
    done = publish_plainly(source)
    assert done.made == 261
    assert not (source / "var/releases" / done.release / "edition.pickle").exists()
    assert "标题259" in page(source, "zh/news/a259.html")


def test_the_edition_can_be_sent_to_other_processes(source: Path) -> None:
    import pickle

    publish_plainly(source)
    with road.composed(workplace(source), now=lambda: NOW) as (_, made):
        copy = pickle.loads(pickle.dumps(made.edition))  # noqa: S301 - made here
        assert dataclasses.asdict(copy)["settings"] == dataclasses.asdict(made.edition)["settings"]
        assert copy.fragment(copy.articles[("news", "a")]["zh"]).html == "<p>正文。</p>"
