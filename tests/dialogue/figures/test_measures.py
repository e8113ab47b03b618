"""Times are those of a plain model: working days counted one by one, quantiles of sorted lists."""

from __future__ import annotations

import datetime as dt
import math
import random

import pytest

from dialogue.figures.measures import measures
from dialogue.figures.rows import QUANTILES, WHOLE, rows
from dialogue.matter.matters import Channel, Domain, Type
from dialogue.matter.states import Outcome, State, Visibility
from dialogue.matter.thread import Thread
from dialogue.rules import Office
from dialogue.storage import threads

FIRST = dt.date(2026, 1, 20)
"""The time from here on holds the Spring Festival with its working Saturdays."""


def thread(office: Office, number: int, chance: random.Random) -> Thread:
    received = FIRST + dt.timedelta(chance.randrange(60))
    moderated = received + dt.timedelta(chance.randrange(6))
    replied = moderated + dt.timedelta(chance.randrange(30))
    resolved = chance.random() < 0.6
    at = dt.datetime.combine(received, dt.time(4))
    return Thread(
        id=f"T{number}", board="county", type=chance.choice(list(Type)), domain=Domain.OTHER,
        lang="zh", channel=Channel.WEB, state=State.CLOSED, visibility=Visibility.PUBLIC,
        received_at=at, received_on=received, changed_at=at, moderated_on=moderated,
        assigned_on=moderated, unit="QY-JTJ", replied_on=replied, in_time=True,
        outcome=Outcome.RESOLVED if resolved else Outcome.CANNOT,
    )  # fmt: skip


def working_days(office: Office, start: dt.date, end: dt.date) -> int:
    days = (start + dt.timedelta(one) for one in range(1, (end - start).days + 1))
    return sum(office.rules.calendar.is_open(day) for day in days)


def quantile(values: list[int], share: float) -> int:
    """The least of the values that so large a share of them do not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(share * (len(ordered) - 1))]


@pytest.mark.parametrize("seed", range(5))
def test_times_are_those_of_a_plain_model(sqlite_office: Office, seed: int) -> None:
    office, chance = sqlite_office, random.Random(seed)
    made = [thread(office, number, chance) for number in range(chance.randrange(1, 90))]
    with office.database.writing() as connection:
        for one in made:
            threads.add(connection, one)
    with office.database.reading() as connection:
        frame = measures(connection, office.rules.calendar, dt.date(2026, 6, 1))
    whole = next(row for row in rows(frame) if row.key == WHOLE)
    replies = [working_days(office, one.received_on, one.replied_on or FIRST) for one in made]
    first = [working_days(office, one.received_on, one.moderated_on or FIRST) for one in made]
    for name, share in QUANTILES.items():
        assert whole.times["to_reply"][name] == quantile(replies, share)
        assert whole.times["to_moderation"][name] == quantile(first, share)
    assert whole.counts["resolved"] == sum(one.outcome is Outcome.RESOLVED for one in made)
