"""Receiving: proof, matter and count are kept together or not at all, and once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from dialogue.gate import challenge, forms, submit
from dialogue.life.requests import Refused
from dialogue.matter.states import Event, State
from dialogue.rules import Office
from dialogue.storage import tables
from tests.dialogue.conftest import Clock
from tests.dialogue.dump import dump
from tests.dialogue.matters import MODERATOR, posted, sent, step
from tests.dialogue.test_challenge import solved

CLIENT = "192.0.2.1"


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puzzles of the same kind with fewer tries: Python is slower than a browser."""
    monkeypatch.setattr(challenge, "MOST_TRIES", (20, 40, 60, 80))


def form(office: Office, clock: Clock, client: str = CLIENT) -> dict[str, Any]:
    """A form that was opened a minute ago, with its puzzle solved."""
    token = forms.new_form(office)
    secret = forms.read_form(office, token)
    proof = solved(challenge.new_challenge(office, client, secret))
    clock.forward(minutes=1)
    return {"token": token, "proof": proof}


def rows(office: Office, *names: str) -> dict[str, int]:
    """How many rows tables have."""
    found = dump(office.database)
    return {name: len(found[name]) for name in names}


def test_a_message_with_a_proof_goes_to_the_moderators_at_once(
    office: Office, clock: Clock
) -> None:
    received = posted(office, CLIENT, **form(office, clock))
    assert received.state is State.QUEUED
    assert rows(office, "thread", "spent", "counter", "waiting") == {
        "thread": 1, "spent": 1, "counter": 3, "waiting": 0,
    }  # fmt: skip


def test_the_same_form_sent_again_spends_and_counts_nothing(office: Office, clock: Clock) -> None:
    given = form(office, clock)
    first = posted(office, CLIENT, **given)
    before = dump(office.database)
    again = posted(office, CLIENT, **given)
    assert (again.receipt, again.thread, again.repeated) == (first.receipt, first.thread, True)
    assert dump(office.database) == before


def at_once(work: Callable[[int], object], count: int) -> list[object]:
    """What threads that do the same at the same time come to; failures too."""
    found: list[object] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait(30)
        try:
            found.append(work(number))
        except Exception as failure:  # noqa: BLE001 - told to the test
            found.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return found


def test_the_same_form_sent_several_times_at_once_makes_one_matter(
    office: Office, clock: Clock
) -> None:
    given = form(office, clock)
    found: list[Any] = at_once(lambda _: posted(office, CLIENT, **given), 4)
    assert sorted(one.repeated for one in found) == [False, True, True, True]
    assert len({(one.receipt, one.thread) for one in found}) == 1
    assert rows(office, "thread", "receipt", "spent", "journal") == {
        "thread": 1, "receipt": 1, "spent": 1, "journal": 1,
    }  # fmt: skip
    with office.database.reading() as connection:
        assert set(connection.execute(select(tables.counter.c.count)).scalars()) == {1}


def test_receiving_and_moderating_at_once_never_stand_in_each_others_way(
    office: Office, clock: Clock
) -> None:
    matters = [sent(office).thread for _ in range(4)]

    def work(number: int) -> object:
        for turn in range(5):
            if number % 2:
                posted(office, f"client {number} {turn}")
            else:
                step(office, matters[number // 2], Event.RECUSE, MODERATOR,
                     recused=(f"account:somebody{turn}",))  # fmt: skip
        return None

    assert at_once(work, 8) == [None] * 8


def test_what_is_refused_costs_no_proof(office: Office, clock: Clock) -> None:
    given = form(office, clock)
    before = dump(office.database)
    with pytest.raises(Refused):
        posted(office, CLIENT, **given, title="")
    assert dump(office.database) == before
    assert posted(office, CLIENT, **given).state is State.QUEUED


def test_what_could_not_be_kept_costs_no_proof_and_counts_nothing(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = form(office, clock)
    before = dump(office.database)

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(submit, "touch_board", full)
        with pytest.raises(OSError, match="no space"):
            posted(office, CLIENT, **given)
    assert dump(office.database) == before
    assert posted(office, CLIENT, **given).state is State.QUEUED


def test_a_message_is_one_transaction(office: Office, clock: Clock) -> None:
    given = form(office, clock)
    commits: list[object] = []
    event.listen(office.database.engine, "commit", commits.append)
    posted(office, CLIENT, **given)
    assert len(commits) == 1


def test_a_proof_that_is_too_easy_by_now_is_not_spent(office: Office, clock: Clock) -> None:
    kept = form(office, clock)
    posted(office, CLIENT, **form(office, clock))
    posted(office, CLIENT, **form(office, clock))
    posted(office, CLIENT, **form(office, clock))
    spent = rows(office, "spent")
    assert posted(office, CLIENT, **kept).state is State.SUBMITTED
    assert rows(office, "spent") == spent


def test_sealed_messages_are_counted_and_wait_for_nobody(office: Office, clock: Clock) -> None:
    received = posted(office, CLIENT, token=form(office, clock)["token"], sealed=True)
    assert received.state is State.DIVERTED
    assert rows(office, "thread", "sealed", "counter", "waiting") == {
        "thread": 0, "sealed": 1, "counter": 3, "waiting": 0,
    }  # fmt: skip


def test_a_form_of_another_day_is_not_taken(office: Office, clock: Clock) -> None:
    given = form(office, clock)
    clock.forward(days=1)
    with pytest.raises(forms.FormTooOld):
        posted(office, CLIENT, **given)
    assert rows(office, "thread", "spent") == {"thread": 0, "spent": 0}


def test_the_receipt_is_that_of_the_form_whatever_the_submission_says(
    office: Office, clock: Clock
) -> None:
    given = form(office, clock)
    first = posted(office, CLIENT, **given, form=b"a secret of ours")
    assert posted(office, CLIENT, **given).receipt == first.receipt


@given(posts=st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans(),
                                st.sampled_from(["a", "b"])), max_size=12))  # fmt: skip
@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
def test_every_post_is_received_whatever_the_limits_say(
    sqlite_office: Office, clock: Clock, posts: list[tuple[bool, bool, bool, str]]
) -> None:
    for proved, hasty, trapped, client in posts:
        given = form(sqlite_office, clock, client)
        given = {"token": forms.new_form(sqlite_office)} if hasty else given
        proof = given.get("proof", "") if proved else ""
        received = posted(sqlite_office, client, token=given["token"], proof=proof, trapped=trapped)
        fast = bool(proof) and not trapped
        assert received.state is State.SUBMITTED or (fast and received.state is State.QUEUED)
        with sqlite_office.database.reading() as connection:
            waits = connection.execute(
                select(tables.waiting).where(tables.waiting.c.thread == received.thread)
            ).one_or_none()
        assert (waits is not None) is (received.state is State.SUBMITTED)
