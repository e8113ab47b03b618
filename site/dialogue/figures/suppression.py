"""What of the figures may be shown: the one rule for small cells, everywhere.

A count of one to four is not shown, nor is a part whose rest is one to four; a group of fewer
than five matters shows nothing; where the groups that show nothing hold fewer than five matters
together, the next smallest group is hidden too, so that no subtraction gives them away. A row
changes only when five matters or more of it changed, and so did what is left over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dialogue.figures.rows import ALL, LEAST, Row

PARTS: Final[Mapping[str, str]] = {
    "declined": "decided", "withdrawn": "decided", "merged": "decided", "assigned": "decided",
    "hidden": "decided", "redacted": "decided", "disputed": "assigned",
    "transferred": "assigned", "extended": "assigned", "due": "assigned", "overdue": "due",
    "replied": "due", "on_time": "replied", "signed_by_own_leader": "replied",
    "resolved": "replied", "promised": "replied", "promises_due": "promised",
    "promises_kept": "promised", "promises_missed": "promised", "rated": "replied",
    "satisfied": "rated", "reopened": "rated", "second_replies": "reopened",
}  # fmt: skip
"""Of which count another is a part: its denominator."""

TIMED: Final[Mapping[str, str]] = {
    "to_moderation": "decided", "to_reply": "replied", "to_resolution": "resolved",
}  # fmt: skip
"""How many matters stand behind a time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it is shown: None stands for what is not; `hidden` rows show nothing at all."""

    dimension: str
    group: str
    hidden: bool
    counts: Mapping[str, int | None]
    times: Mapping[str, Mapping[str, int | None]]

    def share(self, part: str) -> float | None:
        """A count as a share of its denominator, None where one of both is not shown or 0."""
        whole, found = self.counts.get(PARTS[part]), self.counts.get(part)
        if not whole or found is None:
            return None
        return found / whole


def is_small(count: int) -> bool:
    """Whether so few matters could be told apart."""
    return 0 < count < LEAST


def shown(rows: Iterable[Row]) -> list[Shown]:
    """Rows as they may be shown side by side."""
    found = list(rows)
    hidden = {key for dimension in _dimensions(found) for key in hidden_groups(dimension)}
    return [_blank(row) if row.key in hidden else _cells(row) for row in found]


def _dimensions(rows: Sequence[Row]) -> list[list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.dimension, []).append(row)
    return list(grouped.values())


def hidden_groups(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """The groups of one dimension that show nothing: small ones, and those that shield them."""
    by_size = sorted(rows, key=lambda row: (row.counts["decided"], row.group))
    hidden = [row for row in by_size if is_small(row.counts["decided"])]
    rest = [row for row in by_size if row.counts["decided"] >= LEAST]
    while hidden and rest and (
        len(hidden) < 2 or sum(row.counts["decided"] for row in hidden) < LEAST
    ):  # fmt: skip
        hidden.append(rest.pop(0))
    return {row.key for row in hidden}


def _blank(row: Row) -> Shown:
    return Shown(
        row.dimension, row.group, True, dict.fromkeys(row.counts),
        {name: dict.fromkeys(times) for name, times in row.times.items()},
    )  # fmt: skip


def _cells(row: Row) -> Shown:
    counts: dict[str, int | None] = {"decided": row.counts["decided"]}
    for part, whole in PARTS.items():  # wholes stand before their parts
        found, of = row.counts[part], counts[whole]
        alone = of is None or is_small(found) or is_small(row.counts[whole] - found)
        counts[part] = None if alone else found
    times = {
        name: values if row.counts[TIMED[name]] >= LEAST else dict.fromkeys(values)
        for name, values in row.times.items()
    }
    return Shown(row.dimension, row.group, False, counts, times)


def refreshed(
    changed: Mapping[tuple[str, str], int], newly: Mapping[tuple[str, str], int]
) -> set[tuple[str, str]]:
    """Which rows are shown anew today.

    `changed` counts the matters of each row that changed since it was last shown anew, `newly`
    those that changed since the whole was. The whole moves by five matters or more or not at all;
    of a dimension, rows with five or more move, unless what is left over would move by less.
    """
    if changed.get((ALL, ""), 0) < LEAST:
        return set()
    found = {(ALL, "")}
    for dimension in {name for name, _ in changed} - {ALL}:
        rows = {key: count for key, count in changed.items() if key[0] == dimension}
        moving = sorted((key for key in rows if rows[key] >= LEAST), key=lambda key: -rows[key])
        while moving and is_small(
            sum(count for key, count in newly.items()
                if key[0] == dimension and key not in moving)
        ):  # fmt: skip
            moving.pop()
        found.update(moving)
    return found
