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
from typing import Any, Final

import altcha

from dialogue import counters, floods, tables
from dialogue.rules import Office

ALGORITHM: Final = "PBKDF2/SHA-256"
COST: Final = 1_000
"""Rounds of PBKDF2 for each try."""

MOST_TRIES: Final = (6_000, 20_000, 40_000, 80_000)
"""Before which counter the answer lies, by how many limits the client exceeds. A browser on a
desktop makes about 4,000 tries a second, one on a cheap phone about 1,000."""

VALID: Final = dt.timedelta(minutes=20)
LARGEST: Final = 4_096
"""Characters of an answer; real ones have about 1,000."""


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


def accepted(office: Office, client: str, payload: str, form: bytes) -> bool:
    """Whether `payload` solves a puzzle for this form, and is used for the first time.

    The puzzle must be as hard as the client's posts make it now. Ask after everything else about
    the form was found right: the answer is spent by asking.
    """
    answer = _parsed(payload)
    if answer is None:
        return False
    parameters = answer.challenge.parameters
    found = altcha.verify_solution(
        answer, _secret(office), hmac_key_secret=_key_secret(office)
    )
    if not found.verified:
        return False
    said = parameters.data
    now = (office.now() - counters.EPOCH).total_seconds()
    mine = hmac.compare_digest(said["form"], _mark(office, form))
    if not mine or now > said["until"] or said["level"] < floods.level(office, client):
        return False
    return _spend(office, parameters.nonce, said["until"])


def _parsed(payload: str) -> Any:
    """The answer as altcha's object, None if it is none."""
    if len(payload) > LARGEST:
        return None
    try:
        given = json.loads(base64.b64decode(payload, validate=True))
        return altcha.Payload.from_dict(given)
    except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _spend(office: Office, nonce: str, until: int) -> bool:
    """Note that a puzzle was used; whether it was for the first time."""
    with office.database.writing() as connection:
        statement = counters.insert_of(connection)(tables.spent).values(
            nonce=hashlib.sha256(nonce.encode()).digest(),
            expires_at=counters.EPOCH + dt.timedelta(seconds=until),
        )
        done = connection.execute(
            statement.on_conflict_do_nothing().returning(tables.spent.c.nonce)
        )
        return done.one_or_none() is not None


def _mark(office: Office, form: bytes) -> str:
    """What a puzzle says of its form: nothing that leads to the secret."""
    return hmac.digest(_secret(office), b"form\0" + form, hashlib.sha256).hex()


def _secret(office: Office) -> bytes:
    return office.vault.derive("challenges")


def _key_secret(office: Office) -> bytes:
    return office.vault.derive("challenges, keys")
