"""Sealing and passing on: only officers can read it, and nothing of it stays behind."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from dialogue.gate.submit import File
from dialogue.keys import sealing
from dialogue.keys.sealing import SIZES, padded, seal, unpadded
from dialogue.life.requests import Refused
from dialogue.matter import identities
from dialogue.matter.matters import Hiding, Part
from dialogue.matter.states import Event, State, Visibility
from dialogue.matter.thread import CLOCK, Thread
from dialogue.reading import news, own, public
from dialogue.rules import Office
from dialogue.storage import database, journal, journal_check, tables, threads
from dialogue.text.redaction import Redaction
from dialogue.upkeep.collecting import collect, opened, unpacked
from dialogue.upkeep.retention import retain
from publisher.errors import StorageError
from tests.dialogue.conftest import ESCROW, OFFICERS, Clock
from tests.dialogue.dump import dump, mentions
from tests.dialogue.matters import CITIZEN, MODERATOR, OFFICER, replied, sent, step

SECRET = "某某收受好处三万元SECRET0815"  # noqa: S105 - what somebody wrote
FILE = File(name="转账SECRET0815.txt", media_type="text/plain", content=SECRET.encode())
KEYS = [str(one.to_public()) for one in (*OFFICERS, ESCROW)]


@given(st.binary(max_size=2_000))
def test_each_officer_and_the_safe_key_open_it_and_nobody_else(plain: bytes) -> None:
    envelope = seal(plain, KEYS)
    for identity in (*OFFICERS, ESCROW):
        assert unpadded(pyrage.decrypt(envelope, [identity])) == plain
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(envelope, [pyrage.x25519.Identity.generate()])


@given(st.one_of(
    st.integers(0, 70_000), st.sampled_from([size + off for size in SIZES for off in (-2, -1, 0)]),
    st.sampled_from([262_144, 262_145, 524_287, 524_288]),
))  # fmt: skip
def test_sizes_tell_nothing_but_their_class(length: int) -> None:
    found = len(padded(bytes(length)))
    fitting = [size for size in SIZES if size > length]
    assert found == (fitting[0] if fitting else (length // SIZES[-1] + 1) * SIZES[-1])
    assert unpadded(padded(bytes(length))) == bytes(length)


@given(st.binary(max_size=300))
def test_what_ends_like_padding_survives_it(plain: bytes) -> None:
    for end in (b"", b"\x80", b"\0", b"\x80\0\0"):
        assert unpadded(padded(plain + end)) == plain + end


@pytest.mark.parametrize("wrong", [b"", b"\0\0", b"abc", b"\x80x"])
def test_what_was_not_padded_is_refused(wrong: bytes) -> None:
    with pytest.raises(ValueError, match="not padded"):
        unpadded(wrong)


def accused(office: Office) -> str:
    """An accusation that became public, was answered and rated, then is passed on."""
    received = sent(office, title=f"题目{SECRET}"[:40], body=SECRET, files=(FILE,),
                    contact="SECRET0815@example.com")  # fmt: skip
    joined = sent(office)
    replied(office, received.thread)
    step(office, joined.thread, Event.MERGE, MODERATOR, target=received.thread)
    step(office, received.thread, Event.DISSATISFY, CITIZEN, texts={Part.COMMENT: SECRET})
    step(office, received.thread, Event.REOPEN, CITIZEN, texts={Part.REOPENING: SECRET})
    step(office, received.thread, Event.START, OFFICER)
    step(office, received.thread, Event.DIVERT, MODERATOR)
    return received.thread


def test_nothing_of_what_was_passed_on_is_in_any_table(office: Office) -> None:
    accused(office)
    assert mentions(dump(office.database), SECRET, "SECRET0815") == []
    with office.database.reading() as connection:
        assert journal_check.verify(connection).blank > 0


def test_of_what_never_was_public_not_even_the_number_is_left(office: Office) -> None:
    queued, private = sent(office, body=SECRET), sent(office, body=SECRET, wants_public=False)
    replied(office, private.thread)
    step(office, queued.thread, Event.DIVERT, MODERATOR)
    step(office, private.thread, Event.DIVERT, MODERATOR)
    assert mentions(dump(office.database), queued.thread, private.thread, SECRET) == []


def test_of_a_public_matter_no_text_key_file_mark_or_score_is_left(office: Office) -> None:
    identity = accused(office)
    found = dump(office.database)
    holding = {name for name, rows in found.items()
               if any(identity in map(str, row) for row in rows)}  # fmt: skip
    assert holding == {"thread", "journal_detail"}
    with office.database.reading() as connection:
        left = threads.find(connection, identity)
        entries = list(journal.of_thread(connection, identity))
    assert left is not None
    assert (left.state, left.visibility) == (State.CLOSED, Visibility.TOMBSTONE)
    assert (left.hidden_for, left.recused, left.consents) == (Hiding.UNPROVEN, (), False)
    assert (left.score_resolution, left.draft_signer, left.referred_to) == (None, "", "")
    assert [entry.event for entry in entries] == [Event.HIDE]


def hidden_and_passed_on(office: Office) -> tuple[str, str]:
    """A satisfied matter that was closed and hidden, and one that was passed on."""
    hidden, passed = (replied(office, sent(office).thread).id for _ in range(2))
    for one in (hidden, passed):
        step(office, one, Event.SATISFY, CITIZEN)
    step(office, hidden, Event.CLOSE, CLOCK)
    step(office, hidden, Event.HIDE, MODERATOR, code=Hiding.UNPROVEN)
    step(office, passed, Event.DIVERT, MODERATOR)
    return hidden, passed


def test_what_was_passed_on_looks_like_a_closed_matter_that_was_hidden(office: Office) -> None:
    with_own_values = {"id": "", "received_at": None, "changed_at": None, "revision": 0,
                       "erased_on": None}  # fmt: skip
    rows, last = [], []
    for identity in hidden_and_passed_on(office):
        with office.database.reading() as connection:
            row = public.find(connection, identity)
            told = news.of_thread(connection, identity)
        assert isinstance(row, Thread)
        assert told is not None
        assert told.texts == ()
        rows.append(threads.values(row) | with_own_values)
        last.append(told.history[-1]._replace(seq=0, thread="", at=row.received_at))
    assert rows[0] == rows[1]
    assert last[0]._replace(at=last[1].at) == last[1]


def test_no_figure_falls_when_a_public_matter_is_passed_on(office: Office, clock: Clock) -> None:
    from dialogue.figures.measures import COUNTS, measures

    def counts() -> dict[str, int]:
        with office.database.reading() as connection:
            frame = measures(connection, office.rules.calendar, office.today)
        return {name: int(frame[name].sum()) for name in COUNTS}

    open_ = sent(office).thread
    step(office, open_, Event.ACCEPT, MODERATOR)
    step(office, open_, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    answered = replied(office, sent(office).thread).id
    step(office, answered, Event.DISSATISFY, CITIZEN, scores=(1, 2, 3))
    with office.database.reading() as connection:
        text = connection.execute(
            select(tables.text.c.id)
            .where(tables.text.c.thread == answered, tables.text.c.part == Part.BODY)
        ).scalar_one()  # fmt: skip
    step(office, answered, Event.REDACT, MODERATOR, text=text, code=Hiding.INSULT,
         hidden=(Redaction(0, 3, Hiding.INSULT),))  # fmt: skip
    before = counts()
    assert before["redacted"] == before["rated"] == before["replied"] == 1
    for one in (open_, answered):
        step(office, one, Event.DIVERT, MODERATOR)
    assert counts() == before | {"hidden": before["hidden"] + 2}
    clock.forward(days=60)
    assert counts()["overdue"] == 0, "nobody can answer it any more"


def test_what_was_late_when_it_was_passed_on_stays_counted_as_late(
    office: Office, clock: Clock
) -> None:
    identity = sent(office).thread
    step(office, identity, Event.ACCEPT, MODERATOR)
    due = step(office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ").reply_due_on
    clock.forward(days=30)
    step(office, identity, Event.DIVERT, MODERATOR)
    with office.database.reading() as connection:
        left = threads.find(connection, identity)
    assert left is not None
    assert left.reply_due_on == due


def test_what_was_hidden_before_says_nothing_new(office: Office) -> None:
    identity = replied(office, sent(office).thread).id
    step(office, identity, Event.HIDE, MODERATOR, code=Hiding.PERSONAL)
    with office.database.reading() as connection:
        before = journal.of_thread(connection, identity)
        hidden = next(entry for entry in before if entry.event == Event.HIDE)
    step(office, identity, Event.DIVERT, MODERATOR)
    with office.database.reading() as connection:
        left = public.find(connection, identity)
        assert list(journal.of_thread(connection, identity)) == [hidden]
        assert journal_check.verify(connection).blank > 0
    assert isinstance(left, Thread)
    assert left.hidden_for == Hiding.PERSONAL


def test_what_was_joined_to_it_still_says_so(office: Office) -> None:
    target, joined = sent(office).thread, sent(office).thread
    step(office, target, Event.ACCEPT, MODERATOR)
    step(office, joined, Event.MERGE, MODERATOR, target=target)
    step(office, target, Event.DIVERT, MODERATOR)
    with office.database.reading() as connection:
        found = public.find(connection, joined)
    assert isinstance(found, Thread)
    assert found.merged_into == target


def test_it_cannot_be_put_back_and_takes_no_more_texts(office: Office) -> None:
    identity = replied(office, sent(office).thread).id
    step(office, identity, Event.DIVERT, MODERATOR)
    before = dump(office.database)
    for event, asked in (
        (Event.SHOW, {}), (Event.RECUSE, {"recused": ("unit:QY-JTJ",),
                                          "texts": {Part.NOTE: "说明"}}),
    ):  # fmt: skip
        with pytest.raises(Refused, match="erased on"):
            step(office, identity, event, MODERATOR, **asked)
    assert dump(office.database) == before


def test_retention_treats_both_alike(office: Office, clock: Clock) -> None:
    identities = hidden_and_passed_on(office)
    clock.forward(days=office.rules.limits.private_days + 1)
    assert retain(office) == 2
    assert retain(office) == 0
    with office.database.reading() as connection:
        assert [list(journal.of_thread(connection, one)) for one in identities] == [[], []]
        hidden, passed = (threads.find(connection, one) for one in identities)
    assert hidden is not None
    assert passed is not None
    assert hidden.erased_on == passed.erased_on == office.today


def test_the_receipt_of_a_public_matter_opens_the_explanation(office: Office) -> None:
    received = sent(office)
    replied(office, received.thread)
    step(office, received.thread, Event.DIVERT, MODERATOR)
    found = own.look_up(office, received.receipt)
    assert isinstance(found, own.Sealed)
    assert received.thread not in found.number


def test_the_officers_get_everything_that_was_passed_on(office: Office, tmp_path: Path) -> None:
    accused(office)
    files = collect(office.database, tmp_path / "out")
    assert len(files) == 1
    found = opened(files[0].read_bytes(), [OFFICERS[0]])
    said = {one["part"]: one["content"] for one in found["texts"]}
    assert {said["body"], said["rating-comment"], said["reopening"]} == {SECRET}
    names = [file.name for file in unpacked(found, tmp_path / "open", "en")]
    assert names == ["1-转账SECRET0815.txt", "matter.txt", "matter.json"]
    assert (tmp_path / "open" / names[0]).read_bytes() == FILE.content
    assert json.loads((tmp_path / "open" / "matter.json").read_text())["board"] == "county"


def test_sealed_copies_are_fetched_once(office: Office, tmp_path: Path) -> None:
    sent(office, body=SECRET, sealed=True)
    first = collect(office.database, tmp_path)
    assert collect(office.database, tmp_path) == []
    sent(office, body=SECRET, sealed=True)
    second = collect(office.database, tmp_path)
    assert (len(first), len(second), first != second) == (1, 1, True)
    assert len(collect(office.database, tmp_path, again=True)) == 2


def test_the_wrong_key_is_told_plainly(sqlite_office: Office, tmp_path: Path) -> None:
    sent(sqlite_office, body=SECRET, sealed=True)
    file = collect(sqlite_office.database, tmp_path)[0]
    with pytest.raises(StorageError, match="cannot be opened with this key"):
        opened(file.read_bytes(), [pyrage.x25519.Identity.generate()])


def test_hostile_names_of_files_stay_in_the_folder(
    sqlite_office: Office, tmp_path: Path
) -> None:
    sent(sqlite_office, sealed=True)
    file = collect(sqlite_office.database, tmp_path)[0]
    found = opened(file.read_bytes(), [OFFICERS[0]])
    found |= {"files": [{"name": "../../etc/passwd", "content": ""},
                       {"name": "a/../..", "content": ""},
                       {"name": "\0", "content": ""}]}  # fmt: skip
    files = unpacked(found, tmp_path / "open", "en")
    assert all(file.parent == tmp_path / "open" for file in files)
    assert len(set(files)) == 5


def test_no_byte_of_sqlites_file_holds_what_was_passed_on(
    sqlite_office: Office, tmp_path: Path
) -> None:
    received = sent(sqlite_office, body=SECRET * 200, files=(FILE,))
    step(sqlite_office, received.thread, Event.ACCEPT, MODERATOR)
    wanted = (SECRET.encode(), b"SECRET0815")
    assert all(one in kept(tmp_path) for one in wanted), "it was public, and so in clear"
    step(sqlite_office, received.thread, Event.DIVERT, MODERATOR)
    with sqlite_office.database.reading() as connection:
        assert connection.execute(text("PRAGMA freelist_count")).scalar_one() > 0
    assert not any(one in kept(tmp_path) for one in wanted)


def kept(folder: Path) -> bytes:
    """Every byte of SQLite's file and of its log."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{database.FILE}*")))


def test_a_backup_from_before_cannot_be_read_with_the_servers_key(
    sqlite_office: Office, tmp_path: Path
) -> None:
    from dialogue.upkeep.backup import back_up

    received = sent(sqlite_office, body=SECRET)
    back_up(sqlite_office.database, tmp_path / "backup", sqlite_office.now())
    step(sqlite_office, received.thread, Event.DIVERT, MODERATOR)
    fresh = database.connect(database.address(tmp_path / "new"))
    (tmp_path / "new").mkdir()
    database.migrate(fresh)
    from dialogue.upkeep.restore import restore

    assert restore(fresh, tmp_path / "backup").unreadable == 1
    mine = own.look_up(dataclasses.replace(sqlite_office, database=fresh), received.receipt)
    assert isinstance(mine, own.Own)
    assert mine.written == ()
    fresh.close()


def test_a_sealed_copy_says_no_day_no_board_and_no_number_of_its_own(office: Office) -> None:
    direct = sent(office, body=SECRET, sealed=True)
    later = accused(office)
    with office.database.reading() as connection:
        rows = connection.execute(select(tables.sealed)).mappings().all()
    assert {frozenset(row) for row in rows} == {
        frozenset({"id", "envelope", "month", "collected"})
    }
    assert {row["month"] for row in rows} == {"2026-03"}
    assert all(re.fullmatch(identities.PATTERN, row["id"]) for row in rows)
    assert direct.thread not in {row["id"] for row in rows}
    assert later not in {row["id"] for row in rows}


def test_the_journal_says_as_little_of_what_was_sealed_at_once(office: Office) -> None:
    sent(office, body=SECRET, sealed=True)
    received = sent(office, body=SECRET)
    step(office, received.thread, Event.DIVERT, MODERATOR)
    with office.database.reading() as connection:
        assert connection.execute(select(tables.journal_detail)).all() == []
        assert journal_check.verify(connection).head.seq == 3


def test_the_board_moves_on_as_by_any_other_step(office: Office) -> None:
    def version() -> int:
        with office.database.reading() as connection:
            return int(connection.execute(select(tables.board_version.c.version)).scalar_one())

    received, other = sent(office), sent(office)
    before = version()
    step(office, other.thread, Event.CONSENT, CITIZEN, consents=True)
    between = version()
    step(office, received.thread, Event.DIVERT, MODERATOR)
    assert version() - between == between - before


def test_sealing_needs_two_officers_and_the_safe_key() -> None:
    assert sealing.are_enough(("a", "b"), "c")
    assert not sealing.are_enough(("a", "a"), "c")
    assert not sealing.are_enough(("a", "b"), "")


def test_nothing_on_the_server_leads_from_a_receipt_to_the_sealed_copy(office: Office) -> None:
    sent(office, body=SECRET, sealed=True)
    later = sent(office, body=SECRET)
    step(office, later.thread, Event.DIVERT, MODERATOR)
    with office.database.reading() as connection:
        copies = connection.execute(select(tables.sealed.c.id)).scalars().all()
        named = connection.execute(select(tables.receipt.c.thread)).scalars().all()
    assert len(copies) == len(named) == 2
    assert all(re.fullmatch(rf"2026-03-{identities.PATTERN.pattern}", one) for one in named)
    assert not {one.partition("2026-03-")[2] for one in named} & set(copies)


def test_the_number_stands_in_the_sealed_copy_alone(
    sqlite_office: Office, tmp_path: Path
) -> None:
    received = sent(sqlite_office, body=SECRET)
    step(sqlite_office, received.thread, Event.DIVERT, MODERATOR)
    mine = own.look_up(sqlite_office, received.receipt)
    assert isinstance(mine, own.Sealed)
    file = collect(sqlite_office.database, tmp_path / "out")[0]
    assert opened(file.read_bytes(), [OFFICERS[0]])["number"] == mine.number
    digits = mine.number.replace(" ", "")
    assert mentions(dump(sqlite_office.database), mine.number, digits) == []
