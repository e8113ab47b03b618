"""What every search engine does, and the engines there are."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from .documents import Document
from .engines.tantivy_engine import TantivyEngine
from .engines.whoosh_engine import WhooshEngine
from .query import Query
from .results import Results
from .words import Words


class Reader(Protocol):
    """An open index: any number of threads may search it at once.

    It writes nothing to the folder, which stays where it is until the reader is closed.
    """

    @property
    def words(self) -> Words:
        """The lists of words that it is asked with."""

    def search(self, query: Query) -> Results:
        """The page of hits that `query` asks for; whatever its text, it raises no error.

        SearchIndexError if the index is damaged or the reader closed.
        """

    def vocabulary(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The most frequent words that begin with `prefix`, with how many documents hold them.

        `field` is one of `words.VOCABULARIES`. A document that holds a word in its title and in
        its body may count twice. Words of documents that were taken out may still
        be counted: nothing may be shown of them before a search has found it.
        """

    def close(self) -> None:
        """Let go of the index; closing twice does no harm."""


class Engine(Protocol):
    """Makes, updates and opens indexes; every folder it makes is complete and on disk.

    All methods raise SearchIndexError when they fail. A folder in which making an index failed
    is of no use and may be removed. `serves_well` is how many documents it answers for in good
    time, None if there is no need to count.
    """

    @property
    def serves_well(self) -> int | None: ...

    def build(
        self, folder: Path, documents: Iterable[Document], *, words: Words | None = None
    ) -> None:
        """Make an index of `documents` in `folder`, which is new or empty.

        Each id may occur once. `words` are the synonyms and stop words that it is asked
        with, those that ship with the package unless given.
        """

    def update(
        self,
        folder: Path,
        *,
        base: Path,
        changed: Iterable[Document],
        removed: Iterable[str],
        words: Words | None = None,
    ) -> None:
        """Make an index in `folder` that differs from the one at `base` as given.

        `changed` documents replace those of the same id or are added; `removed` ids are taken
        out, and unknown ones ignored. `base` is never changed; where both are on one file
        system they share files. Raises IndexFormatError if `base` was made by another engine
        or version: build instead.
        """

    def open(self, folder: Path, *, words: Words | None = None) -> Reader:
        """Open the index in `folder`; IndexFormatError as for `update`.

        It is asked with its own lists of words unless others are given.
        """


ENGINES: Final[dict[str, Engine]] = {"tantivy": TantivyEngine(), "whoosh": WhooshEngine()}
"""Every engine by its name; the name is also what an index is stamped with."""
