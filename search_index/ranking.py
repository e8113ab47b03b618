"""How much what counts: the weights that order hits, the same for every engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from .documents import date_of, order_from

TITLE: Final = 4.0
"""A match in the title against one in the body."""
WORD_IN_TITLE: Final = 2.0
WORD_IN_BODY: Final = 0.6
"""The dictionary's words, beside what had to match."""
STANDS_FOR: Final = 0.5
"""A synonym against the word itself."""
CODE: Final = 40.0
"""A code that is looked up whole stands first."""
WEIGHT: Final = 0.35
"""Each step of a document's own weight."""
FRESH: Final = ((30, 0.8), (180, 0.5), (730, 0.3))
"""What a document gains that is at most so many days older than the newest."""


class Bonus(NamedTuple):
    """What documents gain whose `order_key` is at least `low`."""

    low: int
    gain: float


def freshness(newest: int) -> Iterator[Bonus]:
    """The gains of fresh documents, given the greatest `order_key` of an index."""
    day = date_of(newest)
    if day is None:
        return
    for days, gain in FRESH:
        if day.toordinal() > days:
            yield Bonus(order_from(day - dt.timedelta(days=days)), gain)
