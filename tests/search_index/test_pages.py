"""Filters, order, pages, highlights: the same for every engine."""

import datetime
from contextlib import closing
from pathlib import Path

import pytest

from search_index import MAX_LIMIT, MAX_OFFSET, Document, Engine, Hit, Query, Span

from .conftest import Find, ids
from .county import DOCUMENTS


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "dataset"}, {"spending", "budget"}),
        ({"lang": "en"}, {"policy", "spending"}),
        ({"category": "notices"}, {"tender", "near-miss"}),
        ({"unit": "finance"}, {"policy", "spending", "budget"}),
        ({"unit": "finance", "lang": "en", "kind": "article"}, {"policy"}),
        ({"unit": "fin"}, set()),
        ({"unit": "FINANCE"}, set()),
        ({"unit": "x\ud800"}, set()),
        ({"unit": "finance\x00"}, set()),
        ({"unit": "x" * 100_000}, set()),
    ],
)
def test_filters(find: Find, fields: dict[str, str], expected: set[str]) -> None:
    results = find(**fields)
    assert set(ids(results)) == expected
    assert results.total == len(expected)


def test_filters_narrow_a_search_and_leave_its_scores(find: Find) -> None:
    everywhere = {hit.id: hit.score for hit in find("招标").hits}
    [hit] = find("招标", kind="dataset").hits
    assert hit.id == "budget"
    assert hit.score == pytest.approx(everywhere["budget"], rel=1e-5)


def test_newest_first_and_undated_last(find: Find) -> None:
    results = find(sort="date")
    dates = [hit.date for hit in results.hits]
    assert dates[0] == datetime.date(2024, 9, 30)
    assert dates[-1] is None
    assert dates[:-1] == sorted((date for date in dates if date), reverse=True)
    assert {hit.score for hit in results.hits} == {0.0}


def test_a_word_in_the_title_weighs_more(find: Find) -> None:
    results = find("招标")
    assert ids(results) == ["tender", "budget"]
    assert results.hits[0].score > results.hits[1].score > 0


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("text", ["", "县", "-县"])
def test_pages_together_are_the_whole(find: Find, text: str, sort: str) -> None:
    whole = find(text, sort=sort)
    pages = [find(text, sort=sort, limit=2, offset=offset) for offset in range(0, 8, 2)]
    assert [found for page in pages for found in ids(page)] == ids(whole)
    assert {page.total for page in pages} == {whole.total}


def test_the_edges_of_paging(find: Find) -> None:
    total = len(DOCUMENTS)
    assert find(limit=0).hits == ()
    assert find(limit=0).total == total
    assert find(limit=-3).hits == ()
    assert len(find(limit=10**12).hits) == total
    assert ids(find(offset=-5)) == ids(find())
    assert find(offset=total).hits == ()
    assert find(offset=MAX_OFFSET).notes == ()
    deep = find(offset=10**15, limit=MAX_LIMIT)
    assert (deep.total, deep.hits, deep.notes) == (total, (), ("too_deep",))


def _marked(hit: Hit) -> tuple[list[str], list[str]]:
    return tuple(  # type: ignore[return-value]  # a pair, of the two fields
        [span.text for span in spans if span.highlighted] for spans in (hit.title, hit.snippet)
    )


@pytest.mark.parametrize(
    ("text", "document", "title", "snippet"),
    [
        ("招标", "tender", ["招标"], ["招标"]),
        ("期", "tender", [], ["期"]),
        ("2024年", "tender", [], ["2024年"]),
        ("2024年", "budget", ["２０２４年"], []),
        ("pdf", "budget", ["ＰＤＦ"], []),
        ("1,234万", "tender", [], ["1,234万"]),
        ("policy", "policy", ["policies"], []),
        ("publishing", "policy", [], ["publishes"]),
        ("procure*", "spending", [], ["Procured"]),
        ('"议题一 中招"', "near-miss", [], ["议题一：中招"]),
        ("养护 -信访", "tender", ["养护"], ["养护"]),
        ("农村公路 公路养护", "tender", ["农村公路养护"], ["农村公路养护"]),
        ("", "tender", [], []),
    ],
)
def test_what_matched_is_marked(
    find: Find, text: str, document: str, title: list[str], snippet: list[str]
) -> None:
    [hit] = [hit for hit in find(text).hits if hit.id == document]
    assert _marked(hit) == (title, snippet)


def test_a_hit_carries_the_document(find: Find) -> None:
    [hit] = find("公示期").hits
    document = DOCUMENTS[0]
    for name in ("id", "kind", "lang", "date", "category", "unit"):
        assert getattr(hit, name) == getattr(document, name)
    assert "".join(text for text, _ in hit.title) == document.title
    assert "".join(text for text, _ in hit.snippet) == document.body.replace("\n", " ")
    assert Span("公示期", True) in hit.snippet


def test_a_query_is_a_value() -> None:
    assert Query("招标") == Query("招标")
    assert hash(Query("招标")) == hash(Query("招标"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [("ht2025-7", ("HT2025-7",)), ("code:HT2025*", ("HT2025-7", "HT2025-8")),
     ("投标 -HT2025-7", ()), ("投标", ()), ("", ())],
)  # fmt: skip
def test_a_hit_says_by_which_codes_it_was_found(
    engine: Engine, tmp_path: Path, text: str, codes: tuple[str, ...]
) -> None:
    bid = Document("bid", title="投标", codes=("HT2025-7", "QY-9", "HT2025-8"))
    other = Document("other", title="投标", codes=())
    engine.build(tmp_path / "index", [bid, other])
    with closing(engine.open(tmp_path / "index")) as reader:
        hits = {hit.id: hit.codes for hit in reader.search(Query(text)).hits}
    assert hits.get("bid", ()) == codes
    assert hits.get("other", ()) == ()
