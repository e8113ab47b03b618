"""Random documents and questions: both engines give what reading every document gives."""

import datetime
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import ENGINES, Document, Engine, Query, Results, Words

from .model import Answer, answer

WORDS = Words((("国务院", "中央"), ("tender", "bidding")), frozenset({"的", "the"}))
TEXTS = st.lists(
    st.sampled_from(["国务院", "人民", "政府", "中央", "的", "国", "，", " ", "2024年", "HT-1",
                     "tenders", "bidding", "the", "Policy", "。\n", "甲乙", "務院"]),
    max_size=8,
).map("".join)  # fmt: skip
DAYS = st.none() | st.dates(datetime.date(2022, 11, 1), datetime.date(2025, 2, 1))
DOCUMENTS = st.lists(
    st.builds(
        Document,
        id=st.sampled_from("pqrstuvwxyz"),
        kind=st.sampled_from(["", "article", "row"]),
        lang=st.sampled_from(["", "zh", "en"]),
        title=TEXTS,
        body=TEXTS,
        date=DAYS,
        category=st.sampled_from(["", "news"]),
        unit=st.sampled_from(["", "QY-1", "QY-2"]),
        collection=st.sampled_from(["", "contracts"]),
        codes=st.lists(st.sampled_from(["HT-1", "任前公示〔2024〕1号"]), max_size=2).map(tuple),
        weight=st.integers(0, 9),
    ),
    max_size=9,
    unique_by=lambda document: document.id,
)
LEAVES = st.sampled_from([
    "国务院", "人民政府", "人民", "国", "的", "中央", "2024年", "tender", "policies", "poli*",
    "te*r", "务院", "民政府", "bid?ing", '"the policy"', '"国务院，人民"', "标题:人民",
    "title:国", "HT-1", "单位:QY-1", "kind:row", "数据集:contracts", "lang:zh", "编号:ht-1",
    "文号:任前公示[2024]1号", "date:[2023 TO 2024]", "日期:[2024-02 TO 2024-06]", "年份:2023",
    "國務院", "*", "丙", "HT-*", "编号:h*", "单位:qy-1", "文号:任前公示〔20*",
])  # fmt: skip
OPERATORS = st.sampled_from([" AND ", " OR ", " ", " ANDNOT ", " NOT "])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, OPERATORS, inner).map(lambda parts: f"({''.join(parts)})")
    return pairs | inner.map(lambda text: f"(NOT {text})")


TREES = st.recursive(LEAVES, _larger, max_leaves=5)
QUERIES = st.builds(
    Query,
    text=TREES | LEAVES | st.just(""),
    kind=st.sampled_from(["", "", "row"]),
    lang=st.sampled_from(["", "", "zh"]),
    unit=st.sampled_from(["", "", "QY-1"]),
    collection=st.sampled_from(["", "", "contracts"]),
    year=st.sampled_from([0, 0, 2024, -5]),
    since=st.none() | DAYS,
    until=st.none() | DAYS,
    sort=st.just("date"),
    limit=st.just(100),
    facets=st.just(True),
)


@settings(max_examples=40, deadline=None)
@given(documents=DOCUMENTS, queries=st.lists(QUERIES, min_size=1, max_size=8))
def test_engines_give_what_reading_gives(
    documents: list[Document], queries: list[Query]
) -> None:
    expected = [answer(documents, query, WORDS) for query in queries]
    for engine in ENGINES.values():
        assert _answers(engine, documents, queries) == expected


@settings(max_examples=20, deadline=None)
@given(
    first=DOCUMENTS, changed=DOCUMENTS, removed=st.sets(st.sampled_from("pqrstuvwxyz")),
    queries=st.lists(QUERIES, min_size=1, max_size=5),
)  # fmt: skip
def test_an_updated_index_gives_what_a_fresh_one_gives(
    first: list[Document], changed: list[Document], removed: set[str], queries: list[Query]
) -> None:
    """Hits, totals and counts by facet, codes and labels included."""
    left = {document.id: document for document in first if document.id not in removed}
    left |= {document.id: document for document in changed}
    expected = [answer(list(left.values()), query, WORDS) for query in queries]
    for engine in ENGINES.values():
        with tempfile.TemporaryDirectory() as name:
            base, later = Path(name, "base"), Path(name, "later")
            engine.build(base, first, words=WORDS)
            engine.update(later, base=base, changed=changed, removed=removed, words=WORDS)
            assert _asked(engine, later, queries) == expected


def _answers(
    engine: Engine, documents: Sequence[Document], queries: Sequence[Query]
) -> list[Answer]:
    with tempfile.TemporaryDirectory() as name:
        engine.build(Path(name, "index"), documents, words=WORDS)
        return _asked(engine, Path(name, "index"), queries)


def _asked(engine: Engine, folder: Path, queries: Sequence[Query]) -> list[Answer]:
    with closing(engine.open(folder)) as reader:
        results = [reader.search(query) for query in queries]
    for result in results:
        assert result.total == len(result.hits)
    return [Answer(_ids(result), result.facets) for result in results]


def _ids(results: Results) -> tuple[str, ...]:
    return tuple(hit.id for hit in results.hits)


@pytest.mark.parametrize("text", ["国务院", "民政府", "2024年", "policies", '"the policy"'])
def test_the_model_itself_finds(text: str) -> None:
    document = Document("x", title="The Policy", body="国务院，人民政府2024年")
    assert answer([document], Query(text), WORDS).ids == ("x",)
    assert answer([Document("y", title="国务 院")], Query(text), WORDS).ids == ()
