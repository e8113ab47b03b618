"""Sessions end by time, by hand and with their account."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from sqlalchemy import insert, select

from dialogue.desk import sessions
from dialogue.desk.sessions import Session
from dialogue.rules import Office
from dialogue.storage import tables
from tests.dialogue.conftest import Clock


@pytest.fixture
def office(office: Office) -> Office:
    """The office, with an account “mo”."""
    at = office.now()
    with office.database.writing() as connection:
        connection.execute(insert(tables.account).values(
            name="mo", shown="Mo", role="moderator", unit="", boards=[], post="", email="",
            password_hash="", totp_cipher=None, totp_last=0, active=True, temporary=False,
            created_at=at, changed_at=at,
        ))  # fmt: skip
    return office


def begun(office: Office, *, second_factor: bool = True) -> str:
    with office.database.writing() as connection:
        return sessions.begin(connection, office, "mo", second_factor=second_factor, lang="zh")


def found(office: Office, identity: str) -> Session | None:
    with office.database.reading() as connection:
        return sessions.find(connection, office, identity)


def use(office: Office, identity: str) -> bool:
    session = found(office, identity)
    if session is not None:
        sessions.seen(office, session)
    return session is not None


def test_an_id_has_256_bits_and_the_database_only_its_hash(office: Office) -> None:
    identity = begun(office)
    assert len(identity) == 43  # 32 bytes in base64
    with office.database.reading() as connection:
        kept = connection.execute(select(tables.session)).one()
    assert kept.id_hash == hashlib.sha256(identity.encode()).digest()
    assert identity not in str(kept)
    assert len({begun(office) for _ in range(50)}) == 50


def test_half_an_hour_without_a_page_ends_it(office: Office, clock: Clock) -> None:
    identity = begun(office)
    clock.forward(minutes=29)
    assert use(office, identity)
    clock.forward(minutes=29)
    assert use(office, identity)
    clock.forward(minutes=31)
    assert not use(office, identity)


def test_eight_hours_end_it_however_busy_it_is(office: Office, clock: Clock) -> None:
    identity = begun(office)
    for _ in range(23):
        clock.forward(minutes=20)
        assert use(office, identity)
    clock.forward(minutes=21)
    assert not use(office, identity)


def test_half_way_in_there_are_ten_minutes(office: Office, clock: Clock) -> None:
    identity = begun(office, second_factor=False)
    clock.forward(minutes=9)
    assert use(office, identity)
    clock.forward(minutes=2)
    assert not use(office, identity)


def test_it_ends_on_the_server(office: Office) -> None:
    one, other = begun(office), begun(office)
    with office.database.writing() as connection:
        assert sessions.end(connection, one)
        assert not sessions.end(connection, one)
    assert (found(office, one), found(office, other) is not None) == (None, True)
    with office.database.writing() as connection:
        sessions.end_all(connection, "mo")
    assert found(office, other) is None


def test_seen_is_written_once_a_minute(office: Office, clock: Clock) -> None:
    identity = begun(office)
    first = found(office, identity)
    clock.instant += dt.timedelta(seconds=30)
    use(office, identity)
    assert found(office, identity) == first
    clock.instant += dt.timedelta(seconds=31)
    use(office, identity)
    later = found(office, identity)
    assert first is not None
    assert later is not None
    assert later.seen_at - first.seen_at >= sessions.NOTED


def test_what_is_over_is_deleted(office: Office, clock: Clock) -> None:
    begun(office)
    clock.forward(minutes=31)
    with office.database.writing() as connection:
        sessions.forget(connection, office)
    with office.database.reading() as connection:
        assert connection.execute(select(tables.session)).all() == []


@pytest.mark.parametrize("guess", ["", "x", "\x00", "é" * 4000, "0" * 43])
def test_a_guessed_id_opens_nothing(office: Office, guess: str) -> None:
    begun(office)
    assert found(office, guess) is None
