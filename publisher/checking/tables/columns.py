"""One CSV table on the fast way: columns at a glance, keys by hashes, wrong rows one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from publisher.checking.tables.engine import Limits, Progress
from publisher.checking.tables.errors import TableError, from_frictionless
from publisher.checking.tables.examined import Examined, Key
from publisher.checking.tables.keys import Repeated, Targets, target_keys
from publisher.checking.tables.replay import Reference, Replay
from publisher.source.cells import Cells
from publisher.source.identity import Identity
from publisher.source.opening import opened
from publisher.source.records import Unsupported, blocks

if TYPE_CHECKING:
    import frictionless

    from publisher.checking.tables.keys import Hashes


class Table:
    """A table, opened. Raises Unsupported for what frictionless must judge itself."""

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
        self.held: Examined | None = None
        """The block of a table that has only one: it need not be read twice."""
        self.targets = [self._targets(reference) for reference in references]

    def _targets(self, reference: Reference) -> Targets:
        source, package = self.table, self.table.package
        if package and reference.table not in ("", source.name):
            source = package.get_resource(reference.table)
        kinds = [self.identities[place].kind for place in reference.places]
        keys = target_keys(source, reference.target, kinds, block=self.limits.block)
        return Targets(keys, listed=self.limits.listed)

    def errors(self) -> Iterator[TableError]:
        """All errors in frictionless' order; Unsupported may be raised after some."""
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
        for number, examined in enumerate(self._blocks()):
            self.held = None if number else examined
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
        if self.held is not None:
            yield self.held
            return
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
