"""Exactly the errors of `frictionless.validate`, at the speed of columns.

Whole columns are accepted at a glance where that is certain, the distinct remainder is read by
frictionless' own cell readers, keys are compared by hashes, and only rows with something wrong
are judged one by one, in frictionless' order (`replay`). What does not fit (XLSX, JSON, keys of
unusual types) goes through frictionless whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.checking.tables import judge
from publisher.checking.tables.errors import TableError, from_frictionless
from publisher.checking.tables.keys import Repeated, Targets, empty, hashes
from publisher.checking.tables.replay import Reference, Replay, Seen
from publisher.source.cells import Cells
from publisher.source.identity import Identity
from publisher.source.records import Block, Text, Unsupported, blocks

if TYPE_CHECKING:
    import frictionless
    import polars as pl

    from publisher.checking.tables.keys import Hashes

SMALL = 64 << 10
"""Below so many bytes frictionless is as fast as anything, and nothing else need be imported."""
KEPT = 20_000
"""So many errors are kept until it is known whether keys are repeated."""

Progress = Callable[[str, int], None]
"""Is told a table's name and how many rows of it are done."""
Key = tuple[int, ...]


def package_errors(
    package: frictionless.Package, *, small: int = SMALL, progress: Progress | None = None
) -> Iterator[tuple[str | None, TableError]]:
    """All errors of a package's tables, each with the table's name (None: of the package)."""
    from frictionless import FrictionlessException

    try:
        package.to_descriptor(validate=True)
    except FrictionlessException as failure:
        for error in failure.to_errors():
            yield None, from_frictionless(error)
        return
    for table in package.resources:
        for found in table_errors(table, small=small, progress=progress):
            yield table.name, found


def table_errors(
    table: frictionless.Resource, *, small: int = SMALL, progress: Progress | None = None
) -> Iterator[TableError]:
    """All errors of a table, in order."""
    from frictionless import FrictionlessException

    done = 0
    try:
        if table.format == "csv" and _size(table) > small:
            table.to_descriptor(validate=True)
            for found in _Table(table, progress).errors():
                yield found
                done += 1
            return
    except (Unsupported, FrictionlessException):
        pass  # frictionless says what it finds; what was found so far is the same
    yield from islice(judge.errors(table), done, None)


def _size(table: frictionless.Resource) -> int:
    """Bytes of a table and of those that its foreign keys lead to."""
    members = {table.name: table}
    for key in table.schema.foreign_keys:
        name = key["reference"]["resource"]
        if name and table.package and table.package.has_resource(name):
            members[name] = table.package.get_resource(name)
    return sum(Path(member.normpath).stat().st_size for member in members.values())


def _text(table: frictionless.Resource, opened: judge.Opened) -> Text:
    dialect = opened.dialect
    return Text(
        file=Path(table.normpath), encoding=opened.encoding, dialect=opened.csv,
        width=len(opened.fields), skip=dialect.create_first_content_row() - 1,
        comments=dialect.comment_char or "", comment_rows=frozenset(dialect.comment_rows),
        skip_blank=dialect.skip_blank_rows,
    )  # fmt: skip


class _Table:
    """One CSV table on the fast way."""

    def __init__(self, table: frictionless.Resource, progress: Progress | None) -> None:
        self.table, self.progress = table, progress
        opened = judge.opened(table)
        if not opened.fields:
            raise Unsupported("no fields")
        self.start = opened.start
        self.text = _text(table, opened)
        self.columns = [Cells(field) for field in opened.fields]
        names = [cells.field.name for cells in self.columns]
        unique = [n for n, f in enumerate(opened.fields) if f.constraints.get("unique")]
        primary = tuple(names.index(name) for name in opened.primary_key)
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
        own = reference.table in ("", self.table.name)
        source = self.table if own else self.table.package.get_resource(reference.table)
        kinds = [self.identities[place].kind for place in reference.places]
        return Targets(_target_keys(source, reference.target, kinds))

    def errors(self) -> Iterator[TableError]:
        yield from self.start
        if not self.keys:
            yield from self._pass({})
            return
        kept: list[TableError] = []
        repeated = self._repeated(kept)
        if len(kept) > KEPT or any(map(len, repeated.values())):
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
            if len(kept) <= KEPT:
                kept.extend(islice(examined.errors(), KEPT + 1))
        return {key: repeated.found() for key, repeated in gathered.items()}

    def _pass(self, repeated: dict[Key, Hashes]) -> Iterator[TableError]:
        earlier: dict[Key, dict[tuple[str | None, ...], int]] = {key: {} for key in repeated}
        for examined in self._blocks():
            yield from examined.errors(repeated, earlier)

    def _blocks(self) -> Iterator[_Examined]:
        for block in blocks(self.text):
            yield _Examined(self, block)
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
        if set(fields) <= set(names):
            yield Reference(tuple(names.index(field) for field in fields), fields, name, target)


def _target_keys(
    table: frictionless.Resource, fields: Sequence[str], kinds: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """The keys of a table that is led to, in blocks."""
    import polars as pl

    opened = judge.opened(table, keys=False)
    names = [field.name for field in opened.fields]
    if not set(fields) <= set(names) or len(fields) != len(kinds):
        raise Unsupported("a foreign key to no field")
    places = [names.index(field) for field in fields]
    found = {place: Identity(Cells(opened.fields[place])) for place in places}
    if [found[place].kind for place in places] != list(kinds):
        raise Unsupported("a foreign key between different types")
    if table.format != "csv":
        raise Unsupported("a foreign key to another format")
    for block in blocks(_text(table, opened)):
        yield pl.DataFrame([
            found[place].texts(block.frame[str(place)]).alias(str(n))
            for n, place in enumerate(places)
        ])  # fmt: skip
        yield rows_texts(found, places, [cells for _, cells in block.aside])


def rows_texts(
    identities: dict[int, Identity], places: Sequence[int], rows: Sequence[Sequence[str]]
) -> pl.DataFrame:
    """The identities of some columns in rows of any width."""
    import polars as pl

    columns: list[pl.Series] = []
    for number, place in enumerate(places):
        identity = identities[place]
        read = identity.cells.read
        columns.append(pl.Series(str(number), [
            identity.text(read(row[place] if place < len(row) else None).value) for row in rows
        ], pl.String))  # fmt: skip
    return pl.DataFrame(columns)


class _Examined:
    """A block of a table, its keys read once."""

    def __init__(self, table: _Table, block: Block) -> None:
        self.table, self.block = table, block
        self._columns: dict[int, pl.Series] = {}

    def texts(self, key: Sequence[int]) -> pl.DataFrame:
        """The identities of a key's columns in the block's frame."""
        import polars as pl

        for place in key:
            if place not in self._columns:
                identity = self.table.identities[place]
                self._columns[place] = identity.texts(self.block.frame[str(place)])
        return pl.DataFrame([self._columns[p].alias(str(n)) for n, p in enumerate(key)])

    def aside_texts(self, key: Sequence[int]) -> pl.DataFrame:
        """The same for the records of another width."""
        return rows_texts(self.table.identities, key, [cells for _, cells in self.block.aside])

    def errors(
        self, repeated: dict[Key, Hashes] | None = None,
        earlier: dict[Key, dict[tuple[str | None, ...], int]] | None = None,
    ) -> Iterator[TableError]:
        """All errors of the block's rows; `earlier` rows of `repeated` keys are kept up."""
        repeated = repeated or {}
        rows = self._candidates(repeated)
        for start in range(0, len(rows), KEPT):
            part = rows[start : start + KEPT]
            for (number, cells), seen in zip(part, self._seen(part, repeated, earlier or {}),
                                             strict=True):  # fmt: skip
                yield from self.table.replay.errors(number, cells, seen)

    def _candidates(self, repeated: dict[Key, Hashes]) -> list[tuple[int, Sequence[str]]]:
        """The rows that may have errors, in order."""
        import numpy as np
        import polars as pl

        frame = self.block.frame
        suspicious = np.zeros(frame.height, bool)
        if frame.height:
            for place, cells in enumerate(self.table.columns):
                if wrong := cells.bad(frame[str(place)]):
                    listed = pl.Series(wrong, dtype=pl.String).implode()
                    suspicious |= frame[str(place)].is_in(listed).to_numpy()
            suspicious |= self._blank().to_numpy()
            for key, found in repeated.items():
                if len(found):
                    suspicious |= _among(hashes(self.texts(key)), found)
            if self.table.replay.primary:
                suspicious |= empty(self.texts(self.table.replay.primary)).to_numpy()
            for reference, targets in zip(self.table.replay.references, self.table.targets,
                                          strict=True):  # fmt: skip
                suspicious |= targets.lost(self.texts(reference.places)).to_numpy()
        if not suspicious.any():
            return list(self.block.aside)
        numbers = self.block.numbers[suspicious].tolist()
        rows = frame.filter(pl.Series(suspicious)).rows()
        found_rows = [*zip(numbers, rows, strict=True), *self.block.aside]
        return sorted(found_rows, key=_number) if self.block.aside else found_rows

    def _blank(self) -> pl.Series:
        """Where no cell of a row has a value."""
        columns = self.table.columns
        found = columns[0].absent(self.block.frame["0"])
        for place, cells in enumerate(columns[1:], 1):
            if not found.any():
                break
            found = found & cells.absent(self.block.frame[str(place)])
        return found

    def _seen(
        self, rows: Sequence[tuple[int, Sequence[str]]], repeated: dict[Key, Hashes],
        earlier: dict[Key, dict[tuple[str | None, ...], int]],
    ) -> Iterator[Seen]:
        table = self.table
        cells = [row for _, row in rows]
        lost = [
            targets.lost(rows_texts(table.identities, reference.places, cells)).to_list()
            for reference, targets in zip(table.replay.references, table.targets, strict=True)
        ]
        matches: dict[Key, list[int | None]] = {}
        for key, found in repeated.items():
            texts = rows_texts(table.identities, key, cells)
            again = _among(hashes(texts), found) & ~empty(texts).to_numpy()
            matches[key] = list(_matches(rows, texts, again, earlier[key]))
        nowhere: list[int | None] = [None] * len(rows)
        primary = matches.get(tuple(table.replay.primary), nowhere)
        for position in range(len(rows)):
            unique = {place: match for place in table.replay.unique
                      if (match := matches.get((place,), nowhere)[position])}  # fmt: skip
            gone = frozenset(n for n, places in enumerate(lost) if places[position])
            yield Seen(unique, primary[position], gone)


def _number(row: tuple[int, Any]) -> int:
    return row[0]


def _among(values: Hashes, found: Hashes) -> Any:
    import numpy as np

    if not len(found):
        return np.zeros(len(values), bool)
    places = np.searchsorted(found, values)
    places[places == len(found)] = 0
    return found[places] == values


def _matches(
    rows: Sequence[tuple[int, Any]], texts: pl.DataFrame, again: Any,
    earlier: dict[tuple[str | None, ...], int],
) -> Iterator[int | None]:  # fmt: skip
    """The earlier row with the same key, for rows whose key may stand twice."""
    for (number, _), key, twice in zip(rows, texts.iter_rows(), again.tolist(), strict=True):
        if not twice:
            yield None
            continue
        yield earlier.get(key)
        earlier[key] = number
