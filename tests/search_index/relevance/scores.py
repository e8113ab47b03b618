"""How well hits answer judged queries: nDCG@10, as a reader would meet them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from search_index import Query, Reader
from search_index.suggesting import correct

JUDGEMENTS: Final = Path(__file__).parent / "judgements.tsv"
PAGE: Final = 10


def judgements() -> dict[str, dict[str, int]]:
    """For each query the grades of documents: 3 exactly what is wanted, 2 good, 1 related."""
    found: dict[str, dict[str, int]] = {}
    for line in JUDGEMENTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            query, document, grade = line.split("\t")
            found.setdefault(query, {})[document] = int(grade)
    return found


def first_page(reader: Reader, text: str) -> list[str]:
    """What is shown for `text`; where nothing is found, for the first text that is offered."""
    results = reader.search(Query(text, relax=True, limit=PAGE))
    if not results.total:
        for offered in correct(reader, Query(text), limit=1):
            results = reader.search(Query(offered, limit=PAGE))
    return [hit.id for hit in results.hits]


def ndcg(shown: Sequence[str], grades: Mapping[str, int]) -> float:
    """The discounted gain of a page against the best possible one, 0 to 1."""
    best = sorted(grades.values(), reverse=True)[:PAGE]
    return _gain([grades.get(document, 0) for document in shown]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return math.fsum(
        (2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades)
    )
