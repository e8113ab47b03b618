"""Foreign keys from tables of one dataset to tables of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source import tabular
from publisher.source.packages import DataPackage, Resource, named_keys


class Columns:
    """Values of columns by table, each table read once."""

    def __init__(self, packages: Mapping[str, DataPackage]) -> None:
        self.packages = packages
        self._read: dict[tuple[str, str], list[list[Any]]] = {}

    def rows(self, package: str, resource: Resource) -> list[list[Any]]:
        """All rows of a table."""
        key = (package, resource.name)
        if key not in self._read:
            with tabular.rows(resource) as rows:
                self._read[key] = list(rows)
        return self._read[key]

    def values(
        self, package: str, resource: Resource, fields: tuple[str, ...]
    ) -> Iterator[tuple[Any, ...]]:
        """The values of some fields, row by row."""
        names = [field.name for field in resource.schema.fields]
        places = [names.index(field) for field in fields]
        for row in self.rows(package, resource):
            yield tuple(row[place] for place in places)


def check_references(
    package: DataPackage, packages: Mapping[str, DataPackage], columns: Columns
) -> list[Finding]:
    """Findings of a valid dataset's foreign keys to tables of other datasets."""
    return list(_references(package, packages, columns))


def _references(
    package: DataPackage, packages: Mapping[str, DataPackage], columns: Columns
) -> Iterator[Finding]:
    for resource, key in named_keys(package):
        target = packages.get(key.dataset)
        table = target.resource(key.resource) if target else None
        known = {field.name for field in table.schema.fields} if table else set()
        own = {field.name for field in resource.schema.fields}
        if table is None or not set(key.reference) <= known or not set(key.fields) <= own:
            yield error(
                "foreign-key-target", package.path,
                message("{table}: the foreign key ({fields}) leads to {target}, which does not "
                        "exist.", table=resource.name, fields=", ".join(key.fields),
                        target=f"{key.dataset}/{key.resource} ({', '.join(key.reference)})"),
            )  # fmt: skip
            continue
        allowed = set(columns.values(key.dataset, table, key.reference))
        for number, value in enumerate(columns.values(package.name, resource, key.fields), 2):
            if value not in allowed and any(part is not None for part in value):
                yield error(
                    "foreign-key", resource.file.path,
                    message("“{value}” in {field} does not exist in {target}.",
                            value=", ".join(map(str, value)), field=", ".join(key.fields),
                            target=f"{key.dataset}/{key.resource}"),
                    row=number, field=key.fields[0],
                    column=1 + [f.name for f in resource.schema.fields].index(key.fields[0]),
                )  # fmt: skip

