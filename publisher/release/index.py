"""The search index of a release: made anew, or from the last one where little changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from publisher.edition import Edition
from publisher.jobs import digest
from publisher.outputs.plan import table_path
from publisher.release import live
from publisher.release.found import entries
from publisher.release.found.changes import changes
from publisher.release.found.entries import Entry
from publisher.release.found.names import names
from publisher.release.found.rows import Layout, Rows, layout, open_rows
from publisher.release.reader import Release
from publisher.source.packages import DataPackage, Resource
from search_index import ENGINES, Document, Words, shipped

PREFIX: Final = "index/"
ENGINE: Final = f"{PREFIX}engine"
WORDS: Final = f"{PREFIX}words"
TABLE: Final = f"{PREFIX}table:"
"""Begins the input of a table: one line stands for all its rows."""

TOO_MANY: Final = 0.5
"""With a larger share of changed documents, building anew is faster than updating."""


PASSING: Final = "passing:"
"""Begins the digest of what keeps its current version only."""


class Table(NamedTuple):
    """A table whose rows can be found, and a digest of all that their documents are made of."""

    layout: Layout
    inputs: str


class Index:
    """What is to be found in an edition, and how its index is made."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.engine = edition.settings.engine
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in entries(edition)}
        self.called = names(edition)
        self.tables = dict(_tables(edition.packages.values()))

    def inputs(self) -> Mapping[str, str]:
        """What the index depends on: a digest for each document but rows, and for each table."""
        return self._inputs

    @cached_property
    def _inputs(self) -> Mapping[str, str]:
        own = self.edition.words
        return {
            ENGINE: digest(self.engine, self.edition.software),
            WORDS: digest(own.synonyms, sorted(own.stop), self.called),
            **{PREFIX + entry.id: _marked(entry.inputs, entry.only_current)
               for entry in self.entries.values()},
            **{TABLE + path: table.inputs for path, table in self.tables.items()},
        }

    def make(self, base: Release | None, folder: Path) -> None:
        """Make the index in `folder` from that of `base`, as far as that is faster."""
        wanted = self.inputs()
        had = dict(
            row.split("\t") for row in (base.input_rows if base else ()) if row.startswith(PREFIX)
        )
        stale = {key for key, value in wanted.items() if had.get(key) != value}
        former = had.keys() - wanted.keys()
        if base is None or ENGINE in stale or _passes(had, wanted, stale | former):
            self._build(folder)
        elif stale or former:
            self._update(base, folder, stale, former)
        else:
            link_folder(base.index, folder)

    def _build(self, folder: Path) -> None:
        with ExitStack() as stack:
            tables = (self._rows(stack, path) for path in self.tables)
            documents = chain(
                (entry.document(self.edition) for entry in self.entries.values()),
                chain.from_iterable(rows.documents() for rows in tables if rows),
            )
            ENGINES[self.engine].build(folder, documents, words=self._words())

    def _update(self, base: Release, folder: Path, stale: set[str], former: set[str]) -> None:
        """Make the index from the last one; anew if too much of it changed."""
        single, tables = _parted(stale | former)
        changed = [self.entries[key] for key in single if key in self.entries]
        removed = [key for key in single if PREFIX + key in former]
        fresh: list[Iterable[Document]] = [(entry.document(self.edition) for entry in changed)]
        number = len(changed) + len(removed)
        with ExitStack() as stack:
            before = dict(_tables(live.read(base).packages.values())) if tables else {}
            for path in tables:
                rows = self._rows(stack, path)
                found = changes(rows, _open(stack, base.folder / path, before.get(path)))
                number += len(found.numbers) + len(found.gone)
                removed += found.gone
                if rows and found.numbers:
                    fresh.append(rows.documents(found.numbers))
            if number <= TOO_MANY * len(self.entries) or number <= TOO_MANY * self._count(stack):
                ENGINES[self.engine].update(
                    folder, base=base.index, changed=chain.from_iterable(fresh),
                    removed=removed, words=self._words(),
                )  # fmt: skip
                return
        self._build(folder)

    def _count(self, stack: ExitStack) -> int:
        """How many documents there are."""
        tables = (self._rows(stack, path) for path in self.tables)
        return len(self.entries) + sum(rows.count for rows in tables if rows)

    def _rows(self, stack: ExitStack, path: str) -> Rows | None:
        """The open rows of one of the release's tables."""
        return _open(stack, self.edition.tables.parent / path, self.tables.get(path))

    def _words(self) -> Words:
        """The shipped synonyms and stop words, those of the source, and the units' names."""
        known, own = shipped(), self.edition.words
        return Words((*own.synonyms, *known.synonyms), known.stop | own.stop, self.called)


def _tables(packages: Iterable[DataPackage]) -> Iterator[tuple[str, Table]]:
    """The tables whose rows can be found, by their files' paths below the release's folder."""
    for package in packages:
        for resource in package.resources:
            own = layout(package, resource)
            if own is not None:
                path = table_path(package.name, resource.name)
                yield path, Table(own, _marked(digest(own, _data(resource)), package.only_current))


def _marked(inputs: str, only_current: bool) -> str:
    return f"{PASSING}{inputs}" if only_current else inputs


def _passes(had: Mapping[str, str], wanted: Mapping[str, str], changed: set[str]) -> bool:
    """Whether a text has to vanish: an index that is updated keeps the files that hold it."""
    return any(
        key in had and (had[key].startswith(PASSING) or wanted.get(key, "").startswith(PASSING))
        for key in changed
    )


def _data(resource: Resource) -> tuple[object, ...]:
    """All that a table's rows are read from."""
    return (resource.file.sha256, resource.format, resource.encoding, resource.dialect,
            resource.schema.raw)  # fmt: skip


def _parted(keys: Iterable[str]) -> tuple[list[str], list[str]]:
    """The documents and the tables that inputs are about, in order."""
    tables = sorted(key for key in keys if key.startswith(TABLE))
    single = sorted(key for key in keys if not key.startswith(TABLE))
    return [key.removeprefix(PREFIX) for key in single], [key.removeprefix(TABLE) for key in tables]


def _open(stack: ExitStack, file: Path, table: Table | None) -> Rows | None:
    return stack.enter_context(open_rows(file, table.layout if table else None))


def link_folder(base: Path, folder: Path) -> None:
    """Link all files of an unchanged index into a new folder."""
    for file in sorted(base.rglob("*")):
        target = folder / file.relative_to(base)
        if file.is_dir():
            target.mkdir(parents=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target)
