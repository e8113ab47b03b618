"""Sealing: texts for officers only, whose private keys no server has (age, X25519)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyrage

from publisher.errors import StorageError
from publisher.languages import Message, message

SIZES: Final = tuple(1024 * kib for kib in (4, 16, 64, 256))
"""Bytes to which what is sealed is padded; larger ones to a multiple of the last."""

LEAST_OFFICERS: Final = 2
_END: Final = b"\x80"


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """`plain`, padded, for the holders of any of the private keys; recipients are `age1…` keys."""
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    except pyrage.RecipientError as failure:
        raise StorageError(message("This is no public age key: {what}.", what=failure)) from failure
    sealed: bytes = pyrage.encrypt(padded(plain), keys)
    return sealed


def padded(plain: bytes) -> bytes:
    """`plain` with 0x80 and zeros behind, so that its size says little of its length."""
    needed = len(plain) + 1
    size = next((size for size in SIZES if size >= needed), 0)
    if not size:
        size = -(-needed // SIZES[-1]) * SIZES[-1]
    return plain + _END + bytes(size - needed)


def unpadded(padded_plain: bytes) -> bytes:
    """What was padded. Raises ValueError if it was not."""
    plain, end, rest = padded_plain.rpartition(_END)
    if not end or rest.strip(b"\0"):
        raise ValueError("not padded")
    return plain


def unopened(file: object) -> Message:
    """What is told where none of the private keys at hand opens a file."""
    return message("{file} cannot be opened with this key: it was sealed to another one, or it is "
                   "damaged.", file=file)  # fmt: skip


def are_enough(officers: Sequence[str], escrow: str) -> bool:
    """Whether two officers or more and the offline key can open what is sealed."""
    return len(set(officers)) >= LEAST_OFFICERS and bool(escrow)
