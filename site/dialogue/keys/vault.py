"""Secrets outside the database: the wrapping keys, the pepper, and what is encrypted with them.

Each matter has a key of its own, wrapped by a key that lies in a file (or in the environment)
outside the database and its backups. Destroying a matter's wrapped key makes every copy of its
texts unreadable.

The file's first line is the master key, from which all but one purpose derive theirs. Lines below
are keys that wrap those of matters, the newest last (see `rotation`); without any, that key
derives from the master key, too. Which of them wraps at a time is written in the database (see
`wrapping`): a process whose file was changed since it started reads it again.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
from dataclasses import dataclass, field, replace
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

log = logging.getLogger(__name__)


class Unreadable(StorageError):
    """Something was altered, or the key that it was encrypted with is not among those here."""


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    """The keys that the server holds; `derive` gives others for purposes of their own.

    `wrapping` are the keys that wrap those of matters, the newest last; `file` is where they were
    read, None where they were given.
    """

    master: bytes
    wrapping: tuple[bytes, ...] = ()
    file: Path | None = field(default=None, compare=False)
    _later: list[bytes] = field(default_factory=list, compare=False)
    """Keys that the file was seen to hold since; none is forgotten while the process lives."""

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
        return (*(self.wrapping or (self.derive("thread keys"),)), *self._later)

    def unwrap(self, wrapped: bytes, thread: str) -> bytes:
        """The key of a matter. Raises Unreadable where none of the server's keys opens it."""
        found = self._unwrapped(wrapped, thread)
        if found is None and self._has_more():
            found = self._unwrapped(wrapped, thread)
        if found is None:
            raise Unreadable(message("The key of matter {id} was altered, or the key that opens it "
                                     "is not in “{file}”.", id=thread, file=FILE))  # fmt: skip
        return found

    def look_again(self) -> bool:
        """Read the file again; whether it holds a key that is new to this process.

        Raises StorageError where it is not there or belongs to another site.
        """
        if self.file is None:
            return False
        now = of_lines(self.file)
        if now.master != self.master:
            raise StorageError(message("“{file}” holds the keys of another board. Put back its "
                                       "own.", file=self.file))  # fmt: skip
        new = [key for key in now.wrappers if key not in self.wrappers]
        self._later.extend(new)
        return bool(new)

    def _has_more(self) -> bool:
        """Whether the file holds a key that is new; a file that is of no use holds none."""
        try:
            return self.look_again()
        except StorageError as failure:
            log.error("%s", failure)
            return False

    def _unwrapped(self, wrapped: bytes, thread: str) -> bytes | None:
        for wrapper in reversed(self.wrappers):
            if self.is_wrapped_by(wrapper, wrapped, thread):
                return decrypt(wrapper, wrapped, thread)
        return None

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
    """What was encrypted. Raises Unreadable if it was altered or belongs elsewhere."""
    try:
        return AESGCM(key).decrypt(cipher[:_NONCE], cipher[_NONCE:], bound_to.encode())
    except InvalidTag as failure:
        raise Unreadable(
            message("Something in the database of the board was altered, or the key in "
                    "“{file}” is not the one it was written with.", file=FILE)
        ) from failure  # fmt: skip


def open_vault(var: Path, given: str = "") -> Vault:
    """The vault: the given keys, else those in `var`.

    Keys are 64 hexadecimal digits each; given ones are parted by commas, those in the file by
    lines. Raises StorageError where there is no file: lost keys are never replaced by new ones.
    """
    if given:
        return of_texts(given.split(","), "LIGHTWELL_DIALOGUE_KEY")
    return of_lines(var / FILE)


def at_hand(var: Path, given: str = "") -> Vault:
    """The vault; where there are no keys one of this process alone, under which nothing is kept.

    So a website goes on without its board: writing asks for the keys in `var` and is refused.
    """
    if given or (var / FILE).exists():
        return open_vault(var, given)
    return Vault(secrets.token_bytes(KEY_BYTES), file=var / FILE)


def make_vault(var: Path, given: str = "") -> Vault:
    """The vault, whose keys are made where there are none yet."""
    file = var / FILE
    if not given and not file.exists():
        draft = _draft(var, Vault(secrets.token_bytes(KEY_BYTES)))
        try:
            os.link(draft, file)  # a half-written key is never seen
        except FileExistsError:
            pass  # another process was first: its key holds
        finally:
            draft.unlink()
        sync_folder(var)  # nothing may be encrypted with a key whose name a power cut takes away
    return open_vault(var, given)


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


def of_lines(file: Path) -> Vault:
    """The vault in a file."""
    try:
        lines = file.read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise StorageError(
            message("The board's keys, {file}, are not there. Without them no message can be read "
                    "or received: put them back from the sealed copy that `lightwell dialogue "
                    "backup-keys` wrote.", file=file)
        ) from None  # fmt: skip
    except UnicodeDecodeError:
        lines = [""]
    return replace(of_texts(lines, str(file)), file=file)


def of_texts(lines: list[str], place: str) -> Vault:
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
