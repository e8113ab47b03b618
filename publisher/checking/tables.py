"""Tables against their schemas: frictionless decides, its errors become findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from publisher.checking.wording import finding
from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source import tabular
from publisher.source.packages import DataPackage, Resource, named_keys

if TYPE_CHECKING:
    import frictionless

LIMIT = 1000
"""At most this many findings of one table are listed; the rest is counted."""

def check_package(package: DataPackage) -> list[Finding]:
    """All findings of a dataset's tables, keys between them included."""
    found: list[Finding] = []
    readable: list[Resource] = []
    for resource in package.resources:
        trouble = list(_encoding(resource))
        found += trouble
        if not trouble:
            readable.append(resource)
    if len(readable) == len(package.resources):
        report = tabular.package(readable).validate(limit_errors=LIMIT)
        if report.errors:
            found += [finding(entry.to_descriptor(), None, package.path) for entry in report.errors]
        by_name = {resource.name: resource for resource in readable}
        for task in report.tasks:
            found += _task(task, by_name[task.name])
    return found


def _task(task: frictionless.ReportTask, resource: Resource) -> Iterator[Finding]:
    for entry in task.errors:
        yield finding(entry.to_descriptor(), resource, resource.file.path)
    if len(task.errors) >= LIMIT:
        yield error(
            "too-many-errors", resource.file.path,
            message("There are more than {limit} errors; the rest is not listed.", limit=LIMIT),
        )  # fmt: skip


def _encoding(resource: Resource) -> Iterator[Finding]:
    try:
        tabular.check_encoding(resource)
    except LookupError:
        yield error("encoding-error", resource.file.path,
                    message("There is no encoding “{name}”.",
                            name=resource.encoding[:40]))  # fmt: skip
    except tabular.DecodingError as failure:
        yield error(
            "encoding-error", resource.file.path,
            message("The file is not {encoding}: line {line} (byte {byte}) cannot be read.",
                    encoding=failure.encoding, line=failure.line, byte=failure.byte),
            hint=message("Save the file as UTF-8, or say its encoding in the descriptor "
                         "(gb18030 or cp1252, say)."),
            row=failure.line,
        )  # fmt: skip


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

