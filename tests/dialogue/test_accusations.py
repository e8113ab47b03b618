"""What a writer calls an accusation keeps that mark, and only moderators and auditors read it."""

from __future__ import annotations

import json
from typing import Any

import pyrage
import pytest
from sqlalchemy import select

from dialogue.desk.casefile import open_matter
from dialogue.life.clauses import Guard
from dialogue.life.requests import Refused
from dialogue.matter.states import Event, State
from dialogue.reading import own
from dialogue.rules import Office
from dialogue.storage import tables
from tests.dialogue.conftest import OFFICERS
from tests.dialogue.dump import dump, mentions
from tests.dialogue.matters import AUDITOR, LEADER, MODERATOR, OFFICER, sent, step

DECISIONS: list[tuple[Event, dict[str, Any]]] = [
    (Event.ACCEPT, {}), (Event.DECLINE, {"code": "abuse"}), (Event.MERGE, {}),
]  # fmt: skip


def with_target(office: Office, event: Event, given: dict[str, Any]) -> dict[str, Any]:
    if event is not Event.MERGE:
        return given
    other = sent(office).thread
    step(office, other, Event.ACCEPT, MODERATOR)
    return {"target": other}


@pytest.mark.parametrize(("event", "given"), DECISIONS)
def test_an_accusation_goes_on_only_if_somebody_says_that_it_is_none(
    office: Office, event: Event, given: dict[str, Any]
) -> None:
    thread = sent(office, accuses=True).thread
    given = with_target(office, event, given)
    with pytest.raises(Refused, match="accuses a person") as refused:
        step(office, thread, event, MODERATOR, **given)
    assert refused.value.guard is Guard.NO_ACCUSATION
    assert step(office, thread, event, MODERATOR, no_accusation=True, **given).id == thread


def test_who_accuses_nobody_is_not_asked(office: Office) -> None:
    assert step(office, sent(office).thread, Event.ACCEPT, MODERATOR).state is State.ACCEPTED


def test_the_mark_stays_with_what_was_sent_again(office: Office) -> None:
    thread = sent(office, accuses=True).thread
    step(office, thread, Event.RETURN, MODERATOR, reason="请写清楚")
    assert open_matter(office, thread, MODERATOR).awaits_judgement


def test_moderators_and_auditors_read_the_mark_and_nobody_else(office: Office) -> None:
    thread = sent(office, accuses=True, wants_public=True).thread
    assert open_matter(office, thread, MODERATOR).awaits_judgement
    step(office, thread, Event.ACCEPT, MODERATOR, no_accusation=True)
    step(office, thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    assert open_matter(office, thread, MODERATOR).accuses
    assert not open_matter(office, thread, MODERATOR).awaits_judgement
    assert open_matter(office, thread, AUDITOR).accuses
    assert not open_matter(office, thread, OFFICER).accuses
    assert not open_matter(office, thread, LEADER).accuses


def test_an_accusation_is_never_public(office: Office) -> None:
    thread = sent(office, accuses=True, wants_public=True).thread
    after = step(office, thread, Event.ACCEPT, MODERATOR, no_accusation=True)
    assert not after.is_listed


def test_the_database_tells_of_no_matter_whether_it_accuses(office: Office) -> None:
    """But for what is random, the rows of both are alike."""
    found = []
    for accuses in (True, False):
        thread = sent(office, accuses=accuses, wants_public=False).thread
        step(office, thread, Event.ACCEPT, MODERATOR, no_accusation=accuses)
        with office.database.reading() as connection:
            mark = connection.execute(
                select(tables.declared.c.cipher).where(tables.declared.c.thread == thread)
            ).scalar_one()
            facts = connection.execute(
                select(tables.journal_detail.c.facts)
                .where(tables.journal_detail.c.thread == thread)
                .order_by(tables.journal_detail.c.seq)
            ).scalars().all()
        found.append((len(mark), facts))
    assert found[0] == found[1]


def test_nothing_is_left_of_the_mark_once_it_was_passed_on(office: Office) -> None:
    received = sent(office, accuses=True)
    step(office, received.thread, Event.DIVERT, MODERATOR)
    assert mentions(dump(office.database), received.thread) == []
    with office.database.reading() as connection:
        assert connection.execute(select(tables.declared)).all() == []


@pytest.mark.parametrize("sealed", [True, False])
def test_the_officers_read_what_the_writer_said_of_it(office: Office, sealed: bool) -> None:
    received = sent(office, accuses=True, sealed=sealed)
    if not sealed:
        step(office, received.thread, Event.DIVERT, MODERATOR)
    with office.database.reading() as connection:
        cipher = connection.execute(select(tables.sealed.c.envelope)).scalar_one()
    plain = pyrage.decrypt(cipher, [OFFICERS[0]]).rstrip(b"\0").removesuffix(b"\x80")
    assert json.loads(plain)["accuses"] is True


def test_the_writer_reads_the_own_mark(office: Office) -> None:
    mine = own.look_up(office, sent(office, accuses=True).receipt)
    assert isinstance(mine, own.Own)
    assert mine.accuses
