"""The engine for small sites and for places without compiled packages: Whoosh, pure Python.

Whoosh, too, writes segments once; a new table of contents (`*.toc`) says which count and what
is deleted in them. Comfortable to about 5,000 documents.
"""

from collections import Counter
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

from .. import analysis, naming, ranking, sounds, storage
from ..answering import answered
from ..documents import LABELS, Document, checked, names, order_key
from ..errors import SearchIndexError
from ..query import Query
from ..results import Results
from ..words import VOCABULARIES, Words, read, shipped
from .whoosh_search import NONE, Search

_NAME: Final = "whoosh"
_HEAP_MB: Final = 128


class WhooshEngine:
    """Indexes of Whoosh's; see `search_index.engine.Engine`."""

    serves_well: int | None = 5_000

    def build(
        self, folder: Path, documents: Iterable[Document], *, words: Words | None = None
    ) -> None:
        """Make an index of `documents` in `folder`."""
        with storage.translated("building the index", folder):
            storage.prepare(folder)
            (words or shipped()).write(folder)
            index = FileStorage(str(folder)).create_index(_schema())
            self._write(index, folder, checked(documents), [])

    def update(
        self,
        folder: Path,
        *,
        base: Path,
        changed: Iterable[Document],
        removed: Iterable[str],
        words: Words | None = None,
    ) -> None:
        """Make an index in `folder` from the one at `base`, whose segments it links."""
        with storage.translated("updating the index", folder):
            storage.check_format(base, _NAME)
            storage.prepare(folder)
            documents = list(checked(changed))
            storage.inherit(base, folder, shared=lambda name: name.endswith(".seg"))
            (words or shipped()).write(folder)
            gone = [*removed, *(document.id for document in documents)]
            self._write(FileStorage(str(folder)).open_index(), folder, documents, gone)

    def open(self, folder: Path, *, words: Words | None = None) -> "WhooshReader":
        """Open the index in `folder`."""
        storage.check_format(folder, _NAME)
        with storage.translated("opening the index", folder):
            return WhooshReader(folder, words or read(folder))

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

    def __init__(self, folder: Path, words: Words) -> None:
        self._folder = folder
        self._index: FileIndex = FileStorage(str(folder), readonly=True).open_index()
        self._idle: LifoQueue[Searcher] = LifoQueue()
        self._closed = Event()
        self._idle.put(self._index.searcher())
        self.words = words

    def search(self, query: Query) -> Results:
        """The page of hits that `query` asks for."""
        with storage.translated("searching", self._folder), self._searcher() as searcher:
            return answered(query, self.words, lambda asked: Search(searcher, asked).results())

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words of the index; see `search_index.engine.Reader`."""
        with storage.translated("listing words", self._folder), self._searcher() as searcher:
            reader = searcher.reader()
            counts: Counter[str] = Counter()
            for name in VOCABULARIES[field]:
                for word in reader.expand_prefix(name, prefix):
                    counts[word.decode()] += reader.doc_frequency(name, word)
            return counts.most_common(limit)

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
    words = fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        **{name: fields.ID(sortable=True) for name in LABELS},
        labels=fields.STORED,
        codes=fields.KEYWORD,
        carried=fields.STORED,
        name=fields.KEYWORD,
        gain=fields.NUMERIC(int, sortable=True),
        order=fields.NUMERIC(int, bits=64, stored=True, sortable=True),
        year=fields.NUMERIC(int, bits=32, sortable=True),
        title=fields.STORED,
        body=fields.STORED,
        title_grams=stream,
        title_exact=stream,
        text_grams=stream,
        text_exact=stream,
        title_words=words,
        body_words=words,
        sounds=words,
        names=words,
        numbers=words,
    )


def _entry(document: Document) -> dict[str, Any]:
    title, body = analysis.clean(document.title), analysis.clean(document.body)
    title_streams, body_streams = analysis.streams(title), analysis.streams(body)
    return {
        "id": document.id,
        **{name: getattr(document, name) or NONE for name in LABELS},
        "labels": [getattr(document, name) for name in LABELS],
        "codes": " ".join(map(analysis.code_key, document.codes)),
        "carried": list(document.codes),
        "name": " ".join(map(analysis.code_key, names(document))),
        "gain": round(1_000 * ranking.gain(document)),
        "order": order_key(document),
        "year": document.date.year if document.date else 0,
        "title": title,
        "body": body,
        "title_grams": title_streams.grams,
        "title_exact": title_streams.exact,
        "text_grams": analysis.joined(title_streams.grams, body_streams.grams),
        "text_exact": analysis.joined(title_streams.exact, body_streams.exact),
        "title_words": title_streams.words,
        "body_words": body_streams.words,
        "sounds": " ".join({
            *map(sounds.token, (*title_streams.words.split(), *body_streams.words.split())),
            *naming.heard_tokens(document),
        }),
        "names": " ".join(naming.name_tokens(document)),
        "numbers": " ".join(naming.number_tokens(document)),
    }
