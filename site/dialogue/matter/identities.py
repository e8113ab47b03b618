"""Names of matters, attachments and sealed copies: random, so that no gap tells of another one."""

from __future__ import annotations

import re
import secrets
from typing import Final

ALPHABET: Final = "23456789BCDFGHJKMNPQRTVWXYZ"
"""Digits and letters that are not taken for one another and spell no words."""

LENGTH: Final = 10
PATTERN: Final = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def new_identity() -> str:
    """An id of ten characters, about 47 bits of chance."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
