"""First publication: which day counts, what a row states or what the archive can prove.

- The day that counts is settled at the first publication that holds the row, and never changes:
  a later revision, a new date in the row and a row that vanishes and comes back keep it.
- While the archive does not yet know a table, the day that its rows state counts.
- After that, a row that the last publication did not hold cannot have been published before it:
  if it states an earlier day, it was backdated, and the day on which it appeared counts.
- A day in the future does not count: what is there is public today.
- A column other than `published_on` tells of a publication elsewhere, which the archive cannot
  disprove: the day that it stated first counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Key = tuple[str, str, str]
"""Obligation, unit and period."""


class First(NamedTuple):
    """The day of a first publication that counts, and the day that the row stated then."""

    counted: dt.date
    stated: dt.date

    @property
    def backdated(self) -> bool:
        """Whether the row stated a day before the publication that it first appeared in."""
        return self.stated < self.counted


@dataclass(frozen=True)
class FirstDays:
    """What the archive remembers, for judging what is published on `today`.

    `known` by duty; `watched` are the pairs of obligation and dataset that it had looked at before;
    `before` is the day of the last publication.
    """

    today: dt.date
    known: Mapping[Key, First] = field(default_factory=dict)
    watched: frozenset[tuple[str, str]] = frozenset()
    before: dt.date | None = None

    def judge(self, key: Key, dataset: str, stated: dt.date, *, here: bool = True) -> First:
        """The first publication of what `key` names, stated to be on `stated`.

        `here` says that the column is about this site, not about another place.
        """
        known = self.known.get(key)
        if known is not None:
            return known
        proved = here and self.before is not None and (key[0], dataset) in self.watched
        if proved and self.before is not None and stated < self.before:
            return First(self.today, stated)
        return First(min(stated, self.today), stated)
