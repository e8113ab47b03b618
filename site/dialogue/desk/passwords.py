"""Passwords of accounts: Argon2id, at most two at a time on a machine, and which are good enough.

A hash takes 64 MiB for about a tenth of a second. More of them at once than there are places
would let anybody who can reach the sign-in page fill the memory of the machine.
"""

from __future__ import annotations

import base64
import fcntl
import os
import threading
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from dialogue.desk.common_passwords import COMMON
from dialogue.life.requests import Refused
from publisher.errors import StorageError
from publisher.languages import message

ARGON2: Final = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=32,
                               salt_len=16, type=Type.ID)  # fmt: skip
"""Three rounds over 64 MiB in four lanes."""

PLACES: Final = 2
"""Hashes that may be made at once, by all processes that share the folder."""

PATIENCE: Final = 5.0
"""Seconds that a hash waits for a place."""

LEAST: Final = 12
MOST: Final = 256
"""Characters of a password; a longer one is refused rather than cut."""

_PAUSE: Final = 0.01


class Busy(StorageError):
    """Too many people sign in at once; nothing was tried."""


class Hashing:
    """Makes and checks hashes; processes with the same folder share its places."""

    def __init__(self, folder: Path, hasher: PasswordHasher = ARGON2) -> None:
        self._hasher = hasher
        self._threads = threading.BoundedSemaphore(PLACES)
        self._files = [folder / f".hashing-{number}" for number in range(PLACES)]
        self._dummy = _unmatched(self._hasher)

    def hash(self, password: str) -> str:
        """The hash of a password, with its parameters and salt."""
        with self._place():
            return self._hasher.hash(_normal(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether a password is the one that was hashed; without a hash the same work is done."""
        with self._place():
            try:
                self._hasher.verify(kept or self._dummy, _normal(password))
            except VerifyMismatchError:
                return False
            except (VerificationError, InvalidHashError) as failure:
                raise StorageError(
                    message("The kept hash of a password cannot be read.")
                ) from failure
        return bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the places, for a while. Raises Busy if none gets free in time."""
        until = time.monotonic() + PATIENCE
        if not self._threads.acquire(timeout=PATIENCE):
            raise _busy()
        try:
            handle = self._locked(until)
            try:
                yield
            finally:
                os.close(handle)
        finally:
            self._threads.release()

    def _locked(self, until: float) -> int:
        """The handle of a place's file, which no other process or thread holds."""
        while True:
            for file in self._files:
                handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    os.close(handle)
                else:
                    return handle
            if time.monotonic() > until:
                raise _busy()
            time.sleep(_PAUSE)


def require_good(password: str, *, name: str, shown: str) -> None:
    """Raise Refused for a password that is short, common, or made of the account's name.

    The rule is that of NIST SP 800-63B: length counts, no classes of characters are asked for.
    """
    plain = _normal(password)
    if len(plain) < LEAST:
        raise Refused(
            message("The password is too short: it needs {least} characters.", least=LEAST)
        )
    if len(plain) > MOST:
        raise Refused(
            message("The password is too long: at most {most} characters are possible.", most=MOST)
        )
    folded = _folded(plain)
    if len(set(folded)) < 5:
        raise Refused(message("The password repeats the same few characters. Choose another one."))
    for own in filter(None, (_folded(name), _folded(shown))):
        if len(folded.replace(own, "")) < LEAST // 2:
            raise Refused(message("The password must not be made of your name."))
    if _is_common(folded):
        raise Refused(
            message("This password is among those that are tried first. Choose another one; "
                    "four words that have nothing to do with each other are a good one.")
        )  # fmt: skip


def _unmatched(hasher: PasswordHasher) -> str:
    """A hash as any other, which no password fits: it is made of chance."""
    def coded(size: int) -> str:
        return base64.b64encode(os.urandom(size)).decode().rstrip("=")

    return (f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
            f"${coded(hasher.salt_len)}${coded(hasher.hash_len)}")  # fmt: skip


def _is_common(folded: str) -> bool:
    """Whether little is left of a password without common ones and rows of the keyboard."""
    left = folded
    for word in COMMON:
        left = left.replace(word, "")
    return len(left) < LEAST // 2


def _normal(password: str) -> str:
    """The password as it is hashed: the same characters typed on any keyboard."""
    return unicodedata.normalize("NFKC", password)


def _folded(text: str) -> str:
    return "".join(_normal(text).casefold().split())


def _busy() -> Busy:
    return Busy(message("Many people are signing in at this moment. Please try again in a few "
                        "seconds."))  # fmt: skip
