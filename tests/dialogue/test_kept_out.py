"""A leader is kept out together with the unit led, a unit together with its leader."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from dialogue.desk import access
from dialogue.gate.submit import submit
from dialogue.life import notices
from dialogue.life.requests import NotAllowed, Refused
from dialogue.matter.matters import Channel, Part
from dialogue.matter.states import Event, Outcome, Role
from dialogue.matter.thread import Actor, Thread
from dialogue.rules import Office
from dialogue.storage import tables, threads
from tests.dialogue.matters import LEADER, MODERATOR, OFFICER, STRANGER, sent, step, submission

DIRECTOR = Actor(role=Role.LEADER, name="li", boards=frozenset({"education"}))
"""The leader of the Education Bureau, whose account names neither post nor unit."""

BOTH = ("post:QY-JYJ-P01", "unit:QY-JYJ")


def accepted(office: Office, **given: Any) -> Thread:
    """A matter of the Education Bureau's board that waits for its unit."""
    return step(office, sent(office, board="education", **given).thread, Event.ACCEPT, MODERATOR)


@pytest.mark.parametrize("mark", BOTH)
def test_whoever_is_named_takes_the_other_along(sqlite_office: Office, mark: str) -> None:
    assert accepted(sqlite_office, about=(mark,)).recused == BOTH


def test_it_is_so_for_what_is_taken_in_at_the_desk(sqlite_office: Office) -> None:
    received = submit(
        sqlite_office, submission(channel=Channel.PHONE, about=(BOTH[0],)), MODERATOR
    )
    with sqlite_office.database.reading() as connection:
        thread = threads.find(connection, received.thread)
    assert thread is not None
    assert thread.recused == BOTH


def test_the_unit_of_a_leader_complained_of_does_not_get_the_matter(
    sqlite_office: Office
) -> None:
    thread = accepted(sqlite_office, about=("post:QY-JYJ-P01",))
    with pytest.raises(Refused, match="it or its leader is complained of"):
        step(sqlite_office, thread.id, Event.ASSIGN, MODERATOR, unit="QY-JYJ")
    thread = step(sqlite_office, thread.id, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    rules = sqlite_office.rules
    assert access.kept_from(rules, thread, OFFICER) is None
    assert access.kept_from(rules, thread, STRANGER) is not None
    assert not notices.concerned(sqlite_office, thread, STRANGER)


def test_a_unit_loses_the_matter_when_its_leader_is_kept_out(office: Office) -> None:
    thread = accepted(office)
    step(office, thread.id, Event.ASSIGN, MODERATOR, unit="QY-JYJ")
    after = step(office, thread.id, Event.RECUSE, MODERATOR, recused=("post:QY-JYJ-P01",))
    assert (after.unit, after.recused) == ("", BOTH)
    with pytest.raises(NotAllowed, match="kept out"):
        step(office, thread.id, Event.START, STRANGER)


@pytest.mark.parametrize("mark", BOTH)
def test_another_leader_signs_for_the_unit_and_for_its_leader(
    sqlite_office: Office, mark: str
) -> None:
    thread = accepted(sqlite_office, about=(mark,))
    step(sqlite_office, thread.id, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(sqlite_office, thread.id, Event.START, OFFICER)
    drafted = step(sqlite_office, thread.id, Event.DRAFT, OFFICER,
                   texts={Part.DRAFT: "已经核实。"}, outcome=Outcome.RESOLVED)  # fmt: skip
    assert not notices.concerned(sqlite_office, drafted, DIRECTOR)
    assert notices.concerned(sqlite_office, drafted, LEADER)
    with pytest.raises(NotAllowed):
        step(sqlite_office, thread.id, Event.SIGN, DIRECTOR)
    assert step(sqlite_office, thread.id, Event.SIGN, LEADER).draft_signer == "wu"


def test_a_leaders_account_counts_as_the_leader(office: Office) -> None:
    with office.database.writing() as connection:
        connection.execute(insert(tables.account).values(
            name="li", shown="李示明", role=Role.LEADER, unit="", boards=["education"], post="",
            email="", password_hash=tables.NO_PASSWORD, totp_cipher=None, totp_last=0,
            active=True, temporary=False, created_at=office.now(), changed_at=office.now(),
            seen_at=None,
        ))  # fmt: skip
    thread = accepted(office)
    after = step(office, thread.id, Event.RECUSE, MODERATOR, recused=("account:li",))
    assert set(after.recused) == {"account:li", *BOTH}
    assert office.rules.signing_board(after.board, after.recused) == "county"


def test_units_that_are_not_the_leaders_own_stay_in(sqlite_office: Office) -> None:
    thread = accepted(sqlite_office, about=("post:QY-XW-P01",))
    assert thread.recused == ("post:QY-XW-P01", "unit:QY-XW")
    step(sqlite_office, thread.id, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    assert step(sqlite_office, thread.id, Event.START, OFFICER).unit == "QY-JTJ"
