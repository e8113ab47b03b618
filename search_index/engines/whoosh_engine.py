"""The engine for small sites and for places without compiled packages: Whoosh, pure Python.

Whoosh, too, writes segments once; a new table of contents (`*.toc`) says which count and what
is deleted in them. Comfortable to about 5,000 documents.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue
from threading import Event
from typing import Any, Final

from whoosh import fields
from whoosh import query as wq
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher
from whoosh.sorting import FieldFacet

from .. import analysis, storage
from ..documents import Document, checked, date_of, order_key
from ..errors import SearchIndexError
from ..highlight import Highlighter
from ..query import Plan, Query, Term, plan
from ..results import Hit, Results

_NAME: Final = "whoosh"
_LABELS: Final = ("kind", "lang", "category", "unit")
_TITLE_WEIGHT: Final = 4.0
_HEAP_MB: Final = 128


class WhooshEngine:
    """Indexes of Whoosh's; see `search_index.engine.Engine`."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Make an index of `documents` in `folder`."""
        with storage.translated("building the index", folder):
            storage.prepare(folder)
            index = FileStorage(str(folder)).create_index(_schema())
            self._write(index, folder, checked(documents), [])

    def update(
        self,
        folder: Path,
        *,
        base: Path,
        changed: Iterable[Document],
        removed: Iterable[str],
    ) -> None:
        """Make an index in `folder` from the one at `base`, whose segments it links."""
        with storage.translated("updating the index", folder):
            storage.check_format(base, _NAME)
            storage.prepare(folder)
            documents = list(checked(changed))
            storage.inherit(base, folder, shared=lambda name: name.endswith(".seg"))
            gone = [*removed, *(document.id for document in documents)]
            self._write(FileStorage(str(folder)).open_index(), folder, documents, gone)

    def open(self, folder: Path) -> "WhooshReader":
        """Open the index in `folder`."""
        storage.check_format(folder, _NAME)
        with storage.translated("opening the index", folder):
            return WhooshReader(folder)

    def _write(
        self, index: FileIndex, folder: Path, documents: Iterable[Document], gone: list[str]
    ) -> None:
        writer = index.writer(limitmb=_HEAP_MB)
        try:
            if gone:
                writer.delete_by_query(wq.Or([wq.Term("id", identity) for identity in gone]))
            for document in documents:
                writer.add_document(**_entry(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        index.close()
        for lock in folder.glob("*_WRITELOCK"):
            lock.unlink()
        storage.seal(folder, _NAME)


class WhooshReader:
    """An open index of Whoosh's; see `search_index.engine.Reader`.

    A searcher of Whoosh's belongs to one thread at a time: each search borrows an idle one or
    opens another, so there are as many as there were searches at once.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index: FileIndex = FileStorage(str(folder), readonly=True).open_index()
        self._idle: LifoQueue[Searcher] = LifoQueue()
        self._closed = Event()
        self._idle.put(self._index.searcher())

    def search(self, query: Query) -> Results:
        """The page of hits that `query` asks for."""
        asked = plan(query)
        if asked.empty:
            return Results(0, notes=asked.notes)
        with storage.translated("searching", self._folder), self._searcher() as searcher:
            found = searcher.search(
                _translate(asked),
                limit=asked.offset + max(1, asked.limit),
                filter=_filter(asked),
                mask=_mask(asked),
                sortedby=FieldFacet("order", reverse=True) if asked.by_date else None,
            )
            marks = Highlighter(asked.include)
            page = range(asked.offset, min(asked.offset + asked.limit, found.scored_length()))
            hits = tuple(
                _hit(found.fields(n), 0.0 if asked.by_date else float(found.score(n)), marks)
                for n in page
            )
            return Results(len(found), hits, asked.notes)

    def close(self) -> None:
        """Let go of the index."""
        self._closed.set()
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        if self._closed.is_set():
            raise SearchIndexError(f"the reader of {self._folder} is closed")
        try:
            searcher = self._idle.get_nowait()
        except Empty:
            searcher = self._index.searcher()
        try:
            yield searcher
        finally:
            self._idle.put(searcher)
            if self._closed.is_set():
                self.close()


def _schema() -> fields.Schema:
    stream = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True)
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        **{name: fields.ID(stored=True) for name in _LABELS},
        order=fields.NUMERIC(int, bits=64, stored=True, sortable=True),
        title=fields.STORED,
        body=fields.STORED,
        title_grams=stream,
        title_exact=stream,
        body_grams=stream,
        body_exact=stream,
    )


def _entry(document: Document) -> dict[str, Any]:
    title, body = analysis.clean(document.title), analysis.clean(document.body)
    title_streams, body_streams = analysis.streams(title), analysis.streams(body)
    return {
        "id": document.id,
        **{name: getattr(document, name) for name in _LABELS},
        "order": order_key(document),
        "title": title,
        "body": body,
        "title_grams": title_streams.grams,
        "title_exact": title_streams.exact,
        "body_grams": body_streams.grams,
        "body_exact": body_streams.exact,
    }


def _translate(asked: Plan) -> wq.Query:
    return wq.And([_condition(term) for term in asked.include]) if asked.include else wq.Every()


def _mask(asked: Plan) -> wq.Query | None:
    """What must not be found. As a mask: Whoosh's `AndNot` forgets to exclude the first match.

    (Its matcher compares the two first documents once, and does not advance the excluded one.)
    """
    if not asked.exclude:
        return None
    return wq.Or([_condition(term) for term in asked.exclude])


def _filter(asked: Plan) -> wq.Query | None:
    if not asked.filters:
        return None
    return wq.And([wq.Term(name, value) for name, value in asked.filters])


def _condition(term: Term) -> wq.Query:
    """The term in the title, the body or both; in the title it counts for more."""
    return wq.Or(
        [
            _in_field(f"title_{term.stream}", term, boost=_TITLE_WEIGHT),
            _in_field(f"body_{term.stream}", term, boost=1.0),
        ]
    )


def _in_field(field: str, term: Term, *, boost: float) -> wq.Query:
    if term.prefix:
        return wq.Prefix(field, term.tokens[0], boost=boost)
    if len(term.tokens) == 1:
        return wq.Term(field, term.tokens[0], boost=boost)
    return wq.Phrase(field, list(term.tokens), boost=boost)


def _hit(stored: dict[str, Any], score: float, marks: Highlighter) -> Hit:
    return Hit(
        id=stored["id"],
        **{name: stored.get(name, "") for name in _LABELS},
        date=date_of(stored["order"]),
        score=score,
        title=marks.title(stored["title"]),
        snippet=marks.snippet(stored["body"]),
    )
