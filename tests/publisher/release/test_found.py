"""What can be found of a release: all that is published, and nothing else."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from pathlib import Path

import pytest

from publisher import addresses
from publisher.publish import Workplace, preview
from publisher.release.reader import Release
from search_index import ENGINES, Hit, Query
from tests.publisher.release.searched import FILES, ROWS, ask, ids, plan, release_of
from tests.sources import NOW, article, dataset, put, write_source

HEADER = "id,day,amount,payee"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small source, published."""
    folder = tmp_path_factory.mktemp("found")
    return release_of(write_source(folder / "source", FILES), folder / "var")


def only(release: Release, text: str, **filters: str) -> Hit:
    """The one hit."""
    (hit,) = ask(release, text, **filters)
    return hit


def title(hit: Hit) -> str:
    return "".join(span.text for span in hit.title)


def snippet(hit: Hit) -> str:
    return "".join(span.text for span in hit.snippet)


def test_everything_is_of_a_known_kind(release: Release) -> None:
    with closing(ENGINES["tantivy"].open(release.index)) as reader:
        kinds = reader.search(Query(facets=True)).facets["kind"]
    assert kinds == {"article": 2, "dataset": 4, "field": 36, "unit": 4, "row": 5}


@pytest.mark.parametrize("text", ["教学仪器", "按期完成", "道路养护", "青石桥", "政府采购公告"])
def test_each_safe_cell_is_found_in_every_language(release: Release, text: str) -> None:
    for lang in ("", "zh", "en"):
        assert ids(release, text, lang=lang, kind="row")


@pytest.mark.parametrize("text", ["张密密", "13900000001", "李隐隐", "密密", "0000-1"])
def test_what_no_schema_declares_safe_is_not_found(release: Release, text: str) -> None:
    assert ids(release, text) == set()
    with closing(ENGINES["tantivy"].open(release.index)) as reader:
        assert reader.vocabulary("exact", "139", 10) == []


def test_a_row_says_what_it_is(release: Release) -> None:
    hit = only(release, "教学仪器")
    assert (hit.id, hit.kind, hit.lang) == ("row:purchases/contracts/HT-1", "row", "")
    assert (hit.category, hit.unit, hit.collection) == ("data", "TX-CZ", "purchases")
    assert hit.date == dt.date(2026, 1, 5)
    assert title(hit) == "教学仪器采购"
    assert snippet(hit).split() == ["按期完成", "测财采〔2026〕3号", "HT-1"]


def test_a_row_without_unit_date_and_much_text(release: Release) -> None:
    hit = only(release, "青石桥")
    assert (hit.unit, hit.date, title(hit)) == ("TX-XF", None, "桥 · 青石桥维修加固")


@pytest.mark.parametrize("code", ["HT-1", "ht-1", "测财采〔2026〕3号", "测财采[2026]3号"])
def test_a_row_is_found_by_its_codes(release: Release, code: str) -> None:
    assert ids(release, code) == {"row:purchases/contracts/HT-1"}


@pytest.mark.parametrize(
    "code", ["测办字〔2024〕12号", "code:测办字〔2024〕12号", "code:测政发〔2025〕7号"]
)
def test_a_rule_is_found_by_its_number(release: Release, code: str) -> None:
    assert ids(release, code) == {"/zh/rules/meals"}


@pytest.mark.parametrize("text", ["县政府办公室", "更正了金额", "政务大厅", "测办字"])
def test_what_an_article_s_page_says_beside_its_text_is_found(tmp_path: Path, text: str) -> None:
    source = write_source(tmp_path / "source", {"content/rules/a.zh.md": article(more="""\
        number: 测办字〔2024〕12号
        issuer: 县政府办公室
        status: in_force
        contact: 政务大厅
        corrections: [{date: 2026-03-02, note: 更正了金额}]
        """)})  # fmt: skip
    release = release_of(source, tmp_path / "var")
    assert ids(release, text) == {"/zh/rules/a"}
    assert ids(release, "in_force") == set()


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("zh", "测试县财政局"), ("zh", "TX-CZ"), ("zh", "11999921MB00100002"), ("zh", "文津路"),
        ("en", "Finance Bureau"), ("en", "tx-cz"),
    ],
)  # fmt: skip
def test_a_unit_stands_before_what_names_it(release: Release, lang: str, question: str) -> None:
    first = ask(release, question, lang=lang)[0]
    assert (first.id, first.kind) == (f"/{lang}/units/TX-CZ", "unit")
    assert (first.category, first.unit) == ("units", "TX-CZ")


def test_what_is_told_stands_before_the_rows_so_titled(tmp_path: Path) -> None:
    rows = "".join(f"{number},2026-03-02,1.00,公务接待费\n" for number in range(1, 60))
    told = article("过节提醒", "节日期间，不得超标准公务接待。" + "各单位要加强教育管理。" * 20)
    files = {"content/notices/holiday.zh.md": told, **dataset(rows=f"{HEADER}\n{rows}")}
    release = release_of(write_source(tmp_path / "source", files), tmp_path / "var")
    found = ask(release, "公务接待", lang="zh")
    assert found[0].id == "/zh/notices/holiday"
    assert {hit.kind for hit in found[1:]} == {"row"}


def test_a_column_leads_to_the_dictionary(release: Release) -> None:
    hit = only(release, "买什么", kind="field")
    assert hit.id == addresses.field("zh", "purchases", "contracts", 5)
    assert (title(hit), hit.collection) == ("项目名称", "purchases")
    assert ids(release, "公开招标", kind="field") == {"/zh/data/purchases/#contracts.9"}


def test_a_dataset_s_name_finds_none_of_its_columns(release: Release) -> None:
    assert ids(release, "采购", kind="dataset") == {"/zh/data/purchases/"}
    assert ids(release, "采购", kind="field") == ids(release, "purchases", kind="field") == set()
    assert ids(release, "县人民政府", kind="field") == set()


def test_a_dataset_is_found_by_its_columns(release: Release) -> None:
    hit = only(release, "每一份合同", kind="dataset")
    assert (hit.id, hit.date, hit.unit) == ("/zh/data/purchases/", dt.date(2026, 3, 1), "TX-XF")
    assert ids(release, "买什么", kind="dataset") == {"/zh/data/purchases/"}


def test_what_is_not_published_is_not_found(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", {
        "content/news/shown.zh.md": article("标记 一"),
        "content/news/draft.zh.md": article("标记 二", more="draft: true\n"),
        "content/news/later.zh.md": article("标记 三", more="publish_at: 2026-06-01\n"),
        "content/news/over.zh.md": article("标记 四", more="expires: 2026-03-15\n"),
        "content/news/gone.zh.md": article(
            "标记 五", more="withdrawn: {date: 2026-03-02, reason: 标记有误}\n"),
    })  # fmt: skip
    release = release_of(source, tmp_path / "var")
    assert ids(release, "标记") == {"/zh/news/shown", "/zh/news/over"}


def test_a_preview_finds_no_draft(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", {
        "content/news/a.zh.md": article("标记"),
        "content/news/b.zh.md": article("标记", more="draft: true\n"),
    })  # fmt: skip
    _, release = preview(Workplace((source,), tmp_path / "var", plan), now=lambda: NOW)
    assert ids(release, "标记") == {"/zh/news/a"}


def test_a_version_that_is_held_back_is_not_found(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", FILES)
    release_of(source, tmp_path / "var")
    put(source, {
        "content/news/budget.zh.md": article("新题", "新文。", more="unit: TX-NOBODY\n"),
        "datasets/purchases/data/contracts.csv": f"{ROWS}HT-1,,,,新的一行,,,,open,\n",
    })  # fmt: skip
    release = release_of(source, tmp_path / "var")
    assert ids(release, "新题 OR 新文 OR 新的一行") == set()
    assert ids(release, "教学仪器 OR 今年的预算") == {
        "/zh/news/budget", "row:purchases/contracts/HT-1"
    }  # fmt: skip


def test_a_report_is_found_without_the_cells_that_it_quotes(tmp_path: Path) -> None:
    source = write_source(tmp_path / "source", FILES)
    release_of(source, tmp_path / "var")
    put(source, {"datasets/purchases/data/contracts.csv": f"{ROWS}HT-9,,,,一,,,,暗号词,\n"})
    release = release_of(source, tmp_path / "var")
    assert ids(release, kind="finding") == {
        "/zh/data/purchases/_validation", "/en/data/purchases/_validation"
    }  # fmt: skip
    assert ids(release, "方式", kind="finding") == {"/zh/data/purchases/_validation"}
    assert ids(release, "暗号词") == set()
