"""A row's errors in the order in which frictionless finds them.

frictionless reads the cells of unique fields, of the primary key and of foreign keys first, and
the others as soon as it writes an error of the row; a blank row loses all errors found before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from publisher.checking.tables.errors import TableError
from publisher.source.cells import Cells, Reading


class Reference(NamedTuple):
    """A foreign key: places of its fields, and how frictionless names it."""

    places: tuple[int, ...]
    fields: tuple[str, ...]
    table: str
    target: tuple[str, ...]


class Seen(NamedTuple):
    """What the keys say of a row.

    `unique`: the earlier row by the place of a field; `primary`: the earlier row of the same key;
    `lost`: the foreign keys that lead nowhere.
    """

    unique: Mapping[int, int]
    primary: int | None
    lost: frozenset[int]


class Replay:
    """Judges rows of one table; `unique` and `primary` are places of fields."""

    def __init__(
        self, columns: Sequence[Cells], *, unique: Sequence[int], primary: Sequence[int],
        references: Sequence[Reference],
    ) -> None:  # fmt: skip
        self.columns = columns
        self.unique, self.primary, self.references = unique, primary, references
        self.names = [cells.field.name for cells in columns]
        first = [*unique, *primary, *(place for key in references for place in key.places)]
        self.order = list(dict.fromkeys([*first, *range(len(columns))]))

    def errors(self, number: int, cells: Sequence[str], seen: Seen) -> list[TableError]:
        """All errors of the row with that number in the file."""
        return _Row(self, number, cells).judge(seen)

    def cell_errors(
        self, number: int, cells: Sequence[str], place: int, text: str, reading: Reading
    ) -> list[TableError]:  # fmt: skip
        """The errors of one cell."""
        return [
            TableError("type-error" if name == "type" else "constraint-error", note, number, cells,
                       text, self.names[place], place + 1)
            for name, note in reading.notes
        ]  # fmt: skip


class _Row:
    def __init__(self, table: Replay, number: int, cells: Sequence[str]) -> None:
        self.table, self.number, self.cells = table, number, cells
        self.read: dict[int, Reading] = {}
        self.blank = 0
        self.found: list[TableError] = []
        self.complete = False

    def judge(self, seen: Seen) -> list[TableError]:
        for place in self.table.unique:
            value = self.value(place)
            if value is not None and (match := seen.unique.get(place)):
                self.unique_error(place, value, match)
        if self.table.primary:
            self.primary_key([self.value(place) for place in self.table.primary], seen.primary)
        for position, reference in enumerate(self.table.references):
            values = [self.value(place) for place in reference.places]
            if position in seen.lost and any(value is not None for value in values):
                self.foreign_key_error(reference, values)
        self.process()
        return self.found

    def value(self, place: int) -> Any:
        """The value of a cell; its notes become errors when it is read first."""
        known = self.read.get(place)
        if known is not None:
            return known.value
        source = self.cells[place] if place < len(self.cells) else None
        reading = self.read[place] = self.table.columns[place].read(source)
        if reading.value is None and not reading.mistyped:
            self.blank += 1
        if reading.notes:
            self.found += self.table.cell_errors(
                self.number, self.cells, place, str(source), reading
            )
        return reading.value

    def process(self) -> None:
        """Read what was not read yet, and judge the row's width."""
        if self.complete:
            return
        self.complete = True
        width, cells = len(self.table.columns), self.cells
        for place in range(width):
            self.value(place)
        for place in range(width, len(cells)):
            self.add("extra-cell", "", cell=cells[place], number=place + 1)
        for place in range(len(cells), width):
            self.cell_error("missing-cell", "", place, "")
        if self.blank == width:
            self.found = []
            self.add("blank-row", "")

    def unique_error(self, place: int, value: Any, match: int) -> None:
        self.process()
        note = f"the same as in the row at position {match}"
        self.cell_error("unique-error", note, place, str(value))

    def primary_key(self, values: Sequence[Any], match: int | None) -> None:
        note = ""
        if set(values) == {None}:
            note = 'cells composing the primary keys are all "None"'
        elif match:
            note = f"the same as in the row at position {match}"
        if note:
            self.process()
            self.add("primary-key", note)

    def foreign_key_error(self, key: Reference, values: Sequence[Any]) -> None:
        self.process()
        note = 'for "{}": values "{}" not found in the lookup table "{}" as "{}"'.format(
            ", ".join(key.fields), ", ".join(map(str, values)), key.table, ", ".join(key.target)
        )
        self.add("foreign-key", note, reference={
            "fieldNames": list(key.fields),
            "fieldCells": ["" if value is None else str(value) for value in values],
            "referenceName": key.table, "referenceFieldNames": list(key.target),
        })  # fmt: skip

    def cell_error(self, kind: str, note: str, place: int, cell: str) -> None:
        self.add(kind, note, cell=cell, field=self.table.names[place], number=place + 1)

    def add(self, kind: str, note: str, **place: Any) -> None:
        self.found.append(TableError(kind, note, self.number, self.cells, **place))
