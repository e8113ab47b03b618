"""What holds for a table as a whole, found while its rows pass by."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from publisher.outputs.cells import (
    Kind,
    Value,
    is_exact,
    kind_of,
    parse,
    plain_text,
    reader,
    stored,
)
from publisher.source.schemas import Field

ORDERED = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """What holds for one column.

    `decimals` and `digits` are the most digits after and before the point; `minimum` and
    `maximum` leave out what is not finite and stand only where values have an order; `counts`
    are (value as text, rows) of coded columns in the order of the code list; `inexact` says that
    some values stand in the table `exact`; `not_finite` counts NaN and Infinity; `zoned` counts
    instants with a time zone.
    """

    name: str
    kind: Kind
    blanks: int
    decimals: int
    digits: int
    minimum: Value
    maximum: Value
    counts: tuple[tuple[str, int], ...] | None
    inexact: bool
    not_finite: int
    zoned: int


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What holds for a table: its number of rows, and its fields' facts in their order."""

    rows: int
    fields: tuple[FieldFacts, ...]


class Column:
    """Collects one column's facts and prepares its cells."""

    def __init__(self, field: Field, position: int) -> None:
        self.field, self.position = field, position
        self.kind = kind_of(field)
        self.read = reader(field)
        self.counted = self.kind not in (Kind.JSON, Kind.DATETIME) and bool(
            "enum" in field.constraints or field.labels or self.kind is Kind.BOOLEAN
        )
        self.counts: Counter[str] = Counter()
        self.blanks = self.decimals = self.digits = self.not_finite = self.zoned = 0
        self.minimum: Any = None
        self.maximum: Any = None
        self.exact: list[tuple[int, int, str]] = []
        self.inexact = False

    def take(self, values: Sequence[Any], first: int) -> Sequence[Any]:
        """The stored forms of the next values, the first of which stands in row `first`."""
        read = self.read
        cells: Sequence[Any] = values if read is None else [
            None if value is None else read(value) for value in values
        ]  # fmt: skip
        self.blanks += sum(cell is None for cell in cells)
        if self.counted:
            self.counts.update(plain_text(cell) for cell in cells if cell is not None)
        if self.kind in (Kind.INTEGER, Kind.NUMBER):
            self._numbers(cells, first)
        elif self.kind in ORDERED:
            self._dates([cell for cell in cells if cell is not None])
        if self.kind in (Kind.TEXT, Kind.JSON):
            return cells
        return [stored(cell) for cell in cells]

    def _numbers(self, cells: Sequence[Any], first: int) -> None:
        finite = []
        for row, cell in enumerate(cells, first):
            if cell is None:
                continue
            if isinstance(cell, Decimal):
                if not cell.is_finite():
                    self.not_finite += 1
                    continue
                _, digits, exponent = cell.as_tuple()
                places = int(exponent)  # the letters n, N and F stand only in what is not finite
                self.decimals = max(self.decimals, -places)
                self.digits = max(self.digits, len(digits) + places)
            if not is_exact(cell):
                self.exact.append((row, self.position, str(cell)))
            finite.append(cell)
        self._bounds(finite)

    def _dates(self, cells: list[Any]) -> None:
        if self.kind is Kind.DATETIME:
            zoned = [cell for cell in cells if cell.tzinfo is not None]
            self.zoned += len(zoned)
            if 0 < len(zoned) < len(cells):
                return  # instants with and without a zone have no common order
        self._bounds(cells)

    def _bounds(self, cells: list[Any]) -> None:
        if cells:
            low, high = min(cells), max(cells)
            with contextlib.suppress(TypeError):  # a zone in one part of the file, none before
                self.minimum = low if self.minimum is None else min(self.minimum, low)
                self.maximum = high if self.maximum is None else max(self.maximum, high)

    def facts(self, rows: int) -> FieldFacts:
        """The facts, once all `rows` have been taken."""
        mixed = 0 < self.zoned < rows - self.blanks
        if self.kind is Kind.INTEGER and self.minimum is not None:
            self.digits = max(len(str(abs(self.minimum))), len(str(abs(self.maximum))))
        counts = None
        if self.counted:
            codes = self.field.constraints.get("enum") or self.field.labels
            order = {plain_text(code): place for place, code in enumerate(codes)}
            counts = tuple(
                sorted(self.counts.items(), key=lambda c: (order.get(c[0], len(order)), c[0]))
            )
        return FieldFacts(
            name=self.field.name, kind=self.kind, blanks=self.blanks, decimals=self.decimals,
            digits=max(self.digits, 0), minimum=None if mixed else self.minimum,
            maximum=None if mixed else self.maximum, counts=counts, inexact=self.inexact,
            not_finite=self.not_finite, zoned=self.zoned,
        )  # fmt: skip


def entries(facts: TableFacts) -> list[tuple[str, str]]:
    """The facts as the rows of the table `facts`: keys and JSON."""
    fields = [
        {
            "name": f.name, "kind": f.kind.value, "blanks": f.blanks, "decimals": f.decimals,
            "digits": f.digits,
            "minimum": None if f.minimum is None else plain_text(f.minimum),
            "maximum": None if f.maximum is None else plain_text(f.maximum),
            "counts": f.counts, "inexact": f.inexact, "not_finite": f.not_finite,
            "zoned": f.zoned,
        }
        for f in facts.fields
    ]  # fmt: skip
    return [("fields", json.dumps(fields, ensure_ascii=False)), ("rows", json.dumps(facts.rows))]


def from_entries(rows: Iterable[tuple[str, str]]) -> TableFacts:
    """The facts that `entries` wrote."""
    found = {key: json.loads(value) for key, value in rows}
    return TableFacts(found["rows"], tuple(map(_field_facts, found["fields"])))


def _field_facts(entry: dict[str, Any]) -> FieldFacts:
    kind = Kind(entry["kind"])
    bounds = {
        key: None if entry[key] is None else parse(entry[key], kind)
        for key in ("minimum", "maximum")
    }
    counts = entry["counts"]
    return FieldFacts(
        **{**entry, **bounds, "kind": kind,
           "counts": None if counts is None else tuple((code, n) for code, n in counts)}
    )  # fmt: skip
