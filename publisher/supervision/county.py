"""The county as checks see it: typed tables by schema, the day, the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publisher.source import frames, schemas
from publisher.source.articles import Article
from publisher.source.packages import DataPackage
from publisher.supervision.bearable import bearable
from publisher.supervision.duties import Duties
from publisher.supervision.model import Evidence
from publisher.supervision.revisions import Comparison
from publisher.workdays import Calendar

if TYPE_CHECKING:
    import polars

DATASET, RESOURCE = "_dataset", "_resource"
LISTED = 50
"""So many rows of a flag's evidence are listed; the rest is counted."""


class Tables:
    """All tables of the field's schemas, each schema's tables as one frame, read once."""

    def __init__(self, packages: Mapping[str, DataPackage]) -> None:
        self._sources: dict[str, list[tuple[str, str]]] = {}
        self._packages = packages
        for package in packages.values():
            for resource in package.resources:
                if resource.schema.name:
                    self._sources.setdefault(resource.schema.name, []).append(
                        (package.name, resource.name)
                    )
        self._read: dict[str, polars.DataFrame] = {}
        self._aside: dict[str, int] = {}

    def __contains__(self, schema: str) -> bool:
        return schema in self._sources

    def __getitem__(self, schema: str) -> polars.DataFrame:
        """The rows of all tables with the shipped schema `schema`.

        The columns are the schema's, and `_dataset`, `_resource` and `_row`. Raises KeyError where
        there is no such table. Rows that cannot be calculated with are left out.
        """
        if schema not in self._read:
            whole = self._frame(schema)
            self._read[schema] = bearable(schema, whole)
            self._aside[schema] = whole.height - self._read[schema].height
        return self._read[schema]

    def find(self, schema: str) -> polars.DataFrame | None:
        """As `[]`, None where there is no such table."""
        if schema not in self:
            return None
        return self[schema]

    def aside(self, schema: str) -> int:
        """How many rows of `schema` are left out, as far as it was read."""
        return self._aside.get(schema, 0)

    def _frame(self, schema: str) -> polars.DataFrame:
        import polars as pl

        parts = []
        for dataset, name in self._sources[schema]:
            resource = self._packages[dataset].resource(name)
            assert resource is not None  # noqa: S101 - it was listed from there
            parts.append(
                frames.frame(resource).with_columns(
                    pl.lit(dataset).alias(DATASET), pl.lit(name).alias(RESOURCE)
                )
            )
        return pl.concat(parts, how="diagonal") if len(parts) > 1 else parts[0]


@dataclass(frozen=True)
class County:
    """What is published on `today`, with the calendar of working days.

    `duties` says who published what on time; `history` are the comparisons of published versions
    of tables; `articles` are those that are shown.
    """

    tables: Tables
    today: dt.date
    calendar: Calendar
    duties: Duties = field(default_factory=Duties)
    history: tuple[Comparison, ...] = ()
    articles: tuple[Article, ...] = ()


def evidence(schema: str, rows: polars.DataFrame) -> tuple[Evidence, ...]:
    """The first rows of a frame of `schema` as evidence, by their primary key."""
    document = schemas.shipped(schema)
    assert document is not None  # noqa: S101 - checks name shipped schemas only
    key = schemas.names(document.value.get("primaryKey"))
    found = rows.head(LISTED).select([DATASET, RESOURCE, frames.ROW, *key]).rows()
    return tuple(
        Evidence(dataset, resource, " / ".join(str(part) for part in parts), row)
        for dataset, resource, row, *parts in found
    )
