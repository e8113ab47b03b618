"""How often somebody may try, counted in the database of both kinds."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading

import pytest
from sqlalchemy import select

from dialogue.gate import counters, throttles
from dialogue.gate.throttles import RECEIPT, SIGN_IN_ACCOUNT, SIGN_IN_ADDRESS, Limit, TooMany
from dialogue.rules import Office
from dialogue.storage import tables
from tests.dialogue.conftest import Clock


def taken(office: Office, limit: Limit, who: str = "somebody") -> bool:
    try:
        throttles.take(office, (limit, who))
    except TooMany:
        return False
    return True


def test_five_tries_a_minute_and_no_sixth(office: Office) -> None:
    assert [taken(office, SIGN_IN_ACCOUNT) for _ in range(7)] == [True] * 5 + [False] * 2
    assert taken(office, SIGN_IN_ACCOUNT, "another"), "counts are kept apart"
    assert taken(office, RECEIPT), "limits are kept apart"


def test_at_no_moment_more_than_five_lie_within_a_minute(office: Office, clock: Clock) -> None:
    passed: list[dt.datetime] = []
    for _ in range(90):
        clock.instant += dt.timedelta(seconds=3)
        if taken(office, SIGN_IN_ACCOUNT):
            passed.append(clock.instant)
    for first, sixth in zip(passed, passed[5:], strict=False):
        assert sixth - first > dt.timedelta(seconds=60)
    assert len(passed) >= 15, "about five in each of the four minutes"


def test_who_is_stopped_is_told_when_to_come_back(office: Office, clock: Clock) -> None:
    for _ in range(5):
        taken(office, SIGN_IN_ACCOUNT)
    with pytest.raises(TooMany) as stopped:
        throttles.take(office, (SIGN_IN_ACCOUNT, "somebody"))
    assert 0 < stopped.value.seconds <= 70
    clock.instant += dt.timedelta(seconds=stopped.value.seconds)
    assert taken(office, SIGN_IN_ACCOUNT)


def test_a_try_stopped_by_one_limit_counts_under_none(office: Office) -> None:
    for _ in range(5):
        taken(office, SIGN_IN_ACCOUNT, "wang")
    for _ in range(9):
        with pytest.raises(TooMany):
            throttles.take(office, (SIGN_IN_ACCOUNT, "wang"), (SIGN_IN_ADDRESS, "192.0.2.1"))
    assert taken(office, SIGN_IN_ADDRESS, "192.0.2.1")


def test_an_office_that_has_one_address_signs_in_together(office: Office) -> None:
    everybody = [taken(office, SIGN_IN_ADDRESS, "192.0.2.1") for _ in range(40)]
    assert (all(everybody[:20]), sum(everybody)) == (True, SIGN_IN_ADDRESS.most)


def test_servers_share_the_counts(office: Office) -> None:
    results: list[bool] = []
    servers = [dataclasses.replace(office) for _ in range(6)]

    def serve(server: Office) -> None:
        for _ in range(4):
            results.append(taken(server, SIGN_IN_ACCOUNT, "wang"))

    threads = [threading.Thread(target=serve, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(results), sum(results)) == (24, 5)


def test_nothing_in_the_database_names_an_address(office: Office) -> None:
    taken(office, SIGN_IN_ADDRESS, "192.0.2.77")
    with office.database.reading() as connection:
        rows = connection.execute(select(tables.counter)).all()
        wrapped = connection.execute(select(tables.daily_key.c.wrapped)).scalar_one()
    assert "192.0.2.77" not in str(rows)
    assert len(wrapped) == 12 + 32 + 16, "the day's key is encrypted, too"


def test_counts_and_keys_of_the_past_are_deleted(office: Office, clock: Clock) -> None:
    taken(office, SIGN_IN_ADDRESS)
    throttles.note_failure(office, "192.0.2.1")
    clock.forward(days=1)
    taken(office, SIGN_IN_ADDRESS)
    with office.database.writing() as connection:
        assert counters.sweep(connection, office) == 2
    with office.database.reading() as connection:
        assert len(connection.execute(select(tables.counter)).all()) == 1
        days = connection.execute(select(tables.daily_key.c.day)).scalars().all()
    assert days == [office.today]


def test_a_receipt_is_looked_up_five_times_a_minute(office: Office) -> None:
    waits = [throttles.receipt_wait(office, "192.0.2.1") for _ in range(6)]
    assert waits[:5] == [0.0] * 5
    assert 0 < waits[5] <= 70
    assert throttles.receipt_wait(office, "192.0.2.2") == 0.0


def test_each_failure_doubles_the_wait_up_to_a_minute(office: Office, clock: Clock) -> None:
    waits = []
    for _ in range(12):
        throttles.note_failure(office, "192.0.2.1")
        waits.append(throttles.receipt_wait(office, "192.0.2.1"))
        clock.instant += dt.timedelta(seconds=75)
    for number, wait in enumerate(waits, 1):
        assert wait == pytest.approx(min(60, 0.2 * 2**number), abs=0.11)
    assert throttles.receipt_wait(office, "192.0.2.1") == 0.0


def test_a_look_up_that_opened_something_frees_no_guess(office: Office) -> None:
    through = 0
    for _ in range(10):
        if not throttles.receipt_wait(office, "192.0.2.1"):  # one's own receipt
            throttles.note_success(office, "192.0.2.1")
        through += not throttles.receipt_wait(office, "192.0.2.1")  # a guess
    assert through == throttles.RECEIPT.most


def test_failures_are_forgotten_after_an_hour(office: Office, clock: Clock) -> None:
    for _ in range(8):
        throttles.note_failure(office, "192.0.2.1")
    assert throttles.receipt_wait(office, "192.0.2.1") > 40
    clock.instant += dt.timedelta(seconds=3601)
    throttles.note_failure(office, "192.0.2.1")
    assert throttles.receipt_wait(office, "192.0.2.1") < 1


def test_what_opens_a_receipt_is_not_told_by_the_queries_of_the_throttle(office: Office) -> None:
    """The wait is asked for before anything is looked up, and costs the same for everybody."""
    from sqlalchemy import event

    asked: list[str] = []
    event.listen(office.database.engine, "before_cursor_execute",
                 lambda _c, _d, statement, *_: asked.append(statement))  # fmt: skip
    throttles.receipt_wait(office, "192.0.2.1")
    asked.clear()
    throttles.receipt_wait(office, "192.0.2.2")
    first = list(asked)
    asked.clear()
    throttles.receipt_wait(office, "192.0.2.3")
    assert asked == first
