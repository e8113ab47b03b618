"""A table as rules see it: typed columns, and columns of the rows that its keys lead to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from publisher.checking.wording.columns import column_words
from publisher.languages import Message, Series, Words, message, series, words
from publisher.source import frames
from publisher.source.frames import ROW
from publisher.source.packages import DataPackage, Resource

if TYPE_CHECKING:
    import polars

SLACK = 1e-6
"""What sums of binary fractions may differ by beyond a rule's tolerance."""

Row = Mapping[str, Any]


class Broken(NamedTuple):
    """Rows that break a rule, the column they break it in, and what is said of each."""

    rows: polars.DataFrame
    field: str
    say: Callable[[Row], Message]


class Target(NamedTuple):
    """The table that a key of one column leads to, and the column its values stand in."""

    dataset: str
    resource: Resource
    field: str


@dataclass(frozen=True)
class Table:
    """The columns of a table that its rules look at, with the number of each row.

    `titles` are those of columns of other tables, by the names that rules give them.
    """

    resource: Resource
    frame: polars.DataFrame
    titles: Mapping[str, Words] = field(default_factory=dict)

    def called(self, name: str) -> Words:
        """What people call a column; one of another row is called as in its own table."""
        plain = name.removeprefix("-")
        if plain in self.titles:
            return self.titles[plain]
        found = self.resource.schema.field(plain)
        return column_words(found) if found else words({"": plain})

    def all_called(self, names: Iterable[str]) -> Series:
        """What people call several columns."""
        return series(self.called(name) for name in names)

    def value(self, name: str, value: Any) -> Words | Message | str:
        """A value of a column in words: the label of a code, a number as people write it."""
        found = self.resource.schema.field(name)
        label = found.labels.get(str(value)) if found else None
        if label:
            return words(label)
        if isinstance(value, bool):
            return message("Yes") if value else message("No")
        return message("“{value}”", value=value) if isinstance(value, str) else figure(value)

    def with_frame(self, frame: polars.DataFrame) -> Table:
        """The table with other rows."""
        return replace(self, frame=frame)


class Reader:
    """Reads tables with the columns that rules need, those of other tables included.

    `packages` are the datasets whose tables are valid, the own one among them.
    """

    def __init__(self, package: DataPackage, packages: Mapping[str, DataPackage]) -> None:
        self.package = package
        self.packages = packages

    def target(self, resource: Resource, head: str) -> Target | None:
        """What the key of the one column `head` leads to; None if none is declared or valid."""
        for key in (*resource.schema.foreign_keys, *resource.foreign_keys):
            if key.fields == (head,) and len(key.reference) == 1:
                dataset = key.dataset or self.package.name
                package = self.packages.get(dataset)
                found = package.resource(key.resource) if package and key.resource else None
                found = resource if not key.dataset and not key.resource else found
                if found is not None and found.schema.field(key.reference[0]):
                    return Target(dataset, found, key.reference[0])
        return None

    def types(self, resource: Resource, names: Iterable[str]) -> dict[str, str]:
        """The types of a table's columns, and of the `key.column` among `names` that exist."""
        found = {entry.name: entry.type for entry in resource.schema.fields}
        for name in names:
            head, dot, tail = name.partition(".")
            target = self.target(resource, head) if dot and name not in found else None
            other = target.resource.schema.field(tail) if target else None
            if other is not None:
                found[name] = other.type
        return found

    def read(self, resource: Resource, names: Iterable[str]) -> Table:
        """The table with the columns `names`."""
        wanted = list(dict.fromkeys(names))
        own = [name for name in wanted if resource.schema.field(name)]
        heads = {name.partition(".")[0] for name in wanted if name not in own}
        frame = frames.frame(resource, list(dict.fromkeys([*own, *heads])))
        for head in sorted(heads):
            tails = {n for n in wanted if n not in own and n.partition(".")[0] == head}
            frame = self._joined(resource, frame, head, tails)
        return Table(resource, frame, dict(self._titles(resource, wanted)))

    def _titles(self, resource: Resource, names: Iterable[str]) -> Iterator[tuple[str, Words]]:
        for name in names:
            head, dot, tail = name.partition(".")
            target = self.target(resource, head) if dot else None
            found = target.resource.schema.field(tail) if target else None
            if found is not None and found.title:
                yield name, column_words(found)

    def _joined(
        self, resource: Resource, frame: polars.DataFrame, head: str, names: set[str]
    ) -> polars.DataFrame:
        target = self.target(resource, head)
        assert target is not None  # noqa: S101 - rules that lead nowhere are not read for
        tails = {name.partition(".")[2]: name for name in sorted(names)}
        other = frames.frame(target.resource, list(dict.fromkeys([target.field, *tails])))
        other = other.unique(target.field, keep="first")
        columns = [other[target.field].alias(head)]
        columns += [other[tail].alias(name) for tail, name in tails.items()]
        if columns[0].dtype != frame.schema[head]:
            return frame.with_columns(other[tail].clear().extend_constant(None, frame.height)
                                      .alias(name) for tail, name in tails.items())  # fmt: skip
        return frame.join(other.select(columns), on=head, how="left", maintain_order="left")


def figure(value: Any) -> str:
    """A number as people write it: amounts with two decimals, days and codes as they are."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return str(value)
    return f"{value:,.2f}" if abs(value * 100 - round(value * 100)) < 1e-4 else f"{value:,}"


__all__ = ["ROW", "SLACK", "Broken", "Reader", "Row", "Table", "Target", "figure"]
