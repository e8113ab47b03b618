"""The one thing that goes into an index: a document."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from .errors import SearchIndexError

LABELS: Final = ("kind", "lang", "category", "unit", "collection")
"""What a document carries to be filtered and counted by; compared as it stands."""

_MAX_ID = 2_000
_MAX_LABEL = 500
_MAX_CODES = 50
_TIE_BITS = 40


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    `id` is unique in an index (its address); `body` is plain text, not markup. The short labels
    `kind`, `lang`, `category`, `unit` and `collection` are compared as they stand; a document
    without a `lang` belongs to every language. `codes` are numbers and names that people look
    up whole, such as a contract's number. `weight` (0 to 9) puts a document before others that
    fit as well. `names` are what it is called beside its title, where that says more: a post and
    who holds it. They only rank; what is to be found stands in title and body.
    """

    id: str
    kind: str = ""
    lang: str = ""
    title: str = ""
    body: str = ""
    date: datetime.date | None = None
    category: str = ""
    unit: str = ""
    collection: str = ""
    codes: tuple[str, ...] = ()
    weight: int = 0
    names: tuple[str, ...] = ()


def names(document: Document) -> tuple[str, ...]:
    """All that a document is called, its title first."""
    return tuple(dict.fromkeys((document.title, *document.names)))


def checked(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield `documents`, one by one, once each is known to be fit for any engine.

    Raises SearchIndexError for an id that is empty, too long or comes twice, for a label that is
    too long or holds no valid Unicode, and for a weight out of bounds.
    """
    seen: set[bytes] = set()
    for document in documents:
        if not document.id:
            raise SearchIndexError(f"document without id: {document.title[:80]!r}")
        _check_label(document.id, "id", document.id, _MAX_ID)
        mark = blake2b(document.id.encode(), digest_size=12).digest()  # a million ids in 90 MB
        if mark in seen:
            raise SearchIndexError(f"two documents with the id {document.id!r}")
        seen.add(mark)
        for name in LABELS:
            _check_label(document.id, name, getattr(document, name), _MAX_LABEL)
        for code in document.codes[:_MAX_CODES]:
            _check_label(document.id, "code", code, _MAX_LABEL)
        if not 0 <= document.weight <= 9 or len(document.codes) > _MAX_CODES:
            raise SearchIndexError(f"document {document.id[:80]!r}: weight or codes out of bounds")
        yield document


def _check_label(identity: str, name: str, value: str, longest: int) -> None:
    if len(value) > longest:
        raise SearchIndexError(f"document {identity[:80]!r}: {name} is over {longest} characters")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise SearchIndexError(
            f"document {identity[:80]!r}: {name} is not valid Unicode"
        ) from error


def order_key(document: Document) -> int:
    """The number that sorts documents by date, the same in every engine and every rebuild.

    The day fills the high bits (0: no date); the low bits come from the id, so that two
    documents of one day always stand in the same order and paging never shows one twice.
    """
    tie = blake2b(document.id.encode(), digest_size=_TIE_BITS // 8).digest()
    return order_from(document.date) | int.from_bytes(tie, "big")


def order_from(day: datetime.date | None) -> int:
    """The least `order_key` that a document of that day can have."""
    return (day.toordinal() if day is not None else 0) << _TIE_BITS


def date_of(order: int) -> datetime.date | None:
    """The date inside an `order_key`."""
    day = order >> _TIE_BITS
    return datetime.date.fromordinal(day) if day else None
