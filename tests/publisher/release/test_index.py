"""The life of an index: only what changed is indexed again, with the same answers as anew."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.release.reader import Release
from search_index import ENGINES, Query
from search_index.words import FILE
from tests.publisher.release.searched import (
    CONTRACTS,
    FILES,
    ROWS,
    ask,
    ids,
    picture,
    release_of,
)
from tests.sources import SETTINGS, article, write_source

Files = dict[str, str]
Change = Callable[[Files, int], None]
BUDGET = "content/news/budget.zh.md"
TABLE = "datasets/purchases/data/contracts.csv"
DESCRIPTOR = "datasets/purchases/datapackage.yaml"
UNITS = "datasets/organisations/data/organisations.csv"
LISTS = "datasets/lists"
KEYLESS = """\
name: lists
title: {zh: 清单, en: Lists}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: items
    path: items.csv
    schema: {fields: [{name: text, type: string, text: true}]}
"""


def more_articles(files: Files, number: int) -> None:
    for extra in range(number):
        files[f"content/news/more{extra}.zh.md"] = article(f"道路 {number}", "公开的正文。")


def changed_article(files: Files, number: int) -> None:
    files[BUDGET] = article(f"预算 {number}", "新的正文。")


def translated(files: Files, number: int) -> None:
    files["content/news/budget.en.md"] = article(f"Budget {number}", "A contract, in the open.")
    files.pop(BUDGET if number % 2 else "content/rules/meals.zh.md", None)


def renamed_unit(files: Files, number: int) -> None:
    files[UNITS] = files.get(UNITS, "").replace("Finance", f"Budget {number}") or FILES[UNITS]


def withdrawn(files: Files, number: int) -> None:
    files[BUDGET] = article(
        "预算公开", more=f"withdrawn: {{date: 2026-03-{number + 1:02}, reason: 有误}}\n"
    )


def draft(files: Files, number: int) -> None:
    files["content/rules/meals.zh.md"] = article(f"公开 {number}", more="draft: true\n")


def without_article(files: Files, number: int) -> None:
    files.pop(f"content/news/more{number}.zh.md", None)
    files.pop(BUDGET, None)


def more_rows(files: Files, number: int) -> None:
    files[TABLE] = ROWS + "".join(
        f"HT-{row + 10},TX-CZ,,,道路 {number % (row + 1)},,,,open,\n" for row in range(number * 3)
    )


def changed_cells(files: Files, number: int) -> None:
    files[TABLE] = files.get(TABLE, ROWS).replace("教学", f"实验{number}").replace("TX-XF", "TX-CZ")


def row_below(files: Files, number: int) -> None:
    head, *rows = files.get(TABLE, ROWS).splitlines(keepends=True)
    files[TABLE] = "".join([head, *rows[number % len(rows) :]])


def another_order(files: Files, number: int) -> None:
    head, *rows = files.get(TABLE, ROWS).splitlines(keepends=True)
    files[TABLE] = "".join([head, *sorted(rows, key=lambda row: row[number:])])


def unsafe_column(files: Files, number: int) -> None:
    files[DESCRIPTOR] = CONTRACTS.replace(
        "name: note, type: string, text: true", f"name: note, type: string, text: {number % 2 > 0}"
    )


def without_key(files: Files, number: int) -> None:
    key = "contract_id" if number % 2 else "[contract_id, method]"
    files[DESCRIPTOR] = CONTRACTS.replace("primaryKey: contract_id", f"primaryKey: {key}")


def keyless(files: Files, number: int) -> None:
    files[f"{LISTS}/datapackage.yaml"] = KEYLESS
    files[f"{LISTS}/items.csv"] = "text\n" + "".join(f"桥 {row}\n" for row in range(number + 1))


def without_dataset(files: Files, number: int) -> None:
    for path in [path for path in files if path.startswith(("datasets/purchases", LISTS))]:
        del files[path]


def invalid(files: Files, number: int) -> None:
    files[TABLE] = f"{ROWS}HT-1,,,,桥 {number},,,,open,\n"


def words(files: Files, number: int) -> None:
    files["search/synonyms.txt"] = f"老词 = {('预算', '仪器', '道路', '采购')[number % 4]}\n"


CHANGES: tuple[Change, ...] = (
    more_articles, changed_article, translated, renamed_unit, withdrawn, draft, without_article,
    more_rows, changed_cells, row_below, another_order, unsafe_column, without_key, keyless,
    without_dataset, invalid, words,
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 5)), min_size=1, max_size=5)


def publish_files(folder: Path, files: Files, var: Path) -> Release:
    """Publish exactly these files."""
    shutil.rmtree(folder, ignore_errors=True)
    return release_of(write_source(folder, files), var)


@given(steps=STEPS)
@settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
def test_a_chain_of_changes_gives_what_a_full_build_gives(
    steps: list[tuple[Change, int]],
) -> None:
    with TemporaryDirectory() as name:
        folder, files = Path(name), dict(FILES)
        publish_files(folder / "source", files, folder / "var")
        for change, number in steps:
            change(files, number)
            release = publish_files(folder / "source", files, folder / "var")
        # What is held back differs from what a first publication would show: the archive is kept.
        shutil.copytree(folder / "var" / "archive", folder / "anew" / "archive")
        anew = publish_files(folder / "source", files, folder / "anew")
        assert picture(release) == picture(anew)


def files_of(release: Release) -> dict[str, int]:
    """The index' files by name, with their inodes."""
    return {file.name: file.stat().st_ino for file in release.index.iterdir()}


def segments(release: Release) -> dict[str, int]:
    return {name: inode for name, inode in files_of(release).items() if name.endswith(".store")}


def published(tmp_path: Path, files: Files) -> Release:
    return publish_files(tmp_path / "source", files, tmp_path / "var")


MANY = ROWS + "".join(f"HT-{row},TX-CZ,,,道路 {row},,,,open,\n" for row in range(100, 200))


def test_one_changed_row_leaves_all_segments_of_the_others(tmp_path: Path) -> None:
    files = {**FILES, TABLE: MANY}
    before = published(tmp_path, files)
    files[TABLE] = MANY.replace("道路 150", "隧道 150").replace("HT-199,", "HT-999,")
    after = published(tmp_path, files)
    assert segments(before).items() < segments(after).items()
    assert ids(after, "隧道") == {"row:purchases/contracts/HT-150"}
    assert ids(after, "HT-199") == set()
    assert ids(after, "HT-999") == {"row:purchases/contracts/HT-999"}
    assert {hit.id for hit in ask(before, "道路 150")} == {"row:purchases/contracts/HT-150"}


def test_rows_in_another_order_are_no_change(tmp_path: Path) -> None:
    files = {**FILES, TABLE: MANY}
    before = published(tmp_path, files)
    head, *rows = MANY.splitlines(keepends=True)
    files[TABLE] = "".join([head, *reversed(rows)])
    assert segments(published(tmp_path, files)) == segments(before)


def test_what_did_not_change_is_linked(tmp_path: Path) -> None:
    before = published(tmp_path, dict(FILES))
    after = published(tmp_path, {**FILES, "lightwell.toml": f"{SETTINGS}\n[releases]\nkeep = 4\n"})
    assert after.id != before.id
    assert files_of(after) == files_of(before)


def test_other_words_change_no_document(tmp_path: Path) -> None:
    before = published(tmp_path, dict(FILES))
    files = {**FILES, "search/synonyms.txt": "老词 = 预算\n", "search/stopwords.txt": "敬请\n"}
    after = published(tmp_path, files)
    assert segments(after) == segments(before)
    assert ids(before, "老词") == set()
    assert ids(after, "老词") >= {"/zh/news/budget"}
    assert ids(after, "敬请 预算") >= {"/zh/news/budget"}
    assert (after.index / FILE).read_bytes() != (before.index / FILE).read_bytes()
    assert ids(published(tmp_path, dict(FILES)), "老词") == set()


def test_another_engine_builds_anew(tmp_path: Path) -> None:
    published(tmp_path, dict(FILES))
    whoosh = {**FILES, "lightwell.toml": f'{SETTINGS}\n[search]\nengine = "whoosh"\n'}
    release = published(tmp_path, whoosh)
    reader = ENGINES["whoosh"].open(release.index)
    found = reader.search(Query("教学仪器"))
    reader.close()
    assert [hit.id for hit in found.hits] == ["row:purchases/contracts/HT-1"]


def test_four_processes_ask_one_index(tmp_path: Path) -> None:
    index = published(tmp_path, dict(FILES)).index
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        answers = [processes.submit(total_of, index, 50) for _ in range(4)]
        assert [answer.result() for answer in answers] == [51 * 50] * 4


def total_of(index: Path, times: int) -> int:
    """The number of all documents, asked for again and again."""
    reader = ENGINES["tantivy"].open(index)
    total = sum(reader.search(Query(facets=True)).total for _ in range(times))
    reader.close()
    return total
