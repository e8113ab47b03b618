"""What is offered while somebody types, and what may have been meant."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index import Document, Engine, Query, Words, sounds
from search_index.completing import complete
from search_index.names import Called
from search_index.suggesting import correct, distance_of

DOCUMENTS = (
    Document("1", kind="article", title="公路养护招标公告", body="公开招标，公示期五天。"),
    Document("2", kind="article", title="招标结果", body="Procurement of services, published."),
    Document("4", kind="article", title="公务接待管理", body="银行账户清源县接待标准。"),
    Document("contract", kind="row", title="合同", codes=("HT2025-7",)),
    Document("village", kind="row", title="梧井村", body="韩示明\n黎喻示"),
    Document("3", kind="draft", title="保密事项", body="confidential matters"),
)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("招", "招标"), ("zhao", "招标"), ("zhaob", "招标"), ("proc", "procurement"),
     ("公路 招", "公路 招标"), ("gongwujiedai", "公务接待"), ("gong wu jie dai", "公务接待"),
     ("gongwujied", "公务接待"), ("zhao biao", "招标"), ("zhāobiāo", "招标"),
     ("公路 zhao biao", "公路 招标"), ("yinhangzhanghu", "银行账户"),
     ("qingyuanxian", "清源县")],
)  # fmt: skip
def test_words_are_completed(engine: Engine, tmp_path: Path, typed: str, offered: str) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    with closing(engine.open(tmp_path / "index")) as reader:
        assert offered in complete(reader, Query(typed))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("昭标", "招标"), ("gongwujiedai", "公务接待"), ("gong wu jie dai", "公务接待"),
     ("zhao biao", "招标"), ("zhào biāo", "招标"), ("zhao'biao 公路", "招标 公路"),
     ("publsihed", "published"), ("zhaobiao", "招标"),
     ("procurement servises", "procurement services"),
     ("HT 2025-7", "HT2025-7"), ("ht20257", "HT2025-7"),
     ("HT2025-", "HT2025-*"), ("wujingcun", "梧井村"), ("hanshiming", "韩示明")],
)  # fmt: skip
def test_what_may_have_been_meant(engine: Engine, tmp_path: Path, asked: str, meant: str) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    with closing(engine.open(tmp_path / "index")) as reader:
        assert reader.search(Query(asked)).total == 0
        assert meant in correct(reader, Query(asked))


@pytest.mark.parametrize("asked", ["招标 〔结果〕", "services"])
def test_what_is_rightly_spelt_is_not_doubted(
    engine: Engine, tmp_path: Path, asked: str
) -> None:
    """Neither the question written otherwise nor a word that occurs no oftener."""
    others = (Document("5", body="service"), Document("6", body="serviced"))
    engine.build(tmp_path / "index", (*DOCUMENTS, *others))
    with closing(engine.open(tmp_path / "index")) as reader:
        assert reader.search(Query(asked)).total
        assert correct(reader, Query(asked)) == []


def test_what_is_gone_or_filtered_out_is_never_suggested(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    with closing(engine.open(tmp_path / "index")) as reader:
        assert complete(reader, Query("confid")) == ["confidential"]
        assert complete(reader, Query("confid", kind="article")) == []
    engine.update(tmp_path / "later", base=tmp_path / "index", changed=[], removed=["3"])
    with closing(engine.open(tmp_path / "later")) as reader:
        assert complete(reader, Query("confid")) == []
        assert correct(reader, Query("confidental")) == []


@pytest.mark.parametrize("text", ["", " ", "*", '"', "\x00", "🙂", "-", "a" * 5000, "招" * 5000,
     "xian" * 10, "ai" * 20, "gong wu " * 5])  # fmt: skip
def test_no_text_is_an_error(engine: Engine, tmp_path: Path, text: str) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    with closing(engine.open(tmp_path / "index")) as reader:
        complete(reader, Query(text))
        correct(reader, Query(text))


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("budget", "budget", 0), ("budget", "bugdet", 1), ("budget", "budgets", 1),
     ("budget", "bdget", 1), ("budget", "tender", 3), ("abc", "xyz", 3)],
)  # fmt: skip
def test_distances(first: str, second: str, distance: int) -> None:
    assert distance_of(first, second, 2) == min(distance, 3)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_distance_is_the_same_both_ways(first: str, second: str) -> None:
    assert distance_of(first, second, 6) == distance_of(second, first, 6)


def test_a_character_by_itself_is_no_answer(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    with closing(engine.open(tmp_path / "index")) as reader:
        assert correct(reader, Query("xian")) == []


def test_english_is_not_taken_for_pinyin(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "index", DOCUMENTS)
    with closing(engine.open(tmp_path / "index")) as reader:
        assert complete(reader, Query("published serv")) == ["published services"]
        assert correct(reader, Query("procurment")) == ["procurement"]


def test_sounds() -> None:
    assert sounds.sound("会计师") == "kuaijishi"
    assert sounds.letters("lǚ") == sounds.letters("lü") == "lv"
    assert sounds.sound("招标公告") == "zhaobiaogonggao"
    assert sounds.token("招标") == "zhaobiao'招标"
    assert sounds.word_of(sounds.token("招标")) == "招标"
    assert sounds.token("龘龘") == ""


OWN = Words(
    (("三公经费", "三公", "three public expenses"), ("公务接待", "招待", "receptions")),
    frozenset({"for", "the", "a", "were"}),
    called=(Called("unit", "清源县教育和体育局", "JY"), Called("unit", "教体局", "JY"),
            Called("unit", "Education and Sports Bureau", "JY")),
)  # fmt: skip
OFFERED = (
    Document("expenses", kind="dataset", title="三公经费", body="公务接待与公车", weight=8),
    Document("three", title="Three public expenses: what they are", weight=7,
             body="Affairs were approved for the bus fares, budgets and a budget."),
    Document("post", title="县长 · 韩示明", codes=("HT2025-116", "ZF25-19801")),
    Document("unit", unit="JY", title="清源县教育和体育局",
             body="Education and Sports Bureau 教体局"),
    Document("report", title="监督举报：官方渠道", weight=9),
)


@pytest.mark.parametrize(
    ("typed", "lang", "offered"),
    [("三", "zh", "三公经费"), ("公务", "zh", "公务接待"), ("韩示", "zh", "韩示明"),
     ("hanshi", "zh", "韩示明"), ("监督举", "zh", "监督举报：官方渠道"),
     ("HT2025", "zh", "HT2025-116"),
     ("zf25-1", "en", "ZF25-19801"), ("three p", "en", "Three public expenses: what they are"),
     ("bus f", "en", "bus fares"), ("a", "en", ""), ("bud", "en", "budget"),
     ("教体", "zh", "教体局"), ("education", "en", "Education and Sports Bureau"),
     ("unit:edu", "en", 'unit:"Education and Sports Bureau"'), ("单位:教", "zh", "单位:教体局")],
)  # fmt: skip
def test_names_are_offered_as_people_write_them(
    engine: Engine, tmp_path: Path, typed: str, lang: str, offered: str
) -> None:
    engine.build(tmp_path / "index", OFFERED, words=OWN)
    with closing(engine.open(tmp_path / "index")) as reader:
        found = complete(reader, Query(typed, lang=lang) if lang == "zh" else Query(typed))
    assert offered in found if offered else found == []


def test_a_topic_that_is_also_a_title_is_offered_once(engine: Engine, tmp_path: Path) -> None:
    title = Document("1", kind="dataset", title="Three public expenses", weight=8)
    engine.build(tmp_path / "index", [title], words=OWN)
    with closing(engine.open(tmp_path / "index")) as reader:
        found = complete(reader, Query("three p"))
    assert [text.lower() for text in found].count("three public expenses") == 1


@pytest.mark.parametrize("typed", ["bus f", "three p", "af", "appro", "bud"])
def test_neither_stems_nor_words_that_say_nothing_are_offered(
    engine: Engine, tmp_path: Path, typed: str
) -> None:
    engine.build(tmp_path / "index", OFFERED, words=OWN)
    with closing(engine.open(tmp_path / "index")) as reader:
        found = complete(reader, Query(typed))
    assert found
    said = " ".join(document.title + " " + document.body for document in OFFERED).lower()
    words = {word for text in found for word in text.lower().replace(":", "").split()}
    assert all(f" {word}" in f" {said}" for word in words)
    assert not words & {"for", "affair", "approv", "publish"}
