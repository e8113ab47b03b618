"""A dataset's validation page: what was checked, with which rules, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from publisher import addresses
from publisher.edition import Edition
from publisher.findings import Finding, Group, Severity
from publisher.languages import Message, message
from publisher.outputs.validation import STANDARD, CheckedTable, Validation, validation
from publisher.source.packages import DataPackage, Resource
from website import kinds
from website.data.dataset import row_counts
from website.tables import open_table

SHOWN = 20
"""So many findings of one kind are listed; the rest is counted."""

PARTED = {
    ",": message("cells parted by commas"), ";": message("cells parted by semicolons"),
    "\t": message("cells parted by tabs"), "|": message("cells parted by upright bars"),
}  # fmt: skip
SHIFTING = frozenset({"skipBlankRows", "commentChar", "commentRows", "headerRows", "header"})
"""Keys of a dialect that move rows: their numbers are not those of the table then."""


class Line(NamedTuple):
    """A finding of a group, and where its row is shown ("": nowhere)."""

    finding: Finding
    address: str


class Kind(NamedTuple):
    """Findings of one kind in one column of one file."""

    title: Message
    file: str
    group: Group
    lines: tuple[Line, ...]

    @property
    def severity(self) -> Severity:
        """How much they weigh."""
        return self.group.first.severity

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.group.number - len(self.lines)


class ValidationPage(NamedTuple):
    """What a validation page shows."""

    shown: Validation
    kinds: tuple[Kind, ...]
    file: str

    @property
    def package(self) -> DataPackage:
        """The dataset."""
        return self.shown.package


def validation_page(edition: Edition, name: str, lang: str) -> ValidationPage | None:
    """The validation page of a dataset, None if there is no such dataset."""
    package = edition.packages.get(name)
    if package is None:
        return None
    shown = validation(edition, package, row_counts(edition, package))
    return ValidationPage(
        shown, tuple(_kinds(edition, shown, lang)), addresses.report(package.name)
    )


def _kinds(edition: Edition, shown: Validation, lang: str) -> Iterator[Kind]:
    package = shown.package
    by_file = {resource.file.path: resource for resource in package.resources}
    for group in shown.groups:
        resource = None if shown.held_back else by_file.get(group.first.file)
        listed = group.listed(SHOWN) or group.findings[:1]
        yield Kind(
            kinds.title(group), group.first.file.removeprefix(f"{package.folder}/"), group,
            tuple(Line(finding, row_address(edition, package, resource, finding.row, lang=lang))
                  for finding in listed),
        )  # fmt: skip


def row_address(
    edition: Edition, package: DataPackage, resource: Resource | None, row: int | None, *, lang: str
) -> str:
    """Where the row of a file is shown in its live table, "" if that cannot be told."""
    if resource is None or row is None or len(resource.schema.primary_key) != 1:
        return ""
    if SHIFTING & resource.dialect.keys():
        return ""
    [key] = resource.schema.primary_key
    place = [field.name for field in resource.schema.fields].index(key)
    table = open_table(edition, package.name, resource.name)
    found = table.query(f"SELECT c{place} FROM rows WHERE rowid = ?", [row - 1])  # noqa: S608 - a number
    if not found or found[0][0] is None:
        return ""
    query = urlencode({key: str(found[0][0])})
    return f"{addresses.table(lang, package.name, resource.name)}?{query}"


def dialect(table: CheckedTable) -> Iterator[Message]:
    """How a table's file is written, in words where it is usual, else as a descriptor says it."""
    for key, value in table.dialect.items():
        if key == "delimiter":
            yield PARTED.get(str(value), message("cells parted by “{sign}”", sign=value))
        elif STANDARD.get(key) != value:
            yield message("{key}: {value}", key=key, value=value)
