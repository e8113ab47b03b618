"""Figures made from real matters, on both databases."""

from __future__ import annotations

import datetime as dt

from dialogue.figures import daily
from dialogue.figures.rows import ALL
from dialogue.rules import Office
from dialogue.states import Event
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import CITIZEN, MODERATOR, replied, sent, step


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
    whole = found.rows[0]
    assert (whole.dimension, whole.counts["decided"]) == (ALL, 12)
    assert (whole.counts["replied"], whole.counts["declined"]) == (6, 6)
    assert whole.share("satisfied") == 1.0
    assert whole.times["to_reply"]["median"] == 1
    assert daily.figures_of_day(office) == found


def test_what_is_not_decided_is_not_counted(office: Office) -> None:
    for _ in range(6):
        sent(office)
    assert not [row for row in daily.figures_of_day(office).rows if row.counts["decided"]]


def test_a_row_moves_only_with_five_matters(office: Office, clock: Clock) -> None:
    for _ in range(6):
        step(office, sent(office).thread, Event.DECLINE, MODERATOR, code="abuse")
    first = daily.figures_of_day(office)
    clock.forward(days=1)
    for _ in range(4):
        step(office, sent(office).thread, Event.DECLINE, MODERATOR, code="abuse")
    second = daily.figures_of_day(office)
    assert second.rows == first.rows
    clock.forward(days=1)
    step(office, sent(office).thread, Event.DECLINE, MODERATOR, code="abuse")
    third = daily.figures_of_day(office)
    assert third.rows[0].counts["decided"] == 11
    assert third.since[ALL, ""] == dt.date(2026, 3, 4)
