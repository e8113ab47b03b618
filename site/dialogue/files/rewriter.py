"""Starts the program that reads files in a process of its own, and says what came of it."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from dialogue.files import rewriting
from dialogue.files.rewriting import Ending
from dialogue.life.requests import Refused
from publisher.errors import PublisherError, StorageError
from publisher.languages import Message, message

PATIENCE: Final = 15
"""Seconds that a file may wait for its turn, and again that reading it may take."""

AT_A_TIME: Final = 2
"""Programs that may run at once; each may take the memory of rewriting.MEMORY."""

log = logging.getLogger(__name__)
_free = threading.Semaphore(AT_A_TIME)


def check(what: str, content: bytes, name: str) -> None:
    """Raise Refused, naming the file, where a file of kind `what` cannot be read."""
    _run(what, "check", content, name)


def public_copy(what: str, content: bytes, name: str) -> bytes:
    """What everybody may get of a file of kind `what`. Raises Refused where there is nothing."""
    return _run(what, "copy", content, name)


def _run(what: str, action: str, content: bytes, name: str) -> bytes:
    """What the program of `rewriting` makes of a file. Raises Refused where it makes nothing."""
    if not _free.acquire(timeout=PATIENCE):
        raise Refused(
            message("Very many files are being read at the moment. Please send yours again in a "
                    "minute.")
        )  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(Path(rewriting.__file__)), what, action],
            input=content, capture_output=True, timeout=PATIENCE, check=False, env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused(_too_much(name)) from None
    finally:
        _free.release()
    if done.returncode == Ending.DONE:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
    log.info("a file of kind %s was not read: %s %s", what, done.returncode, said)
    raise _failure(done.returncode, name)


def _failure(code: int, name: str) -> PublisherError:
    if code == Ending.ENCRYPTED:
        return Refused(
            message("The file “{name}” is protected with a password. Send it without one.",
                    name=name)
        )  # fmt: skip
    if code == Ending.BROKEN:
        return Refused(message("The file “{name}” is damaged and cannot be read.", name=name))
    if code == Ending.TOO_LARGE or code < 0:  # ended by the limits, or crashed
        return Refused(_too_much(name))
    return StorageError(message("Files cannot be read at the moment."))


def _too_much(name: str) -> Message:
    return message("The file “{name}” is too large to be read: too many pixels or pages.",
                   name=name)  # fmt: skip
