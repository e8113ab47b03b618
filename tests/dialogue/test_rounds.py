"""The clock's rounds: what is due is done, once, by one process at a time."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from dialogue.desk import sessions
from dialogue.matter.states import Event, Role, State
from dialogue.matter.thread import CITIZEN
from dialogue.rules import Office
from dialogue.storage import tables, threads
from dialogue.upkeep import mail, rounds
from dialogue.upkeep.leases import lease
from dialogue.upkeep.rounds import Task
from publisher.errors import StorageError
from publisher.languages import message
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import MODERATOR, counted, replied, sent, step, waiting
from tests.dialogue.test_notices import account


def turn(office: Office, tmp_path: Path) -> dict[str, int]:
    """One round; what it did to matters and letters."""
    done = rounds.run(office, mail.post_of("", tmp_path))
    assert done.ran
    assert done.failed == ()
    beside = {"figures", "swept"}
    return {name: count for name, count in done.counts.items() if count and name not in beside}


def state(office: Office, identity: str) -> State:
    """Where a matter stands."""
    with office.database.reading() as connection:
        found = threads.find(connection, identity)
    assert found is not None
    return found.state


def everything(office: Office) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with office.database.reading() as connection:
        return {
            name: sorted(connection.execute(select(table)).all(), key=repr)
            for name, table in tables.metadata.tables.items()
        }


def test_what_waits_is_let_through_after_its_time(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    identity = waiting(office, "192.0.2.1")
    clock.forward(minutes=29)
    assert turn(office, tmp_path) == {}
    clock.forward(minutes=2)
    assert turn(office, tmp_path) == {"admitted": 1}
    assert state(office, identity) is State.QUEUED
    with office.database.reading() as connection:
        assert connection.execute(select(tables.waiting)).all() == []


def test_what_waits_without_a_time_of_its_own_is_let_through_too(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    received = sent(office, slow=True)
    assert turn(office, tmp_path) == {}
    clock.forward(minutes=31)
    assert turn(office, tmp_path) == {"admitted": 1}
    assert state(office, received.thread) is State.QUEUED


def test_a_moderator_lets_through_before_the_clock(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    step(office, waiting(office, "192.0.2.1"), Event.ADMIT, MODERATOR)
    clock.forward(minutes=31)
    assert turn(office, tmp_path) == {}
    with office.database.reading() as connection:
        assert connection.execute(select(tables.waiting)).all() == []


def test_a_flood_from_everywhere_is_let_through_bit_by_bit(
    sqlite_office: Office, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "ADMITTED_PER_HOUR", 4)
    for _ in range(7):
        sent(sqlite_office, slow=True)
    clock.forward(minutes=31)
    assert turn(sqlite_office, tmp_path) == {"admitted": 4}
    assert turn(sqlite_office, tmp_path) == {}
    clock.forward(minutes=60)
    assert turn(sqlite_office, tmp_path) == {"admitted": 3}


def test_what_nobody_goes_on_with_ends(office: Office, clock: Clock, tmp_path: Path) -> None:
    returned = sent(office).thread
    step(office, returned, Event.RETURN, MODERATOR, reason="请写明地点")
    answered = replied(office, sent(office).thread).id
    clock.to_day(dt.date(2026, 3, 17))
    assert "lapsed" not in turn(office, tmp_path)
    clock.to_day(dt.date(2026, 3, 18))
    assert turn(office, tmp_path)["lapsed"] == 2
    assert state(office, returned) is State.WITHDRAWN
    assert state(office, answered) is State.CLOSED


def test_what_satisfies_is_closed(office: Office, tmp_path: Path) -> None:
    identity = replied(office, sent(office).thread).id
    step(office, identity, Event.SATISFY, CITIZEN)
    assert turn(office, tmp_path) == {"closed": 1}
    assert state(office, identity) is State.CLOSED


def test_what_is_over_is_swept(office: Office, clock: Clock, tmp_path: Path) -> None:
    counted(office, "192.0.2.1")
    with office.database.writing() as connection:
        connection.execute(
            insert(tables.spent).values(nonce=b"n" * 32, expires_at=office.now())
        )
    clock.forward(days=1, minutes=1)
    turn(office, tmp_path)
    found = everything(office)
    day = office.today
    assert found["spent"] == []
    assert [row for row in found["counter"] if row.expires_at <= office.now()] == []
    assert [row for row in found["daily_key"] if row.day < day] == []


def test_the_figures_of_a_day_are_made_once(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    made = []
    for _ in range(2):
        for _ in range(2):
            made.append(rounds.run(office, mail.post_of("", tmp_path)).counts["figures"])
        clock.forward(days=1)
    assert made == [1, 0, 1, 0]
    assert len(everything(office)["day_figures"]) == 2


def test_what_is_private_is_erased_in_the_end(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    identity = replied(office, sent(office, contact="a@example.org").thread).id
    step(office, identity, Event.SATISFY, CITIZEN)
    turn(office, tmp_path)
    clock.forward(days=office.rules.limits.private_days + 1)
    assert turn(office, tmp_path)["erased"] == 1
    assert everything(office)["text"] == []


def test_sessions_that_are_over_are_swept(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    account(office, "mo", Role.MODERATOR)
    with office.database.writing() as connection:
        sessions.begin(connection, office, "mo", second_factor=True, lang="zh")
    clock.forward(minutes=29)
    turn(office, tmp_path)
    assert len(everything(office)["session"]) == 1
    clock.forward(minutes=2)
    turn(office, tmp_path)
    assert everything(office)["session"] == []


def test_a_part_that_fails_does_not_keep_the_others_from_their_work(
    sqlite_office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(office: Office) -> int:
        raise StorageError(message("Files cannot be read at the moment."))

    identity = replied(sqlite_office, sent(sqlite_office).thread).id
    step(sqlite_office, identity, Event.SATISFY, CITIZEN)
    done = rounds.run(sqlite_office, mail.post_of("", tmp_path),
                      [Task("broken", fails), Task("counted", lambda office: 7)])  # fmt: skip
    assert done.failed == ("broken",)
    assert (done.counts["closed"], done.counts["counted"]) == (1, 7)
    assert "broken" in caplog.text


STEPS = st.lists(
    st.sampled_from(["slow", "fast", "return", "reply", "satisfy", "withdraw", "days", "minutes"]),
    max_size=10,
)  # fmt: skip


@given(steps=STEPS, later=st.integers(0, 40))
@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_a_second_round_changes_nothing(
    sqlite_office: Office, clock: Clock, tmp_path: Path, steps: list[str], later: int
) -> None:
    for word in steps:
        act(sqlite_office, clock, word)
    clock.forward(days=later)
    turn(sqlite_office, tmp_path)
    before = everything(sqlite_office)
    assert turn(sqlite_office, tmp_path) == {}
    assert everything(sqlite_office) == before


def act(office: Office, clock: Clock, word: str) -> None:
    """Something that happens between two rounds."""
    match word:
        case "slow":
            waiting(office, "192.0.2.1")
        case "fast":
            sent(office, contact="a@example.org")
        case "return":
            step(office, sent(office).thread, Event.RETURN, MODERATOR, reason="请写明地点")
        case "reply":
            replied(office, sent(office, contact="a@example.org").thread)
        case "satisfy":
            step(office, replied(office, sent(office).thread).id, Event.SATISFY, CITIZEN)
        case "withdraw":
            step(office, sent(office, slow=True).thread, Event.WITHDRAW, CITIZEN)
        case "days":
            clock.forward(days=9)
        case _:
            clock.forward(minutes=20)


def test_one_process_at_a_time_has_the_work(office: Office, clock: Clock) -> None:
    minute = dt.timedelta(minutes=1)
    with lease(office, "work", minute) as first:
        with lease(office, "work", minute) as second, lease(office, "other", minute) as other:
            assert (first, second, other) == (True, False, True)
        clock.forward(minutes=2)
        with lease(office, "work", minute) as third:
            assert third
    with lease(office, "work", minute) as again:
        assert again
    assert everything(office)["lease"] == []


def test_of_many_rounds_at_once_each_thing_is_done_once(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    found = [sent(office, slow=True).thread for _ in range(8)]
    clock.forward(minutes=31)
    done: list[rounds.Done] = []

    def go() -> None:
        done.append(rounds.run(office, mail.post_of("", tmp_path)))

    running = [threading.Thread(target=go) for _ in range(4)]
    for one in running:
        one.start()
    for one in running:
        one.join(60)
    assert sum(one.counts.get("admitted", 0) for one in done) == 8
    assert {state(office, identity) for identity in found} == {State.QUEUED}
    with office.database.reading() as connection:
        detail = tables.journal_detail
        admitted = connection.execute(
            select(detail.c.thread).where(detail.c.event == Event.ADMIT)
        ).scalars().all()  # fmt: skip
    assert sorted(admitted) == sorted(found)
