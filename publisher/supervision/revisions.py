"""What changed between two published versions of a table without being announced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from publisher.languages import Words, words
from publisher.source.frames import ROW, frame
from publisher.source.packages import DataPackage, Resource

if TYPE_CHECKING:
    import polars

REVISION, NOTE, OLD = "revision", "correction_note", "_old"
UNITS = ("org_id", "publisher")
"""The columns that say whose row it is, the first that a table has."""


class Change(NamedTuple):
    """A row that changed or vanished without a new revision number or a correction note.

    `fields` are the titles of columns with their old and new values as text, none where the row
    vanished;
    `row` is its number in the newer file, in the older one where it vanished.
    """

    key: str
    unit: str
    row: int
    revision: int
    fields: tuple[tuple[Words, str, str], ...]

    @property
    def vanished(self) -> bool:
        """Whether the row is not there any more."""
        return not self.fields


class Comparison(NamedTuple):
    """A table in two published versions, one after the other; the newer came out on `day`.

    `rows` are those of the older version. A table without a primary key or without revision
    numbers is not `judged`. `version` identifies the newer version.
    """

    dataset: str
    resource: str
    version: str
    day: dt.date
    rows: int
    judged: bool
    changes: tuple[Change, ...]


def compare(
    older: DataPackage, newer: DataPackage, *, version: str, day: dt.date
) -> tuple[Comparison, ...]:
    """Compare the tables that two versions of a dataset have in common, and those that vanished."""
    found = []
    for old in older.resources:
        new = newer.resource(old.name)
        if new is not None and (new.file.sha256, new.schema) == (old.file.sha256, old.schema):
            continue
        rows, judged, changes = _compare(old, new, newer.unit)
        found.append(Comparison(newer.name, old.name, version, day, rows, judged, changes))
    return tuple(found)


def _compare(
    old: Resource, new: Resource | None, unit: str
) -> tuple[int, bool, tuple[Change, ...]]:
    before = frame(old)
    key = list(old.schema.primary_key)
    if not key or REVISION not in before.columns:
        return before.height, False, ()
    after = frame(new) if new is not None else before.clear()
    if not {*key, REVISION} <= set(after.columns):
        return before.height, False, ()
    titles = {field.name: words(field.title or {"": field.name}) for field in old.schema.fields}
    return before.height, True, tuple(_changes(before, after, key, unit, titles))


def _changes(
    before: polars.DataFrame, after: polars.DataFrame, key: list[str], unit: str,
    titles: Mapping[str, Words],
) -> Iterable[Change]:
    """The unannounced changes, in the order of the older version."""
    import polars as pl

    columns = [c for c in before.columns if c in after.columns and c not in (*key, ROW, REVISION)]
    older = before.with_columns(pl.col(*key).cast(pl.String))
    newer = after.with_columns(pl.col(*key).cast(pl.String))
    both = older.join(newer, on=key, how="left", suffix=OLD, nulls_equal=True,
                      maintain_order="left")  # fmt: skip
    same = [pl.col(c).cast(pl.String).eq_missing(pl.col(c + OLD).cast(pl.String)) for c in columns]
    gone = pl.col(ROW + OLD).is_null()
    silent = pl.col(REVISION + OLD) <= pl.col(REVISION)
    if NOTE in columns:
        silent &= pl.col(NOTE + OLD).is_null() | pl.col(NOTE).eq_missing(pl.col(NOTE + OLD))
    for row in both.filter(gone | (silent & ~pl.all_horizontal(same))).iter_rows(named=True):
        yield _change(row, key, [c for c in columns if c in titles], unit, titles)


def _change(
    row: Mapping[str, Any], key: list[str], columns: list[str], unit: str,
    titles: Mapping[str, Words],
) -> Change:  # fmt: skip
    gone = row[ROW + OLD] is None
    fields = tuple(
        (titles[column], _text(row[column]), _text(row[column + OLD]))
        for column in columns if not gone and _text(row[column]) != _text(row[column + OLD])
    )  # fmt: skip
    whose = next((row[column] for column in UNITS if row.get(column)), unit)
    return Change(
        key=" / ".join(str(row[name]) for name in key), unit=str(whose),
        row=row[ROW] if gone else row[ROW + OLD], revision=row[REVISION] or 0, fields=fields,
    )  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def outstanding(
    changes: Iterable[Change], newest: Resource | None
) -> tuple[Change, ...]:
    """Those changes that nothing has announced since, given the table's newest version.

    A row that vanished and is back, and a row with a higher revision number since, are settled.
    """
    wanted = tuple(changes)
    if not wanted or newest is None or not newest.schema.primary_key:
        return wanted
    table = frame(newest)
    if REVISION not in table.columns:
        return wanted
    keys = list(newest.schema.primary_key)
    now = {" / ".join(map(str, row[:-1])): row[-1] or 0
           for row in table.select([*keys, REVISION]).iter_rows()}  # fmt: skip
    return tuple(
        change for change in wanted
        if (change.key not in now if change.vanished
            else now.get(change.key, 0) <= change.revision)
    )  # fmt: skip
