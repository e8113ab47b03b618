"""The calendar of an edition: that of the source, or its last valid version."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import NamedTuple

from publisher.release.archive import Archive, Version
from publisher.release.observing import Remember
from publisher.source import holidays
from publisher.source.source import Source
from publisher.workdays import Calendar, shipped


class Chosen(NamedTuple):
    """The calendar, and the version of its file that is to be kept if it is new."""

    calendar: Calendar
    versions: tuple[Version, ...]


def digest(text: bytes) -> str:
    """The hash by which the archive knows a file of working days."""
    return hashlib.sha256(text).hexdigest()


def calendar(
    source: Source, bad: Collection[str], archive: Archive, remember: Remember
) -> Chosen:
    """The calendar of working days; an invalid file is replaced by its last published version."""
    if source.workdays is None:
        return Chosen(remember("calendar", [], shipped), ())  # reading its file takes 100 ms
    if holidays.FILE in bad:
        last = archive.last_version(holidays.FILE)
        return Chosen(holidays.calendar(holidays.parse(last[1])[0] or {} if last else {}), ())
    version = Version(holidays.FILE, digest(source.workdays), source.workdays)
    kept = (version,) if archive.live().get(holidays.FILE) != version.digest else ()
    return Chosen(source.calendar, kept)
