"""Clocks: working days over festivals and year ends, in the zone of the site, and counted anew."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.life.recount import recount
from dialogue.matter import clocks
from dialogue.matter.matters import Channel, Domain, Part, Type
from dialogue.matter.states import Event, Outcome, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from dialogue.storage import journal_check, threads
from publisher import workdays
from publisher.workdays import Festival, Year
from tests.dialogue.conftest import Clock, rules
from tests.dialogue.matters import (
    CITIZEN,
    LEADER,
    MODERATOR,
    OFFICER,
    replied,
    sent,
    step,
)

RULES = rules()
CALENDAR, LIMITS = RULES.calendar, RULES.limits
AT = dt.datetime(2026, 3, 2)  # noqa: DTZ001 - UTC without a zone


def thread(**given_: object) -> Thread:
    """A matter as it may stand in the database."""
    plain = Thread(
        id="T", board="county", type=Type.QUESTION, domain=Domain.OTHER, lang="zh",
        channel=Channel.WEB, state=State.QUEUED, visibility=Visibility.CITIZEN_ONLY,
        received_at=AT, received_on=AT.date(), changed_at=AT,
    )  # fmt: skip
    return dataclasses.replace(plain, **given_)  # type: ignore[arg-type]


@pytest.mark.parametrize(("since", "days", "due"), [
    ("2026-09-29", 5, "2026-10-12"),
    ("2026-09-24", 20, "2026-10-29"),
    ("2026-12-03", 20, "2026-12-31"),
    ("2026-03-06", 1, "2026-03-09"),
])  # fmt: skip
def test_working_days_skip_festivals_and_count_worked_weekends(
    since: str, days: int, due: str
) -> None:
    found = clocks.with_reply_time(thread(), dt.date.fromisoformat(since), days, CALENDAR)
    assert found.reply_due_on == dt.date.fromisoformat(due)


def test_a_day_in_a_year_without_a_calendar_is_provisional() -> None:
    late = thread(state=State.WORKING, unit="QY-JTJ", assigned_on=dt.date(2026, 12, 28))
    late = clocks.with_reply_time(late, dt.date(2026, 12, 28), 5, CALENDAR)
    assert late.reply_due_on == dt.date(2027, 1, 4)
    found = clocks.clock(late, dt.date(2026, 12, 29), LIMITS, CALENDAR)
    assert found is not None
    assert found.provisional
    early = clocks.with_reply_time(late, dt.date(2026, 12, 24), 5, CALENDAR)
    found = clocks.clock(early, dt.date(2026, 12, 29), LIMITS, CALENDAR)
    assert found is not None
    assert not found.provisional


def test_a_clock_says_how_far_it_is_and_how_late() -> None:
    running = thread(state=State.WORKING, unit="QY-JTJ", assigned_on=dt.date(2026, 3, 2))
    running = clocks.with_reply_time(running, dt.date(2026, 3, 2), 3, CALENDAR)
    for day, elapsed, late in ((2, 0, 0), (4, 2, 0), (5, 3, 0), (6, 4, 1), (9, 5, 2)):
        found = clocks.clock(running, dt.date(2026, 3, day), LIMITS, CALENDAR)
        assert found is not None
        assert (found.step, found.allowed, found.elapsed, found.late) == ("reply", 3, elapsed, late)


@pytest.mark.parametrize(("utc", "day"), [
    ("2026-03-01 16:30", "2026-03-02"),  # half past midnight in Shanghai
    ("2026-03-02 15:59", "2026-03-02"),
    ("2026-03-02 16:00", "2026-03-03"),
    ("2026-12-31 16:00", "2027-01-01"),
])  # fmt: skip
def test_a_day_is_that_of_the_site_not_of_greenwich(
    sqlite_office: Office, clock: Clock, utc: str, day: str
) -> None:
    clock.instant = dt.datetime.fromisoformat(utc)
    received = sent(sqlite_office)
    with sqlite_office.database.reading() as connection:
        found = threads.find(connection, received.thread)
    assert found is not None
    assert found.received_on == dt.date.fromisoformat(day)


def test_summer_time_neither_adds_nor_takes_a_day(sqlite_office: Office) -> None:
    import zoneinfo

    berlin = dataclasses.replace(sqlite_office.rules, zone=zoneinfo.ZoneInfo("Europe/Berlin"))
    office = dataclasses.replace(sqlite_office, rules=berlin)
    assert office.day(dt.datetime(2026, 3, 28, 22, 59)) == dt.date(2026, 3, 28)  # noqa: DTZ001
    assert office.day(dt.datetime(2026, 3, 28, 23, 0)) == dt.date(2026, 3, 29)  # noqa: DTZ001
    assert office.day(dt.datetime(2026, 3, 29, 21, 59)) == dt.date(2026, 3, 29)  # noqa: DTZ001
    assert office.day(dt.datetime(2026, 3, 29, 22, 0)) == dt.date(2026, 3, 30)  # noqa: DTZ001


@given(since=st.dates(dt.date(2026, 1, 1), dt.date(2028, 6, 1)), first=st.integers(1, 15),
       pause=st.integers(1, 5))  # fmt: skip
def test_a_pause_lengthens_the_time_by_as_many_working_days(
    since: dt.date, first: int, pause: int
) -> None:
    short = clocks.with_reply_time(thread(), since, first, CALENDAR)
    long = clocks.with_reply_time(thread(), since, first + pause, CALENDAR)
    assert short.reply_due_on is not None
    assert long.reply_due_on == CALENDAR.add(short.reply_due_on, pause)


def working(office: Office) -> str:
    """A matter that a unit works on since the present day."""
    received = sent(office)
    step(office, received.thread, Event.ACCEPT, MODERATOR)
    step(office, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(office, received.thread, Event.START, OFFICER)
    return received.thread


def test_a_question_stops_the_clock_and_no_longer_than_the_limit(
    sqlite_office: Office, clock: Clock
) -> None:
    identity = working(sqlite_office)
    step(sqlite_office, identity, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    clock.forward(days=30)
    found = step(sqlite_office, identity, Event.CLARIFY, CITIZEN, texts={Part.ANSWER: "村口。"})
    assert found.reply_due_on == CALENDAR.add(dt.date(2026, 3, 2), 3 + LIMITS.clarification_days)


def test_an_extension_and_a_pause_add_up(sqlite_office: Office, clock: Clock) -> None:
    identity = working(sqlite_office)
    until = dt.date(2026, 3, 12)
    step(sqlite_office, identity, Event.EXTEND, LEADER, until=until, reason="等材料")
    step(sqlite_office, identity, Event.ASK, OFFICER, texts={Part.QUESTION: "哪一盏？"})
    clock.forward(days=2)
    found = step(sqlite_office, identity, Event.CLARIFY, CITIZEN, texts={Part.ANSWER: "村口。"})
    assert found.reply_due_on == CALENDAR.add(until, 2)


def with_holiday(office: Office, first: dt.date, last: dt.date) -> Office:
    """The office when a year's calendar is announced later, with a festival more."""
    known = office.rules.calendar.years.get(first.year, Year((), ()))
    more = Festival("extra", {"en": "Festival"}, first, last)
    calendar = office.rules.calendar.replaced_by(
        {first.year: Year((*known.festivals, more), known.open)}
    )
    return dataclasses.replace(office, rules=dataclasses.replace(office.rules, calendar=calendar))


def test_days_follow_a_calendar_that_changes(office: Office) -> None:
    identity = working(office)
    changed = with_holiday(office, dt.date(2026, 3, 4), dt.date(2026, 3, 5))
    assert recount(office) == 0
    assert recount(changed) == 1
    assert recount(changed) == 0
    with office.database.reading() as connection:
        found = threads.find(connection, identity)
        assert journal_check.verify(connection)
    assert found is not None
    assert found.reply_due_on == found.due_on == dt.date(2026, 3, 9)
    step(changed, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: "好"},
         outcome=Outcome.RESOLVED)  # fmt: skip


def test_a_matter_keeps_the_days_it_was_given_when_limits_change(sqlite_office: Office) -> None:
    identity = working(sqlite_office)
    shorter = dataclasses.replace(LIMITS, reply_days=dict.fromkeys(Type, 1))
    office = dataclasses.replace(
        sqlite_office, rules=dataclasses.replace(sqlite_office.rules, limits=shorter)
    )
    assert recount(office) == 0
    with office.database.reading() as connection:
        found = threads.find(connection, identity)
    assert found is not None
    assert found.reply_due_on == dt.date(2026, 3, 5)


def test_a_promise_is_checked_on_its_day_and_thirty_days_later(
    sqlite_office: Office, clock: Clock
) -> None:
    received = sent(sqlite_office)
    promised = dt.date(2026, 3, 20)
    replied(sqlite_office, received.thread, outcome=Outcome.PROMISED, until=promised)
    clock.to_day(dt.date(2026, 3, 19))
    from dialogue.life.requests import Refused

    for day, event in (("2026-03-20", Event.PROMISE_MISSED), ("2026-04-19", Event.PROMISE_KEPT)):
        clock.to_day(dt.date.fromisoformat(day) - dt.timedelta(days=1))
        with pytest.raises(Refused, match="not before"):
            step(sqlite_office, received.thread, event, MODERATOR, reason="去看过")
        clock.forward(days=1)
        found = step(sqlite_office, received.thread, event, MODERATOR, reason="去看过")
        assert found.promise_kept is (event is Event.PROMISE_KEPT)
    with pytest.raises(Refused, match="twice"):
        step(sqlite_office, received.thread, Event.PROMISE_KEPT, MODERATOR, reason="去看过")


def test_days_beyond_the_calendar_are_an_error_not_a_guess() -> None:
    with pytest.raises(OverflowError):
        clocks.with_reply_time(thread(), dt.date(2120, 12, 30), 5, workdays.shipped())
