"""What changed in a table since the last release: its file there is all that must be known."""

from __future__ import annotations

from typing import NamedTuple

from publisher.release.found.rows import Rows


class Changes(NamedTuple):
    """Rows that are new or changed, by their numbers, and the ids of rows that are gone."""

    numbers: list[int]
    gone: list[str]


def changes(now: Rows | None, before: Rows | None) -> Changes:
    """What to index again of a table; None stands for a table that is not there or not searched.

    A million rows are compared in a few seconds. Where rows are named otherwise than before, or
    documents made otherwise, all of them count as changed.
    """
    if now is None:
        return Changes([], list(before.ids()) if before else [])
    if before is None:
        return Changes(list(range(1, now.count + 1)), [])
    if now.layout != before.layout or now.keyed != before.keyed:
        return Changes(list(range(1, now.count + 1)), list(before.ids()))
    return Changes(_numbers(now, before), _gone(now, before))


def _numbers(now: Rows, before: Rows) -> list[int]:
    differs = " OR ".join(f"rows.c{place} IS NOT old.c{place}" for place in now.places)
    query = (
        f"SELECT rows.rowid FROM rows LEFT JOIN other.rows AS old ON {_same(now)} "  # noqa: S608 - c and numbers
        f"WHERE old.rowid IS NULL OR {differs} ORDER BY rows.rowid"
    )
    with now.beside(before):
        return [number for (number,) in now.database.execute(query)]


def _gone(now: Rows, before: Rows) -> list[str]:
    with before.beside(now):
        return list(before.ids(
            f"WHERE NOT EXISTS (SELECT 1 FROM other.rows AS old WHERE {_same(before)})"  # noqa: S608 - c and numbers
        ))  # fmt: skip


def _same(rows: Rows) -> str:
    """The condition for two rows to be one and the same, before and after."""
    if not rows.keyed:
        return "rows.rowid = old.rowid"
    return " AND ".join(f"rows.c{place} = old.c{place}" for place in rows.layout.key)
