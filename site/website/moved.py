"""Addresses that are gone, as an include file for nginx; others read `redirects.json`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from publisher import addresses
from publisher.edition import Edition
from publisher.jobs import Job, digest, write
from publisher.outputs.plan import redirections

PATH = "live/gone.nginx"


def jobs(edition: Edition) -> Iterator[Job]:
    """The include file."""
    yield Job(PATH, digest(redirections(edition)), write_gone)


def write_gone(edition: Edition, target: Path) -> bytes:
    """Write lines of an nginx map: an address, and the file that says why it is gone."""
    gone = [str(entry["from"]) for entry in redirections(edition)]
    lines = [f'"{address}" "/{addresses.file_of(address)}";\n' for address in gone]
    return write(target, "".join(lines).encode())
