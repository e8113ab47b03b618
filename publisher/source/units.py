"""Units: the rows of the table whose role is `organisations`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from publisher.languages import Localised
from publisher.source import tabular
from publisher.source.packages import DataPackage, Resource


class Unit(NamedTuple):
    """A unit: its names by language, its kind as coded, and the unit above it.

    `row` holds every column of its row as text, blanks left out.
    """

    org_id: str
    name: Localised
    kind: str
    parent: str
    row: tuple[tuple[str, str], ...]


def directory(packages: Iterable[DataPackage]) -> tuple[DataPackage, Resource] | None:
    """The dataset and table that hold the units, None if no table has that role."""
    for package in packages:
        for resource in package.resources:
            if resource.role == "organisations":
                return package, resource
    return None


def read(resource: Resource) -> dict[str, Unit]:
    """The units by org_id, in the table's order."""
    names = [field.name for field in resource.schema.fields]
    with tabular.rows(resource) as rows:
        found = (
            {name: str(value) for name, value in zip(names, row, strict=True) if value is not None}
            for row in rows
        )
        return {unit.org_id: unit for unit in map(from_row, found)}


def from_row(row: Mapping[str, str]) -> Unit:
    """The unit of one row, given as text by column."""
    name = {"zh": row.get("name_zh", ""), "en": row.get("name_en", "")}
    return Unit(
        org_id=row["org_id"],
        name={lang: text for lang, text in name.items() if text} or {"": row["org_id"]},
        kind=row.get("org_type", ""),
        parent=row.get("parent_id", ""),
        row=tuple(row.items()),
    )
