"""A matter's way through the table, on both databases."""

from __future__ import annotations

import datetime as dt

import pyrage
import pytest

from dialogue.keys import receipts, sealing
from dialogue.life.requests import NotAllowed, Refused
from dialogue.matter.matters import Part
from dialogue.matter.states import Event, State, Visibility
from dialogue.reading import own, public
from dialogue.rules import Office
from tests.dialogue.conftest import OFFICERS, Clock
from tests.dialogue.matters import (
    CITIZEN,
    LEADER,
    MODERATOR,
    OFFICER,
    STRANGER,
    replied,
    sent,
    step,
)


def test_a_matter_is_answered_rated_and_reopened(office: Office, clock: Clock) -> None:
    received = sent(office)
    thread = replied(office, received.thread)
    assert thread.state is State.REPLIED
    thread = step(office, thread.id, Event.DISSATISFY, CITIZEN, scores=(1, 2, 3))
    thread = step(office, thread.id, Event.REOPEN, CITIZEN, texts={Part.REOPENING: "还是不亮。"})
    assert thread.round == 2
    step(office, thread.id, Event.START, OFFICER)
    step(office, thread.id, Event.DRAFT, OFFICER, texts={Part.DRAFT: "换了新灯。"},
         outcome="resolved")  # fmt: skip
    step(office, thread.id, Event.SIGN, LEADER)
    step(office, thread.id, Event.PUBLISH_SECOND, MODERATOR)
    thread = step(office, thread.id, Event.CONFIRM, MODERATOR, reason="已到现场看过")
    assert thread.state is State.CLOSED
    with office.database.reading() as connection:
        shown = public.find(connection, thread.id)
    assert isinstance(shown, public.PublicThread)
    assert [one.content for one in shown.texts if one.part is Part.REPLY] == [
        "路灯已经修好。", "换了新灯。",
    ]  # fmt: skip


def test_a_form_sent_twice_makes_one_matter(office: Office) -> None:
    first = sent(office, form=b"f" * 16)
    second = sent(office, form=b"f" * 16)
    assert (second.receipt, second.thread, second.repeated) == (first.receipt, first.thread, True)


def test_a_receipt_opens_ones_own_matter(office: Office) -> None:
    received = sent(office, body="我的手机是13912345678，请回电。")
    digits = receipts.read(receipts.shown(received.receipt))
    assert digits is not None
    mine = own.look_up(office, digits)
    assert isinstance(mine, own.Own)
    body = next(one for one in mine.written if one.part is Part.BODY)
    assert "13912345678" in body.content
    assert "13912345678" not in body.public


def test_nothing_is_stored_in_clear_before_it_is_public(office: Office) -> None:
    received = sent(office, title="秘密的题目")
    with office.database.reading() as connection:
        assert public.find(connection, received.thread) is None


def test_a_diverted_matter_leaves_a_sealed_copy_only(office: Office) -> None:
    received = sent(office, body="有人收钱。")
    step(office, received.thread, Event.DIVERT, MODERATOR)
    found = own.look_up(office, received.receipt)
    assert isinstance(found, own.Sealed)
    with office.database.reading() as connection:
        from sqlalchemy import select

        from dialogue.storage import tables

        envelope = connection.execute(select(tables.sealed.c.envelope)).scalar_one()
    plain = sealing.unpadded(pyrage.decrypt(envelope, [OFFICERS[1]]))
    assert "有人收钱。" in plain.decode()


def test_only_the_assigned_unit_works_on_a_matter(office: Office) -> None:
    received = sent(office)
    step(office, received.thread, Event.ACCEPT, MODERATOR)
    step(office, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    with pytest.raises(NotAllowed):
        step(office, received.thread, Event.START, STRANGER)
    with pytest.raises(NotAllowed):
        step(office, received.thread, Event.START, MODERATOR)


def test_who_is_complained_of_neither_gets_nor_signs_it(office: Office) -> None:
    received = sent(office, about=("unit:QY-JTJ", "post:QY-XW-P01"))
    step(office, received.thread, Event.ACCEPT, MODERATOR)
    with pytest.raises(Refused, match="kept out"):
        step(office, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(office, received.thread, Event.ASSIGN, MODERATOR, unit="QY-JYJ")
    with pytest.raises(NotAllowed):
        step(office, received.thread, Event.EXTEND, LEADER, until=dt.date(2026, 3, 9), reason="忙")


def test_a_hidden_matter_keeps_its_number_and_loses_its_text(office: Office) -> None:
    received = sent(office)
    replied(office, received.thread)
    thread = step(office, received.thread, Event.HIDE, MODERATOR, code="personal")
    assert thread.visibility is Visibility.TOMBSTONE
    with office.database.reading() as connection:
        assert public.find(connection, thread.id) == thread
