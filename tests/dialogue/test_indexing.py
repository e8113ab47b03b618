"""What is public is found, what is hidden is not, whatever breaks on the way."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dialogue.matter.matters import Hiding, Part
from dialogue.matter.states import Event
from dialogue.reading.indexed import FILE
from dialogue.reading.indexing import FEW, TAKING_AWAY, Busy, Standing, ThreadIndex
from dialogue.rules import Office
from dialogue.storage import journal, tables
from dialogue.text.redaction import Redaction
from search_index import ENGINES, LiveReader, Query
from tests.dialogue.matters import CITIZEN, MODERATOR, replied, sent, step


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "live-index"


@pytest.fixture
def index(folder: Path) -> ThreadIndex:
    return ThreadIndex(folder, "tantivy")


def standing(office: Office, index: ThreadIndex) -> Standing:
    with office.database.reading() as connection:
        return index.standing(connection)


def found(folder: Path, words: str) -> list[str]:
    reader = LiveReader(folder, ENGINES["tantivy"])
    try:
        return [hit.id for hit in reader.search(Query(words)).hits]
    finally:
        reader.close()


def accepted(office: Office, **given: str) -> str:
    thread = sent(office, **given).thread
    step(office, thread, Event.ACCEPT, MODERATOR)
    return thread


def body_of(office: Office, thread: str) -> int:
    with office.database.reading() as connection:
        found: int = connection.execute(
            select(tables.text.c.id)
            .where(tables.text.c.thread == thread, tables.text.c.part == Part.BODY)
        ).scalar_one()  # fmt: skip
    return found


def raw(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_a_thread_is_found_by_its_texts_and_its_number(
    office: Office, index: ThreadIndex, folder: Path
) -> None:
    thread = accepted(office)
    replied_to = sent(office, title="学校的操场").thread
    assert standing(office, index) is Standing.MISSING
    index.catch_up(office.database)
    assert standing(office, index) is Standing.CURRENT
    assert found(folder, "路灯") == found(folder, thread) == [f"thread:county/{thread}"]
    replied(office, replied_to)
    assert standing(office, index) is Standing.BEHIND
    index.catch_up(office.database)
    assert found(folder, "操场") == [f"thread:county/{replied_to}"]
    assert found(folder, "已经修好") == [f"thread:county/{replied_to}"]


@pytest.mark.parametrize("event", sorted(TAKING_AWAY - {"resubmit"}))
def test_an_index_that_holds_what_was_taken_away_says_so(
    office: Office, index: ThreadIndex, folder: Path, event: str
) -> None:
    accepted(office, title="别的题目", body="别的内容。")
    thread = accepted(office, body="暗号在此。")
    index.catch_up(office.database)
    assert found(folder, "暗号")
    given: dict[str, Any] = {} if event == "divert" else {"code": "personal"}
    if event == "redact":
        hidden = (Redaction(0, 2, Hiding.PERSONAL),)
        given |= {"text": body_of(office, thread), "hidden": hidden}
    step(office, thread, Event(event), MODERATOR, **given)
    assert standing(office, index) is Standing.OUTDATED
    index.catch_up(office.database)
    assert standing(office, index) is Standing.CURRENT
    assert not found(folder, "暗号")
    assert found(folder, "别的题目")
    assert "暗号".encode() not in raw(folder)


def test_what_no_public_text_changed_needs_no_new_index(
    office: Office, index: ThreadIndex, folder: Path
) -> None:
    accepted(office)
    index.catch_up(office.database)
    before = (folder / "current").readlink()
    thread = sent(office, title="尚未公开")
    index.catch_up(office.database)
    step(office, thread.thread, Event.WITHDRAW, CITIZEN)
    index.catch_up(office.database)
    assert standing(office, index) is Standing.CURRENT
    assert (folder / "current").readlink() == before


def test_a_crash_after_the_switch_is_mended(
    office: Office, index: ThreadIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted(office)
    index.catch_up(office.database)
    thread = accepted(office, title="暗号")

    def crash(*_: object, **__: object) -> None:
        raise OSError("power is gone")

    with monkeypatch.context() as broken:
        broken.setattr(index, "_reached", crash)
        with pytest.raises(OSError, match="power"):
            index.catch_up(office.database)
    assert found(folder, "暗号")
    step(office, thread, Event.DIVERT, MODERATOR)
    again = ThreadIndex(folder, "tantivy")
    assert standing(office, again) is Standing.OUTDATED
    again.catch_up(office.database)
    assert not found(folder, "暗号")
    assert found(folder, "路灯")


@pytest.mark.parametrize("broken", ["format", "file", "engine"])
def test_what_cannot_be_read_is_made_anew(
    office: Office, index: ThreadIndex, folder: Path, broken: str
) -> None:
    accepted(office)
    index.catch_up(office.database)
    accepted(office, title="操场")
    if broken == "format":
        (folder / "current" / "index-format").chmod(0o600)
        (folder / "current" / "index-format").write_text("tantivy 0", encoding="ascii")
    if broken == "file":
        (folder / FILE).unlink()
    other = ThreadIndex(folder, "whoosh" if broken == "engine" else "tantivy")
    if broken != "format":
        assert standing(office, other) is Standing.MISSING
    other.catch_up(office.database)
    assert standing(office, other) is Standing.CURRENT
    reader = LiveReader(folder, ENGINES["whoosh" if broken == "engine" else "tantivy"])
    assert reader.search(Query("操场")).total == 1
    assert reader.search(Query("路灯")).total == 2
    reader.close()


def test_the_journal_of_another_database_is_told(
    office: Office, index: ThreadIndex, folder: Path
) -> None:
    accepted(office)
    index.catch_up(office.database)
    with sqlite3.connect(folder / FILE) as kept:
        kept.execute("UPDATE mark SET hash = ?", (bytes(32),))
    kept.close()
    other = ThreadIndex(folder, "tantivy")
    assert standing(office, other) is Standing.MISSING
    other.catch_up(office.database)
    assert standing(office, other) is Standing.CURRENT


def test_only_one_updates_at_a_time(office: Office, index: ThreadIndex, folder: Path) -> None:
    accepted(office)
    with index._alone(1), pytest.raises(Busy):
        ThreadIndex(folder, "tantivy").catch_up(office.database, patience=0)
    assert standing(office, index) is Standing.MISSING


def test_a_large_index_is_cleaned_later(
    sqlite_office: Office, index: ThreadIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sqlite_office
    monkeypatch.setattr("dialogue.reading.indexing.FEW", 0)
    assert FEW > 0
    thread = accepted(office, body="暗号在此。")
    accepted(office)
    index.catch_up(office.database)
    step(office, thread, Event.HIDE, MODERATOR, code="personal")
    index.catch_up(office.database)
    assert not found(folder, "暗号")
    index.clean(office.database)
    assert "暗号".encode() not in raw(folder)
    assert found(folder, "路灯")
    assert len([one for one in folder.iterdir() if one.name.isdigit()]) == 1


def test_an_entry_that_says_nothing_of_a_private_matter_changes_nothing(
    office: Office, index: ThreadIndex, folder: Path
) -> None:
    accepted(office)
    index.catch_up(office.database)
    before = (folder / "current").readlink()
    with office.database.writing() as connection:
        journal.append_blank(connection)
    assert standing(office, index) is Standing.OUTDATED
    index.catch_up(office.database)
    assert standing(office, index) is Standing.CURRENT
    assert found(folder, "路灯")
    assert (folder / "current").readlink() == before
