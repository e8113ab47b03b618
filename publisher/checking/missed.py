"""What frictionless passes over: unique keys and categories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source.frames import ROW, frame
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import names

if TYPE_CHECKING:
    import polars

LISTED = 100
"""So many findings of one key or field are listed; the last one counts the rest."""


def findings(package: DataPackage) -> Iterator[Finding]:
    """Findings of unique keys and categories of tables that are otherwise valid."""
    for resource in package.resources:
        keys = [names(key) for key in resource.schema.raw.get("uniqueKeys") or ()]
        listed = {entry["name"]: entry["categories"] for entry in resource.schema.raw["fields"]
                  if entry.get("categories")}  # fmt: skip
        wanted = {*listed, *(name for key in keys for name in key)}
        if not wanted:
            continue
        table = frame(resource, sorted(wanted))
        for key in keys:
            yield from _twice(resource, table, key)
        for name, categories in listed.items():
            yield from _outside(resource, table, name, categories)


def _twice(
    resource: Resource, table: polars.DataFrame, key: tuple[str, ...]
) -> Iterator[Finding]:
    """Rows whose key stood in an earlier one. As in SQL, a key with an empty part is not one."""
    import polars as pl

    filled = table.drop_nulls(list(key))
    first = pl.col(ROW).min().over(list(key))
    again = filled.with_columns(first.alias("_first")).filter(pl.col(ROW) > pl.col("_first"))
    for row, count in _listed(again.sort(ROW)):
        yield error(
            "unique-key", resource.file.path,
            message("“{value}” in {fields} stands in row {row} already.",
                    value=", ".join(str(row[name]) for name in key)[:100], fields=", ".join(key),
                    row=row["_first"]),
            hint=message("The schema says that no two rows have the same {fields}.",
                         fields=", ".join(key)),
            row=row[ROW], field=key[0], column=_column(resource, key[0]), count=count,
        )  # fmt: skip


def _outside(
    resource: Resource, table: polars.DataFrame, name: str, categories: list[Any]
) -> Iterator[Finding]:
    """Rows whose value is none of a field's categories."""
    import polars as pl

    known = [entry["value"] if isinstance(entry, dict) else entry for entry in categories]
    texts = [str(value) for value in known]
    column = pl.col(name)
    outside = column.is_not_null() & ~column.cast(pl.String).is_in(texts)
    for row, count in _listed(table.filter(outside)):
        yield error(
            "category", resource.file.path,
            message("“{value}” is none of the categories of the field “{field}”.",
                    value=str(row[name])[:80], field=name),
            hint=message("They are: {known}.", known=", ".join(texts)[:200]),
            row=row[ROW], field=name, column=_column(resource, name), count=count,
        )  # fmt: skip


def _listed(table: polars.DataFrame) -> Iterator[tuple[dict[str, Any], int]]:
    """The first rows, each with how many findings it stands for."""
    for row in table.head(LISTED - 1).iter_rows(named=True):
        yield row, 1
    rest = table.slice(LISTED - 1)
    if rest.height:
        yield rest.row(0, named=True), rest.height


def _column(resource: Resource, name: str) -> int:
    return 1 + [field.name for field in resource.schema.fields].index(name)
