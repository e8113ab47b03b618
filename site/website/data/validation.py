"""A dataset's validation report: what was checked, with which rules, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from publisher.edition import Edition, HeldBack
from publisher.findings import Finding, Severity
from publisher.languages import Message, message
from publisher.source.packages import DataPackage, Resource
from website.data.dataset import row_counts
from website.data.rules import key_rules

SHOWN = 100
"""So many findings of one kind are listed; the rest is counted."""

KINDS: dict[str, Message] = {
    "type-error": message("Values of the wrong type"),
    "constraint-error": message("Values that are not allowed"),
    "primary-key": message("Rows without a key of their own"),
    "unique-error": message("Values that stand twice"),
    "foreign-key": message("References to rows that do not exist"),
    "foreign-key-target": message("References to tables that do not exist"),
    "extra-cell": message("Rows with too many cells"),
    "missing-cell": message("Rows with too few cells"),
    "blank-row": message("Blank rows"),
    "encoding-error": message("Characters that cannot be read"),
    "too-many-errors": message("More errors than are listed"),
}

OTHER = message("Other findings")


class CheckedTable(NamedTuple):
    """A table that was checked: its rows, columns, and the rules that hold for its rows."""

    resource: Resource
    rows: int
    constrained: int
    rules: tuple[str, ...]


class Kind(NamedTuple):
    """Findings of one kind in one file; `number` includes those not listed."""

    title: str
    file: str
    severity: Severity
    findings: tuple[Finding, ...]
    number: int


class ValidationPage(NamedTuple):
    """What a validation report shows."""

    package: DataPackage
    tables: tuple[CheckedTable, ...]
    kinds: tuple[Kind, ...]
    errors: int
    warnings: int
    held_back: HeldBack | None

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)


def validation_page(edition: Edition, name: str, lang: str) -> ValidationPage | None:
    """The validation report of a dataset, None if there is no such dataset."""
    package = edition.packages.get(name)
    if package is None:
        return None
    rows = row_counts(edition, package)
    found = edition.findings.get(package.folder, ())
    return ValidationPage(
        package=package,
        tables=tuple(
            CheckedTable(
                resource, rows[resource.name],
                sum(bool(field.constraints) for field in resource.schema.fields),
                tuple(key_rules(edition, package, resource, lang)),
            )
            for resource in package.resources
        ),
        kinds=tuple(_kinds(package, found, lang)),
        errors=sum(finding.severity is Severity.ERROR for finding in found),
        warnings=sum(finding.severity is Severity.WARNING for finding in found),
        held_back=edition.held_back.get(package.folder),
    )  # fmt: skip


def _kinds(package: DataPackage, found: Iterable[Finding], lang: str) -> list[Kind]:
    """Findings by file and code, the heaviest first."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        groups.setdefault((finding.file, finding.code), []).append(finding)
    kinds = [
        Kind(
            KINDS.get(code, OTHER).text(lang),
            file.removeprefix(f"{package.folder}/"), findings[0].severity,
            tuple(findings[:SHOWN]), len(findings),
        )
        for (file, code), findings in groups.items()
    ]  # fmt: skip
    order = list(Severity)
    return sorted(kinds, key=lambda kind: (order.index(kind.severity), kind.file))
