"""Synonyms, stop words, relaxed questions, folding and lists of words, on every engine."""

from contextlib import closing
from pathlib import Path

import pytest

from search_index import ENGINES, Document, Engine, Query, Reader, Words, shipped
from search_index.suggesting import correct
from search_index.words import parse_stop_words, parse_synonyms

from .conftest import ids

DOCUMENTS = (
    Document("report", lang="zh", title="监督举报", body="使用12388电话举报，匿名的也受理。"),
    Document("village", lang="zh", title="村账公开", body="村干部到公示栏前回答。"),
    Document("bureau", title="交通运输局", body="负责农村公路。头发。"),
    Document("english", lang="en", title="Reporting misconduct", body="Officials were reported"),
    Document("full", title="ＡＢＣ－１２３", body="後天，皇后，公里"),
    Document("coded", title="合同", codes=("HT2025-116", "任前公示〔2024〕1号")),
)


@pytest.fixture(scope="module", params=sorted(ENGINES))
def reader(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("language") / "index"
    ENGINES[request.param].build(folder, DOCUMENTS)
    return ENGINES[request.param].open(folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("交通局", {"bureau"}),
        ("whistleblowing", {"english"}),
        ("举报 的", {"report"}),
        ("the officials", {"english"}),
        ("的", {"report"}),
        ("頭髮", {"bureau"}),
        ("頭發", {"bureau"}),
        ("皇後", {"full"}),
        ("公裡", {"full"}),
        ("abc-123", {"full"}),
        ("ａｂｃ", {"full"}),
        ("ht2025-116", {"coded"}),
        ("HT2025—116", {"coded"}),
        ("任前公示[2024]1号", {"coded"}),
        ("任前公示【2024】1號", {"coded"}),
        ("编号:HT2025-116", {"coded"}),
        ("文号:任前公示〔2024〕1号", {"coded"}),
        ("编号:HT2025", set()),
        ("HT2025", set()),
    ],
)
def test_words_that_stand_for_others(reader: Reader, text: str, expected: set[str]) -> None:
    results = reader.search(Query(text))
    assert set(ids(results)) == expected
    assert results.notes == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("怎么举报村干部", {"village", "report"}),
        ("匿名电话举报", {"report"}),
        ("how do I report an official", {"english"}),
        ("交通局公路电话", {"bureau", "report"}),
        ("contract HT2025-116", {"coded"}),
    ],
)
def test_a_question_is_taken_apart_where_it_finds_nothing(
    reader: Reader, text: str, first: set[str]
) -> None:
    results = reader.search(Query(text, relax=True))
    assert set(ids(results)) >= first
    strict = reader.search(Query(text))
    assert strict.total == 0 or results == strict
    relaxed = not {"relaxed", "some_words"}.isdisjoint(results.notes)
    assert relaxed == (strict.total == 0)


def test_relaxing_keeps_filters_and_exclusions(reader: Reader) -> None:
    assert reader.search(Query("怎么举报村干部", lang="en", relax=True)).total == 0
    assert ids(reader.search(Query("怎么举报村干部 -匿名", relax=True))) == ["village"]
    assert reader.search(Query('"怎么举报村干部"', relax=True)).notes == ()


@pytest.mark.parametrize(
    ("text", "notes"),
    [("2026年公路", ("relaxed",)), ("HT26-9", ("relaxed",)), ("火星 公路", ("some_words",)),
     ("公路", ()), ("火星", ())],
)  # fmt: skip
def test_it_is_said_whether_all_words_or_some_were_found(
    engine: Engine, tmp_path: Path, text: str, notes: tuple[str, ...]
) -> None:
    documents = [Document(str(n), title=f"公路养护，2026年第{n}期") for n in range(5)]
    engine.build(tmp_path / "a", [*documents, Document("code", title="HT26 第9号")])
    with closing(engine.open(tmp_path / "a")) as reader:
        assert reader.search(Query(text, relax=True)).notes == notes


@pytest.mark.parametrize("number", ["清政发〔2026〕1号", "清政发[2026]第1号", "HT2026-1"])
def test_parts_of_a_code_are_not_enough(
    engine: Engine, tmp_path: Path, number: str
) -> None:
    documents = [Document(str(n), body=f"2026年清政发文{n}号，第1号除外") for n in range(2, 9)]
    engine.build(tmp_path / "a", [*documents, Document("other", title="清政规〔2026〕1号")])
    with closing(engine.open(tmp_path / "a")) as reader:
        assert "other" not in ids(reader.search(Query(number, relax=True)))


def test_words_travel_with_the_index(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "a", DOCUMENTS, words=Words((("热线", "12388"),)))
    engine.update(tmp_path / "b", base=tmp_path / "a", changed=[], removed=[], words=Words())
    for folder, expected in (("a", ["report"]), ("b", [])):
        with closing(engine.open(tmp_path / folder)) as reader:
            assert ids(reader.search(Query("热线"))) == expected


def test_vocabulary(reader: Reader) -> None:
    assert dict(reader.vocabulary("words", "举", 10)) == {"举报": 2}
    assert dict(reader.vocabulary("exact", "offic", 10)) == {"officials": 1}
    assert dict(reader.vocabulary("sounds", "jubao'", 10)) == {"jubao'举报": 1}
    assert len(reader.vocabulary("exact", "", 3)) == 3
    assert reader.vocabulary("words", "\x00", 3) == []


def test_lists_are_read_from_text() -> None:
    assert parse_synonyms("a = b # remark\n# all remark\n c=d =e\n =\n") == (
        ("a", "b"), ("c", "d", "e"), (),
    )  # fmt: skip
    assert parse_stop_words("# x\na b\n c # d") == {"a", "b", "c"}


def test_the_shipped_lists_are_sound() -> None:
    words = shipped()
    assert all(len(group) > 1 for group in words.synonyms)
    members = [word for group in words.synonyms for word in group]
    assert len(members) == len(set(members))
    assert not any(words.is_stop(word) for word in members)
    assert words.others("交通局") == ("交通运输局",)


def test_syllables_of_pinyin_are_no_words_of_a_question(engine: Engine, tmp_path: Path) -> None:
    leader = Document("leader", lang="en", title="County Party Secretary · Wu Shize")
    told = Document("told", lang="zh", title="公务接待")
    engine.build(tmp_path / "a", [leader, told])
    with closing(engine.open(tmp_path / "a")) as reader:
        assert reader.search(Query("gong wu jie dai", relax=True)).total == 0
        assert correct(reader, Query("gong wu jie dai")) == ["公务接待"]
        assert ids(reader.search(Query("Wu Shize gong", relax=True))) == ["leader"]
        assert ids(reader.search(Query("Wu street", relax=True))) == ["leader"]
