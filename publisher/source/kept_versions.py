"""Whether all published versions of an article or a dataset are kept, or the current one alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from publisher.languages import message
from publisher.source.keys import Key

CURRENT: Final = "current"

VERSIONS: Final = Key(
    "versions", "text",
    message("Which published versions are kept. all, the usual: every one. current: another "
            "version, or none, takes the bytes of those before it from the archive, and the "
            "releases that hold them; only their hashes and days stay."),
    choices=("all", CURRENT),
)  # fmt: skip


def only_current(keys: Mapping[str, Any]) -> bool:
    """Whether the keys say that the current version alone is kept."""
    return keys.get(VERSIONS.name) == CURRENT
