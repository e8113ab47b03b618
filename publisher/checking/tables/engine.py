"""Exactly the errors of `frictionless.validate`, at the speed of columns.

Whole columns are accepted at a glance where that is certain, the distinct remainder is read by
frictionless' own cell readers, keys are compared by hashes, and only rows with something wrong
are judged one by one, in frictionless' order (`replay`). What does not fit (XLSX, JSON, keys of
unusual types) goes through frictionless whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from publisher.checking.tables import judge
from publisher.checking.tables.errors import TableError, from_frictionless
from publisher.checking.tables.examined import Examined, Key
from publisher.checking.tables.keys import Repeated, Targets, target_keys
from publisher.checking.tables.replay import Reference, Replay
from publisher.source.cells import FEW, Cells
from publisher.source.identity import Identity
from publisher.source.opening import opened
from publisher.source.records import BLOCK, Unsupported, blocks

if TYPE_CHECKING:
    import frictionless

    from publisher.checking.tables.keys import Hashes

Progress = Callable[[str, int], None]
"""Is told a table's name and how many rows of it are done."""


class Limits(NamedTuple):
    """How much is held at a time; tests make everything small.

    Below `small` bytes in all, frictionless is as fast as anything, and nothing else need be
    imported; below `tiny` bytes a table is as well judged by it in any case.
    `block` bytes are read at a time, `kept` errors wait until it is known which keys are repeated,
    targets of foreign keys are kept themselves up to `listed`. Columns with a smaller share of
    distinct cells than `few` are looked up, the others filtered.
    """

    small: int = 64 << 10
    tiny: int = 4 << 10
    block: int = BLOCK
    kept: int = 20_000
    listed: int = 300_000
    few: float = FEW


LIMITS = Limits()


def package_errors(
    package: frictionless.Package, *, limits: Limits = LIMITS, progress: Progress | None = None
) -> Iterator[tuple[str | None, TableError]]:
    """All errors of a package's tables, each with the table's name (None: of the package)."""
    from frictionless import FrictionlessException

    try:
        package.to_descriptor(validate=True)
    except FrictionlessException as failure:
        for error in failure.to_errors():
            yield None, from_frictionless(error)
        return
    if sum(map(_size, package.resources)) > limits.small:
        limits = limits._replace(small=min(limits.small, limits.tiny))
    for table in package.resources:
        for found in table_errors(table, limits=limits, progress=progress):
            yield table.name, found


def table_errors(
    table: frictionless.Resource, *, limits: Limits = LIMITS, progress: Progress | None = None
) -> Iterator[TableError]:
    """All errors of a table, in order."""
    from frictionless import FrictionlessException

    done = 0
    try:
        if table.format == "csv" and _size(table) > limits.small:
            table.to_descriptor(validate=True)
            for found in _Table(table, limits, progress).errors():
                yield found
                done += 1
            return
    except (Unsupported, FrictionlessException):
        pass  # frictionless says what it finds; what was found so far is the same
    yield from islice(judge.errors(table), done, None)


def _size(table: frictionless.Resource) -> int:
    """Bytes of a table and of those that its foreign keys lead to."""
    members = {str(table.name): table}
    for key in table.schema.foreign_keys:
        name = str(key["reference"]["resource"])
        if table.package and table.package.has_resource(name):
            members[name] = table.package.get_resource(name)
    places = [Path(str(member.normpath)) for member in members.values()]
    return sum(place.stat().st_size for place in places if place.is_file())


class _Table:
    """One CSV table on the fast way."""

    def __init__(
        self, table: frictionless.Resource, limits: Limits, progress: Progress | None
    ) -> None:
        self.table, self.limits, self.progress = table, limits, progress
        found = opened(table, block=limits.block)
        if not found.fields:
            raise Unsupported("no fields")
        self.start = [from_frictionless(error) for error in found.start]
        self.text = found.text
        self.columns = [Cells(field, few=limits.few) for field in found.fields]
        names = [cells.field.name for cells in self.columns]
        unique = [n for n, f in enumerate(found.fields) if f.constraints.get("unique")]
        primary = tuple(names.index(name) for name in found.primary_key)
        references = list(_references(table, names))
        self.replay = Replay(
            self.columns, unique=unique, primary=primary, references=references
        )
        self.keys: list[Key] = list(dict.fromkeys([*((n,) for n in unique), primary]))
        self.keys = [key for key in self.keys if key]
        places = {n for key in [*self.keys, *(r.places for r in references)] for n in key}
        self.identities = {n: Identity(self.columns[n]) for n in sorted(places)}
        self.targets = [self._targets(reference) for reference in references]

    def _targets(self, reference: Reference) -> Targets:
        source, package = self.table, self.table.package
        if package and reference.table not in ("", source.name):
            source = package.get_resource(reference.table)
        kinds = [self.identities[place].kind for place in reference.places]
        keys = target_keys(source, reference.target, kinds, block=self.limits.block)
        return Targets(keys, listed=self.limits.listed)

    def errors(self) -> Iterator[TableError]:
        yield from self.start
        if not self.keys:
            yield from self._pass({})
            return
        kept: list[TableError] = []
        repeated = self._repeated(kept)
        if len(kept) > self.limits.kept or any(map(len, repeated.values())):
            kept.clear()
            yield from self._pass(repeated)
        yield from kept

    def _repeated(self, kept: list[TableError]) -> dict[Key, Hashes]:
        """What stands twice in each key; errors beside that are kept while they are few."""
        gathered = {key: Repeated() for key in self.keys}
        for examined in self._blocks():
            for key, repeated in gathered.items():
                repeated.add(examined.texts(key))
                repeated.add(examined.aside_texts(key))
            if len(kept) <= self.limits.kept:
                kept.extend(islice(examined.errors(), self.limits.kept + 1))
        return {key: repeated.found() for key, repeated in gathered.items()}

    def _pass(self, repeated: dict[Key, Hashes]) -> Iterator[TableError]:
        earlier: dict[Key, dict[tuple[str | None, ...], int]] = {key: {} for key in repeated}
        for examined in self._blocks():
            yield from examined.errors(repeated, earlier)

    def _blocks(self) -> Iterator[Examined]:
        for block in blocks(self.text):
            yield Examined(self.replay, self.identities, self.targets, block)
            if self.progress and len(block.numbers):
                self.progress(str(self.table.name), int(block.numbers[-1]))


def _references(table: frictionless.Resource, names: list[str]) -> Iterator[Reference]:
    for key in table.schema.foreign_keys:
        fields, target = tuple(key["fields"]), tuple(key["reference"]["fields"])
        name = key["reference"]["resource"]
        if name and name != table.name and not (
            table.package and table.package.has_resource(name)
        ):  # fmt: skip
            raise Unsupported("a foreign key to no table")
        if not set(fields) <= set(names):  # frictionless reads its target all the same
            raise Unsupported("a foreign key of a missing column")
        yield Reference(tuple(names.index(field) for field in fields), fields, name, target)
