"""What a release consists of: outputs, what they are made from, and how."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

from publisher.edition import Edition

Maker = Callable[..., bytes | None]
"""Writes an output: (edition, target, *arguments). Importable by name, to be run elsewhere.

It may give the bytes it wrote, so that they need not be read again.

One that writes nothing says that the output does not exist for this edition.
"""


class Order(IntEnum):
    """When an output is made: each step can read what the steps before it made."""

    TABLE = 0
    DOWNLOAD = 1
    DESCRIPTION = 2
    PAGE = 3


class Job(NamedTuple):
    """One output: its path below the release's folder, what it depends on, how it is made.

    `inputs` is the digest of everything that the bytes depend on: an output whose inputs are
    those of the last release is linked, not made. `path` begins with `public/` (what everybody
    gets), `tables/` (what table pages read) or `live/` (what the running website reads).
    """

    path: str
    inputs: str
    maker: Maker
    arguments: tuple[Any, ...] = ()
    order: Order = Order.PAGE


Planner = Callable[[Edition], Iterable[Job]]
"""Says which outputs an edition has."""


def digest(*parts: object) -> str:
    """A digest of values whose `repr` says all that matters about them."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def write(target: Path, content: bytes) -> bytes:
    """Write an output, which must not exist: an existing one may be linked from elsewhere."""
    with open(target, "xb") as file:  # noqa: PTH123 - faster than Path.open
        file.write(content)
    return content
