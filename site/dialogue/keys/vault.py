"""Secrets outside the database: the wrapping keys, the pepper, and what is encrypted with them.

Each matter has a key of its own, wrapped by a key that lies in a file (or in the environment)
outside the database and its backups. Destroying a matter's wrapped key makes every copy of its
texts unreadable.

The file's first line is the master key, from which all but one purpose derive theirs. Lines below
are keys that wrap those of matters, the newest last (see `rotation`); without any, that key
derives from the master key, too.
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
from publisher.release.durable import sync_folder

FILE: Final = "dialogue.key"
_NONCE: Final = 12
KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """The keys that the server holds; `derive` gives others for purposes of their own.

    `wrapping` are the keys that wrap those of matters, the newest last.
    """

    master: bytes
    wrapping: tuple[bytes, ...] = ()

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose."""
        return hmac.digest(self.master, b"lightwell\0" + purpose.encode(), hashlib.sha256)

    @property
    def pepper(self) -> bytes:
        """The secret behind receipts."""
        return self.derive("receipts")

    @property
    def wrappers(self) -> tuple[bytes, ...]:
        """The keys under which keys of matters may be wrapped, the newest last."""
        return self.wrapping or (self.derive("thread keys"),)

    def new_key(self, thread: str) -> tuple[bytes, bytes]:
        """A key for a matter, and the same wrapped as the database keeps it."""
        key = secrets.token_bytes(KEY_BYTES)
        return key, self.wrap(key, thread)

    def wrap(self, key: bytes, thread: str) -> bytes:
        """The key of a matter, wrapped under the newest key."""
        return encrypt(self.wrappers[-1], key, thread)

    def unwrap(self, wrapped: bytes, thread: str) -> bytes:
        """The key of a matter."""
        *older, newest = self.wrappers
        for wrapper in reversed(older):
            if self.is_wrapped_by(wrapper, wrapped, thread):
                return decrypt(wrapper, wrapped, thread)
        return decrypt(newest, wrapped, thread)

    @staticmethod
    def is_wrapped_by(wrapper: bytes, wrapped: bytes, thread: str) -> bool:
        """Whether a matter's key is wrapped under that key."""
        try:
            AESGCM(wrapper).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], thread.encode())
        except InvalidTag:
            return False
        return True


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
    """The vault: the given keys, else those in `var`, made at the first need.

    Keys are 64 hexadecimal digits each; given ones are parted by commas, those in the file by
    lines.
    """
    if given:
        return of_lines(given.split(","), "LIGHTWELL_DIALOGUE_KEY")
    file = var / FILE
    if not file.exists():
        draft = _draft(var, Vault(secrets.token_bytes(KEY_BYTES)))
        try:
            os.link(draft, file)  # a half-written key is never seen
        except FileExistsError:
            pass  # another process was first: its key holds
        finally:
            draft.unlink()
        sync_folder(var)  # nothing may be encrypted with a key whose name a power cut takes away
    return of_lines(file.read_text(encoding="ascii").split(), str(file))


def save_vault(var: Path, vault: Vault) -> None:
    """Put the keys in the place of those in `var`; the old or the new file is there, whole."""
    _draft(var, vault).replace(var / FILE)
    sync_folder(var)


def listed(vault: Vault) -> list[str]:
    """The keys as they stand in the file, one a line."""
    return [key.hex() for key in (vault.master, *vault.wrapping)]


def _draft(var: Path, vault: Vault) -> Path:
    """A file with the keys that is on disk, for the owner's eyes only."""
    var.mkdir(parents=True, exist_ok=True)
    draft = var / f".{FILE}.{os.getpid()}.{secrets.token_hex(4)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as target:
        target.write("".join(f"{line}\n" for line in listed(vault)))
        target.flush()
        os.fsync(target.fileno())
    return draft


def of_lines(lines: list[str], place: str) -> Vault:
    """The vault of keys as `listed` gives them; `place` is named where one is wrong."""
    master, *wrapping = [_key(line.strip(), place) for line in lines] or [_key("", place)]
    return Vault(master, tuple(wrapping))


def _key(text: str, place: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StorageError(
            message("{place} must hold keys of 64 hexadecimal digits each.", place=place)
        )
    return key
