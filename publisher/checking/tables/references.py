"""Foreign keys from tables of one dataset to tables of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from publisher.checking.tables.engine import LIMITS
from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source import tabular
from publisher.source.packages import DataPackage, Resource, named_keys
from publisher.source.records import Unsupported
from publisher.source.schemas import ForeignKey

if TYPE_CHECKING:
    from publisher.checking.tables.keys import Targets

LISTED = 100
"""So many lost references of one key are listed; the rest is counted."""
Lost = tuple[int, tuple[Any, ...]]
"""A row's number and the values of its key, which lead nowhere."""


class Columns:
    """Values of columns by table, each table read once."""

    def __init__(self, packages: Mapping[str, DataPackage]) -> None:
        self.packages = packages
        self._read: dict[tuple[str, str], list[tuple[int, list[Any]]]] = {}
        self._targets: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], Targets] = {}

    def targets(
        self, package: str, resource: Resource, fields: tuple[str, ...], kinds: tuple[str, ...]
    ) -> Targets:
        """The keys of a CSV table. Raises Unsupported for what cannot be read by columns."""
        from publisher.checking.tables.keys import Targets, target_keys

        name = (package, resource.name, fields, kinds)
        if name not in self._targets:
            keys = target_keys(tabular.table(resource), fields, kinds)
            self._targets[name] = Targets(keys, listed=LIMITS.listed)
        return self._targets[name]

    def values(
        self, package: str, resource: Resource, fields: tuple[str, ...]
    ) -> Iterator[Lost]:
        """The values of some fields, row by row, each with the row's number."""
        name = (package, resource.name)
        if name not in self._read:
            with tabular.numbered_rows(resource) as rows:
                self._read[name] = list(rows)
        names = [field.name for field in resource.schema.fields]
        places = [names.index(field) for field in fields]
        for number, row in self._read[name]:
            yield number, tuple(row[place] for place in places)


def check_references(
    package: DataPackage, packages: Mapping[str, DataPackage], columns: Columns
) -> list[Finding]:
    """Findings of a valid dataset's foreign keys to tables of other datasets."""
    found: list[Finding] = []
    for resource, key in named_keys(package):
        target = packages.get(key.dataset)
        table = target.resource(key.resource) if target else None
        known = {field.name for field in table.schema.fields} if table else set()
        own = {field.name for field in resource.schema.fields}
        if table is None or not set(key.reference) <= known or not set(key.fields) <= own:
            found.append(error(
                "foreign-key-target", package.path,
                message("{table}: the foreign key ({fields}) leads to {target}, which does not "
                        "exist.", table=resource.name, fields=", ".join(key.fields),
                        target=f"{key.dataset}/{key.resource} ({', '.join(key.reference)})"),
            ))  # fmt: skip
            continue
        lost = _lost(package.name, resource, table, key, columns)
        found += _findings(lost, resource, key)
    return found


def _lost(
    package: str, resource: Resource, table: Resource, key: ForeignKey, columns: Columns
) -> Iterator[Lost]:
    done = 0
    if resource.format in ("csv", "tsv") and table.format in ("csv", "tsv"):
        try:
            for entry in _lost_by_columns(resource, table, key, columns):
                yield entry
                done += 1
            return
        except Unsupported:
            pass  # the rows are read one by one; what was found so far is the same
    yield from islice(_lost_by_rows(package, resource, table, key, columns), done, None)


def _lost_by_rows(
    package: str, resource: Resource, table: Resource, key: ForeignKey, columns: Columns
) -> Iterator[Lost]:
    allowed = {value for _, value in columns.values(key.dataset, table, key.reference)}
    for number, value in columns.values(package, resource, key.fields):
        if value not in allowed and any(part is not None for part in value):
            yield number, value


def _lost_by_columns(
    resource: Resource, table: Resource, key: ForeignKey, columns: Columns
) -> Iterator[Lost]:
    import polars as pl

    from publisher.source.cells import Cells
    from publisher.source.identity import Identity
    from publisher.source.opening import opened
    from publisher.source.records import blocks

    found = opened(tabular.table(resource))
    names = [field.name for field in found.fields]
    if not set(key.fields) <= set(names):
        raise Unsupported("a foreign key of a missing column")
    places = [names.index(name) for name in key.fields]
    identities = {place: Identity(Cells(found.fields[place])) for place in places}
    kinds = tuple(identities[place].kind for place in places)
    targets = columns.targets(key.dataset, table, key.reference, kinds)
    for block in blocks(found.text):
        if block.aside:
            raise Unsupported("a row of another width")
        texts = pl.DataFrame([
            identities[place].texts(block.frame[str(place)]).alias(str(number))
            for number, place in enumerate(places)
        ])  # fmt: skip
        lost = targets.lost(texts)
        if not lost.any():
            continue
        rows = block.frame.filter(lost).rows()
        for number, row in zip(block.numbers[lost.to_numpy()].tolist(), rows, strict=True):
            yield number, tuple(identities[p].cells.read(row[p]).value for p in places)


def _findings(lost: Iterator[Lost], resource: Resource, key: ForeignKey) -> Iterator[Finding]:
    target = f"{key.dataset}/{key.resource}"
    place: dict[str, Any] = {
        "field": key.fields[0],
        "column": 1 + [f.name for f in resource.schema.fields].index(key.fields[0]),
    }
    for number, value in islice(lost, LISTED):
        yield error(
            "foreign-key", resource.file.path,
            message("“{value}” in {field} does not exist in {target}.",
                    value=", ".join(map(str, value)), field=", ".join(key.fields), target=target),
            row=number, **place,
        )  # fmt: skip
    first = next(lost, None)
    if first is not None:
        count, last = 1, first
        for entry in lost:
            count, last = count + 1, entry
        yield error(
            "foreign-key", resource.file.path,
            message("{number} more like this, up to row {row}.", number=count, row=last[0]),
            row=first[0], count=count, **place,
        )  # fmt: skip
