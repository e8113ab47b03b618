"""Lanes: whoever sends much waits, nobody is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from dialogue.gate import counters, floods
from dialogue.gate.counters import Day
from dialogue.gate.floods import Lane
from dialogue.rules import Office
from dialogue.storage import tables
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import counted, sent, waiting

CLIENT = "192.0.2.1"
GOOD = {"proved": True, "too_fast": False, "trapped": False}


def lane(office: Office, client: str = CLIENT, **signs: bool) -> Lane:
    """The way of the client's next post."""
    return floods.lane(floods.level(office, client), **{**GOOD, **signs})


def untils(office: Office) -> list[dt.datetime]:
    """When the matters that wait are let through, in their order."""
    with office.database.reading() as connection:
        table = tables.waiting
        return list(connection.execute(select(table.c.until).order_by(table.c.until)).scalars())


def test_a_proved_first_post_goes_fast(office: Office) -> None:
    assert lane(office) is Lane.FAST


def test_whatever_looks_like_a_program_goes_slowly(sqlite_office: Office) -> None:
    signs: tuple[dict[str, Any], ...] = ({"proved": False}, {"too_fast": True}, {"trapped": True})
    for sign in signs:
        assert lane(sqlite_office, **sign) is Lane.SLOW


def test_above_one_a_minute_three_an_hour_six_a_day_posts_go_slowly(
    office: Office, clock: Clock
) -> None:
    def post() -> Lane:
        found = lane(office)
        counted(office, CLIENT)
        return found

    assert [post(), post()] == [Lane.FAST, Lane.SLOW]
    clock.forward(minutes=1)
    assert post() is Lane.FAST
    clock.forward(minutes=1)
    assert post() is Lane.SLOW
    for fast in (Lane.FAST, Lane.FAST, Lane.SLOW):
        clock.forward(minutes=60)
        assert post() is fast
    assert lane(office, "192.0.2.2") is Lane.FAST
    clock.forward(days=1)
    assert post() is Lane.FAST


def test_a_flood_without_proofs_is_spread_over_hours(office: Office) -> None:
    for _ in range(2 * floods.UNPROVED_PER_HOUR):
        waiting(office, CLIENT)
    found = untils(office)
    assert found[0] - office.now() < dt.timedelta(minutes=31)
    window = floods.UNPROVED_PER_HOUR
    assert all(later - sooner > dt.timedelta(minutes=59)
               for sooner, later in zip(found, found[window:], strict=False))  # fmt: skip
    assert len(found) == 2 * window


def test_who_proved_waits_half_an_hour_however_much_others_send(office: Office) -> None:
    for _ in range(20):
        waiting(office, CLIENT)
    identity = waiting(office, CLIENT, proved=True)
    with office.database.reading() as connection:
        until = connection.execute(
            select(tables.waiting.c.until).where(tables.waiting.c.thread == identity)
        ).scalar_one()
    assert until - office.now() < dt.timedelta(minutes=31)


def test_moderators_see_how_much_waits(office: Office) -> None:
    with office.database.reading() as connection:
        assert floods.waiting(connection) == (0, None)
    for _ in range(3):
        sent(office, slow=True)
    with office.database.reading() as connection:
        found = floods.waiting(connection)
    assert found.matters == 3
    assert found.since is not None


def test_no_address_is_kept_and_yesterdays_key_is_destroyed(office: Office, clock: Clock) -> None:
    counted(office, CLIENT)
    with office.database.reading() as connection:
        before = Day.known(connection, office)
        keys = set(connection.execute(select(tables.counter.c.key)).scalars())
    assert before is not None
    assert keys == {before.key(floods.POST, CLIENT)}
    clock.forward(days=1)
    with office.database.writing() as connection:
        assert counters.sweep(connection, office) == 4
        assert Day.known(connection, office) is None
        assert connection.execute(select(tables.counter)).all() == []
        assert Day.of(connection, office).secret != before.secret


def test_counts_of_servers_that_count_at_once_add_up(office: Office) -> None:
    import threading

    def post() -> None:
        for _ in range(5):
            counted(office, CLIENT)

    threads = [threading.Thread(target=post) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    with office.database.reading() as connection:
        day = Day.known(connection, office)
        assert day is not None
        found = counters.seen_within(connection, day, floods.POST, CLIENT, seconds=86_400)
    assert found == 20
