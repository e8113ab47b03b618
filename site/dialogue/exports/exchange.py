"""Exchanging two names of files or folders at one stroke, as renameat2(2) of Linux does."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path
from typing import Final

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2
CANNOT: Final = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}
"""What a system or a file system answers that cannot do it."""


def exchanged(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system cannot. Raises OSError otherwise."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE) == 0:
        return True
    failed = ctypes.get_errno()
    if failed in CANNOT:
        return False
    raise OSError(failed, os.strerror(failed), str(one), None, str(other))
