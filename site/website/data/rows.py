"""The rows that a query asks for, page by page, in bounded time.

Pages follow one another by the key of their last row, not by counting: what is shown stays in
order whatever the depth, and the last page costs no more than the first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from publisher.outputs.cells import Kind, Stored, Value, parse, restorer
from website.data.filters import Condition, TableQuery
from website.tables import OpenTable, TooSlow

PAGE = 50
SECONDS = 2.0
"""The time that one page of rows may take."""


class Rows(NamedTuple):
    """A page of rows as (number, cells); `total` is None where counting took too long.

    `more` says whether rows follow.
    """

    rows: tuple[tuple[int, tuple[Value, ...]], ...]
    total: int | None
    more: bool


def find_rows(
    table: OpenTable, query: TableQuery, *, text_places: Sequence[int], limit: int = PAGE
) -> Rows:
    """The page of rows that `query` asks for.

    Words are looked for in the columns `text_places`, and not found where there are none. Raises
    TooSlow if the rows are not found in time.
    """
    until = time.monotonic() + SECONDS
    where = _Where(query, text_places)
    found: list[tuple[Any, ...]] = []
    for part in _parts(table, query, until):
        left = limit + 1 - len(found)
        if left > 0:
            sql = (
                f"SELECT rowid, * FROM rows {where.sql(part.condition)} "  # noqa: S608 - see _Where
                f"ORDER BY {part.order} LIMIT ?"
            )
            found += table.query(sql, [*where.values, *part.values, left], until=until)
    rows = [(row[0], row[1:]) for row in found[:limit]]
    total = _count(table, where, until)
    return Rows(tuple(_restored(table, rows)), total, len(found) > limit)


class _Where:
    """The conditions of a query as SQL. Columns stand in it as c0, c1, …, values as marks."""

    def __init__(self, query: TableQuery, text_places: Sequence[int]) -> None:
        self.clauses: list[str] = []
        self.values: list[Stored] = []
        for condition in query.conditions:
            self.add(condition)
        for word in query.words:
            found = [f"c{place} LIKE ? ESCAPE '\\'" for place in text_places]
            self.clauses.append("(" + " OR ".join(found or ["0"]) + ")")
            self.values += [_pattern(word)] * len(text_places)

    def add(self, condition: Condition) -> None:
        column = f"c{condition.place}"
        if condition.among:
            marks = ", ".join("?" for _ in condition.among)
            self.clauses.append(f"{column} IN ({marks})")
            self.values += condition.among
        for sign, bound in ((">=", condition.least), ("<=", condition.most)):
            if bound is not None:
                self.clauses.append(f"{column} {sign} ?")
                self.values.append(bound)

    def sql(self, *more: str) -> str:
        clauses = [*self.clauses, *(clause for clause in more if clause)]
        return f"WHERE {' AND '.join(clauses)}" if clauses else ""


def _pattern(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


class _Part(NamedTuple):
    """A part of the sorted rows that an index can give in order."""

    condition: str
    order: str
    values: tuple[Stored, ...] = ()


def _parts(table: OpenTable, query: TableQuery, until: float) -> Iterator[_Part]:
    """The rows after the page before: those with a value in their order, then blanks."""
    after = query.after
    if query.sort is None:
        yield _Part("rowid > ?" if after else "", "rowid", (after,) if after else ())
        return
    column = f"c{query.sort.place}"
    last: Stored = None
    if after:
        known = table.query(f"SELECT {column} FROM rows WHERE rowid = ?", [after], until=until)  # noqa: S608 - c and a number
        last = known[0][0] if known else None
        if not known:
            after = None
    sign, way = ("<", "DESC") if query.sort.descending else (">", "ASC")
    filled, blank = f"{column} IS NOT NULL", f"{column} IS NULL"
    order = f"{column} {way}, rowid {way}"
    if not after:
        yield _Part(filled, order)
        yield _Part(blank, "rowid")
    elif last is None:
        yield _Part(f"{blank} AND rowid > ?", "rowid", (after,))
    else:
        yield _Part(f"({column}, rowid) {sign} (?, ?)", order, (last, after))
        yield _Part(blank, "rowid")


def _count(table: OpenTable, where: _Where, until: float) -> int | None:
    if not where.clauses:
        return table.facts.rows
    try:
        sql = f"SELECT count(*) FROM rows {where.sql()}"  # noqa: S608 - see _Where
        counted: int = table.query(sql, where.values, until=until)[0][0]
    except TooSlow:
        return None
    return counted


def _restored(
    table: OpenTable, rows: Sequence[tuple[int, tuple[Any, ...]]]
) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """The rows with their cells as the source has them."""
    fields = table.facts.fields
    restorers = [restorer(field.kind) for field in fields]
    exact = _exact(table, [number for number, _ in rows])
    for number, cells in rows:
        yield number, tuple(
            exact[number, place] if (number, place) in exact
            else cell if cell is None or restore is None else restore(cell)
            for place, (cell, restore) in enumerate(zip(cells, restorers, strict=True))
        )  # fmt: skip


def _exact(table: OpenTable, numbers: Sequence[int]) -> dict[tuple[int, int], Value]:
    """The cells of these rows that SQLite's own numbers do not hold exactly."""
    if not numbers or not any(field.inexact for field in table.facts.fields):
        return {}
    marks = ", ".join("?" for _ in numbers)
    found = table.query(f"SELECT row, field, value FROM exact WHERE row IN ({marks})", numbers)  # noqa: S608 - question marks only
    kinds: list[Kind] = [field.kind for field in table.facts.fields]
    return {(row, place): parse(text, kinds[place]) for row, place, text in found}
