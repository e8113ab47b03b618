"""One thing that can be found, before its document is made."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from publisher.edition import Edition
from publisher.jobs import digest
from search_index import Document

DATA: Final = "data"
"""The category of datasets and of all that belongs to one."""

LONGEST_LABEL: Final = 100
LONGEST_CODE: Final = 60
_DOCUMENT_NUMBER = re.compile(
    r"([\u3400-\u9fff]+)([〔［\[【（(](?:19|20)\d\d[〕］\]】）)]第?\d{1,6}号)"
)
_NAME = range(2, 9)
"""So many characters can be the name before a document's number: 清政发〔2026〕1号."""


class Entry(NamedTuple):
    """Something to be found: its id, a digest of all that its document is made of, its maker.

    `only_current` says that the index keeps nothing of its former versions. The maker is given the
    edition and the item; a site has 50,000 entries, so that both are kept apart.
    """

    id: str
    inputs: str
    maker: Callable[[Edition, Any], Document]
    item: Any
    only_current: bool = False

    def document(self, edition: Edition) -> Document:
        """The document."""
        return self.maker(edition, self.item)


def ready(document: Document) -> Entry:
    """The entry of a document that is made already, since it costs little."""
    return Entry(document.id, digest(document), _same, document)


def _same(edition: Edition, document: Document) -> Document:
    return document


def joined(*texts: str) -> str:
    """Texts as the lines of a body, blanks and repetitions left out."""
    return "\n".join(dict.fromkeys(text for text in texts if text))


def label(value: str) -> str:
    """A value to filter by; "" if it is too long to be one."""
    return value if len(value) <= LONGEST_LABEL else ""


def codes_of(*values: str) -> tuple[str, ...]:
    """The values that people look up whole, each once."""
    return tuple(dict.fromkeys(
        value for value in values if len(value) <= LONGEST_CODE and any(map(str.isalnum, value))
    ))  # fmt: skip


def document_numbers(text: str) -> Iterator[str]:
    """The numbers of official documents in a text, such as 清政发〔2026〕1号.

    Nothing parts the name before the year from the words before it: each name that it can be
    is given.
    """
    for found in _DOCUMENT_NUMBER.finditer(text):
        name, number = found.groups()
        for length in _NAME:
            if length <= len(name):
                yield name[-length:] + number


def day(text: str) -> dt.date | None:
    """The day of an ISO date or instant, None for other texts."""
    try:
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None
