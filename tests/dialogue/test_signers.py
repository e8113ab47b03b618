"""Replies stand under the post and name of who signed them, and the unit that worked on them."""

from __future__ import annotations

from typing import Any

from dialogue.matter.matters import Part
from dialogue.matter.states import Event, Role
from dialogue.matter.thread import Actor
from dialogue.reading import signers, thread_documents
from dialogue.reading.signers import Signer
from dialogue.rules import Office
from tests.dialogue.matters import LEADER, MODERATOR, OFFICER, replied, sent, step

NEXT = Actor(role=Role.LEADER, name="li", boards=frozenset({"education"}), post="QY-JYJ-P01",
             unit="QY-JYJ")  # fmt: skip
OF_COUNTY = Signer({"zh": "县委书记", "en": "County Party Secretary"},
                   {"zh": "吴示泽", "en": "Wu Shize"}, "QY-JTJ")  # fmt: skip


def signed(office: Office, identity: str) -> dict[int, Signer]:
    with office.database.reading() as connection:
        return signers.of_threads(connection, [identity])[identity]


def answered(office: Office, leader: Actor, **given: Any) -> str:
    identity = sent(office, **given).thread
    step(office, identity, Event.ACCEPT, MODERATOR)
    step(office, identity, Event.ASSIGN, MODERATOR, unit="QY-JTJ")
    step(office, identity, Event.START, OFFICER)
    step(office, identity, Event.DRAFT, OFFICER, texts={Part.DRAFT: "好。"}, outcome="resolved")
    step(office, identity, Event.SIGN, leader)
    step(office, identity, Event.PUBLISH_REPLY, MODERATOR)
    return identity


def test_a_reply_names_the_leader_as_the_board_declares(office: Office) -> None:
    identity = sent(office).thread
    replied(office, identity)
    assert signed(office, identity) == {1: OF_COUNTY}


def test_a_stand_in_is_named_with_the_own_post(office: Office) -> None:
    identity = answered(office, NEXT, about=("post:QY-XW-P01",))
    assert signed(office, identity)[1].name == {"zh": "李示明", "en": "Li Shiming"}


def test_somebody_else_of_the_board_signs_for_the_leader(office: Office) -> None:
    deputy = Actor(role=Role.LEADER, name="nobody", boards=LEADER.boards, post="QY-XW-P02")
    identity = answered(office, deputy)
    assert signed(office, identity)[1].post["en"] == "for County Party Secretary"


def test_search_finds_a_reply_by_who_signed_it(office: Office) -> None:
    identity = sent(office).thread
    replied(office, identity)
    with office.database.reading() as connection:
        [document] = thread_documents.of_threads(connection, [identity])
    assert "县委书记 吴示泽" in document.body
