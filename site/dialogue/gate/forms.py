"""Forms that can be sent once: a signed token says when the form was opened and which one it is.

The token holds a secret of 16 bytes. Sent twice, a form with the same secret makes one matter.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import secrets
from typing import Final, NamedTuple

from dialogue.gate.counters import EPOCH
from dialogue.life.requests import Refused
from dialogue.rules import Office
from publisher.languages import message

SECRET: Final = 16
VALID: Final = dt.timedelta(hours=24)
HASTE: Final = dt.timedelta(seconds=3)
"""Nobody fills in a form in less; programs do. Such a form goes the slow way, it is not refused."""
SKEW: Final = dt.timedelta(minutes=5)
"""By how much the clocks of two servers may differ."""
_TIME: Final = 8
_SIGNATURE: Final = 32
_LENGTH: Final = SECRET + _TIME + _SIGNATURE


class FormTooOld(Refused):
    """The form was opened too long ago; what was written in it is to be kept in a new one."""


class Form(NamedTuple):
    """A form that somebody opened: its secret, and when."""

    secret: bytes
    opened_at: dt.datetime


def new_form(office: Office, kind: str = "matter") -> str:
    """The token of a new form, to be put into a hidden field; only a form of `kind` may use it."""
    microseconds = (office.now() - EPOCH) // dt.timedelta(microseconds=1)
    said = secrets.token_bytes(SECRET) + microseconds.to_bytes(_TIME, "big")
    return base64.urlsafe_b64encode(said + _signature(office, kind, said)).decode()


def opened(office: Office, token: str, kind: str = "matter") -> Form:
    """What a token says. Raises FormTooOld after a day, Refused if it was not made here."""
    said = _told(office, token, kind)
    at = EPOCH + dt.timedelta(microseconds=int.from_bytes(said[SECRET:], "big"))
    age = office.now() - at
    if age > VALID or age < -SKEW:
        raise FormTooOld(
            message("This form is too old: it was opened more than a day ago. Your text is still "
                    "here; send it again.")
        )  # fmt: skip
    return Form(said[:SECRET], at)


def read_form(office: Office, token: str, kind: str = "matter") -> bytes:
    """The secret of a form, 16 bytes. Raises as `opened`."""
    return opened(office, token, kind).secret


def is_hasty(office: Office, token: str, kind: str = "matter") -> bool:
    """Whether a form came back sooner than somebody can have filled it in."""
    return office.now() - opened(office, token, kind).opened_at < HASTE


def _told(office: Office, token: str, kind: str) -> bytes:
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raw = b""
    said, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    good = len(raw) == _LENGTH and hmac.compare_digest(signature, _signature(office, kind, said))
    if not good:
        raise Refused(message("This form is not valid. Open it again."))
    return said


def _signature(office: Office, kind: str, said: bytes) -> bytes:
    return hmac.digest(office.vault.derive("forms"), kind.encode() + b"\0" + said, hashlib.sha256)
