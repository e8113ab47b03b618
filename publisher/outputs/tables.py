"""A table as one SQLite file: its rows for the live pages, and the facts that pages show.

The table `rows` has the columns c0, c1, … in the order of the schema's fields, since a field's
name may be anything; `rowid` counts the rows from 1. Blanks are NULL, booleans 0 and 1, dates
ISO texts, lists and objects JSON texts, numbers REAL, and NaN and Infinity texts.

REAL gives numbers of up to 15 digits back as they were. The few others stand in the table
`exact` (row, field, value) in full, beside their nearest float in `rows`, which still compares
and sorts; so do integers beyond 64 bits. `facts` holds the facts as JSON.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from publisher.errors import StorageError
from publisher.languages import message
from publisher.outputs.cells import AFFINITIES, DoesNotFit, parse, restorer
from publisher.outputs.facts import ORDERED, Column, TableFacts, entries, from_entries
from publisher.source import tabular
from publisher.source.packages import Resource

FORMAT = 1
"""`PRAGMA user_version` of the files written here."""

PAGE = 4096
CHUNK = 2000
INDEXED_FROM = 1000
"""Tables with more rows than this get an index on each column that readers filter and sort by."""

def write_sqlite(resource: Resource, target: Path) -> TableFacts:
    """Write a valid table to the SQLite file `target` and tell its facts.

    The source is read once, 28,000 rows in about two seconds. The same rows give the same bytes.
    Raises DoesNotFit for texts that are no Unicode, which only JSON files can hold.
    """
    target.unlink(missing_ok=True)
    columns = [Column(field, place) for place, field in enumerate(resource.schema.fields)]
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as database:
        for setting in (f"page_size = {PAGE}", "journal_mode = OFF", "synchronous = OFF",
                        f"user_version = {FORMAT}"):  # fmt: skip
            database.execute(f"PRAGMA {setting}")
        names = ", ".join(f"c{c.position} {AFFINITIES[c.kind]}" for c in columns)
        database.execute(f"CREATE TABLE rows ({names})")
        database.execute("CREATE TABLE exact (row INTEGER, field INTEGER, value TEXT,"
                         " PRIMARY KEY (row, field)) WITHOUT ROWID")  # fmt: skip
        database.execute("CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        database.execute("BEGIN")
        count = _insert(database, resource, columns)
        facts = TableFacts(count, tuple(column.facts(count) for column in columns))
        database.executemany("INSERT INTO facts VALUES (?, ?)", entries(facts))
        for index in _indexes(resource, facts):
            keys = ", ".join(f"c{place}" for place in index)
            name = "_".join(f"c{place}" for place in index)
            database.execute(f"CREATE INDEX by_{name} ON rows ({keys})")
        database.execute("COMMIT")
        database.execute("ANALYZE")
        database.execute("VACUUM")
    return facts


def _insert(database: sqlite3.Connection, resource: Resource, columns: list[Column]) -> int:
    marks = ", ".join("?" for _ in columns)
    insert = f"INSERT INTO rows VALUES ({marks})"  # noqa: S608 - question marks only
    count = 0
    with tabular.rows(resource) as found:
        while chunk := list(islice(found, CHUNK)):
            taken = [
                column.take(values, count + 1)
                for column, values in zip(columns, zip(*chunk, strict=True), strict=True)
            ]
            try:
                database.executemany(insert, zip(*taken, strict=True))
            except UnicodeEncodeError as failure:
                raise DoesNotFit(
                    message("A text in rows {first} to {last} holds half a character (a lone "
                            "surrogate).", first=count + 1, last=count + len(chunk))
                ) from failure  # fmt: skip
            for column in columns:
                if column.exact:
                    column.inexact = True
                    database.executemany("INSERT INTO exact VALUES (?, ?, ?)", column.exact)
                    column.exact = []
            count += len(chunk)
    return count


def _indexes(resource: Resource, facts: TableFacts) -> list[tuple[int, ...]]:
    """The columns of each index: keys, and in larger tables what readers filter and sort by."""
    schema = resource.schema
    places = {field.name: place for place, field in enumerate(schema.fields)}
    keys = [schema.primary_key, *(key.fields for key in schema.foreign_keys),
            *(key.fields for key in resource.foreign_keys)]  # fmt: skip
    wanted = {tuple(places[name] for name in key if name in places) for key in keys}
    if facts.rows > INDEXED_FROM:
        wanted |= {(place,) for place, field in enumerate(facts.fields)
                   if field.kind in ORDERED or field.counts is not None}  # fmt: skip
    wanted.discard(())
    return sorted(
        index for index in wanted
        if not any(other != index and other[: len(index)] == index for other in wanted)
    )  # fmt: skip


def connect(path: Path) -> sqlite3.Connection:
    """Open a table's file for reading only. Raises StorageError if it is not one of ours."""
    try:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        version = database.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as failure:
        raise StorageError(message("The table {file} cannot be read: {what}.", file=path.name,
                                   what=failure)) from failure  # fmt: skip
    if version != FORMAT:
        database.close()
        raise StorageError(message("The table {file} was written by another version; publish "
                                   "again.", file=path.name))  # fmt: skip
    return database


def read_facts(path: Path) -> TableFacts:
    """The facts of a table's file. Raises StorageError if it is not one of ours."""
    with contextlib.closing(connect(path)) as database:
        return _facts(database)


def _facts(database: sqlite3.Connection) -> TableFacts:
    return from_entries(database.execute("SELECT key, value FROM facts"))


class Table:
    """An open table's file: its facts, and its typed rows in their order."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.facts = _facts(database)

    def rows(self) -> Iterator[list[Any]]:
        """Each row as a list of cells (`cells.Value`), numbers exactly as the source has them."""
        restorers = [
            (place, restore)
            for place, field in enumerate(self.facts.fields)
            if (restore := restorer(field.kind))
        ]
        exact = self._database.execute("SELECT row, field, value FROM exact ORDER BY row, field")
        pending = exact.fetchone()
        found = self._database.execute("SELECT * FROM rows ORDER BY rowid")
        for number, stored_row in enumerate(found, 1):
            row = list(stored_row)
            for place, restore in restorers:
                if row[place] is not None:
                    row[place] = restore(row[place])
            while pending is not None and pending[0] == number:
                _, place, text = pending
                row[place] = parse(text, self.facts.fields[place].kind)
                pending = exact.fetchone()
            yield row


@contextlib.contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a table's file: `with open_table(path) as table: …`."""
    with contextlib.closing(connect(path)) as database:
        yield Table(database)

