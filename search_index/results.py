"""What a search gives back: hits with the places that matched, as data and never as markup."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .query import Note


class Span(NamedTuple):
    """A piece of text, and whether it matched."""

    text: str
    highlighted: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found; the texts of `title`'s spans, joined, are the title.

    `score` compares hits of one search only; it is 0 when they are sorted by date. `order` sorts
    by date, the greatest first. `codes` are those of the document's codes that were asked for;
    its texts need not hold them.
    """

    id: str
    kind: str
    lang: str
    date: datetime.date | None
    category: str
    unit: str
    collection: str
    score: float
    order: int
    title: tuple[Span, ...]
    snippet: tuple[Span, ...]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits and the number of all; `notes` say how the query had to be read.

    `facets` holds, for each of `query.FACETS`, how many documents there would be for each value
    if that facet's own filter were left out; it is empty unless asked for.
    """

    total: int
    hits: tuple[Hit, ...] = ()
    notes: tuple[Note, ...] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
