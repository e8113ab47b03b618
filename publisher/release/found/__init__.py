"""What is to be found of an edition: everything that is published, and nothing else.

A module for each kind of thing turns it into documents. Kinds that come from the edition give
entries, see `SOURCES`; rows are too many for that and are read from the release's tables. How
much each kind counts is said in `weights`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from publisher.edition import Edition
from publisher.release.found import articles, boards, datasets, flags, reports, units
from publisher.release.found.entries import Entry

SOURCES: Final[tuple[Callable[[Edition], Iterator[Entry]], ...]] = (
    articles.entries,
    datasets.entries,
    units.entries,
    boards.entries,
    reports.entries,
    flags.entries,
)
"""All kinds but rows. A further kind is a module with such a function, and a line here."""


def entries(edition: Edition) -> Iterator[Entry]:
    """Everything in an edition that can be found, except rows."""
    for source in SOURCES:
        yield from source(edition)
