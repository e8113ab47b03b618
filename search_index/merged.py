"""One list of hits from several indexes, such as a release's and a live one's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from .answering import relaxed
from .query import MAX_LIMIT, MAX_OFFSET, Query
from .results import Hit, Results

if TYPE_CHECKING:
    from .engine import Reader

_CURSOR: Final = re.compile(r"(?:[a-z]{1,20}\.\d{1,6})(?:-[a-z]{1,20}\.\d{1,6}){0,7}")


class Page(NamedTuple):
    """A page of hits over all indexes; `next` is the cursor of the page after it, "" at the end."""

    results: Results
    next: str


def search(readers: Mapping[str, Reader], query: Query, *, after: str = "") -> Page:
    """The hits of all `readers` (by name, of small letters) that follow the cursor `after`.

    Each index keeps its own place in the cursor, so that documents which arrive in one do not
    move the hits of the others. A cursor that cannot be read begins at the beginning.
    """
    places = _places(after)
    limit = max(0, min(query.limit, MAX_LIMIT))

    def ask(asked: Query) -> Mapping[str, Results]:
        return {
            name: reader.search(replace(asked, limit=limit, offset=places.get(name, 0)))
            for name, reader in readers.items()
        }

    answers = relaxed(query, ask, lambda found: sum(one.total for one in found.values()))
    ordered = list(islice(_merged(answers), limit))
    taken = Counter(name for name, _ in ordered)
    ahead = {name: places.get(name, 0) + taken[name] for name in readers}
    more = any(ahead[name] < min(answer.total, MAX_OFFSET) for name, answer in answers.items())
    cursor = "-".join(f"{name}.{place}" for name, place in ahead.items())
    return Page(_united(answers, tuple(hit for _, hit in ordered)), cursor if more else "")


def _merged(answers: Mapping[str, Results]) -> Iterator[tuple[str, Hit]]:
    """The hits of all indexes, with their names; those of one index stay in its own order.

    A cursor counts places in that order: hits that score alike must not change places.
    """
    lists = ([(name, hit) for hit in answer.hits] for name, answer in answers.items())
    return merge(*lists, key=lambda entry: _rank(entry[1]))


def _rank(hit: Hit) -> tuple[float, int, str]:
    """What stands first has the least; scores are 0 where hits are sorted by date."""
    return (-hit.score, -hit.order, hit.id)


def _places(cursor: str) -> dict[str, int]:
    if not _CURSOR.fullmatch(cursor):
        return {}
    parts = (part.split(".") for part in cursor.split("-"))
    return {name: int(place) for name, place in parts}


def _united(answers: Mapping[str, Results], hits: tuple[Hit, ...]) -> Results:
    """Totals and counts of all indexes together; a note that one index needs counts for all."""
    facets: dict[str, Counter[str]] = {}
    for answer in answers.values():
        for name, counts in answer.facets.items():
            facets.setdefault(name, Counter()).update(counts)
    notes = dict.fromkeys(note for answer in answers.values() for note in answer.notes)
    return Results(
        total=sum(answer.total for answer in answers.values()), hits=hits, notes=tuple(notes),
        facets={name: dict(counts) for name, counts in facets.items()},
    )  # fmt: skip
