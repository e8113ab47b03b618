"""Style sheets, scripts and the logo: published under names that change with their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from publisher.edition import Edition
from publisher.errors import StorageError
from publisher.jobs import Job, digest, write
from publisher.languages import message

STATIC = Path(__file__).parent / "static"
"""What `make assets` writes."""


class Asset(NamedTuple):
    """A file of the front end: where it lies, its public address, its hash."""

    place: Path
    address: str
    sha256: str


def published_name(name: str, sha256: str) -> str:
    """The public name of an asset: `lightwell.css` becomes `lightwell-<hash8>.css`."""
    stem, extension = name.rsplit(".", 1)
    return f"{stem}-{sha256[:8]}.{extension}"


@cache
def assets() -> Mapping[str, Asset]:
    """All assets by name. Raises StorageError before `make assets` was run."""
    found: dict[str, Asset] = {}
    for file in sorted(STATIC.glob("*.*")):
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        found[file.name] = Asset(file, f"/assets/{published_name(file.name, sha256)}", sha256)
    if not found:
        raise StorageError(message("The front end's files are missing: run “make assets”."))
    return found


def asset(name: str) -> str:
    """The public address of an asset."""
    return assets()[name].address


def jobs(edition: Edition) -> Iterator[Job]:
    """The files of the front end."""
    for name, entry in assets().items():
        yield Job(f"public{entry.address}", digest(entry.sha256), copy, (name,))


def copy(edition: Edition, target: Path, name: str) -> bytes:
    """Write the asset called `name`."""
    return write(target, assets()[name].place.read_bytes())
