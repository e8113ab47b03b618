"""Units by their names, boards by their leaders, kinds and telephones as pages show them."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.release.found.names import of_units
from publisher.release.reader import Release
from publisher.source.units import Unit, from_row
from search_index.names import Called
from tests.publisher.release.searched import FILES, ask, ids, release_of
from tests.sources import SETTINGS, article, write_source

BOARDS = """
[[dialogue.boards]]
name = "county"
title.zh = "县委书记"
title.en = "County Party Secretary"
leader.zh = "吴示泽"
leader.en = "Wu Shize"
unit = "TX-XF"
"""
KEYS = """
[dialogue]
officers = [
  "age1p6u6ps9d5zhussl77r4u60yfzk6g8hax5fngr4zyftqhwgaz745szck07j",
  "age1y360dmqyx3gcl04qqvv8utw4pkx4n7ryg6y3qx6lkdrsc22ff3nqf5vahj",
]
escrow = "age173gg0wdh2lj8k8f7x7034uxjy8w3rzzjnyl5pt3vu9qyrqekzcvqnhtpeh"
mail_from = "dialogue@test.example"
"""
ROW = "row:purchases/contracts/HT-1"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The small source with a board and with synonyms of its own, published."""
    folder = tmp_path_factory.mktemp("named")
    files = {**FILES, "search/synonyms.txt": "财税局 = 测试县财政局\n"}
    source = write_source(folder / "source", files, settings=SETTINGS + KEYS + BOARDS)
    return release_of(source, folder / "var")


@pytest.mark.parametrize(
    "text",
    ["测试县财政局 教学仪器", "Finance Bureau 教学仪器", "测试县财政局教学仪器", "财税局 教学仪器"],
)
def test_a_row_is_found_by_its_unit_s_names(release: Release, text: str) -> None:
    assert ids(release, text) == {ROW}


def test_a_unit_stands_before_its_rows(release: Release) -> None:
    found = ask(release, "测试县财政局", lang="zh")
    assert found[0].id == "/zh/units/TX-CZ"
    assert ROW in {hit.id for hit in found[1:]}


def units(*names: str) -> list[Unit]:
    return [from_row({"org_id": f"U{n}", "name_zh": name}) for n, name in enumerate(names)]


def test_what_names_begin_with_alike_can_be_left_out() -> None:
    found = units("山海县财政局", "山海县教育局", "山海县水利局", "山海县政府办公室", "县委办公室")
    named = {one.name: one.value for one in of_units(found, ())}
    assert named["财政局"] == named["县财政局"] == "U0"
    assert named["水利局"] == "U2"
    assert not {"办公室", "局", "政局", "山海县"} & named.keys()


def test_english_names_end_in_two_words_at_least() -> None:
    found = [
        from_row({"org_id": f"U{n}", "name_zh": f"甲{n}", "name_en": f"Hill County {name}"})
        for n, name in enumerate(("People's Court", "Grain Bureau", "Museum"))
    ]
    named = {one.name: one.value for one in of_units(found, ())}
    assert named["People's Court"] == "U0"
    assert not {"Court", "Museum"} & named.keys()


def test_a_short_name_counts_only_where_it_may_be_searched() -> None:
    found = [from_row({"org_id": "U", "name_zh": "甲乙丙", "short_name": "丁局"})]
    assert Called("unit", "丁局", "U") in of_units(found, ("short_name",))
    assert of_units(found, ()) == (Called("unit", "甲乙丙", "U"),)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh", "县委书记"), ("zh", "吴示泽"), ("zh", "Wu Shize"), ("zh", "书记 谁"),
        ("en", "County Party Secretary"), ("en", "wu shize"), ("en", "party secretary"),
        ("en", "吴示泽"),
    ],
)  # fmt: skip
def test_a_board_is_found_by_office_and_leader(release: Release, lang: str, text: str) -> None:
    first = ask(release, text, lang=lang)[0]
    assert (first.id, first.kind) == (f"/{lang}/dialogue/county/", "board")
    assert (first.category, first.unit) == ("dialogue", "TX-XF")


def test_without_boards_nothing_of_them_is_found(tmp_path: Path) -> None:
    release = release_of(write_source(tmp_path / "source", FILES), tmp_path / "var")
    assert ids(release, kind="board") == set()
    assert ids(release, "吴示泽") == set()


@pytest.mark.parametrize(
    ("column", "kind", "lang", "text"),
    [
        ("cases", "masses", "zh", "侵害群众利益"), ("cases", "eight_rules", "zh", "八项规定"),
        ("cases", "duty", "en", "neglect of duty"), ("notices", "hearing", "zh", "听证"),
    ],
)  # fmt: skip
def test_an_article_is_found_by_its_kind_as_its_page_calls_it(
    tmp_path: Path, column: str, kind: str, lang: str, text: str
) -> None:
    files = {f"content/{column}/a.{lang}.md": article("甲", more=f"kind: {kind}\n")}
    release = release_of(write_source(tmp_path / "source", files), tmp_path / "var")
    assert ids(release, text) == {f"/{lang}/{column}/a"}


def test_a_telephone_that_may_be_searched_finds_its_unit_first(tmp_path: Path) -> None:
    directory = FILES["datasets/organisations/datapackage.yaml"].replace(
        "{name: phone, type: string}",
        "{name: phone, type: string, text: true, title: {zh: 办公电话, en: Telephone}}",
    )
    files = {
        **FILES, "datasets/organisations/datapackage.yaml": directory,
        "content/notices/a.zh.md": article("听证", "报名电话0000-2，也可以来信。"),
    }  # fmt: skip
    release = release_of(write_source(tmp_path / "source", files), tmp_path / "var")
    assert ask(release, "0000-2", lang="zh")[0].id == "/zh/units/TX-CZ"
    assert ids(release, "财政局 办公电话", kind="unit", lang="zh") == {"/zh/units/TX-CZ"}
    assert ids(release, "telephone", kind="unit", lang="en") >= {"/en/units/TX-CZ"}


POSTS = """\
name: posts
title: {zh: 职务, en: Posts}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: posts
    path: data/posts.csv
    schema:
      primaryKey: post_id
      fields:
        - {name: post_id, type: string}
        - {name: org_id, type: string}
        - {name: title_zh, type: string, text: true}
        - {name: holder_name, type: string, text: true}
        - {name: published_on, type: date}
        - {name: end_on, type: date}
"""
HELD = """\
post_id,org_id,title_zh,holder_name,published_on,end_on
P0,TX-CZ,局长,何示润,2026-01-10,2025-06-30
P1,TX-CZ,局长,马示平,2025-07-25,
P2,TX-CZ,副局长,葛示诚,2026-01-19,
P3,TX-XF,书记、主任,韦示宁,2025-07-25,
P4,TX-XF,副书记,窦示和,2026-01-10,
"""


def test_who_holds_a_post_stands_before_who_held_it_and_before_deputies(tmp_path: Path) -> None:
    files = {
        **FILES, "datasets/posts/datapackage.yaml": POSTS, "datasets/posts/data/posts.csv": HELD,
    }  # fmt: skip
    release = release_of(write_source(tmp_path / "source", files), tmp_path / "var")
    for text in ("测试县财政局局长", "局长", "局长 谁"):
        assert ask(release, text)[0].id == "row:posts/posts/P1"
    assert {hit.id for hit in ask(release, "测试县财政局局长")} == {
        f"row:posts/posts/P{number}" for number in range(3)
    }  # fmt: skip
    assert ask(release, "书记")[0].id == ask(release, "主任")[0].id == "row:posts/posts/P3"


def test_an_english_dataset_shows_no_chinese_keywords(release: Release) -> None:
    (english,) = ask(release, "purchases", kind="dataset", lang="en")
    assert "采购" not in "".join(span.text for span in english.snippet)
    assert ids(release, "采购", kind="dataset", lang="en") == set()
