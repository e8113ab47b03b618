"""Bringing the published table up to date, as far as the rule for small cells lets it.

On one day the county's figures move and those of its groups stand still, on the next it is the
other way round: so no subtraction on the same day pairs one group's change with the county's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations
from typing import Final

from dialogue.figures.measures import PARTS
from dialogue.figures.rows import DIMENSIONS, WHOLE, Key, Row
from dialogue.figures.suppression import (
    Figure,
    Table,
    dimension_agrees,
    hide,
    is_small,
    measures_of,
    note_rests,
    row_agrees,
    wholes,
)

MOST_TRIED: Final = 400
"""Choices of groups that are tried before only few of them move."""
MOST_BEHIND: Final = 20
"""A figure with its rate waits for its whole until it is so many matters behind."""
Rows = Mapping[Key, Row]


def brought_up_to_date(
    before: Table, rows: Iterable[Row], day: dt.date, *, whole_first: bool
) -> tuple[Table, bool]:
    """The table of a day, and whether the county's figures moved in it (else its groups did).

    `rows` are the true figures. Where neither may move the table stays as it is.
    """
    found = {row.key: row for row in rows}
    table = before.copy()
    if not before.rows:
        _move_whole(table, before, found, day)
        _move_groups(table, before, found, day)
        return _noted(table, before), True
    for whole in (whole_first, not whole_first):
        (_move_whole if whole else _move_groups)(table, before, found, day)
        if table.rows != before.rows:
            return _noted(table, before), whole
    return _noted(table, before), not whole_first


def _noted(table: Table, before: Table) -> Table:
    note_rests(table, before, {one: measures_of(one) for one in DIMENSIONS})
    return table


def _move_whole(table: Table, before: Table, rows: Rows, day: dt.date) -> None:
    """Move each of the county's figures that may; a whole that moves may hide its parts."""
    for measure in measures_of(WHOLE[0]):
        old = dict(table.rows.get(WHOLE, {}))
        figure = _next(table, WHOLE, measure, rows, day)
        if figure is not None:
            table.rows.setdefault(WHOLE, {})[measure] = figure
        if figure is None or not _whole_agrees(table, before, measure):
            table.rows[WHOLE] = old
            _settle(table, before, WHOLE, measure, rows)
        for dimension in DIMENSIONS:
            if measure in measures_of(dimension):
                _hide_until_agreed(table, before, dimension, measure)


def _whole_agrees(table: Table, before: Table, measure: str) -> bool:
    return row_agrees(table, before, WHOLE, measure) and all(
        dimension_agrees(table, before, dimension, measure)
        for dimension in DIMENSIONS
        if measure in measures_of(dimension)
    )


def _settle(table: Table, before: Table, key: Key, measure: str, rows: Rows) -> None:
    """Hide a figure that stays as it was, where it can no longer stand beside its whole."""
    if not row_agrees(table, before, key, measure) or _is_far(table, key, measure, rows):
        hide(table, key, measure)


def _is_far(table: Table, key: Key, measure: str, rows: Rows) -> bool:
    """Whether a figure that is shown must not be: what it counts is a small cell by now."""
    value, now = table.value(key, measure), _true(rows, key, measure)
    return value is not None and is_small(now) and not is_small(now - value)


def _next(table: Table, key: Key, measure: str, rows: Rows, day: dt.date) -> Figure | None:
    """What a figure would be today; None if it stays, or if its denominator is not of today."""
    known, value = table.rows.get(key, {}).get(measure), _true(rows, key, measure)
    whole, of = "", None
    for place in wholes(key, measure):
        of = table.value(*place)
        if of is not None and of == _true(rows, *place):
            whole = place[1]
            break
    if not whole and next(wholes(key, measure), None):
        return None
    if known and known.shown and (
        (known.value, known.of, known.whole) == (value, of, whole)
        or (_has_rate(known, measure) and whole != known.whole
            and abs(value - known.value) < MOST_BEHIND)
    ):  # fmt: skip
        return None
    return Figure(value, of, day, whole=whole)


def _has_rate(figure: Figure, measure: str) -> bool:
    """Whether a figure stands with what it is a share of."""
    return figure.whole == PARTS.get(measure)


def _true(rows: Rows, key: Key, measure: str) -> int:
    row = rows.get(key)
    return row.counts[measure] if row else 0


def _move_groups(table: Table, before: Table, rows: Rows, day: dt.date) -> None:
    """Of each dimension move as many groups as may."""
    for dimension in DIMENSIONS:
        keys = sorted({key for key in (*rows, *table.rows) if key[0] == dimension})
        for measure in measures_of(dimension):
            _move_measure(table, before, rows, day, keys, measure)


def _move_measure(
    table: Table, before: Table, rows: Rows, day: dt.date, keys: Sequence[Key], measure: str
) -> None:
    for key in keys:
        _settle(table, before, key, measure, rows)
    ready = dict(_ready(table, before, rows, day, keys, measure))
    still = {key: table.rows[key].get(measure) for key in ready}
    dimension = keys[0][0] if keys else ""
    for chosen in _choices(ready):
        for key in ready:
            _put(table, key, measure, ready[key] if key in chosen else still[key])
        if dimension_agrees(table, before, dimension, measure):
            return
    _hide_until_agreed(table, before, dimension, measure)


def _hide_until_agreed(table: Table, before: Table, dimension: str, measure: str) -> None:
    """Hide groups, the smallest first, until the others may stand beside the county's figure."""
    shown = sorted(table.groups(dimension, measure), key=lambda key: table.value(key, measure) or 0)
    for key in shown:
        if dimension_agrees(table, before, dimension, measure):
            return
        hide(table, key, measure)


def _ready(
    table: Table, before: Table, rows: Rows, day: dt.date, keys: Sequence[Key], measure: str
) -> Iterator[tuple[Key, Figure]]:
    """The groups whose figure may move as far as their own row says."""
    for key in keys:
        figure = _next(table, key, measure, rows, day)
        if figure is None:
            continue
        old = table.rows.get(key, {}).get(measure)
        _put(table, key, measure, figure)
        if row_agrees(table, before, key, measure):
            yield key, figure
        _put(table, key, measure, old)


def _put(table: Table, key: Key, measure: str, figure: Figure | None) -> None:
    row = table.rows.setdefault(key, {})
    if figure is None:
        row.pop(measure, None)
    else:
        row[measure] = figure


def _choices(ready: Mapping[Key, Figure]) -> Iterator[Sequence[Key]]:
    """Which groups might move together: all, all but few, then the largest ones."""
    keys = sorted(ready, key=lambda key: -ready[key].value)
    fewer = chain.from_iterable(combinations(keys, left) for left in (1, 2) if left < len(keys))
    yield tuple(keys)
    for count, left in enumerate(fewer):
        if count >= MOST_TRIED:
            break
        yield tuple(key for key in keys if key not in left)
    for size in range(len(keys) - 3, 0, -1):
        yield tuple(keys[:size])
    yield ()
