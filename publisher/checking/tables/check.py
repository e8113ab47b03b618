"""The findings of a dataset's tables: the first of each kind, and how many more there are."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from publisher.checking.tables.engine import Progress, package_errors
from publisher.checking.tables.errors import TableError, from_frictionless
from publisher.checking.tables.header import KINDS, header_finding
from publisher.checking.tables.totals import is_total, total_finding
from publisher.checking.wording import finding
from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source import tabular
from publisher.source.packages import DataPackage, Resource
from publisher.source.syntax import explained

LISTED = 100
"""So many findings of one file, kind and field are listed; the rest is counted."""
STEP = 100
"""Progress is told with errors in rows whose number this divides: wrong rows take long."""
FAILURES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, re.error)
"""What frictionless raises for schemas that contradict themselves: bounds of another type, say."""


def check_package(package: DataPackage, progress: Progress | None = None) -> list[Finding]:
    """All findings of a dataset's tables, keys between them included.

    `progress` is told a table's file and how many rows of it are done.
    """
    unknown = [entry for resource in package.resources for entry in _unknown(resource)]
    if unknown:
        return unknown
    reports = {r.name: _Report(package, r, r.file.path) for r in package.resources}
    whole = _Report(package, None, package.path)
    files = {r.name: r.file.path for r in package.resources}

    def tell(name: str, rows: int) -> None:
        if progress is not None:
            progress(files[name], rows)

    from frictionless import FrictionlessException

    try:
        errors = package_errors(tabular.package(package.resources), progress=tell)
        keys = {resource.name: resource.schema.primary_key for resource in package.resources}
        for name, entry in folded(errors, keys):
            if entry.kind == "encoding-error":  # we say which line and byte it is
                told = [f for resource in package.resources for f in _undecodable(resource)]
                if told:
                    return told
            (reports[name] if name is not None else whole).add(entry)
            if name is not None and entry.row is not None and not entry.row % STEP:
                tell(name, entry.row)
    except FrictionlessException as failure:
        for problem in failure.to_errors():
            whole.add(from_frictionless(problem))
    except FAILURES as failure:
        whole.listed.append(error(
            "table-error", package.path,
            message("The tables cannot be checked against their schemas: {what}.",
                    what=explained(failure)),
            hint=message("Compare the constraints and keys of the schema with the types of its "
                         "fields."),
        ))  # fmt: skip
    unreadable = {name for name, report in reports.items() if report.header}
    return [entry for report in (whole, *reports.values())
            for entry in report.findings(unreadable)]  # fmt: skip


def folded(
    errors: Iterable[tuple[str | None, TableError]], keys: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str | None, TableError]]:
    """Each table's errors without those that say of the same cell what another one says.

    A cell that is not there is not also empty; a key that stands twice is not also a value that
    does. `keys` are the tables' primary keys.
    """
    for (name, row), together in groupby(errors, lambda each: (each[0], each[1].row)):
        if row is None:
            yield from together
            continue
        entries = [entry for _, entry in together]
        lost = {entry.field for entry in entries if entry.kind == "missing-cell"}
        twice = any(entry.kind == "primary-key" for entry in entries)
        key = keys.get(name or "", ()) if twice else ()
        for entry in entries:
            is_lost = entry.kind == "constraint-error" and entry.field in lost
            is_key = entry.kind == "unique-error" and key == (entry.field,)
            if not (is_lost or is_key):
                yield name, entry


@dataclass(slots=True)
class _Like:
    """Findings of one kind: the first of them, and the number and place of the others.

    `target` is the table that a foreign key leads to.
    """

    target: str | None = None
    count: int = 0
    first: TableError | None = None
    last: int | None = None


class _Report:
    """The findings of one file. Memory is bounded however many errors it is given."""

    def __init__(self, package: DataPackage, resource: Resource | None, file: str) -> None:
        self.package, self.resource, self.file = package, resource, file
        self.listed: list[Finding] = []
        self.header: list[TableError] = []
        self._beside: list[tuple[_Like, Finding]] = []
        self._groups: dict[tuple[str, ...], _Like] = {}
        self._total: int | None = None

    def add(self, entry: TableError) -> None:
        """Take in one error."""
        if self.resource is not None and entry.kind in KINDS:
            self.header.append(entry)
            return
        if self.header and entry.row is not None:
            return  # its cells were compared with the wrong columns
        if entry.row is not None and entry.row == self._total:
            return  # the first error of a row of totals speaks for all
        target, names = self._reference(entry)
        group = self._groups.setdefault(
            (entry.kind, entry.field or names, target or ""), _Like(target)
        )
        if is_total(entry):
            self._total = entry.row
            self._beside.append((group, total_finding(entry, self._finding(entry))))
            return
        group.count += 1
        if group.count <= LISTED:
            self._beside.append((group, self._finding(entry)))
            return
        group.first = group.first or entry
        group.last = entry.row

    def _reference(self, entry: TableError) -> tuple[str | None, str]:
        """The table that a foreign key leads to (None: it is no such error), and its fields."""
        values = entry.reference or entry.whole or {}
        names = ",".join(values.get("fieldNames") or ())
        if entry.kind != "foreign-key":
            return None, names
        own = self.resource.name if self.resource else ""
        return str(values.get("referenceName") or own), names

    def findings(self, unreadable: Container[str]) -> Iterator[Finding]:
        """What is listed, and one finding for the rest of each kind.

        Keys to tables in `unreadable`, whose header is wrong, were judged against wrong columns.
        """
        yield from self.listed
        if self.resource is not None and self.header:
            yield header_finding(self.header, self.resource)
        yield from (entry for group, entry in self._beside if group.target not in unreadable)
        for group in self._groups.values():
            if group.first is None or group.target in unreadable:
                continue
            number = group.count - LISTED
            yield replace(
                self._finding(group.first), count=number, hint=None,
                message=message("{number} more like this, up to row {row}.", number=f"{number:,}",
                                row=str(group.last or "")),
            )  # fmt: skip

    def _finding(self, entry: TableError) -> Finding:
        return finding(entry.descriptor(), self.resource, self.file, package=self.package)


def _unknown(resource: Resource) -> Iterator[Finding]:
    try:
        tabular.encoding_of(resource)
    except LookupError:
        yield error("encoding-error", resource.file.path,
                    message("There is no encoding “{name}”.",
                            name=resource.encoding[:40]))  # fmt: skip


def _undecodable(resource: Resource) -> Iterator[Finding]:
    if resource.format == "xlsx":
        return
    try:
        tabular.check_encoding(resource)
    except tabular.DecodingError as failure:
        yield error(
            "encoding-error", resource.file.path,
            message("The file is not {encoding}: line {line} (byte {byte}) cannot be read.",
                    encoding=failure.encoding, line=failure.line, byte=failure.byte),
            hint=message("Save the file as UTF-8, or say its encoding in the descriptor "
                         "(gb18030 or cp1252, say)."),
            row=failure.line,
        )  # fmt: skip
