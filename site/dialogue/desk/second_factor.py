"""The second factor: codes of an authenticator (TOTP, RFC 6238: SHA-1, 30 s, 6 digits)."""

from __future__ import annotations

import hmac
import re
import unicodedata
from typing import Final

import pyotp

from dialogue.keys.vault import Vault, decrypt, encrypt

PERIOD: Final = 30
TOLERANCE: Final = 1
"""Steps by which the clock of a telephone may be early or late."""


def new_secret() -> str:
    """A secret of 160 bits in base32, as authenticators take it."""
    return pyotp.random_base32(32)


def locked(vault: Vault, secret: str, account: str) -> bytes:
    """A secret as the database keeps it; it fits no other account."""
    return encrypt(vault.derive("second factor"), secret.encode(), account)


def unlocked(vault: Vault, cipher: bytes, account: str) -> str:
    """The secret of an account."""
    return decrypt(vault.derive("second factor"), cipher, account).decode()


def matching_step(secret: str, code: str, moment: float, last: int) -> int | None:
    """The step of time whose code this is, None if it is no code of now or was used.

    `moment` is in seconds since 1970, `last` the newest step that was used before.
    """
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", code[:20]))
    now = int(moment) // PERIOD
    totp = pyotp.TOTP(secret, interval=PERIOD)
    found = None
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits.encode("ascii", "replace").decode()):
            found = step
    return found if found is not None and found > last else None


def address(secret: str, account: str, issuer: str) -> str:
    """The otpauth address that a QR code carries into an authenticator."""
    return pyotp.TOTP(secret, interval=PERIOD).provisioning_uri(name=account, issuer_name=issuer)
