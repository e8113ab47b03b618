"""Figures made from real matters, on both databases."""

from __future__ import annotations

import datetime as dt

from dialogue.figures import daily
from dialogue.figures.lines import Line, as_csv, lines
from dialogue.figures.rows import WHOLE
from dialogue.matter.states import Event
from dialogue.rules import Office
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import CITIZEN, MODERATOR, replied, sent, step


def decline(office: Office, count: int) -> None:
    for _ in range(count):
        step(office, sent(office).thread, Event.DECLINE, MODERATOR, code="abuse")


def test_matters_are_counted_and_timed(office: Office, clock: Clock) -> None:
    for number in range(12):
        received = sent(office)
        clock.forward(days=1)
        if number % 2:
            replied(office, received.thread)
            step(office, received.thread, Event.SATISFY, CITIZEN, scores=(5, 5, 5))
        else:
            step(office, received.thread, Event.DECLINE, MODERATOR, code="abuse")
    found = daily.figures_of_day(office)
    value = found.table.value
    assert value(WHOLE, "decided") == 12
    assert (value(WHOLE, "replied"), value(WHOLE, "declined")) == (6, 6)
    assert (value(WHOLE, "rated"), value(WHOLE, "satisfied")) == (6, 6)
    assert value(("code", "abuse"), "declined") == 6
    assert found.times[WHOLE]["to_reply"] == {"median": 1, "p75": 1, "p90": 1}
    assert daily.figures_of_day(office) == found


def overdue(office: Office, clock: Clock, late: int) -> dict[str, Line]:
    """The county's figures when six were replied to in time and `late` not at all."""
    for number in range(6 + late):
        received = sent(office)
        if number < 6:
            replied(office, received.thread)
        else:
            step(office, received.thread, Event.ACCEPT, MODERATOR)
            step(office, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    clock.forward(days=60)
    return {one.measure: one for one in lines(daily.figures_of_day(office)) if one.group == "all"}


def test_who_got_no_reply_counts_against_those_in_time(office: Office, clock: Clock) -> None:
    found = overdue(office, clock, late=6)
    assert (found["on_time"].value, found["on_time"].denominator) == (6, 12)
    assert found["on_time"].share == 0.5


def test_without_the_overdue_nothing_is_said_of_those_in_time(
    office: Office, clock: Clock
) -> None:
    found = overdue(office, clock, late=2)
    assert "overdue" not in found
    assert "on_time" not in found or found["on_time"].share is None


def test_what_is_not_decided_is_not_counted(office: Office) -> None:
    for _ in range(6):
        sent(office)
    assert not [line for line in lines(daily.figures_of_day(office)) if line.value]


def test_who_takes_a_matter_back_unread_is_not_counted(office: Office) -> None:
    for _ in range(6):
        step(office, sent(office).thread, Event.WITHDRAW, CITIZEN)
    assert not [line for line in lines(daily.figures_of_day(office)) if line.value]


def test_a_figure_moves_only_by_five_matters(office: Office, clock: Clock) -> None:
    decline(office, 6)
    first = daily.figures_of_day(office)
    clock.forward(days=1)
    decline(office, 4)
    second = daily.figures_of_day(office)
    assert second.table.rows == first.table.rows
    clock.forward(days=1)
    decline(office, 1)
    daily.figures_of_day(office)  # the groups move first, the county on the day after
    clock.forward(days=1)
    figure = daily.figures_of_day(office).table.figure(WHOLE, "decided")
    assert figure is not None
    assert (figure.value, figure.since) == (11, dt.date(2026, 3, 5))


def test_a_reply_stays_in_time_when_the_matter_is_reopened(office: Office, clock: Clock) -> None:
    for _ in range(6):
        received = sent(office)
        clock.forward(days=14)  # far beyond the limit
        replied(office, received.thread)
        step(office, received.thread, Event.DISSATISFY, CITIZEN)
    found = daily.figures_of_day(office)
    assert found.table.value(WHOLE, "replied") == 6


def test_the_table_gives_each_figure_its_day(office: Office) -> None:
    decline(office, 7)
    text = as_csv(daily.figures_of_day(office)).decode()
    assert text.splitlines()[0] == "day,dimension,group,measure,value,denominator,share,since"
    assert "2026-03-02,all,all,declined,7,7,1.0,2026-03-02" in text.splitlines()


def test_figures_of_a_day_are_never_made_twice(office: Office) -> None:
    decline(office, 6)
    first = daily.figures_of_day(office)
    decline(office, 6)
    assert daily.figures_of_day(office) == first
