"""Receipts: 24 digits that open one's own matter and are kept nowhere.

22 random digits and two check digits (ISO 7064, mod 97-10: the whole number mod 97 is 1), so that
a typing mistake is told before anything is looked up. The database holds an HMAC only.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from typing import Final

LENGTH: Final = 24
_RANDOM: Final = 22


def made_for(form: bytes, pepper: bytes) -> str:
    """The receipt of the form with that secret: the same one however often the form is sent."""
    digest = hmac.digest(pepper, b"receipt\0" + form, hashlib.sha256)
    number = int.from_bytes(digest, "big") % 10**_RANDOM
    return with_check_digits(f"{number:0{_RANDOM}d}")


def with_check_digits(digits: str) -> str:
    """22 digits with their two check digits behind."""
    return f"{digits}{98 - int(digits) * 100 % 97:02d}"


def read(written: str) -> str | None:
    """The digits of a receipt as somebody typed it, None if it cannot be one.

    Spaces, hyphens, and digits of full width are accepted.
    """
    plain = unicodedata.normalize("NFKC", written[:200])
    digits = re.sub(r"[\s\-‐-―·.]", "", plain)
    if not re.fullmatch(rf"[0-9]{{{LENGTH}}}", digits) or int(digits) % 97 != 1:
        return None
    return digits


def shown(receipt: str) -> str:
    """A receipt as it is printed: six groups of four digits."""
    return " ".join(receipt[place : place + 4] for place in range(0, LENGTH, 4))


def mac(receipt: str, pepper: bytes) -> bytes:
    """What the database keeps of a receipt, 32 bytes."""
    return hmac.digest(pepper, b"lookup\0" + receipt.encode(), hashlib.sha256)


def file_number(mac: bytes, pepper: bytes) -> str:
    """The number by which officers find what was sealed: twelve digits in three groups.

    It stands in the sealed copy and nowhere else; whoever has the receipt is shown it.
    """
    digest = hmac.digest(pepper, b"sealed\0" + mac, hashlib.sha256)
    digits = f"{int.from_bytes(digest, 'big') % 10**12:012d}"
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))
