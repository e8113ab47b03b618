"""Documents in, hits out: full-text search for Chinese and English, with engines to choose from.

`ENGINES["tantivy"].build(folder, documents)` makes an index in a folder of its own;
`.open(folder).search(Query("招标"))` asks it. Nothing here knows what the documents are.
"""

from .documents import Document
from .engine import ENGINES, Engine, Reader
from .errors import IndexFormatError, SearchIndexError
from .live import LiveIndex, LiveReader
from .query import FACETS, MAX_CHARACTERS, MAX_LIMIT, MAX_OFFSET, MAX_TERMS, Note, Query, Sort
from .results import Hit, Results, Span
from .words import Words, shipped

__all__ = [
    "ENGINES",
    "FACETS",
    "MAX_CHARACTERS",
    "MAX_LIMIT",
    "MAX_OFFSET",
    "MAX_TERMS",
    "Document",
    "Engine",
    "Hit",
    "IndexFormatError",
    "LiveIndex",
    "LiveReader",
    "Note",
    "Query",
    "Reader",
    "Results",
    "SearchIndexError",
    "Sort",
    "Span",
    "Words",
    "shipped",
]
