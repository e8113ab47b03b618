"""An attacker who has nothing but the published tables, and subtracts whatever can be subtracted.

Written against what is published (numbers by row and measure), not against the code that decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Published = Mapping[tuple[str, str], Mapping[str, tuple[int, int | None, str, object]]]
"""Counts with their denominators, what these are called, and their day; by row and measure."""
WHOLES = {
    "decided": ("declined", "withdrawn", "merged", "assigned", "hidden", "redacted"),
    "assigned": ("disputed", "transferred", "extended", "due"), "due": ("overdue", "replied"),
    "replied": ("on_time", "signed_by_own_leader", "resolved", "promises_open",
                "promises_missed", "rated"),
    "resolved": ("promises_kept",), "rated": ("satisfied", "reopened"),
    "reopened": ("second_replies",),
}  # fmt: skip
APART = (
    ("decided", ("declined", "withdrawn", "merged", "assigned")), ("due", ("replied", "overdue")),
    ("replied", ("resolved", "promises_open", "promises_missed")),
)  # fmt: skip
COUNTY = ("all", "")


def numbers(table: Published) -> Iterator[tuple[tuple[object, ...], int]]:
    """Every number that the table gives, by itself and by subtraction, named by how it is got."""
    for key, row in table.items():
        for measure, (value, of, _, _) in row.items():
            yield ("cell", key, measure), value
            if of is not None:
                yield ("others", key, measure), of - value
        if key[0] == "code":
            continue
        for measure, (value, _, _, since) in row.items():
            for above in above_of(measure):
                if above in row and row[above][3] == since:  # both true on the same day
                    yield ("others on the day", key, measure, above), row[above][0] - value
        for whole, family in APART:
            for day in {row[part][3] for part in family if part in row}:
                known = [part for part in family if part in row and row[part][3] == day]
                if whole in row and row[whole][3] == day:
                    left = row[whole][0] - sum(row[part][0] for part in known)
                    yield ("left in the row", key, whole, tuple(known)), left
    yield from _beside_groups(table)


def above_of(measure: str) -> Iterator[str]:
    """What a measure is a part of, directly or not."""
    for whole, parts in WHOLES.items():
        if measure in parts:
            yield whole
            yield from above_of(whole)


def _beside_groups(table: Published) -> Iterator[tuple[tuple[object, ...], int]]:
    county = table.get(COUNTY, {})
    for dimension in {key[0] for key in table} - {"all"}:
        for measure, (whole, of_whole, name, _) in county.items():
            shown = {key: row[measure] for key, row in table.items()
                     if key[0] == dimension and measure in row}  # fmt: skip
            if not shown:
                continue
            left = whole - sum(one[0] for one in shown.values())
            yield ("left in the county", dimension, measure, frozenset(shown)), left
            for key, one in shown.items():
                yield ("all other groups", key, measure), whole - one[0]
            if of_whole is not None and all(one[2] == name for one in shown.values()):
                others = sum((one[1] or 0) - one[0] for one in shown.values())
                yield ("others left", dimension, measure, frozenset(shown)), (
                    of_whole - whole - others
                )


def found_in(table: Published) -> list[tuple[object, ...]]:
    """What one table gives away."""
    return [name for name, value in numbers(table) if 0 < abs(value) < 5]


class Memory:
    """An attacker who kept every table and holds each number against what it was before.

    What is left beside the groups is held against the `BACK` different numbers that it last was
    with the same groups, however long they were not shown; so one day's move of the county and
    the next day's of its groups are seen together.
    """

    BACK = 2

    def __init__(self) -> None:
        self._yesterday: dict[tuple[object, ...], int] = {}
        self._last: dict[tuple[object, ...], list[int]] = {}

    def found_in(self, table: Published) -> list[tuple[object, ...]]:
        """What the differences between a new table and those before it give away."""
        now, found = dict(numbers(table)), []
        for name, value in now.items():
            if any(0 < abs(value - then) < 5 for then in self._before(name)):
                found.append(name)
            known = self._last.setdefault(name, [])
            if not known or known[-1] != value:
                known.append(value)
        self._yesterday = now
        return found

    def _before(self, name: tuple[object, ...]) -> list[int]:
        if name[0] == "cell":
            return self._last.get(name, [])[-1:]
        if name[0] == "left in the county":
            return self._last.get(name, [])[-self.BACK:]
        if name[0] == "all other groups" and name in self._yesterday:
            return [self._yesterday[name]]
        return []
