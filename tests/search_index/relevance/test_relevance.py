"""How well the demonstration county is searched: judged queries, and recall against the truth."""

from collections.abc import Iterator
from contextlib import closing
from typing import Final

import pytest

from search_index import ENGINES, MAX_LIMIT, Document, Query, Reader, Words
from search_index.analysis import fold, is_cjk

from .demonstration import documents, words
from .scores import first_page, judgements, ndcg

BASELINES: Final = {"tantivy": 0.971, "whoosh": 0.971}
TOLERANCE: Final = 0.01
"""A change of a text or a weight may move single queries; all of them together stay."""


@pytest.fixture(scope="module")
def county() -> list[Document]:
    return list(documents())


@pytest.fixture(scope="module", params=sorted(ENGINES))
def judged(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    county: list[Document],
) -> Iterator[tuple[str, Reader]]:
    folder = tmp_path_factory.mktemp("county") / "index"
    ENGINES[request.param].build(folder, county, words=words())
    with closing(ENGINES[request.param].open(folder)) as reader:
        yield request.param, reader


def test_the_judgements_are_of_documents_that_exist(county: list[Document]) -> None:
    known = {document.id for document in county}
    grades = judgements()
    assert len(grades) >= 60
    assert {document for query in grades.values() for document in query} <= known
    assert all(set(query.values()) <= {1, 2, 3} for query in grades.values())


def test_judged_queries_are_answered_as_well_as_before(judged: tuple[str, Reader]) -> None:
    name, reader = judged
    scores = {query: ndcg(first_page(reader, query), grades)
              for query, grades in judgements().items()}  # fmt: skip
    mean = sum(scores.values()) / len(scores)
    worst = sorted(scores, key=lambda query: scores[query])[:10]
    print(f"\n{name}: nDCG@10 {mean:.4f} over {len(scores)} queries; worst:")
    for query in worst:
        print(f"  {scores[query]:.3f} {query}")
    assert mean >= BASELINES[name] - TOLERANCE


CODES = (
    ("HT2025-116", "contracts/HT2025-116"), ("ht2025-116", "contracts/HT2025-116"),
    ("任前公示〔2024〕1号", "appointments/RQ-001"), ("任前公示[2024]1号", "appointments/RQ-001"),
    ("ocds-qydemo-2024-002", "contracts/HT2024-002"), ("QY-SJJ", "organisations/QY-SJJ"),
    ("编号:HT2024-017", "contracts/HT2024-017"), ("code:RQ-018", "appointments/RQ-018"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "document"), CODES)
def test_a_code_finds_its_document_first(
    judged: tuple[str, Reader], code: str, document: str
) -> None:
    assert first_page(judged[1], code)[0] == document


def test_nothing_is_missed_and_nothing_is_wrong(
    county: list[Document], judged: tuple[str, Reader], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Chinese queries without synonyms, against a substring search in plain Python."""
    name, _ = judged
    folder = tmp_path_factory.mktemp("plain") / "index"
    ENGINES[name].build(folder, county, words=Words())
    texts = [query for query in judgements() if all(map(is_cjk, query))]
    assert len(texts) >= 40
    right = wrong = missed = 0
    with closing(ENGINES[name].open(folder)) as reader:
        for text in texts:
            truth = _standing(fold(text), county)
            hits = _all_hits(reader, f'"{text}"')
            right += len(hits & truth)
            wrong += len(hits - truth)
            missed += len(truth - hits)
    print(f"\n{name}: {right} right, {wrong} wrong, {missed} missed")
    assert right / (right + missed) >= 0.99
    assert right / (right + wrong) >= 0.99


def _standing(text: str, county: list[Document]) -> set[str]:
    return {d.id for d in county if text in fold(d.title) or text in fold(d.body)}


def _all_hits(reader: Reader, text: str) -> set[str]:
    hits: set[str] = set()
    while True:
        page = reader.search(Query(text, sort="date", limit=MAX_LIMIT, offset=len(hits)))
        hits |= {hit.id for hit in page.hits}
        if not page.hits:
            return hits
