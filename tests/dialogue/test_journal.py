"""The journal: whatever is done to it behind our backs is noticed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, delete, insert, select, update

from dialogue.rules import Office
from dialogue.storage import journal, journal_check, tables
from dialogue.storage.database import Database
from dialogue.storage.journal import Head
from dialogue.storage.journal_check import BrokenJournal
from publisher.errors import UsageError

AT = dt.datetime(2026, 3, 2, 1, 2, 3, 4)  # noqa: DTZ001 - UTC without a zone
TABLE, DETAIL = tables.journal, tables.journal_detail


def add(connection: Connection, count: int, thread: str = "T") -> None:
    """Some entries."""
    for number in range(count):
        journal.append(connection, thread=thread, at=AT, event="assign", role="moderator",
                       actor="mo", facts={"unit": "QY-JTJ", "n": number})  # fmt: skip


@pytest.fixture
def filled(board: Database) -> Database:
    """A journal of six entries."""
    with board.writing() as connection:
        add(connection, 6)
    return board


def verified(board: Database, *elsewhere: Head) -> journal_check.Verified:
    """What the check says."""
    with board.reading() as connection:
        return journal_check.verify(connection, *elsewhere)


def noted(board: Database) -> Head:
    """The head, as somebody else keeps it."""
    with board.reading() as connection:
        return journal_check.read(journal_check.written(journal.head(connection)))


def _says_else(connection: Connection) -> None:
    connection.execute(update(DETAIL).where(DETAIL.c.seq == 3).values(actor="nobody"))


def _says_other_facts(connection: Connection) -> None:
    connection.execute(update(DETAIL).where(DETAIL.c.seq == 3).values(facts={"unit": "QY-JYJ"}))


def _is_later(connection: Connection) -> None:
    at = AT + dt.timedelta(microseconds=1)
    connection.execute(update(DETAIL).where(DETAIL.c.seq == 3).values(at=at))


def _commits_to_else(connection: Connection) -> None:
    connection.execute(update(TABLE).where(TABLE.c.seq == 3).values(commitment=bytes(32)))


def _has_another_hash(connection: Connection) -> None:
    connection.execute(update(TABLE).where(TABLE.c.seq == 3).values(hash=bytes(32)))


def _is_gone(connection: Connection) -> None:
    connection.execute(delete(DETAIL).where(DETAIL.c.seq == 3))
    connection.execute(delete(TABLE).where(TABLE.c.seq == 3))


def _is_gone_and_others_moved_up(connection: Connection) -> None:
    _is_gone(connection)
    for seq in (4, 5, 6):
        _move(connection, seq, seq - 1)


def _is_swapped(connection: Connection) -> None:
    for old, new in ((3, 90), (4, 3), (90, 4)):
        _move(connection, old, new)


def _has_swapped_details(connection: Connection) -> None:
    rows = connection.execute(select(DETAIL).where(DETAIL.c.seq.in_([3, 4]))).mappings().all()
    connection.execute(delete(DETAIL).where(DETAIL.c.seq.in_([3, 4])))
    for row in rows:
        connection.execute(insert(DETAIL).values({**row, "seq": 7 - row["seq"]}))


def _was_put_in(connection: Connection) -> None:
    for seq in (6, 5, 4, 3):
        _move(connection, seq, seq + 1)
    row = connection.execute(select(TABLE).where(TABLE.c.seq == 2)).mappings().one()
    connection.execute(insert(TABLE).values({**row, "seq": 3}))


def _move(connection: Connection, old: int, new: int) -> None:
    detail = connection.execute(select(DETAIL).where(DETAIL.c.seq == old)).mappings().one()
    entry = connection.execute(select(TABLE).where(TABLE.c.seq == old)).mappings().one()
    connection.execute(delete(DETAIL).where(DETAIL.c.seq == old))
    connection.execute(delete(TABLE).where(TABLE.c.seq == old))
    connection.execute(insert(TABLE).values({**entry, "seq": new}))
    connection.execute(insert(DETAIL).values({**detail, "seq": new}))


@pytest.mark.parametrize("tamper", [
    _says_else, _says_other_facts, _is_later, _commits_to_else, _has_another_hash, _is_gone,
    _is_gone_and_others_moved_up, _is_swapped, _has_swapped_details, _was_put_in,
])  # fmt: skip
def test_an_entry_that_was_changed_is_named(
    filled: Database, tamper: Callable[[Connection], None]
) -> None:
    with filled.writing() as connection:
        tamper(connection)
    with pytest.raises(BrokenJournal, match="Entry 3 ") as failure:
        verified(filled)
    assert failure.value.seq == 3


def test_an_untouched_journal_is_in_order(filled: Database) -> None:
    head = noted(filled)
    assert verified(filled, head) == (head, 0)
    with filled.writing() as connection:
        add(connection, 2)
    assert verified(filled, head).head.seq == 8


def test_what_was_erased_is_counted_and_fine(filled: Database) -> None:
    with filled.writing() as connection:
        journal.append_blank(connection)
        add(connection, 1, thread="OTHER")
        journal.erase(connection, "OTHER")
    assert verified(filled, noted(filled)).blank == 2


def test_an_erased_entry_looks_like_one_that_never_said_anything(filled: Database) -> None:
    with filled.writing() as connection:
        journal.append_blank(connection)
        journal.erase(connection, "T")
        assert connection.execute(select(DETAIL)).all() == []
        sizes = {(len(row.commitment), len(row.hash)) for row in connection.execute(select(TABLE))}
    assert sizes == {(32, 32)}


def test_an_end_that_was_cut_off_shows_against_the_copy_elsewhere(filled: Database) -> None:
    head = noted(filled)
    with filled.writing() as connection:
        connection.execute(delete(DETAIL).where(DETAIL.c.seq > 4))
        connection.execute(delete(TABLE).where(TABLE.c.seq > 4))
    assert verified(filled).head.seq == 4
    with pytest.raises(BrokenJournal, match="cut off"):
        verified(filled, head)


def test_a_journal_written_anew_shows_against_the_copy_elsewhere(filled: Database) -> None:
    head = noted(filled)
    with filled.writing() as connection:
        connection.execute(delete(DETAIL).where(DETAIL.c.seq > 4))
        connection.execute(delete(TABLE).where(TABLE.c.seq > 4))
        add(connection, 5)
    assert verified(filled).head.seq == 9
    with pytest.raises(BrokenJournal, match="written anew"):
        verified(filled, head)


def test_every_head_that_was_noted_counts(filled: Database) -> None:
    first = noted(filled)
    with filled.writing() as connection:
        connection.execute(delete(DETAIL).where(DETAIL.c.seq > 4))
        connection.execute(delete(TABLE).where(TABLE.c.seq > 4))
        add(connection, 5)
    last = noted(filled)
    assert verified(filled, last)
    lines = "".join(f"{journal_check.written(head)}\n" for head in (first, last))
    both = journal_check.read_all(lines)
    assert both == [first, last]
    with pytest.raises(BrokenJournal, match="written anew"):
        verified(filled, *both)


def test_a_detail_without_an_entry_is_noticed(sqlite_office: Office) -> None:
    with sqlite_office.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.execute(
            insert(DETAIL).values(seq=90, salt=bytes(32), thread="", at=AT, event="x", role="x",
                                  actor="x", facts={})
        )  # fmt: skip
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
    with pytest.raises(BrokenJournal, match="belong to no entry"):
        verified(sqlite_office.database)


def test_writers_at_once_make_one_chain(board: Database) -> None:
    def write(number: int) -> None:
        for _ in range(12):
            with board.writing() as connection:
                add(connection, 1, thread=f"T{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    assert verified(board).head.seq == 96


def test_a_change_that_is_undone_leaves_no_gap(board: Database) -> None:
    def fail() -> None:
        with board.writing() as connection:
            add(connection, 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with board.writing() as connection:
        add(connection, 1)
    assert verified(board).head.seq == 1


@pytest.mark.parametrize("line", ["", "x", "1 abc", f"1 {'0' * 63}", f"-1 {'0' * 64}"])
def test_a_line_that_is_no_head_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="64 hexadecimal"):
        journal_check.read(line)
