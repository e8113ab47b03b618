"""What a search gives back: hits with the places that matched, as data and never as markup."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from .query import Note


class Span(NamedTuple):
    """A piece of text, and whether it matched."""

    text: str
    highlighted: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; the texts of `title`'s spans, joined, are the title.

    `score` compares hits of one search only; it is 0 when they are sorted by date.
    """

    id: str
    kind: str
    lang: str
    date: datetime.date | None
    category: str
    unit: str
    score: float
    title: tuple[Span, ...]
    snippet: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits and the number of all; `notes` say how the query had to be read."""

    total: int
    hits: tuple[Hit, ...] = ()
    notes: tuple[Note, ...] = ()
