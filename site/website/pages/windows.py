"""The time in which something can be said about a notice."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import NamedTuple

from publisher.source.articles import Article


class Phase(StrEnum):
    """Where a day lies relative to the first and the last day of a notice."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"


class Window(NamedTuple):
    """A notice's phase, and the days until it changes: until the first or the last day."""

    phase: Phase
    days: int
    closes: dt.date


def window(article: Article, today: dt.date) -> Window | None:
    """The phase of a notice on the day `today`; None for what has no last day."""
    if article.column != "notices" or article.withdrawn:
        return None
    keys = dict(article.extra)
    closes: dt.date | None = keys.get("closes")
    if closes is None:
        return None
    opens: dt.date = keys.get("opens", article.date)
    if today < opens:
        return Window(Phase.BEFORE, (opens - today).days, closes)
    if today <= closes:
        return Window(Phase.OPEN, (closes - today).days, closes)
    return Window(Phase.CLOSED, 0, closes)
