"""An index that is updated while it is being searched."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from search_index import Document, Engine, LiveIndex, LiveReader, Query, Words
from search_index.merged import search

from .conftest import ids
from .county import DOCUMENTS


def test_documents_are_found_as_soon_as_they_are_in(engine: Engine, tmp_path: Path) -> None:
    index, reader = LiveIndex(tmp_path, engine), LiveReader(tmp_path, engine)
    assert reader.search(Query("招标")).total == 0
    index.update(changed=[Document("a", title="招标问答")])
    assert ids(reader.search(Query("招标"))) == ["a"]
    index.update(changed=[Document("b", title="招标建议")], removed=["a"])
    assert ids(reader.search(Query("招标"))) == ["b"]
    index.rebuild([])
    assert reader.search(Query("招标")).total == 0


def test_readers_never_see_half_an_index(engine: Engine, tmp_path: Path) -> None:
    """Each update replaces one document of a pair by another: there are always two."""
    index = LiveIndex(tmp_path, engine)
    index.update(changed=[Document("0", title="招标"), Document("1", title="招标")])
    reader, seen, stop = LiveReader(tmp_path, engine), set(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            seen.add(reader.search(Query("招标")).total)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(2, 12):
        index.update(changed=[Document(str(number), title="招标")], removed=[str(number - 2)])
    stop.set()
    for thread in threads:
        thread.join()
    assert seen == {2}


WRITER = """
import sys
from pathlib import Path
from search_index import ENGINES, Document, LiveIndex
index = LiveIndex(Path(sys.argv[1]), ENGINES[sys.argv[2]])
for number in range(1000):
    index.update(changed=[Document(str(number), title="招标")])
    print(number, flush=True)
"""


@pytest.mark.parametrize("wait", [0.15, 0.4, 0.9])
def test_what_was_in_survives_a_crash(
    engine: Engine, engine_name: str, tmp_path: Path, wait: float
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), engine_name],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        acknowledged = [first, *process.stdout.readlines()]
    reader = LiveReader(tmp_path, engine)
    total = reader.search(Query("招标")).total
    assert total in (len(acknowledged), len(acknowledged) + 1)
    LiveIndex(tmp_path, engine).update(changed=[Document("after", title="招标")])
    assert reader.search(Query("招标")).total == total + 1


def test_pages_over_two_indexes_show_each_hit_once(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "release", DOCUMENTS)
    index = LiveIndex(tmp_path / "live", engine)
    index.update(changed=[Document(f"t{n}", kind="thread", title=f"养护问题{n}") for n in range(5)])
    readers = {
        "release": engine.open(tmp_path / "release"), "live": LiveReader(tmp_path / "live", engine)
    }  # fmt: skip
    seen: list[str] = []
    after = ""
    for _ in range(10):
        page = search(readers, Query("养护", limit=2, facets=True), after=after)
        assert page.results.total == 7
        assert page.results.facets["kind"] == {"article": 2, "thread": 5}
        seen += ids(page.results)
        after = page.next
        if not after:
            break
        index.update(changed=[Document(f"new{after}", title="别的")])
    assert sorted(seen) == sorted({"tender", "petition", *(f"t{n}" for n in range(5))})


def test_what_one_index_holds_is_not_mixed_with_parts_of_it_from_another(
    engine: Engine, tmp_path: Path
) -> None:
    engine.build(tmp_path / "release", [Document("whole", title="公示期五个工作日")])
    LiveIndex(tmp_path / "live", engine).update(
        changed=[Document("part", title="什么时候公示，过期怎么办")]
    )
    readers = {
        "release": engine.open(tmp_path / "release"), "live": LiveReader(tmp_path / "live", engine)
    }  # fmt: skip
    results = search(readers, Query("公示期", relax=True)).results
    assert (ids(results), results.total, results.notes) == (["whole"], 1, ())
    apart = search(readers, Query("过期公示", relax=True)).results
    assert ids(apart)[0] == "part"
    assert apart.notes == ("some_words",)


def test_a_live_index_is_asked_with_the_words_it_is_given(engine: Engine, tmp_path: Path) -> None:
    LiveIndex(tmp_path, engine, words=Words()).update(changed=[Document("a", title="天井办答复")])
    words = Words((("天井办", "县井办"),), frozenset({"劳驾"}))
    assert LiveReader(tmp_path, engine).search(Query("县井办 劳驾")).total == 0
    assert ids(LiveReader(tmp_path, engine, words=words).search(Query("县井办 劳驾"))) == ["a"]


@pytest.mark.parametrize("after", ["x", "live.-1", "live.99999999", "A.1", "live.1-", "\x00", "'"])
def test_a_cursor_that_cannot_be_read_begins_at_the_beginning(
    engine: Engine, tmp_path: Path, after: str
) -> None:
    engine.build(tmp_path / "release", DOCUMENTS)
    readers = {"release": engine.open(tmp_path / "release")}
    asked = Query("养护", limit=1)
    assert search(readers, asked, after=after) == search(readers, asked)
