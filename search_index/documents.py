"""The one thing that goes into an index: a document."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from .errors import SearchIndexError

_MAX_ID = 2_000
_MAX_LABEL = 500
_TIE_BITS = 40


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found.

    `id` is unique in an index (its address); `body` is plain text, not markup. The short
    labels `kind`, `lang`, `category` and `unit` are compared as they stand.
    """

    id: str
    kind: str = ""
    lang: str = ""
    title: str = ""
    body: str = ""
    date: datetime.date | None = None
    category: str = ""
    unit: str = ""


def checked(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield `documents`, one by one, once each is known to be fit for any engine.

    Raises SearchIndexError for an id that is empty, too long or comes twice, and for a label
    that is too long or holds no valid Unicode.
    """
    seen: set[str] = set()
    for document in documents:
        if not document.id:
            raise SearchIndexError(f"document without id: {document.title[:80]!r}")
        if document.id in seen:
            raise SearchIndexError(f"two documents with the id {document.id!r}")
        seen.add(document.id)
        _check_label(document.id, "id", document.id, _MAX_ID)
        for name in ("kind", "lang", "category", "unit"):
            _check_label(document.id, name, getattr(document, name), _MAX_LABEL)
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
    day = document.date.toordinal() if document.date is not None else 0
    tie = blake2b(document.id.encode(), digest_size=_TIE_BITS // 8).digest()
    return day << _TIE_BITS | int.from_bytes(tie, "big")


def date_of(order: int) -> datetime.date | None:
    """The date inside an `order_key`."""
    day = order >> _TIE_BITS
    return datetime.date.fromordinal(day) if day else None
