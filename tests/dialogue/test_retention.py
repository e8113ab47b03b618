"""Retention: what is private goes in time, what everybody read stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from dialogue.gate.submit import File
from dialogue.life.requests import Refused
from dialogue.matter.matters import Part
from dialogue.matter.states import Event
from dialogue.matter.thread import CLOCK
from dialogue.reading import own, public
from dialogue.reading.public import PUBLIC_EVENTS
from dialogue.rules import Office
from dialogue.storage import journal_check, tables
from dialogue.upkeep.collecting import collect
from dialogue.upkeep.retention import retain
from tests.dialogue.conftest import Clock
from tests.dialogue.dump import dump, mentions
from tests.dialogue.matters import CITIZEN, MODERATOR, replied, sent, step

DAYS = 730
FILE = File(name="照片.png", media_type="image/png", content=b"pixels")


def closed(office: Office, **given: object) -> tuple[str, str]:
    """A matter that was answered and closed today; its id and receipt."""
    received = sent(office, files=(FILE,), contact="a@example.com", **given)
    replied(office, received.thread)
    step(office, received.thread, Event.SATISFY, CITIZEN, texts={Part.COMMENT: "谢谢"})
    step(office, received.thread, Event.CLOSE, CLOCK)
    return received.thread, received.receipt


def test_nothing_goes_before_its_day(office: Office, clock: Clock) -> None:
    closed(office)
    clock.forward(days=DAYS - 1)
    before = dump(office.database)
    assert retain(office) == 0
    assert dump(office.database) == before


def test_of_a_public_matter_the_page_stays_and_the_rest_goes(office: Office, clock: Clock) -> None:
    identity, receipt = closed(office)
    with office.database.reading() as connection:
        before = public.find(connection, identity)
    clock.forward(days=DAYS)
    assert retain(office) == 1
    assert retain(office) == 0
    with office.database.reading() as connection:
        after = public.find(connection, identity)
        assert journal_check.verify(connection).blank > 0
        events = set(connection.execute(select(tables.journal_detail.c.event)).scalars())
    assert isinstance(before, public.PublicThread)
    assert isinstance(after, public.PublicThread)
    assert (after.texts, after.history) == (before.texts, before.history)
    assert events <= PUBLIC_EVENTS
    assert own.look_up(office, receipt) is None
    found = dump(office.database)
    assert not any(found[name] for name in ("text", "redaction", "thread_key", "receipt",
                                            "attachment", "outbox"))  # fmt: skip


def test_of_a_matter_that_was_not_public_only_days_and_codes_stay(
    office: Office, clock: Clock
) -> None:
    identity, _ = closed(office, wants_public=False)
    clock.forward(days=DAYS)
    assert retain(office) == 1
    found = dump(office.database)
    assert len(found["thread"]) == 1
    assert mentions({name: rows for name, rows in found.items() if name != "thread"},
                    identity) == []  # fmt: skip


def test_what_was_erased_cannot_be_shown_again_and_hiding_still_works(
    office: Office, clock: Clock
) -> None:
    identity, _ = closed(office)
    clock.forward(days=DAYS)
    retain(office)
    step(office, identity, Event.HIDE, MODERATOR, code="personal")
    with pytest.raises(Refused, match="were erased"):
        step(office, identity, Event.SHOW, MODERATOR)


def test_what_has_not_ended_stays_however_old(office: Office, clock: Clock) -> None:
    received = sent(office)
    clock.forward(days=3 * DAYS)
    assert retain(office) == 0
    assert own.look_up(office, received.receipt) is not None


def test_sealed_copies_go_once_they_were_fetched(
    office: Office, clock: Clock, tmp_path: Path
) -> None:
    received = sent(office, sealed=True)
    clock.forward(days=2 * DAYS)
    assert retain(office) == 0
    assert own.look_up(office, received.receipt) is not None
    collect(office.database, tmp_path)
    assert retain(office) == 1
    assert own.look_up(office, received.receipt) is None
