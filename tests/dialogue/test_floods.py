"""Lanes: whoever sends much waits, nobody is refused."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dialogue import counters, floods, tables
from dialogue.counters import Day
from dialogue.floods import Lane
from dialogue.rules import Office
from dialogue.states import State
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import sent

CLIENT = "192.0.2.1"
GOOD = {"proved": True, "too_fast": False, "trapped": False}


def untils(office: Office) -> list[dt.datetime]:
    """When the matters that wait are let through, in their order."""
    with office.database.reading() as connection:
        table = tables.waiting
        return list(connection.execute(select(table.c.until).order_by(table.c.until)).scalars())


def test_a_proved_first_post_goes_fast(office: Office) -> None:
    assert floods.lane(office, CLIENT, **GOOD) is Lane.FAST


def test_whatever_looks_like_a_program_goes_slowly(sqlite_office: Office) -> None:
    for sign in ({"proved": False}, {"too_fast": True}, {"trapped": True}):
        assert floods.lane(sqlite_office, CLIENT, **{**GOOD, **sign}) is Lane.SLOW


def test_above_one_a_minute_three_an_hour_six_a_day_posts_go_slowly(
    office: Office, clock: Clock
) -> None:
    def post() -> Lane:
        lane = floods.lane(office, CLIENT, **GOOD)
        floods.count(office, CLIENT)
        return lane

    assert [post(), post()] == [Lane.FAST, Lane.SLOW]
    clock.forward(minutes=1)
    assert post() is Lane.FAST
    clock.forward(minutes=1)
    assert post() is Lane.SLOW
    for fast in (Lane.FAST, Lane.FAST, Lane.SLOW):
        clock.forward(minutes=60)
        assert post() is fast
    assert floods.lane(office, "192.0.2.2", **GOOD) is Lane.FAST
    clock.forward(days=1)
    assert post() is Lane.FAST


@given(posts=st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(),
                                st.sampled_from(["a", "b"])), max_size=12))  # fmt: skip
@settings(max_examples=25, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_every_post_is_received_whatever_the_limits_say(
    sqlite_office: Office, posts: list[tuple[bool, bool, bool, str]]
) -> None:
    for proved, too_fast, trapped, client in posts:
        lane = floods.lane(sqlite_office, client, proved=proved, too_fast=too_fast,
                           trapped=trapped)  # fmt: skip
        received = sent(sqlite_office, slow=lane is Lane.SLOW)
        floods.count(sqlite_office, client, thread=received.thread, proved=proved)
        assert received.state is (State.SUBMITTED if lane is Lane.SLOW else State.QUEUED)
        with sqlite_office.database.reading() as connection:
            waits = connection.execute(
                select(tables.waiting).where(tables.waiting.c.thread == received.thread)
            ).one_or_none()
        assert (waits is not None) is (lane is Lane.SLOW)


def test_a_flood_without_proofs_is_spread_over_hours(office: Office) -> None:
    for _ in range(2 * floods.UNPROVED_PER_HOUR):
        received = sent(office, slow=True)
        floods.count(office, CLIENT, thread=received.thread)
    found = untils(office)
    assert found[0] - office.now() < dt.timedelta(minutes=31)
    window = floods.UNPROVED_PER_HOUR
    assert all(later - sooner > dt.timedelta(minutes=59)
               for sooner, later in zip(found, found[window:], strict=False))  # fmt: skip
    assert len(found) == 2 * window


def test_who_proved_waits_half_an_hour_however_much_others_send(office: Office) -> None:
    for _ in range(20):
        received = sent(office, slow=True)
        floods.count(office, CLIENT, thread=received.thread)
    received = sent(office, slow=True)
    floods.count(office, CLIENT, thread=received.thread, proved=True)
    with office.database.reading() as connection:
        until = connection.execute(
            select(tables.waiting.c.until).where(tables.waiting.c.thread == received.thread)
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
    floods.count(office, CLIENT)
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
            floods.count(office, CLIENT)

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
