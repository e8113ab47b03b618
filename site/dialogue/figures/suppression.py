"""The one rule for small cells: which figures may stand in the published table, and may change.

No count of the table is 1 to 4, nor is what is left of a whole when its parts of the same day are
taken away, nor what is left of the county's figure when the groups shown of a dimension, or one of
them, are taken away. No count changes by 1 to 4 from one day to the next, nor does what is left
beside the groups. `Table` is what is shown; a figure that may not change yet stays as it was
shown, exact for the day in `since`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2s
from typing import Final

from dialogue.figures.measures import COUNTS, FAMILIES, PARTS, SHARES
from dialogue.figures.rows import WHOLE, Key

LEAST: Final = 5
"""Fewer matters than these are never told apart."""
REMEMBERED: Final = 2
"""How many earlier rests beside the same groups are held against the present one."""
MOST_SETS: Final = 40
"""Of how many sets of groups the rests are remembered, the last ones shown."""
CODES: Final = "code"
"""The dimension whose groups are those of one measure only: declined matters by their code."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as it was on the day `since`, and on that day the one it is a part of: its `whole`.

    The whole is the nearest one that could be shown; `of` is None for what is a whole itself.
    A figure that is not `shown` was shown before; it is remembered for what comes after.
    """

    value: int
    of: int | None
    since: dt.date
    shown: bool = True
    whole: str = ""


Row = dict[str, Figure]


@dataclass(slots=True)
class Table:
    """What is shown of every row, by measure; `rests` are what was left of the county's figure.

    `rests` holds, by dimension and measure, what was left beside which groups (`beside`), the
    newest last: also of groups that are not shown at present, and may be again.
    """

    rows: dict[Key, Row] = field(default_factory=dict)
    rests: dict[tuple[str, str], tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def figure(self, key: Key, measure: str) -> Figure | None:
        """A figure that is shown."""
        found = self.rows.get(key, {}).get(measure)
        return found if found and found.shown else None

    def value(self, key: Key, measure: str) -> int | None:
        """The count of a figure that is shown."""
        found = self.figure(key, measure)
        return found.value if found else None

    def denominator(self, key: Key, measure: str) -> int | None:
        """What a figure that is shown is a share of, as of the same day; None where that is not."""
        figure = self.figure(key, measure)
        if figure is None:
            return None
        if figure.whole in ("", measure) or figure.whole == SHARES.get(measure):
            return figure.of
        if SHARES.get(measure) == PARTS.get(measure):
            return None
        of = self.figure(key, SHARES[measure])
        return of.value if of and of.since == figure.since else None

    def groups(self, dimension: str, measure: str) -> Iterator[Key]:
        """The rows of a dimension that show a measure."""
        return (key for key in self.rows if key[0] == dimension and self.figure(key, measure))

    def copy(self) -> Table:
        """A table of its own with the same figures."""
        return Table({key: dict(row) for key, row in self.rows.items()}, dict(self.rests))


def is_small(number: int) -> bool:
    """Whether so few matters, or so few more or less, could be told apart."""
    return 0 < abs(number) < LEAST


def measures_of(dimension: str) -> tuple[str, ...]:
    """What is counted of a dimension's groups, wholes before their parts."""
    return ("declined",) if dimension == CODES else COUNTS


def wholes(key: Key, measure: str) -> Iterator[tuple[Key, str]]:
    """The figures that another is a part of, the nearest first."""
    if key[0] == CODES:
        yield WHOLE, measure
        return
    while measure in PARTS:
        measure = PARTS[measure]
        yield key, measure


def left_in_row(table: Table, key: Key, measure: str) -> Iterator[int]:
    """What is left within a row of the wholes that `measure` is a part of, as of its day."""
    figure = table.figure(key, measure)
    if figure is None or figure.of is None:
        return
    yield figure.of - figure.value
    for family in FAMILIES:
        if measure in family:
            parts = [one for name in family if (one := table.figure(key, name)) is not None
                     and (one.whole, one.since) == (figure.whole, figure.since)]  # fmt: skip
            yield figure.of - sum(one.value for one in parts)


def rest(table: Table, dimension: str, measure: str) -> int | None:
    """What is left of the county's figure beside the groups that are shown."""
    whole = table.value(WHOLE, measure)
    if whole is None:
        return None
    values = (table.value(key, measure) for key in table.groups(dimension, measure))
    return whole - sum(value for value in values if value is not None)


def rest_of_others(table: Table, dimension: str, measure: str) -> int | None:
    """The same of the matters that `measure` does not count, by the denominators shown with it."""
    found = [table.figure(key, measure) for key in (WHOLE, *table.groups(dimension, measure))]
    if len({one.whole for one in found if one is not None}) > 1:
        return None
    others = [one.of - one.value for one in found if one is not None and one.of is not None]
    if dimension == CODES or len(others) < len(found):
        return None
    return others[0] - sum(others[1:])


def row_agrees(table: Table, before: Table, key: Key, measure: str) -> bool:
    """Whether a figure may stand in its row, and after what was shown of it before."""
    figure, known = table.figure(key, measure), before.rows.get(key, {}).get(measure)
    if figure is None:
        return True
    if is_small(figure.value) or (known and is_small(figure.value - known.value)):
        return False
    return not any(left < 0 or is_small(left) for left in left_in_row(table, key, measure))


def dimension_agrees(table: Table, before: Table, dimension: str, measure: str) -> bool:
    """Whether the groups of a dimension may stand beside the county's figure of a measure."""
    left, others = rest(table, dimension, measure), rest_of_others(table, dimension, measure)
    if left is None:
        return not any(table.groups(dimension, measure))
    if is_small(left) or (others is not None and is_small(others)):
        return False
    whole = table.value(WHOLE, measure) or 0
    if any(is_small(whole - (table.value(key, measure) or 0))
           for key in table.groups(dimension, measure)):  # fmt: skip
        return False
    groups = beside(table, dimension, measure)
    known = before.rests.get((dimension, measure), ())
    return not any(one == groups and is_small(left - then) for one, then in known)


def beside(table: Table, dimension: str, measure: str) -> str:
    """A short mark of the groups that show a measure; "" where none does."""
    names = sorted(group for _, group in table.groups(dimension, measure))
    return blake2s("\n".join(names).encode(), digest_size=8).hexdigest() if names else ""


def hide(table: Table, key: Key, measure: str) -> None:
    """Show a figure no longer, nor any that is a part of it; what was shown is remembered."""
    figure = table.rows.get(key, {}).get(measure)
    if figure is None or not figure.shown:
        return
    table.rows[key][measure] = replace(figure, shown=False)
    if key[0] != CODES:
        for part, whole in PARTS.items():
            if whole == measure:
                hide(table, key, part)


def note_rests(table: Table, before: Table, dimensions: Mapping[str, tuple[str, ...]]) -> None:
    """Keep what is left of the county's figures beside what was left before."""
    for dimension, measures in dimensions.items():
        for measure in measures:
            left, groups = rest(table, dimension, measure), beside(table, dimension, measure)
            known = before.rests.get((dimension, measure), ())
            if groups and left is not None:
                known = _remembered(known, groups, left)
            table.rests[dimension, measure] = known


def _remembered(
    known: tuple[tuple[str, int], ...], groups: str, left: int
) -> tuple[tuple[str, int], ...]:
    """What is known of rests with a new one at the end."""
    own = [one for one in known if one[0] == groups and one[1] != left][-REMEMBERED + 1 :]
    others = [one for one in known if one[0] != groups]
    sets = list(dict.fromkeys(name for name, _ in others))[-MOST_SETS + 1 :]
    return (*(one for one in others if one[0] in sets), *own, (groups, left))
