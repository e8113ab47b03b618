"""First publication: which day counts, what a row states or what the archive can prove.

- The day that counts is settled at the first publication that holds the row, and never changes:
  a later revision, a new date in the row and a row that vanishes and comes back keep it.
- While the archive does not yet know a table, the day that its rows state counts.
- After that, a row that the last publication did not hold cannot have been published before it:
  if it states an earlier day, it was backdated, and the day on which it appeared counts.
- The same holds of an article that was not there at the last publication.
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

    `known` by duty; `watched` are the pairs of rule and dataset that it had looked at before;
    `live` are the articles of the last publication, as content/<column>/<slug>; `before` is its
    day.
    """

    today: dt.date
    known: Mapping[Key, First] = field(default_factory=dict)
    watched: frozenset[tuple[str, str]] = frozenset()
    live: frozenset[str] = frozenset()
    before: dt.date | None = None

    def is_proved(self, rule: str, source: str) -> bool:
        """Whether the archive knows that a new row or article was not there before.

        `source` is the dataset, or the article as content/<column>/<slug>.
        """
        if source.startswith("content/"):
            return source not in self.live
        return (rule, source) in self.watched

    def judge(self, key: Key, stated: dt.date, *, proved: bool) -> First:
        """The first publication of what `key` names, stated to be on `stated`.

        `proved` says that it was not there before the last publication unless it is known.
        """
        known = self.known.get(key)
        if known is not None:
            return known
        if proved and self.before is not None and stated < self.before:
            return First(self.today, stated)
        return First(min(stated, self.today), stated)
