"""The contestants of `search.py`: our two engines, SQLite's FTS5, Whoosh as a bare library.

All get the same documents and the same tokens (our pairs of characters and stems), answer the
same questions with totals, a page of ten with highlights, and counts by six facets.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Final, Protocol

from whoosh import fields, sorting
from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.analysis import SpaceSeparatedTokenizer

from search_index import ENGINES, FACETS, Document, Query, Reader, analysis
from search_index.documents import order_key
from search_index.query import plan
from search_index.words import Words

Ask = Callable[[Query], int]
"""Answers one question in full and gives its total."""

LABELS: Final = ("kind", "lang", "category", "unit", "collection")


class Contestant(Protocol):
    """An engine as the benchmark sees it."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Make an index in a new folder, whole and on disk."""

    def open(self, folder: Path) -> Ask:
        """Open it for questions."""


class Ours:
    """One of our engines, by the way that pages take."""

    def __init__(self, name: str) -> None:
        self._engine = ENGINES[name]

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Without synonyms, which the others do not have."""
        self._engine.build(folder, documents, words=Words())

    def open(self, folder: Path) -> Ask:
        """A reader's search."""
        reader: Reader = self._engine.open(folder)
        return lambda query: reader.search(query).total


class Fts5:
    """SQLite's full-text search: tokens ready-made, labels in a table with indexes beside it."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """One transaction, then `optimize`."""
        folder.mkdir()
        with closing(sqlite3.connect(folder / "index.sqlite")) as base:
            base.execute("PRAGMA page_size = 8192")
            base.execute(
                "CREATE TABLE docs(n INTEGER PRIMARY KEY, id, title, body, ordering INTEGER, "
                "year INTEGER, kind, lang, category, unit, collection)"
            )
            base.execute(
                "CREATE VIRTUAL TABLE words USING fts5(title_grams, body_grams, title_exact, "
                "body_exact, tokenize = 'unicode61 remove_diacritics 0')"
            )
            for number, document in enumerate(documents):
                title, body = analysis.streams(document.title), analysis.streams(document.body)
                year = document.date.year if document.date else 0
                labels = [getattr(document, name) for name in LABELS]
                base.execute(
                    f"INSERT INTO docs VALUES({', '.join('?' * 11)})",
                    (number, document.id, document.title, document.body,
                     order_key(document), year, *labels),
                )  # fmt: skip
                base.execute(
                    "INSERT INTO words(rowid, title_grams, body_grams, title_exact, body_exact) "
                    "VALUES(?, ?, ?, ?, ?)",
                    (number, title.grams, body.grams, title.exact, body.exact),
                )
            for name in ("ordering", *LABELS):
                base.execute(f"CREATE INDEX by_{name} ON docs({name})")
            base.execute("INSERT INTO words(words) VALUES('optimize')")
            base.execute("ANALYZE")
            base.commit()

    def open(self, folder: Path) -> Ask:
        """A connection with 64 MB of pages and the file mapped."""
        base = sqlite3.connect(folder / "index.sqlite", check_same_thread=False)
        base.execute("PRAGMA cache_size = -64000")
        base.execute("PRAGMA mmap_size = 2000000000")
        base.execute("PRAGMA temp_store = MEMORY")
        return lambda query: _fts5(base, query)


def _fts5(base: sqlite3.Connection, query: Query) -> int:
    """What matches is put aside once; then it is counted six ways, and the page is ranked."""
    match = " AND ".join(_fts5_word(word) for word in query.text.split())
    own = dict(_filters(query))
    source = "docs" if not match else "words JOIN docs ON docs.n = words.rowid"
    text = "words MATCH ?" if match else "1"
    values: list[Any] = [match] if match else []
    dates, bounds = _dates(query)
    columns = ", ".join(("n", "year", *LABELS))
    base.execute("DROP TABLE IF EXISTS temp.found")
    base.execute(
        f"CREATE TEMP TABLE found AS SELECT {columns} FROM {source} WHERE {text} AND {dates}",
        (*values, *bounds),
    )
    for facet in FACETS:
        where, labels = _where({name: own[name] for name in own if name != facet})
        base.execute(
            f"SELECT {facet}, count(*) FROM temp.found WHERE {where} GROUP BY 1", labels
        ).fetchall()
    where, labels = _where(own)
    counted = base.execute(f"SELECT count(*) FROM temp.found WHERE {where}", labels)
    total: int = counted.fetchone()[0]
    by_date = query.sort == "date" or not match
    order = "ordering DESC" if by_date else "bm25(words, 4.0, 1.0, 4.0, 1.0)"
    shown = "snippet(words, -1, '<', '>', '…', 30)" if match else "substr(body, 1, 120)"
    base.execute(
        f"SELECT id, title, {shown} FROM {source} WHERE {text} AND {dates} AND {where} "
        f"ORDER BY {order} LIMIT 10 OFFSET ?",
        (*values, *bounds, *labels, query.offset),
    ).fetchall()
    return total


def _fts5_word(word: str) -> str:
    grams, exact, *_ = analysis.streams(word)
    if len(exact.split()) == 1 and analysis.is_cjk(exact):
        return f'{{title_exact body_exact}} : "{exact}"'
    return f'{{title_grams body_grams}} : "{grams}"'


def _filters(query: Query) -> list[tuple[str, str | int]]:
    names = (*LABELS, "year")
    return [(name, getattr(query, name)) for name in names if getattr(query, name)]


def _where(chosen: dict[str, str | int]) -> tuple[str, list[str | int]]:
    if not chosen:
        return "1", []
    parts = [f"{name} IN (?, '')" if name == "lang" else f"{name} = ?" for name in chosen]
    return " AND ".join(parts), list(chosen.values())


def _dates(query: Query) -> tuple[str, tuple[int, ...]]:
    dates = plan(query, Words()).dates
    return ("ordering >= ? AND ordering < ?", (dates.low, dates.high)) if dates else ("1", ())


class BareWhoosh:
    """Whoosh without us: the same tokens, its own queries, ranking, facets and highlights."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """One writer, one commit."""
        folder.mkdir()
        stream = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True, stored=True)
        schema = fields.Schema(
            id=fields.ID(stored=True),
            title_grams=stream, body_grams=stream, title_exact=stream, body_exact=stream,
            order=fields.NUMERIC(int, bits=64, sortable=True),
            year=fields.NUMERIC(int, sortable=True),
            **{name: fields.ID(sortable=True) for name in LABELS},
        )  # fmt: skip
        writer = whoosh_index.create_in(str(folder), schema).writer(limitmb=256)
        for document in documents:
            title, body = analysis.streams(document.title), analysis.streams(document.body)
            writer.add_document(
                id=document.id, title_grams=title.grams, body_grams=body.grams,
                title_exact=title.exact, body_exact=body.exact, order=order_key(document),
                year=document.date.year if document.date else 0,
                **{name: getattr(document, name) or "-" for name in LABELS},
            )  # fmt: skip
        writer.commit()

    def open(self, folder: Path) -> Ask:
        """One searcher."""
        searcher = whoosh_index.open_dir(str(folder)).searcher()
        return lambda query: _whoosh(searcher, query)


def _whoosh(searcher: Any, query: Query) -> int:
    words = [_whoosh_word(word) for word in query.text.split()]
    asked = wq.And(words) if words else wq.Every()
    labels = [
        wq.Or([wq.Term(name, str(value)), wq.Term(name, "-")]) if name == "lang"
        else wq.NumericRange("year", value, value) if name == "year" else wq.Term(name, value)
        for name, value in _filters(query)
    ]  # fmt: skip
    dates = plan(query, Words()).dates
    if dates is not None:
        labels.append(wq.NumericRange("order", dates.low, dates.high))
    by_date = query.sort == "date" or not words
    found = searcher.search(
        asked, filter=wq.And(labels) if labels else None, limit=query.offset + 10,
        groupedby=[sorting.FieldFacet(name) for name in FACETS],
        sortedby=sorting.FieldFacet("order", reverse=True) if by_date else None,
    )  # fmt: skip
    for facet in FACETS:
        {value: len(numbers) for value, numbers in found.groups(facet).items()}
    for hit in found[query.offset : query.offset + 10]:
        hit.highlights("body_grams")
    return len(found)


def _whoosh_word(word: str) -> wq.Query:
    grams, exact, *_ = analysis.streams(word)
    single = len(exact.split()) == 1 and analysis.is_cjk(exact)
    stream, tokens = ("exact", exact.split()) if single else ("grams", grams.split())
    return wq.Or([
        wq.Phrase(f"{part}_{stream}", tokens) if len(tokens) > 1
        else wq.Term(f"{part}_{stream}", tokens[0])
        for part in ("title", "body")
    ])  # fmt: skip


CONTESTANTS: Final[dict[str, Contestant]] = {
    "tantivy engine": Ours("tantivy"), "whoosh engine": Ours("whoosh"), "SQLite FTS5": Fts5(),
    "Whoosh, bare": BareWhoosh(),
}  # fmt: skip
