"""Proof of work: a puzzle of ALTCHA's second version that costs a browser a second or two.

The browser tries PBKDF2 with one counter after the other until the key begins as it must; which
counter it is was drawn here, so that checking costs two HMACs. A puzzle belongs to one form, is
good for 20 minutes and for one use. It is harder for who sends much.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
import secrets
from typing import Any, Final, NamedTuple

import altcha
from sqlalchemy import Connection

from dialogue.gate import counters, floods
from dialogue.rules import Office
from dialogue.storage import tables

ALGORITHM: Final = "PBKDF2/SHA-256"
COST: Final = 1_000
"""Rounds of PBKDF2 for each try."""

MOST_TRIES: Final = (6_000, 20_000, 40_000, 80_000)
"""Before which counter the answer lies, by how many limits the client exceeds. A browser on a
desktop makes about 4,000 tries a second, one on a cheap phone about 1,000."""

VALID: Final = dt.timedelta(minutes=20)
LARGEST: Final = 4_096
"""Characters of an answer; real ones have about 1,000."""


class Proof(NamedTuple):
    """A solved puzzle: which one, how hard it was, and until when it counts (since 1970)."""

    nonce: str
    level: int
    until: int


def new_challenge(office: Office, client: str, form: bytes) -> dict[str, Any]:
    """A puzzle for the form with that secret, as JSON for the browser.

    `parameters.data` says how hard it is, until when it counts (seconds since 1970) and, as
    `most`, before which counter the answer is found.
    """
    level = floods.level(office, client)
    most = MOST_TRIES[level]
    until = int((office.now() + VALID - counters.EPOCH).total_seconds())
    made = altcha.create_challenge(
        ALGORITHM, COST, counter=secrets.randbelow(most),
        data={"form": _mark(office, form), "level": level, "until": until, "most": most},
        hmac_secret=_secret(office), hmac_key_secret=_key_secret(office),
    )  # fmt: skip
    told: dict[str, Any] = made.to_dict()
    return told


def verified(office: Office, payload: str, form: bytes) -> Proof | None:
    """The proof that `payload` solves a puzzle for this form in time, else None.

    No database is asked: whether it is hard enough and new is found by `spend`.
    """
    answer = _parsed(payload)
    if answer is None:
        return None
    parameters = answer.challenge.parameters
    found = altcha.verify_solution(
        answer, _secret(office), hmac_key_secret=_key_secret(office)
    )
    if not found.verified:
        return None
    said = parameters.data
    now = (office.now() - counters.EPOCH).total_seconds()
    if not hmac.compare_digest(said["form"], _mark(office, form)) or now > said["until"]:
        return None
    return Proof(parameters.nonce, said["level"], said["until"])


def spend(connection: Connection, proof: Proof, level: int) -> bool:
    """Use a proof, in the transaction of what it is for; whether it counts.

    It does for the first time, and if it is as hard as the client's posts make it now: `level`.
    """
    if proof.level < level:
        return False
    done = connection.execute(
        counters.insert_of(connection)(tables.spent).on_conflict_do_nothing()
        .returning(tables.spent.c.nonce),
        {"nonce": hashlib.sha256(proof.nonce.encode()).digest(),
         "expires_at": counters.EPOCH + dt.timedelta(seconds=proof.until)},
    )  # fmt: skip
    return done.one_or_none() is not None


def _parsed(payload: str) -> Any:
    """The answer as altcha's object, None if it is none."""
    if len(payload) > LARGEST:
        return None
    try:
        given = json.loads(base64.b64decode(payload, validate=True))
        return altcha.Payload.from_dict(given)
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _mark(office: Office, form: bytes) -> str:
    """What a puzzle says of its form: nothing that leads to the secret."""
    return hmac.digest(_secret(office), b"form\0" + form, hashlib.sha256).hex()


def _secret(office: Office) -> bytes:
    return office.vault.derive("challenges")


def _key_secret(office: Office) -> bytes:
    return office.vault.derive("challenges, keys")
