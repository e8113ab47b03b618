"""Files that citizens send along: what is taken, and what of it everybody may get.

A file is what its content says, whatever it is called. The original is kept encrypted; a public
copy is made anew from what can be seen in it, and only shown once a moderator released it.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path
from typing import Final, NamedTuple

from dialogue import rewriting
from dialogue.file_names import cleaned_name
from dialogue.redaction import of_personal_data, redacted
from dialogue.requests import Refused
from dialogue.rewriting import Ending
from dialogue.rules import Office
from dialogue.submit import File
from publisher.errors import StorageError
from publisher.languages import Message, message

PATIENCE: Final = 30
"""Seconds that reading a file may take, all waiting included."""

log = logging.getLogger(__name__)
_ONE_AT_A_TIME = threading.Semaphore(2)


class Kind(NamedTuple):
    """A kind of file: how its content begins, its media type, name's ending, and public form."""

    name: str
    starts: bytes
    media_type: str
    extension: str
    public_type: str
    public_extension: str


KINDS: Final = (
    Kind("JPEG", b"\xff\xd8\xff", "image/jpeg", ".jpg", "image/jpeg", ".jpg"),
    Kind("PNG", b"\x89PNG\r\n\x1a\n", "image/png", ".png", "image/png", ".png"),
    Kind("GIF", b"GIF8", "image/gif", ".gif", "image/png", ".png"),
    Kind("WEBP", b"RIFF", "image/webp", ".webp", "image/webp", ".webp"),
    Kind("PDF", b"%PDF-", "application/pdf", ".pdf", "application/pdf", ".pdf"),
)
TEXT: Final = Kind("TEXT", b"", "text/plain", ".txt", "text/plain", ".txt")
BY_TYPE: Final = {kind.media_type: kind for kind in (*KINDS, TEXT)}


def read_upload(office: Office, name: str, content: bytes) -> File:
    """A file as it is kept, its type by its content, its name cleaned.

    Raises Refused, naming the file, where it is empty, too large, of no kind that is taken,
    encrypted or broken.
    """
    most = office.rules.limits.attachment_bytes
    shown = cleaned_name(name, "")
    if not content:
        raise Refused(message("The file “{name}” is empty.", name=shown))
    if len(content) > most:
        raise Refused(
            message("The file “{name}” is too large: at most {most} MB are possible.",
                    name=shown, most=most // 1024**2)
        )  # fmt: skip
    kind = kind_of(content)
    if kind is None:
        raise Refused(
            message("The file “{name}” cannot be taken. Send pictures (JPEG, PNG, WebP, GIF), PDF "
                    "or plain text.", name=shown)
        )  # fmt: skip
    if kind is not TEXT:
        _rewritten(kind, "check", content, shown)
    return File(name=cleaned_name(name, kind.extension), media_type=kind.media_type,
                content=content)  # fmt: skip


def public_copy(file: File) -> bytes:
    """What everybody may get of a file: nothing that cannot be seen, no personal data in texts.

    Its media type and name's ending are those of `public_kind`. Raises Refused as `read_upload`.
    """
    kind = BY_TYPE[file.media_type]
    if kind is not TEXT:
        return _rewritten(kind, "copy", file.content, file.name)
    text = _text(file.content)
    if text is None:
        raise Refused(message("The file “{name}” cannot be read.", name=file.name))
    return redacted(text, of_personal_data(text)).encode()


def kind_of(content: bytes) -> Kind | None:
    """What a content is, None if it is nothing that is taken."""
    for kind in KINDS:
        if content.startswith(kind.starts):
            return None if kind.name == "WEBP" and content[8:12] != b"WEBP" else kind
    return TEXT if _text(content) is not None else None


def _text(content: bytes) -> str | None:
    """A text in UTF-8 or GB18030, cleaned of what cannot be seen; None if it is none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = found.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
        if any(unicodedata.category(one) in {"Cc", "Cn", "Co"} and one not in "\n\t"
               for one in lines):  # fmt: skip
            continue
        plain = "".join(one for one in lines if one in "\n\t" or
                        unicodedata.category(one) not in {"Cf", "Cs", "Zl", "Zp"})  # fmt: skip
        return unicodedata.normalize("NFC", plain)
    return None


def _rewritten(kind: Kind, action: str, content: bytes, name: str) -> bytes:
    """What the program of `rewriting` makes of a file. Raises Refused where it makes nothing."""
    with _ONE_AT_A_TIME:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-I", str(Path(rewriting.__file__)), kind.name, action],
                input=content, capture_output=True, timeout=PATIENCE, check=False, env={},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refused(_too_much(name)) from None
    if done.returncode == Ending.DONE:
        return done.stdout
    if done.returncode == Ending.ENCRYPTED:
        raise Refused(
            message("The file “{name}” is protected with a password. Send it without one.",
                    name=name)
        )  # fmt: skip
    if done.returncode == Ending.TOO_LARGE or done.returncode < 0:
        raise Refused(_too_much(name))
    log.warning("a file of kind %s was not read: %s", kind.name,
                done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200])  # fmt: skip
    if done.returncode == Ending.BROKEN:
        raise Refused(message("The file “{name}” is damaged and cannot be read.", name=name))
    raise StorageError(message("Files cannot be read at the moment."))


def _too_much(name: str) -> Message:
    return message("The file “{name}” is too large to be read: too many pixels or pages.",
                   name=name)  # fmt: skip
