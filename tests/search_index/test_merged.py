"""Pages over several indexes at once: every hit comes once, whatever scores alike."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search_index import ENGINES, Document, Hit, Query, Reader, Sort, merged, query
from search_index.merged import search

SHELVES = ("release", "live", "third")
Shelved = Mapping[str, list[Document]]


def _shelved(kinds: list[tuple[str, str, int]]) -> Shelved:
    """Documents by index, of where each lies, its title and its day; many are alike."""
    shelves: dict[str, list[Document]] = {name: [] for name in SHELVES}
    for number, (shelf, title, day) in enumerate(kinds):
        found = Document(f"d{number}", title=title, date=date(2025, 3, day) if day else None)
        shelves[shelf].append(found)
    return shelves


SHELVED = st.lists(
    st.tuples(st.sampled_from(SHELVES), st.sampled_from(["养护", "公路养护", "养护养护"]),
              st.sampled_from([0, 1, 1, 2])),
    max_size=30,
).map(_shelved)  # fmt: skip


@contextmanager
def _opened(engine_name: str, shelved: Shelved) -> Iterator[Mapping[str, Reader]]:
    """The indexes, open; each is made in two steps, so that it has two segments."""
    engine = ENGINES[engine_name]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        readers = {}
        for name, documents in shelved.items():
            base, whole = Path(folder, f"{name}-base"), Path(folder, name)
            half = len(documents) // 2
            engine.build(base, documents[:half])
            engine.update(whole, base=base, changed=documents[half:], removed=[])
            readers[name] = stack.enter_context(closing(engine.open(whole)))
        yield readers


def _turned(readers: Mapping[str, Reader], asked: Query) -> list[Hit]:
    """All hits, page by page, of 50 pages at most."""
    hits: list[Hit] = []
    after = ""
    for _ in range(50):
        page = search(readers, asked, after=after)
        hits += page.results.hits
        after = page.next
        if not after:
            return hits
    raise AssertionError("the last page never comes")


@settings(max_examples=25, deadline=None)
@given(shelved=SHELVED, limit=st.integers(1, 7), sort=st.sampled_from(["relevance", "date"]))
@example(_shelved([("release", "养护", 1)] * 12 + [("live", "养护", 1)] * 3), 2, "relevance")
@example(_shelved([("release", "养护", 1)] * 12 + [("live", "养护", 1)] * 3), 2, "date")
def test_turning_pages_shows_each_hit_once_in_order(
    shelved: Shelved, limit: int, sort: Sort
) -> None:
    everything = sorted(one.id for documents in shelved.values() for one in documents)
    for engine_name in ENGINES:
        with _opened(engine_name, shelved) as readers:
            hits = _turned(readers, Query("养护", limit=limit, sort=sort))
        assert sorted(hit.id for hit in hits) == everything
        ranks = [hit.order if sort == "date" else hit.score for hit in hits]
        assert ranks == sorted(ranks, reverse=True)


def test_an_index_that_is_turned_to_its_last_page_shows_nothing_twice(
    engine_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One index has more hits than pages are turned for; the pages of the other go on."""
    for module in (merged, query):
        monkeypatch.setattr(module, "MAX_OFFSET", 4)
    shelved = _shelved([("release", "养护", 2)] * 9 + [("live", "养护", 1)] * 4)
    with _opened(engine_name, shelved) as readers:
        hits = [hit.id for hit in _turned(readers, Query("养护", limit=3, sort="date"))]
    assert len(hits) == len(set(hits))
    assert {f"d{number}" for number in range(9, 13)} <= set(hits)
