"""Secrets outside the database: the wrapping key, the pepper, and what is encrypted with them.

Each matter has a key of its own, wrapped by a key that lies in a file (or in the environment)
outside the database and its backups. Destroying a matter's wrapped key makes every copy of its
texts unreadable.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from publisher.errors import StorageError
from publisher.languages import message

FILE: Final = "dialogue.key"
_NONCE: Final = 12
KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """The keys that the server holds; `derive` gives others for purposes of their own."""

    master: bytes

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose."""
        return hmac.digest(self.master, b"lightwell\0" + purpose.encode(), hashlib.sha256)

    @property
    def pepper(self) -> bytes:
        """The secret behind receipts."""
        return self.derive("receipts")

    def new_key(self, thread: str) -> tuple[bytes, bytes]:
        """A key for a matter, and the same wrapped as the database keeps it."""
        key = secrets.token_bytes(KEY_BYTES)
        return key, encrypt(self.derive("thread keys"), key, thread)

    def unwrap(self, wrapped: bytes, thread: str) -> bytes:
        """The key of a matter."""
        return decrypt(self.derive("thread keys"), wrapped, thread)


def encrypt(key: bytes, plain: bytes, bound_to: str) -> bytes:
    """`plain` under AES-256-GCM; it can only be read as belonging to `bound_to`."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def decrypt(key: bytes, cipher: bytes, bound_to: str) -> bytes:
    """What was encrypted. Raises StorageError if it was altered or belongs elsewhere."""
    try:
        return AESGCM(key).decrypt(cipher[:_NONCE], cipher[_NONCE:], bound_to.encode())
    except InvalidTag as failure:
        raise StorageError(
            message("Something in the database of the board was altered, or the key in "
                    "“{file}” is not the one it was written with.", file=FILE)
        ) from failure  # fmt: skip


def open_vault(var: Path, given: str = "") -> Vault:
    """The vault: the given key (64 hex digits), else the one in `var`, made at the first need."""
    if given:
        return Vault(_key(given, "LIGHTWELL_DIALOGUE_KEY"))
    file = var / FILE
    var.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        draft = var / f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as target:
            target.write(secrets.token_hex(KEY_BYTES) + "\n")
            target.flush()
            os.fsync(target.fileno())
        try:
            os.link(draft, file)  # whoever comes first; a half-written key is never seen
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Vault(_key(file.read_text(encoding="ascii").strip(), str(file)))


def _key(text: str, place: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StorageError(message("{place} must hold 64 hexadecimal digits.", place=place))
    return key
