"""Proofs of work: solved, used once, bound to a form, harder for who sends much."""

from __future__ import annotations

import base64
import json
from typing import Any

import altcha
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from dialogue.gate import challenge, floods
from dialogue.rules import Office
from dialogue.storage import tables
from tests.dialogue.conftest import Clock
from tests.dialogue.matters import counted

FORM = b"0123456789abcdef"
CLIENT = "192.0.2.1"
MOST_TRIES = challenge.MOST_TRIES


@pytest.fixture(autouse=True)
def easy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puzzles of the same kind with fewer tries: Python is slower than a browser."""
    monkeypatch.setattr(challenge, "MOST_TRIES", (100, 200, 300, 400))


def solved(told: dict[str, Any]) -> str:
    """The answer to a puzzle, by altcha's own solver."""
    puzzle = altcha.Challenge.from_dict(json.loads(json.dumps(told)))
    solution = altcha.solve_challenge(puzzle)
    assert solution is not None
    return altcha.Payload(puzzle, solution).to_base64()


def accepted(office: Office, client: str, payload: str, form: bytes) -> bool:
    """Whether an answer counts, spent in a transaction of its own."""
    proof = challenge.verified(office, payload, form)
    if proof is None:
        return False
    with office.database.writing() as connection:
        return challenge.spend(connection, proof, floods.level(office, client))


def changed(payload: str, path: tuple[str, ...], value: object) -> str:
    """An answer with one value replaced."""
    told = json.loads(base64.b64decode(payload))
    place = told
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return base64.b64encode(json.dumps(told).encode()).decode()


def test_a_solved_puzzle_is_accepted_once(office: Office) -> None:
    payload = solved(challenge.new_challenge(office, CLIENT, FORM))
    assert accepted(office, CLIENT, payload, FORM)
    assert not accepted(office, CLIENT, payload, FORM)
    with office.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.spent)).scalar() == 1


def test_a_puzzle_is_good_for_twenty_minutes(sqlite_office: Office, clock: Clock) -> None:
    payloads = [solved(challenge.new_challenge(sqlite_office, CLIENT, FORM)) for _ in range(2)]
    clock.forward(minutes=19)
    assert accepted(sqlite_office, CLIENT, payloads[0], FORM)
    clock.forward(minutes=2)
    assert not accepted(sqlite_office, CLIENT, payloads[1], FORM)


def test_a_puzzle_of_another_form_is_not_accepted(sqlite_office: Office) -> None:
    payload = solved(challenge.new_challenge(sqlite_office, CLIENT, FORM))
    assert not accepted(sqlite_office, CLIENT, payload, b"another form's!!")
    assert accepted(sqlite_office, CLIENT, payload, FORM)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("challenge", "parameters", "cost"), 1),
        (("challenge", "parameters", "keyPrefix"), "00"),
        (("challenge", "parameters", "keySignature"), None),
        (("challenge", "parameters", "nonce"), "5e" * 16),
        (("challenge", "parameters", "algorithm"), "SHA-256"),
        (("challenge", "parameters", "data", "until"), 9_999_999_999),
        (("challenge", "parameters", "data", "level"), 3),
        (("challenge", "parameters", "data"), None),
        (("challenge", "parameters"), []),
        (("challenge", "signature"), "00" * 32),
        (("challenge", "signature"), None),
        (("solution", "derivedKey"), "00" * 32),
        (("solution", "derivedKey"), 7),
        (("solution",), "x"),
    ],
)  # fmt: skip
def test_an_answer_that_was_tampered_with_is_not_accepted(
    sqlite_office: Office, path: tuple[str, ...], value: object
) -> None:
    payload = solved(challenge.new_challenge(sqlite_office, CLIENT, FORM))
    assert not accepted(sqlite_office, CLIENT, changed(payload, path, value), FORM)
    assert accepted(sqlite_office, CLIENT, payload, FORM)


@given(payload=st.one_of(
    st.text(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["challenge", "solution", "parameters", "signature", "algorithm",
                             "nonce", "salt", "cost", "data", "counter", "derivedKey"]),
            inner, max_size=9,
        ), max_leaves=20,
    ).map(lambda value: base64.b64encode(json.dumps(value).encode()).decode()),
))  # fmt: skip
def test_whatever_else_comes_is_not_accepted(payload: str) -> None:
    from dialogue.keys.vault import Vault
    from tests.dialogue.conftest import rules

    office = Office(None, Vault(bytes(32)), rules(), Clock())  # type: ignore[arg-type]  # unused
    assert challenge.verified(office, payload, FORM) is None


def test_an_answer_that_is_too_long_is_not_read(sqlite_office: Office) -> None:
    payload = solved(challenge.new_challenge(sqlite_office, CLIENT, FORM))
    padded = base64.b64encode(base64.b64decode(payload) + b" " * challenge.LARGEST).decode()
    assert not accepted(sqlite_office, CLIENT, padded, FORM)


def test_the_puzzle_is_harder_for_who_sent_much(sqlite_office: Office) -> None:
    levels = []
    for _ in range(7):
        told = challenge.new_challenge(sqlite_office, CLIENT, FORM)
        levels.append(told["parameters"]["data"]["level"])
        counted(sqlite_office, CLIENT)
    assert levels == [0, 1, 1, 2, 2, 2, 3]
    assert list(MOST_TRIES) == sorted(set(MOST_TRIES))
    assert len(MOST_TRIES) == floods.HARDEST + 1
    other = challenge.new_challenge(sqlite_office, "192.0.2.2", FORM)
    assert other["parameters"]["data"]["level"] == 0


def test_puzzles_kept_from_before_do_not_make_a_flood_cheap(sqlite_office: Office) -> None:
    kept = [solved(challenge.new_challenge(sqlite_office, CLIENT, FORM)) for _ in range(2)]
    assert accepted(sqlite_office, CLIENT, kept[0], FORM)
    counted(sqlite_office, CLIENT)
    assert not accepted(sqlite_office, CLIENT, kept[1], FORM)


def test_a_puzzle_says_nothing_of_the_forms_secret(sqlite_office: Office) -> None:
    told = json.dumps(challenge.new_challenge(sqlite_office, CLIENT, FORM))
    assert FORM.hex() not in told
    assert FORM.decode() not in told
