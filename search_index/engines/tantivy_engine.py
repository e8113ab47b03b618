"""The default engine: tantivy, compiled and embedded.

tantivy writes a segment's files once. `meta.json` and `.managed.json`, which it replaces by
renaming, say which segments count; deletions go to a new file beside their segment.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import tantivy

from .. import analysis, sounds, storage
from ..answering import answered
from ..documents import LABELS, Document, checked, date_of, order_key
from ..errors import SearchIndexError
from ..highlight import Highlighter
from ..query import FACETS, Plan, Query
from ..results import Hit, Results
from ..words import VOCABULARIES, Words, read, shipped
from .tantivy_query import Translator

_NAME: Final = "tantivy"
_STREAMS: Final = ("title_grams", "title_exact", "body_grams", "body_exact")
_WORDS: Final = ("title_words", "body_words", "sounds")
_MOST_VALUES: Final = 200
"""So many values of a facet are counted."""
_BUILD_HEAP: Final = 200_000_000
_UPDATE_HEAP: Final = 15_000_000  # the least that tantivy accepts for a thread
_MANY: Final = 1_000


class TantivyEngine:
    """Indexes of tantivy's; see `search_index.engine.Engine`."""

    def build(
        self, folder: Path, documents: Iterable[Document], *, words: Words | None = None
    ) -> None:
        """Make an index of `documents` in `folder`."""
        with storage.translated("building the index", folder):
            storage.prepare(folder)
            writer = tantivy.Index(_schema(), path=str(folder)).writer(_BUILD_HEAP, _threads())
            for document in checked(documents):
                writer.add_document(_entry(document))
            (words or shipped()).write(folder)
            _finish(writer, folder)

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
            storage.inherit(base, folder, shared=_is_segment_file)
            large = len(documents) > _MANY
            writer = tantivy.Index.open(str(folder)).writer(
                _BUILD_HEAP if large else _UPDATE_HEAP, _threads() if large else 1
            )
            for identity in (*removed, *(document.id for document in documents)):
                writer.delete_documents_by_term("id", identity)
            for document in documents:
                writer.add_document(_entry(document))
            (words or shipped()).write(folder)
            _finish(writer, folder)

    def open(self, folder: Path) -> "TantivyReader":
        """Open the index in `folder`."""
        storage.check_format(folder, _NAME)
        with storage.translated("opening the index", folder):
            return TantivyReader(folder)


class TantivyReader:
    """An open index of tantivy's; see `search_index.engine.Reader`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # tantivy makes a lock file beside the index even to read it. A release may be
        # read-only, so it is opened through links in a folder that is gone right after:
        # by then every file is mapped into memory.
        links = Path(mkdtemp(prefix="search-index-"))
        try:
            for path in folder.resolve().iterdir():
                (links / path.name).symlink_to(path)
            index = tantivy.Index.open(str(links))
            self._searcher: tantivy.Searcher | None = index.searcher()
        finally:
            _remove(links)
        self._words = read(folder)
        self._translator = Translator(index.schema, _newest(self._searcher))

    def search(self, query: Query) -> Results:
        """The page of hits that `query` asks for."""
        searcher = self._searcher
        if searcher is None:
            raise SearchIndexError(f"the reader of {self._folder} is closed")
        with storage.translated("searching", self._folder):
            return answered(query, self._words, lambda asked: self._page(searcher, asked))

    def _page(self, searcher: tantivy.Searcher, asked: Plan) -> Results:
        found = searcher.search(
            self._translator.ranked(asked), limit=max(1, asked.limit), offset=asked.offset,
            order_by_field="order" if asked.by_date else None,
        )  # fmt: skip
        marks = Highlighter(asked.terms)
        hits = tuple(
            _hit(searcher.doc(address), 0.0 if asked.by_date else float(score), marks)
            for score, address in found.hits[: asked.limit]
        )
        total: int = found.count  # type: ignore[attr-defined]  # its stubs leave it out
        return Results(total, hits, asked.notes, self._facets(searcher, asked))

    def _facets(self, searcher: tantivy.Searcher, asked: Plan) -> dict[str, dict[str, int]]:
        """Counts by facet, each without its own filter; facets without one share a search."""
        if not asked.facets:
            return {}
        shared = [name for name in FACETS if name not in asked.filters]
        groups = [(shared, ""), *(([name], name) for name in FACETS if name in asked.filters)]
        found: dict[str, dict[str, int]] = {}
        for names, without in groups:
            query = self._translator.condition(asked.condition(without=without))
            counts = searcher.aggregate(query, {
                name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in names
            })  # fmt: skip
            for name in names:
                found[name] = {
                    str(bucket["key"]).removesuffix(".0"): int(bucket["doc_count"])
                    for bucket in counts[name]["buckets"] if bucket["key"] not in ("", 0)
                }  # fmt: skip
        return found

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Words of the index; see `search_index.engine.Reader`."""
        searcher = self._searcher
        if searcher is None:
            raise SearchIndexError(f"the reader of {self._folder} is closed")
        with storage.translated("listing words", self._folder):
            counts: Counter[str] = Counter()
            for name in VOCABULARIES[field]:
                counts.update(dict(searcher.terms_with_prefix(name, prefix, limit=limit)))
            return counts.most_common(limit)

    def close(self) -> None:
        """Let go of the index."""
        self._searcher = None


def _remove(links: Path) -> None:
    """Remove the folder of links, even while tantivy puts a lock file into it once more.

    A thread of its own looks at the index once after opening; it minds finding nothing as
    little as we mind what it saw.
    """
    try:
        shutil.rmtree(links)
    except OSError:
        shutil.rmtree(links)


def _threads() -> int:
    return min(4, os.cpu_count() or 1)


def _is_segment_file(name: str) -> bool:
    return not name.endswith(".json")


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in LABELS:
        schema.add_text_field(
            name, stored=True, fast=True, tokenizer_name="raw", index_option="basic"
        )
    for name in ("codes", "weight"):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("title", "body"):
        # Stored for what is shown; the streams below are what is searched.
        schema.add_bytes_field(name, stored=True)
    schema.add_integer_field("order", stored=True, fast=True)
    schema.add_integer_field("year", fast=True)
    for name in _STREAMS:
        schema.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in _WORDS:
        schema.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return schema.build()


def _entry(document: Document) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_text("id", document.id)
    for name in LABELS:
        entry.add_text(name, getattr(document, name))
    for code in document.codes:
        entry.add_text("codes", analysis.code_key(code))
    if document.weight:
        entry.add_text("weight", str(document.weight))
    entry.add_integer("order", order_key(document))
    entry.add_integer("year", document.date.year if document.date else 0)
    heard: set[str] = set()
    for name, text in (("title", document.title), ("body", document.body)):
        cleaned = analysis.clean(text)
        streams = analysis.streams(cleaned)
        entry.add_bytes(name, cleaned.encode())
        entry.add_text(f"{name}_grams", streams.grams)
        entry.add_text(f"{name}_exact", streams.exact)
        entry.add_text(f"{name}_words", streams.words)
        heard |= set(map(sounds.token, streams.words.split()))
    entry.add_text("sounds", " ".join(heard))
    return entry


def _finish(writer: tantivy.IndexWriter, folder: Path) -> None:
    """Commit; merge segments where eight or more are of a size; seal.

    tantivy counts all segments under 10,000 documents as of one size. Small ones merge in
    milliseconds at every seventh update or so; large ones seldom: so they never pile up.
    """
    writer.commit()
    writer.wait_merging_threads()
    for lock in folder.glob(".tantivy-*.lock"):
        lock.unlink()
    storage.seal(folder, _NAME)


def _newest(searcher: tantivy.Searcher) -> int:
    """The greatest `order_key` of an index."""
    found = searcher.search(tantivy.Query.all_query(), limit=1, order_by_field="order")
    return int(found.hits[0][0]) if found.hits else 0


def _hit(stored: tantivy.Document, score: float, marks: Highlighter) -> Hit:
    values = {name: values[0] for name, values in stored.to_dict().items()}
    return Hit(
        id=values["id"],
        **{name: values[name] for name in LABELS},
        date=date_of(values["order"]),
        score=score,
        order=values["order"],
        title=marks.title(bytes(values["title"]).decode()),
        snippet=marks.snippet(bytes(values["body"]).decode()),
    )
