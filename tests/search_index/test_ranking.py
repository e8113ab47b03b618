"""Which hit stands first: the same for every engine."""

import datetime
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search_index import Document, Engine, Query, Words, ranking

from .conftest import ids

DAY = datetime.date(2025, 3, 1)
PLAIN = Document("plain", title="通知", body="关于招标的安排。", date=DAY)


def _order(engine: Engine, folder: Path, documents: Sequence[Document], text: str) -> list[str]:
    engine.build(folder / "index", documents, words=Words((("一把手", "主要负责人"),)))
    with closing(engine.open(folder / "index")) as reader:
        return ids(reader.search(Query(text)))


@pytest.mark.parametrize(
    ("text", "better", "other"),
    [
        ("招标", replace(PLAIN, id="b", title="招标通知"), PLAIN),
        ("招标", replace(PLAIN, id="b", weight=1), PLAIN),
        ("招标", replace(PLAIN, id="b", weight=9), replace(PLAIN, weight=8)),
        ("招标", replace(PLAIN, id="b", date=datetime.date(2026, 3, 1)), PLAIN),
        ("招标", PLAIN, replace(PLAIN, id="o", date=None)),
        ("招标公告", replace(PLAIN, id="b", title="招标公告"),
         replace(PLAIN, id="o", title="道路招标公告")),
        ("招标", replace(PLAIN, id="b", body="公开招标，邀请招标。"),
         replace(PLAIN, id="o", body="中招。招标准人员，安排好。招标")),
        ("一把手", replace(PLAIN, id="b", body="一把手走访各村镇。"),
         replace(PLAIN, id="o", body="主要负责人走访各村。")),
        ("road works", replace(PLAIN, id="b", body="the road works began in the east"),
         replace(PLAIN, id="o", body="works began on the eastern road today")),
        ("HT-7", replace(PLAIN, id="b", codes=("HT-7",)), replace(PLAIN, id="o", title="HT-7")),
        ("code:ht-7", replace(PLAIN, id="b", codes=("HT-7",), weight=1),
         replace(PLAIN, id="o", codes=("HT-7",), date=datetime.date(2025, 4, 1))),
        ("编号:HT-7", replace(PLAIN, id="b", body="HT-7", codes=("HT-7",)),
         replace(PLAIN, id="o", codes=("HT-7",))),
        ("HT-7", replace(PLAIN, id="b", codes=("HT-7",)),
         replace(PLAIN, id="o", body="关于合同HT-7的说明。", weight=9)),
    ],
)  # fmt: skip
def test_the_better_one_stands_first(
    engine: Engine, tmp_path: Path, text: str, better: Document, other: Document
) -> None:
    noise = [Document(f"n{number}", title="别的事", body="没有关系的内容") for number in range(9)]
    assert _order(engine, tmp_path, [other, *noise, better], text)[0] == better.id


def test_a_synonym_in_titles_does_not_bury_the_word_itself(
    engine: Engine, tmp_path: Path
) -> None:
    """Nine rows titled with the formal word, and one text that tells of it."""
    rows = [Document(f"r{n}", title="主要负责人 主要负责人") for n in range(9)]
    body = "主要负责人走访各村。" + "各村道路已经修好。" * 9
    told = replace(PLAIN, id="told", body=body, weight=5)
    assert _order(engine, tmp_path, [*rows, told], "一把手")[0] == "told"


def test_gains_are_at_least_one_and_grow() -> None:
    dates = [None, datetime.date.min, datetime.date(2010, 1, 1), DAY, datetime.date.max]
    gains = [ranking.gain(replace(PLAIN, date=date)) for date in dates]
    assert gains[0] == gains[1] == 1
    assert gains == sorted(gains)
    assert ranking.gain(replace(PLAIN, weight=3)) > ranking.gain(replace(PLAIN, weight=2))


LOOSENED = (
    Document("whole", title="任职公示", body="姜示诚同志拟任职务。"),
    Document("both", title="记录", body="公示。过期的材料另行处理。示范。"),
    Document("one", title="任务示范", body="示范点建设。", weight=9),
    Document("part", title="公示栏 公示栏", body="公示 公示", weight=9),
)


@pytest.mark.parametrize(
    ("text", "above", "below"),
    [("姜示诚 公示牌", "whole", "part"), ("过期 公示 材料处理", "both", "part")],
)
def test_a_whole_name_or_all_words_stand_above_parts_of_words(
    engine: Engine, tmp_path: Path, text: str, above: str, below: str
) -> None:
    """However much a document with a part of the question weighs."""
    engine.build(tmp_path / "index", LOOSENED, words=Words())
    with closing(engine.open(tmp_path / "index")) as reader:
        results = reader.search(Query(text, relax=True))
        pages = [reader.search(Query(text, relax=True, limit=1, offset=n)) for n in range(4)]
    assert results.notes == ("some_words",)
    order = ids(results)
    assert order.index(above) < order.index(below)
    assert [found for page in pages for found in ids(page)] == order
    assert len(order) == results.total


def test_one_character_of_a_longer_word_is_no_match(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "index", LOOSENED, words=Words())
    with closing(engine.open(tmp_path / "index")) as reader:
        assert reader.search(Query("李示", relax=True)).total == 0
        assert reader.search(Query("示", relax=True)).total == 4
