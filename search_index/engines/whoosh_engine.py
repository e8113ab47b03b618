"""The engine for small sites and for places without compiled packages: Whoosh, pure Python.

Whoosh, too, writes segments once; a new table of contents (`*.toc`) says which count and what
is deleted in them. Comfortable to about 5,000 documents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
from whoosh.searching import SearchContext, Searcher

from .. import analysis, ranking, sounds, storage
from ..answering import answered
from ..documents import LABELS, Document, checked, date_of, order_key
from ..errors import SearchIndexError
from ..highlight import Highlighter
from ..query import FACETS, Plan, Query
from ..results import Hit, Results
from ..tree import All, Between, Code, Everything, Label, Node, Not, Nothing, Some, Term
from ..words import VOCABULARIES, Words, read, shipped

_NAME: Final = "whoosh"
_NONE: Final = "\x7f"
"""Stands for a label that a document does not carry; no label can be so."""
_HEAP_MB: Final = 128


class WhooshEngine:
    """Indexes of Whoosh's; see `search_index.engine.Engine`."""

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
        self._words = read(folder)

    def search(self, query: Query) -> Results:
        """The page of hits that `query` asks for."""
        with storage.translated("searching", self._folder), self._searcher() as searcher:
            return answered(query, self._words, lambda asked: _Search(searcher, asked).results())

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
        name=fields.ID,
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
    )


def _entry(document: Document) -> dict[str, Any]:
    title, body = analysis.clean(document.title), analysis.clean(document.body)
    title_streams, body_streams = analysis.streams(title), analysis.streams(body)
    return {
        "id": document.id,
        **{name: getattr(document, name) or _NONE for name in LABELS},
        "labels": [getattr(document, name) for name in LABELS],
        "codes": " ".join(map(analysis.code_key, document.codes)),
        "name": analysis.code_key(document.title),
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
        "sounds": " ".join(
            map(sounds.token, {*title_streams.words.split(), *body_streams.words.split()})
        ),
    }


class _Search:
    """One search: conditions are carried out as sets of documents, which exclude exactly.

    (Whoosh's own `AndNot` forgets to exclude the first match.)
    """

    def __init__(self, searcher: Searcher, asked: Plan) -> None:
        self._searcher, self._asked = searcher, asked
        self._live: set[int] | None = None

    def results(self) -> Results:
        """The page of hits."""
        asked = self._asked
        matching = self._matching(asked.condition())
        if asked.by_date:
            orders = self._column("order")
            ordered = sorted(matching, key=lambda number: -orders[number])
            ranked = [(number, 0.0) for number in ordered[asked.offset :][: asked.limit]]
        else:
            ranked = self._ranked(matching)
        marks = Highlighter(asked.terms)
        hits = tuple(
            _hit(self._searcher.stored_fields(number), score, marks) for number, score in ranked
        )
        return Results(len(matching), hits, asked.notes, self._facets(matching))

    def _ranked(self, matching: set[int]) -> list[tuple[int, float]]:
        asked = self._asked
        if not matching:
            return []
        scores = dict.fromkeys(matching, 0.0)
        context = SearchContext(weighting=self._searcher.weighting)
        for query in self._ranking():
            for leaf, offset in self._searcher.leaf_searchers():
                matcher = query.matcher(leaf, context)
                while matcher.is_active():
                    number = matcher.id() + offset
                    if number in scores:
                        scores[number] += matcher.score()
                    matcher.next()
        gains, orders = self._column("gain"), self._column("order")
        for number in scores:
            scores[number] *= gains[number] / 1_000
        ordered = sorted(scores, key=lambda number: (-scores[number], -orders[number]))
        return [(number, scores[number]) for number in ordered[asked.offset :][: asked.limit]]

    def _ranking(self) -> Iterator[wq.Query]:
        asked = self._asked
        yield from _scored(asked.node, 1.0)
        for word in asked.words:
            yield wq.Term("title_words", word, boost=ranking.WORD_IN_TITLE)
            yield wq.Term("body_words", word, boost=ranking.WORD_IN_BODY)
        if asked.together is not None:
            yield from _term(asked.together, ranking.TOGETHER)
        if asked.name:
            yield wq.ConstantScoreQuery(wq.Term("name", asked.name), ranking.NAME)

    def _matching(self, node: Node) -> set[int]:
        """The documents of which `node` is true."""
        match node:
            case All(parts):
                found = [self._matching(part) for part in parts if not isinstance(part, Not)]
                kept = set.intersection(*found) if found else set(self._all())
                for part in parts:
                    if isinstance(part, Not):
                        kept -= self._matching(part.part)
                return kept
            case Some(parts):
                return set().union(*map(self._matching, parts))
            case Not(part):
                return self._all() - self._matching(part)
            case Between(low, high):
                orders = self._column("order")
                return {number for number in self._all() if low <= orders[number] < high}
            case Everything():
                return set(self._all())
            case Nothing():
                return set()
            case Label(name, values):
                return self._documents(wq.Or([_label(name, value) for value in values]))
            case Code():
                return self._documents(_code(node))
            case Term():
                field = "title" if node.where == "title" else "text"
                return self._documents(_in_field(f"{field}_{node.stream}", node, boost=1.0))

    def _documents(self, query: wq.Query) -> set[int]:
        return set(self._searcher.docs_for_query(query))

    def _all(self) -> set[int]:
        if self._live is None:
            self._live = set(self._searcher.reader().all_doc_ids())
        return self._live

    def _column(self, name: str) -> Sequence[Any]:
        reader = self._searcher.reader()
        if not reader.doc_count_all():
            return ()  # an empty index has no columns to read
        columns: Sequence[Any] = reader.column_reader(name)
        return columns

    def _facets(self, matching: set[int]) -> dict[str, dict[str, int]]:
        """Counts by facet, each without its own filter."""
        asked = self._asked
        found: dict[str, dict[str, int]] = {}
        for name in FACETS if asked.facets else ():
            numbers = matching
            if name in asked.filters:
                numbers = self._matching(asked.condition(without=name))
            values = self._column(name)
            counts = Counter(values[number] for number in numbers)
            found[name] = {str(value): count for value, count in counts.items()
                           if value not in (_NONE, 0)}  # fmt: skip
        return found


def _label(name: str, value: str) -> wq.Query:
    # Whoosh indexes no empty text: what has no label stands under a sign of its own.
    return wq.Term(name, value or _NONE)


def _code(code: Code) -> wq.Query:
    return wq.ConstantScoreQuery(wq.Term("codes", code.key), ranking.CODE)


def _scored(node: Node, boost: float) -> Iterator[wq.Query]:
    """What scores a document by; synonyms count for less than the word that was asked for."""
    match node:
        case Term():
            yield from _term(node, boost)
        case Code():
            yield _code(node)
        case Some(parts, rest):
            for place, part in enumerate(parts):
                less = rest if place and isinstance(part, Term) else 1.0
                yield from _scored(part, boost * less)
        case All(parts):
            for part in parts:
                yield from _scored(part, boost)


def _term(term: Term, boost: float) -> Iterator[wq.Query]:
    """The term in the title and in the whole text; in the title it counts for more."""
    yield _in_field(f"title_{term.stream}", term, boost=ranking.TITLE * boost)
    if term.where != "title":
        yield _in_field(f"text_{term.stream}", term, boost=boost)


def _in_field(field: str, term: Term, *, boost: float) -> wq.Query:
    if term.pattern:
        return wq.Wildcard(field, term.pattern, boost=boost)
    if term.prefix:
        return wq.Prefix(field, term.tokens[0], boost=boost)
    if len(term.tokens) == 1:
        found: wq.Query = wq.Term(field, term.tokens[0], boost=boost)
    else:
        found = wq.Phrase(field, list(term.tokens), boost=boost)
    return wq.ConstantScoreQuery(found, ranking.MATCH * boost) if term.chinese else found


def _hit(stored: dict[str, Any], score: float, marks: Highlighter) -> Hit:
    return Hit(
        id=stored["id"],
        **{name: stored["labels"][place] for place, name in enumerate(LABELS)},
        date=date_of(stored["order"]),
        score=score,
        order=stored["order"],
        title=marks.title(stored["title"]),
        snippet=marks.snippet(stored["body"]),
    )
