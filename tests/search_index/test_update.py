"""Indexes as folders: made whole, updated into new folders, never changed after."""

import gc
import hashlib
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index import (
    ENGINES,
    Document,
    Engine,
    IndexFormatError,
    Query,
    Results,
    SearchIndexError,
)

from .conftest import found, ids
from .county import DOCUMENTS

QUERIES = [Query(text, limit=100) for text in ("", "招标", "县", "publish", "2024年", "养护 -信访")]


def _state(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Everything about a folder's files that a change would show in."""
    return {
        path.name: (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns,
            path.stat().st_mode,
        )
        for path in folder.iterdir()
    }


def test_an_update_equals_a_build_and_leaves_its_base_alone(engine: Engine, tmp_path: Path) -> None:
    base, updated, built = (tmp_path / name for name in ("base", "updated", "built"))
    engine.build(base, DOCUMENTS)
    before = _state(base)
    changed = [
        replace(DOCUMENTS[1], body="改为招标"),
        Document("new", title="县城", body="2024年 publishing"),
    ]
    engine.update(updated, base=base, changed=changed, removed=["tender", "unknown"])
    engine.build(built, [*DOCUMENTS[2:], *changed])
    assert found(engine, updated, QUERIES) == found(engine, built, QUERIES)
    assert _state(base) == before
    assert found(engine, base, QUERIES[:1])[0][0] == len(DOCUMENTS)


def test_an_update_of_many_documents_holds_few_of_them_at_once(tmp_path: Path) -> None:
    held: list[int] = []

    def many() -> Iterator[Document]:
        for number in range(5_000):
            yield Document(str(number), title="养护")
            if number % 1_000 == 999:
                held.append(sum(isinstance(one, Document) for one in gc.get_objects()))

    tantivy = ENGINES["tantivy"]
    tantivy.build(tmp_path / "base", [Document("4999", title="招标"), Document("x", title="招标")])
    before = sum(isinstance(one, Document) for one in gc.get_objects())
    tantivy.update(tmp_path / "fresh", base=tmp_path / "base", changed=many(), removed=["x"])
    assert 0 < max(held) - before < 2_500
    with closing(tantivy.open(tmp_path / "fresh")) as reader:
        totals = [reader.search(Query(text, limit=0)).total for text in ("", "养护", "招标")]
    assert totals == [5_000, 5_000, 0]


def test_a_chain_of_updates_stays_small_and_true(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "0", DOCUMENTS)
    states = [_state(tmp_path / "0")]
    for number in range(1, 25):
        engine.update(
            tmp_path / f"{number}",
            base=tmp_path / f"{number - 1}",
            changed=[Document("tender", title=f"第{number}次招标"), Document(f"extra-{number}")],
            removed=[f"extra-{number - 1}"],
        )
        states.append(_state(tmp_path / f"{number}"))
    assert [_state(tmp_path / f"{number}") for number in range(25)] == states
    assert max(len(state) for state in states) < 90
    [hit] = _search(engine, tmp_path / "24", "24次").hits
    assert hit.id == "tender"
    assert _search(engine, tmp_path / "24", "23次").total == 0
    assert _search(engine, tmp_path / "24", "").total == len(DOCUMENTS) + 1


def test_nothing_changed_and_everything_gone(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "empty", [])
    assert _search(engine, tmp_path / "empty", "招标").total == 0
    engine.update(
        tmp_path / "full", base=tmp_path / "empty", changed=iter(DOCUMENTS), removed=iter(())
    )
    engine.update(tmp_path / "same", base=tmp_path / "full", changed=[], removed=[])
    assert found(engine, tmp_path / "same", QUERIES) == found(engine, tmp_path / "full", QUERIES)
    gone = [document.id for document in DOCUMENTS]
    engine.update(tmp_path / "none", base=tmp_path / "same", changed=[], removed=gone)
    assert _search(engine, tmp_path / "none", "").total == 0


TEXTS = st.text(alphabet="甲乙丙的 ，。ab1２年-\n", max_size=12)
SMALL = st.builds(
    Document,
    id=st.sampled_from("pqrstu"),
    kind=st.sampled_from(["article", "dataset"]),
    title=TEXTS,
    body=TEXTS,
    date=st.none() | st.dates(),
)
SEVERAL = st.lists(SMALL, max_size=6, unique_by=lambda document: document.id)
CHINESE = st.text(alphabet="甲乙丙的", min_size=1, max_size=4)


@settings(max_examples=25, deadline=None)
@given(
    first=SEVERAL,
    changed=SEVERAL,
    removed=st.sets(st.sampled_from("pqrstuz")),
    asked=st.lists(TEXTS | CHINESE, min_size=1, max_size=6),
)
def test_engines_builds_and_updates_agree(
    first: list[Document], changed: list[Document], removed: set[str], asked: list[str]
) -> None:
    result = {document.id: document for document in first if document.id not in removed}
    result |= {document.id: document for document in changed}
    queries = [
        Query(text, kind=kind, sort="date") for text in (*asked, "") for kind in ("", "article")
    ]
    answers = []
    for engine in ENGINES.values():
        with tempfile.TemporaryDirectory() as name:
            base, updated, built = (Path(name, part) for part in ("base", "updated", "built"))
            engine.build(base, first)
            engine.update(updated, base=base, changed=changed, removed=removed)
            engine.build(built, result.values())
            answers += [_answers(engine, folder, queries) for folder in (updated, built)]
    assert all(answer == answers[0] for answer in answers[1:])


@settings(max_examples=25, deadline=None)
@given(documents=SEVERAL, asked=st.lists(CHINESE, min_size=1, max_size=8))
def test_chinese_words_are_found_exactly_where_they_are(
    documents: list[Document], asked: list[str]
) -> None:
    for engine in ENGINES.values():
        with tempfile.TemporaryDirectory() as name:
            engine.build(Path(name, "index"), documents)
            answers = found(engine, Path(name, "index"), [Query(text) for text in asked])
        for text, (total, hits) in zip(asked, answers, strict=True):
            truth = {d.id for d in documents if text in d.title or text in d.body}
            assert (total, hits) == (len(truth), truth)


def _answers(engine: Engine, folder: Path, queries: list[Query]) -> list[tuple[object, ...]]:
    """All that should not depend on the engine or on how the index came about."""
    with closing(engine.open(folder)) as reader:
        results = [reader.search(query) for query in queries]
    return [
        (result.total, result.notes, [(h.id, h.date, h.title, h.snippet) for h in result.hits])
        for result in results
    ]


def _search(engine: Engine, folder: Path, text: str) -> Results:
    with closing(engine.open(folder)) as reader:
        return reader.search(Query(text))


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def somebody_else() -> Iterator[Callable[[], None]]:
    """Call it to become a user without rights, if we are root, until the test ends."""
    ours = os.geteuid()
    yield lambda: os.seteuid(65534) if ours == 0 else None
    os.seteuid(ours)


def test_a_read_only_index_serves_any_user(
    engine: Engine, public_folder: Path, somebody_else: Callable[[], None]
) -> None:
    folder = public_folder / "index"
    engine.build(public_folder / "base", DOCUMENTS)
    engine.update(folder, base=public_folder / "base", changed=[Document("new")], removed=[])
    for path in folder.iterdir():
        path.chmod(path.stat().st_mode & ~0o222)
    folder.chmod(0o555)
    before = _state(folder)
    somebody_else()
    with closing(engine.open(folder)) as reader:
        assert ids(reader.search(Query("信访"))) == ["petition"]
        assert reader.search(Query("")).total == len(DOCUMENTS) + 1
    assert _state(folder) == before


def test_opening_leaves_nothing_behind(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    for _ in range(30):
        assert _search(engine, tmp_path / "index", "信访").total == 1
    assert list((tmp_path / "tmp").iterdir()) == []


def test_many_threads_share_a_reader(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    expected = found(engine, tmp_path / "index", QUERIES)
    wrong: list[object] = []
    with closing(engine.open(tmp_path / "index")) as reader:

        def ask() -> None:
            for _ in range(5):
                results = [reader.search(query) for query in QUERIES]
                answers = [(result.total, set(ids(result))) for result in results]
                if answers != expected:
                    wrong.append(answers)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_a_closed_reader_says_so(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    reader = engine.open(tmp_path / "index")
    reader.close()
    reader.close()
    with pytest.raises(SearchIndexError, match="closed"):
        reader.search(Query("招标"))


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        ([Document("")], "without id"),
        ([Document("x"), Document("x")], "two documents"),
        ([Document("x" * 100_000)], "id is over"),
        ([Document("x", unit="u" * 100_000)], "unit is over"),
        ([Document("x\ud800")], "not valid Unicode"),
        ([Document("x", lang="\udfff")], "not valid Unicode"),
    ],
)
def test_documents_that_no_engine_can_hold(
    engine: Engine, tmp_path: Path, documents: list[Document], message: str
) -> None:
    with pytest.raises(SearchIndexError, match=message):
        engine.build(tmp_path / "build", documents)
    engine.build(tmp_path / "base", [])
    with pytest.raises(SearchIndexError, match=message):
        engine.update(tmp_path / "update", base=tmp_path / "base", changed=documents, removed=[])


def test_any_text_can_be_indexed(engine: Engine, tmp_path: Path) -> None:
    strange = "\ud800\x00\u202e招\u200b标" + "🙂ﷺ㍿" + "a" * 100_000 + " | 信" + "\u0301" * 50
    engine.build(tmp_path / "index", [Document("x", title=strange, body=strange * 3)])
    [hit] = _search(engine, tmp_path / "index", "招标").hits
    assert [span.text for span in hit.title if span.highlighted] == ["招标"]
    assert _search(engine, tmp_path / "index", "信").total == 1
    assert _search(engine, tmp_path / "index", "a" * 150).total == 1


def test_a_folder_in_use_is_refused(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "base", [])
    for folder in (tmp_path, tmp_path / "base"):
        with pytest.raises(SearchIndexError, match="not empty"):
            engine.build(folder, [])
        with pytest.raises(SearchIndexError, match="not empty"):
            engine.update(folder, base=tmp_path / "base", changed=[], removed=[])


def test_what_is_no_index_of_this_engine(engine: Engine, tmp_path: Path, engine_name: str) -> None:
    other = next(name for name in ENGINES if name != engine_name)
    ENGINES[other].build(tmp_path / "other", [])
    engine.build(tmp_path / "old", [])
    (tmp_path / "old" / "index-format").write_text(f"{engine_name} 0", encoding="ascii")
    for folder in (tmp_path / "other", tmp_path / "old", tmp_path / "missing", tmp_path):
        with pytest.raises(IndexFormatError):
            engine.open(folder)
        with pytest.raises(IndexFormatError):
            engine.update(tmp_path / "new", base=folder, changed=[], removed=[])


# Whoosh leaves the file open that it could not read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("damage", [b"", b"{", b"\x00" * 400])
def test_a_damaged_index_is_an_error_of_ours(engine: Engine, tmp_path: Path, damage: bytes) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    for path in (*tmp_path.glob("index/meta.json"), *tmp_path.glob("index/*.toc")):
        path.write_bytes(damage)
    with pytest.raises(SearchIndexError, match="opening the index"):
        engine.open(tmp_path / "index")
