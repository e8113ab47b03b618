"""The demonstration's matters can be played by the table's own rules, on any day of a year."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import yaml
from sqlalchemy import select

from dialogue.demonstration import FILE, demonstrate
from dialogue.life.requests import Refused
from dialogue.rules import Office
from dialogue.storage import tables
from tests.dialogue.conftest import Clock


def played(office: Office, day: dt.date) -> int:
    """Play the matters in a county that has every unit they name, as on a day."""
    matters = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    units = {step[2]["unit"] for matter in matters for step in matter["steps"]
             if step[1] == "assign"}  # fmt: skip
    boards = {matter["board"] for matter in matters}
    county = office.rules.boards["county"]
    rules = dataclasses.replace(
        office.rules, units={unit: {"zh": unit} for unit in units},
        boards={name: county._replace(name=name) for name in sorted(boards)},
    )  # fmt: skip
    at = dt.datetime.combine(day, dt.time(2))
    return demonstrate(dataclasses.replace(office, rules=rules, now=lambda: at))


@pytest.mark.parametrize("day", [
    dt.date(2026, 2, 25), dt.date(2026, 3, 31), dt.date(2026, 5, 10), dt.date(2026, 10, 9),
    dt.date(2027, 1, 3),
], ids=str)  # fmt: skip
def test_every_matter_can_be_played(sqlite_office: Office, day: dt.date) -> None:
    assert played(sqlite_office, day) >= 18


def test_a_board_that_is_not_empty_is_left_alone(sqlite_office: Office, clock: Clock) -> None:
    played(sqlite_office, dt.date(2026, 3, 31))
    with pytest.raises(Refused, match="not empty"):
        played(sqlite_office, dt.date(2026, 3, 31))


def test_leaders_are_called_as_in_the_sites_first_language(sqlite_office: Office) -> None:
    county = sqlite_office.rules.boards["county"]
    english_first = county._replace(leader={"en": "Wu Shize", "zh": "吴示泽"})
    rules = dataclasses.replace(sqlite_office.rules, boards={"county": english_first})
    played(dataclasses.replace(sqlite_office, rules=rules), dt.date(2026, 3, 31))
    with sqlite_office.database.reading() as connection:
        called = connection.execute(select(tables.account.c.shown)).scalars().all()
    assert set(called) == {"吴示泽"}
