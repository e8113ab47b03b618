"""An attacker who has nothing but the published tables, and subtracts whatever can be subtracted.

Written against what is published (numbers by row and measure), not against the code that decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Published = Mapping[tuple[str, str], Mapping[str, tuple[int, int | None]]]
"""Counts with their denominators, by row and measure."""
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
        for measure, (value, of) in row.items():
            yield ("cell", key, measure), value
            if of is not None:
                yield ("denominator", key, measure), of
                yield ("others", key, measure), of - value
        if key[0] == "code":
            continue
        for whole, parts in WHOLES.items():
            for part in parts:
                if whole in row and part in row:
                    yield ("others in the row", key, part), row[whole][0] - row[part][0]
        for whole, family in APART:
            known = [part for part in family if part in row]
            if whole in row and known:
                left = row[whole][0] - sum(row[part][0] for part in known)
                yield ("left in the row", key, whole, tuple(known)), left
    yield from _beside_groups(table)


def _beside_groups(table: Published) -> Iterator[tuple[tuple[object, ...], int]]:
    county = table.get(COUNTY, {})
    for dimension in {key[0] for key in table} - {"all"}:
        for measure, (whole, whole_of) in county.items():
            shown = {key: row[measure] for key, row in table.items()
                     if key[0] == dimension and measure in row}  # fmt: skip
            if not shown:
                continue
            left = whole - sum(value for value, _ in shown.values())
            yield ("left in the county", dimension, measure, frozenset(shown)), left
            for key, (value, _) in shown.items():
                yield ("all other groups", key, measure), whole - value
            if whole_of is not None and dimension != "code":
                others = sum((of or 0) - value for value, of in shown.values())
                yield ("others left", dimension, measure, frozenset(shown)), (
                    whole_of - whole - others
                )


def found_in(table: Published) -> list[tuple[object, ...]]:
    """What one table gives away."""
    return [name for name, value in numbers(table) if 0 < abs(value) < 5]


def found_between(before: Published, after: Published) -> list[tuple[object, ...]]:
    """What the differences between two tables give away."""
    then = dict(numbers(before))
    return [
        name for name, value in numbers(after)
        if name in then and 0 < abs(value - then[name]) < 5
    ]  # fmt: skip
