"""What in an article looks like a personal identifier, beside its own official contact."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
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
    """Personal identifiers in what an article shows, those of its own contact left out."""
    official = {
        _shape(datum.text)
        for key in CONTACT
        for datum in _identified(str(document.value.get(key) or ""), 1)
    }
    for key, value in document.value.items():
        if key not in (*CONTACT, *UNSHOWN):
            for text in _texts(value):
                yield from (datum for datum in _identified(text, document.line(key))
                            if _shape(datum.text) not in official)  # fmt: skip
    for number, row in enumerate(body.split("\n"), body_line):
        yield from (datum for datum in _identified(_shown(row), number)
                    if _shape(datum.text) not in official)  # fmt: skip


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
