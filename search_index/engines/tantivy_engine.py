"""The default engine: tantivy, compiled and embedded.

tantivy writes a segment's files once. `meta.json` and `.managed.json`, which it replaces by
renaming, say which segments count; deletions go to a new file beside their segment.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import tantivy

from .. import storage
from ..answering import answered
from ..documents import LABELS, Document, checked, date_of
from ..errors import SearchIndexError
from ..highlight import Highlighter
from ..query import FACETS, Plan, Query
from ..results import Hit, Results
from ..tree import Node, asked_for
from ..words import VOCABULARIES, Words, read, shipped
from .tantivy_query import Translator
from .tantivy_schema import entry, schema

_NAME: Final = "tantivy"
_MOST_VALUES: Final = 200
"""So many values of a facet are counted."""
_BUILD_HEAP: Final = 200_000_000
_UPDATE_HEAP: Final = 15_000_000  # the least that tantivy accepts for a thread
_MANY: Final = 1_000
"""From so many documents on, an update gets the memory of a build."""


class TantivyEngine:
    """Indexes of tantivy's; see `search_index.engine.Engine`."""

    serves_well: int | None = None

    def build(
        self, folder: Path, documents: Iterable[Document], *, words: Words | None = None
    ) -> None:
        """Make an index of `documents` in `folder`."""
        with storage.translated("building the index", folder):
            storage.prepare(folder)
            writing = writer(tantivy.Index(schema(), path=str(folder)))
            for document in checked(documents):
                writing.add_document(entry(document))
            (words or shipped()).write(folder)
            _finish(writing, folder)

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
            documents = checked(changed)
            first = list(islice(documents, _MANY))
            storage.inherit(base, folder, shared=_is_segment_file)
            large = len(first) == _MANY
            writing = writer(tantivy.Index.open(str(folder)), large=large)
            for identity in removed:
                writing.delete_documents_by_term("id", identity)
            for document in chain(first, documents):
                # Only what was written before is deleted, thus the one that it replaces.
                writing.delete_documents_by_term("id", document.id)
                writing.add_document(entry(document))
            (words or shipped()).write(folder)
            _finish(writing, folder)

    def open(self, folder: Path, *, words: Words | None = None) -> "TantivyReader":
        """Open the index in `folder`."""
        storage.check_format(folder, _NAME)
        with storage.translated("opening the index", folder):
            return TantivyReader(folder, words or read(folder))


class TantivyReader:
    """An open index of tantivy's; see `search_index.engine.Reader`."""

    def __init__(self, folder: Path, words: Words) -> None:
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
        self.words = words
        self._schema = index.schema
        self._labels: dict[str, dict[str, int]] = {}

    def search(self, query: Query) -> Results:
        """The page of hits that `query` asks for."""
        searcher = self._searcher
        if searcher is None:
            raise SearchIndexError(f"the reader of {self._folder} is closed")
        with storage.translated("searching", self._folder):
            return answered(query, self.words, lambda asked: self._page(searcher, asked))

    def _page(self, searcher: tantivy.Searcher, asked: Plan) -> Results:
        if not searcher.num_docs:  # such as the live index of a board that is still empty
            return Results(0, (), asked.notes, {name: {} for name in FACETS if asked.facets})
        translator = Translator(self._schema, searcher, self._labels)
        found = searcher.search(
            translator.ranked(asked), limit=max(1, asked.limit), offset=asked.offset,
            order_by_field="order" if asked.by_date else None,
            weight_by_field=None if asked.by_date else "gain",
        )  # fmt: skip
        marks = Highlighter(asked.terms)
        hits = tuple(
            _hit(searcher.doc(address), 0.0 if asked.by_date else float(score), marks, asked.node)
            for score, address in found.hits[: asked.limit]
        )
        total: int = found.count  # type: ignore[attr-defined]  # its stubs leave it out
        facets = _facets(searcher, asked, translator) if asked.facets else {}
        return Results(total, hits, asked.notes, facets)

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


def writer(index: tantivy.Index, *, large: bool = True) -> tantivy.IndexWriter:
    """A writer for many documents, or with little memory for few."""
    if not large:
        return index.writer(_UPDATE_HEAP, 1)
    return index.writer(_BUILD_HEAP, min(4, os.cpu_count() or 1))


def _is_segment_file(name: str) -> bool:
    return not name.endswith(".json")


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


def _facets(
    searcher: tantivy.Searcher, asked: Plan, translator: Translator
) -> dict[str, dict[str, int]]:
    """Counts by facet, each without its own filter; facets without one share a search."""
    shared = [name for name in FACETS if name not in asked.filters]
    groups = [(shared, ""), *(([name], name) for name in asked.filters)]
    found: dict[str, dict[str, int]] = {}
    for names, without in groups:
        query = translator.condition(asked.condition(without=without))
        counts = searcher.aggregate(query, {
            name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in names
        })  # fmt: skip
        for name in names:
            found[name] = {
                str(bucket["key"]).removesuffix(".0"): int(bucket["doc_count"])
                for bucket in counts[name]["buckets"] if bucket["key"] not in ("", 0)
            }  # fmt: skip
    return found


def _hit(stored: tantivy.Document, score: float, marks: Highlighter, asked: Node) -> Hit:
    values = {name: values[0] for name, values in stored.to_dict().items()}
    return Hit(
        id=values["id"],
        **{name: values[name] for name in LABELS},
        date=date_of(values["order"]),
        score=score,
        order=values["order"],
        title=marks.title(bytes(values["title"]).decode()),
        snippet=marks.snippet(bytes(values["body"]).decode()),
        codes=asked_for(asked, bytes(values["carried"]).decode().split("\n")),
    )
