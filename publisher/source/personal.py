"""What in an article looks like a personal identifier, beside its own official contact."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from publisher import identifiers
from publisher.source.yaml import Document

CONTACT = ("contact", "phone")
"""Keys of official contacts: what stands there may stand in the article's text, too."""
UNSHOWN = ("prepared_by", "approved_by", "secrecy_reviewed", "draft")
MARKS = re.compile(r"(?<=\d)[*_`~\\]+(?=\d)")


class PersonalDatum(NamedTuple):
    """What looks like a personal identifier, and its line in the file."""

    kind: identifiers.Kind
    text: str
    line: int


def personal_data(document: Document, body: str, body_line: int) -> Iterator[PersonalDatum]:
    """Personal identifiers in what an article shows, beside the official ones of its contact."""
    official = _official(str(document.value.get(key) or "") for key in CONTACT)
    for key, value in document.value.items():
        if key not in UNSHOWN:
            for text in _texts(value):
                yield from _other(official, text, document.line(key))
    for number, row in enumerate(body.split("\n"), body_line):
        yield from _other(official, _shown(row), number)


def in_lines(text: str) -> Iterator[PersonalDatum]:
    """Personal identifiers in an article whose front matter cannot be read, line by line."""
    rows = text.split("\n")
    official = _official(row for row in rows if row.startswith(tuple(f"{key}:" for key in CONTACT)))
    for number, row in enumerate(rows, 1):
        if not row.startswith(tuple(f"{key}:" for key in UNSHOWN)):
            yield from _other(official, _shown(row), number)


def _official(contacts: Iterable[str]) -> frozenset[str]:
    """The identifiers that an article's contacts make official: never all kinds."""
    return frozenset(
        _shape(datum.text)
        for contact in contacts for datum in _identified(contact, 1)
        if datum.kind in identifiers.OFFICIAL
    )  # fmt: skip


def _other(official: frozenset[str], text: str, line: int) -> Iterator[PersonalDatum]:
    for datum in _identified(text, line):
        if datum.kind not in identifiers.OFFICIAL or _shape(datum.text) not in official:
            yield datum


def _identified(text: str, line: int) -> Iterator[PersonalDatum]:
    for hit in identifiers.find(text):
        yield PersonalDatum(hit.kind, text[hit.start : hit.end], line)


def _texts(value: Any) -> Iterator[str]:
    """The texts in a value of a front matter."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _shown(row: str) -> str:
    """A line of Markdown nearly as readers see it: marks within numbers left out."""
    return MARKS.sub("", html.unescape(row))


def _shape(identifier: str) -> str:
    """An identifier without the ways of writing it."""
    return "".join(filter(str.isalnum, identifiers.plain(identifier)[0])).lower()
