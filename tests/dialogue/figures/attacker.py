"""An attacker who has nothing but the published tables, and subtracts whatever can be subtracted.

Written against what is published (numbers by row and measure), not against the code that decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

Published = Mapping[tuple[str, str], Mapping[str, int]]
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
        for measure, value in row.items():
            yield ("cell", key, measure), value
        if key[0] == "code":
            continue
        for whole, parts in WHOLES.items():
            for part in parts:
                if whole in row and part in row:
                    yield ("others in the row", key, part), row[whole] - row[part]
        for whole, family in APART:
            known = [part for part in family if part in row]
            for size in range(2, len(known) + 1):
                for chosen in combinations(known, size):
                    if whole in row and set(known) == set(chosen):
                        left = row[whole] - sum(row[part] for part in chosen)
                        yield ("left in the row", key, whole, chosen), left
    yield from _beside_groups(table)


def _beside_groups(table: Published) -> Iterator[tuple[tuple[object, ...], int]]:
    county = table.get(COUNTY, {})
    for dimension in {key[0] for key in table} - {"all"}:
        groups = {key: row for key, row in table.items() if key[0] == dimension}
        for measure, whole in county.items():
            shown = {key: row[measure] for key, row in groups.items() if measure in row}
            if shown:
                yield ("left in the county", dimension, measure, frozenset(shown)), (
                    whole - sum(shown.values())
                )
            for key, value in shown.items():
                yield ("all other groups", key, measure), whole - value
        if dimension == "code":
            continue
        for whole, parts in WHOLES.items():
            for part in parts:
                with_both = {key: row for key, row in groups.items()
                             if whole in row and part in row}  # fmt: skip
                if with_both and whole in county and part in county:
                    left = county[whole] - county[part]
                    left -= sum(row[whole] - row[part] for row in with_both.values())
                    yield ("others left", dimension, part, frozenset(with_both)), left


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
