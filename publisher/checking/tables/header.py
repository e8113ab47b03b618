"""A header that is not the schema's, in one finding: what differs, and where the right one stands.

The cells below such a header are compared with the wrong columns; what is said of them drowns what
matters. Other rows and sheets are looked at for a header that fits better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from itertools import islice
from typing import Any

from publisher.checking.tables.errors import TableError
from publisher.checking.wording import finding, shown
from publisher.findings import Finding
from publisher.languages import Message, message, series
from publisher.source import tabular
from publisher.source.packages import Resource

KINDS = frozenset({
    "blank-header", "unmatched-header", "blank-label", "extra-label", "missing-label",
    "duplicate-label", "incorrect-label",
})  # fmt: skip
"""The errors of frictionless that say that a header is not the schema's."""

LOOKED = 10
"""So many rows are looked at for the header."""

NAMED = 12
"""So many columns of one sort are named; more are only counted."""

LATER = message("The cells are checked once the header is right.")


def header_finding(errors: Sequence[TableError], resource: Resource) -> Finding:
    """The one finding for all errors of a table's header; its code is the first's.

    A single one keeps its own sentence and column, unless the cause is plain.
    """
    header = _Header(resource, errors[0].whole or {})
    first = finding(errors[0].descriptor(), resource, resource.file.path)
    elsewhere = header.elsewhere()
    parts = list(header.differences({entry.kind for entry in errors}))
    if elsewhere is None and (not parts or (len(errors) == 1 and not header.written)):
        advice = first.hint or message("The first row must hold the names of the schema.")
        return replace(first, hint=message("{advice} {later}", advice=advice, later=LATER))
    text = message("The first row is not the header that the schema asks for: {parts}.",
                   parts=reduce(_and, parts or [first.message]))  # fmt: skip
    advice = elsewhere or message("The first row must be: {names}.",
                                  names=",".join(header.names))  # fmt: skip
    return replace(
        first, message=text, hint=message("{advice} {later}", advice=advice, later=LATER),
        column=None, field=None, heading=None,
    )  # fmt: skip


class _Header:
    """The labels of a file beside the columns of its schema."""

    def __init__(self, resource: Resource, error: Mapping[str, Any]) -> None:
        self.resource = resource
        self.labels = [_text(label) for label in error.get("labels") or ()]
        self.names = [field.name for field in resource.schema.fields]
        self.called = {
            _plain(called): field.name
            for field in reversed(resource.schema.fields)
            for called in (*field.title.values(), field.name)
        }  # fmt: skip
        self.called |= {name: name for name in self.names}
        self.match = str(_first(resource.schema.raw.get("fieldsMatch")) or "exact")

    def fits(self, cells: Iterable[str]) -> int:
        """How many columns of the schema cells name, by their names or titles."""
        return len({self._name(cell) for cell in cells} - {None})

    def _name(self, label: str) -> str | None:
        return self.called.get(label) or self.called.get(_plain(label))

    @cached_property
    def written(self) -> list[tuple[str, str]]:
        """Labels that mean a column without being its name, and that name."""
        found = [(label, self._name(label)) for label in self.labels]
        return [(label, name) for label, name in found if name and name != label]

    def differences(self, kinds: set[str]) -> Iterator[Message]:
        """What is wrong with the header, a part of a sentence each."""
        found = [name for label in self.labels if (name := self._name(label))]
        missing = [name for name in self.names if name not in found]
        unknown = [label for label in self.labels if label and not self._name(label)]
        blank = [str(n) for n, label in enumerate(self.labels, 1) if not label]
        twice = list(dict.fromkeys(name for name in found if found.count(name) > 1))
        order = moved(found, self.names) if "incorrect-label" in kinds and not twice else []
        if self.written:
            yield message("written otherwise than in the schema: {names}",
                          names=_listed(f"{shown(a)} → {b}" for a, b in self.written))  # fmt: skip
        if missing and self.match not in ("subset", "partial"):
            yield message("missing: {names}", names=_listed(missing))
        if unknown and self.match not in ("superset", "partial"):
            yield message("not in the schema: {names}", names=_listed(map(shown, unknown)))
        if twice:
            yield message("more than once: {names}", names=_listed(twice))
        if order:
            yield message("in another order: {names}", names=_listed(order))
        if blank:
            yield message("without a name: column number {numbers}",
                          numbers=_listed(blank))  # fmt: skip

    def elsewhere(self) -> Message | None:
        """Where a row stands that fits better than the header, and what to do about it."""
        least = max((len(self.names) + 1) // 2, min(2, len(self.names)),
                    self.fits(self.labels) + 1)  # fmt: skip
        for number, cells in enumerate(_rows(self.resource), 1):
            if number > 1 and self.fits(cells) >= least:
                return message("The header seems to stand in row {row}: delete the rows above it.",
                               row=number)  # fmt: skip
        for sheet, rows in _sheets(self.resource):
            if any(self.fits(cells) >= least for cells in rows):
                return message(
                    "The table seems to stand in the sheet “{sheet}”: write “dialect: {{sheetName: "
                    "{sheet}}}” in the descriptor, or put that sheet first.", sheet=sheet,
                )  # fmt: skip
        return None


def _rows(resource: Resource) -> list[list[str]]:
    """The first rows of the table's file, the header among them."""
    with tabular.table(resource) as table:
        return [list(map(_text, cells)) for cells in islice(table.cell_stream, LOOKED)]


def _sheets(resource: Resource) -> Iterator[tuple[str, list[list[str]]]]:
    """The first rows of each sheet of a workbook."""
    if resource.format != "xlsx":
        return
    import openpyxl

    book = openpyxl.load_workbook(resource.file.place, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(max_row=LOOKED, values_only=True)
            yield sheet.title, [list(map(_text, cells)) for cells in rows]
    finally:
        book.close()


def moved(found: Sequence[str], names: Sequence[str]) -> list[str]:
    """The names in `found` that stand in another order than in `names`, as few as explain it."""
    wanted = [name for name in names if name in found]
    have = [name for name in found if name in wanted]
    apart = [name for name, other in zip(have, wanted, strict=True) if name != other]
    if len(apart) <= 2:
        return apart
    chains: list[list[int]] = []
    for place in map(wanted.index, have):
        before = [chain for chain in chains if chain[-1] < place]
        chains.append([*max(before, key=len, default=[]), place])
    kept = {wanted[place] for place in max(chains, key=len)}
    return [name for name in have if name not in kept]


def _and(first: Message, second: Message) -> Message:
    return message("{first}; {second}", first=first, second=second)


def _listed(names: Iterable[str]) -> Any:
    found = list(names)
    rest = len(found) - NAMED
    more = [message("{number} more", number=rest)] if rest > 0 else []
    return series([*found[:NAMED], *more])


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _plain(label: str) -> str:
    return label.strip().casefold()


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value
