"""What is found, and what is not: the same for every engine."""

from contextlib import closing
from pathlib import Path

import pytest

from search_index import ENGINES, MAX_CHARACTERS, MAX_TERMS, Document, Engine, Query
from search_index.engines import whoosh_search
from search_index.names import Called

from .conftest import Find, ids
from .county import DOCUMENTS

EVERYTHING = {document.id for document in DOCUMENTS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("招标", {"tender", "budget"}),
        ("信访", {"petition"}),
        ("公示期", {"tender"}),
        ("招标公告", {"tender"}),
        ("人民代表大会常务委员会", {"congress"}),
        ("期", {"tender"}),
        ("县", {"tender", "petition", "congress"}),
        ("龘", set()),
        ("交通运输局", {"tender", "petition"}),
        ("2024年", {"tender", "budget"}),
        ("2024", {"tender", "budget"}),
        ("2024年度", {"tender"}),
        ("2024年部", {"budget"}),
        ("1,234万元", {"tender"}),
        ("ppp项目", {"policy"}),
        ("PPP 项目", {"policy"}),
        ("PDF", {"budget"}),
        ("ｐｄｆ", {"budget"}),
        ("budget", {"budget", "tender"}),  # 预算 stands for it
        ("tables", {"budget"}),
    ],
)
def test_words_are_found_wherever_they_stand(find: Find, text: str, expected: set[str]) -> None:
    results = find(text)
    assert set(ids(results)) == expected
    assert results.total == len(expected)
    assert results.notes == ()


@pytest.mark.parametrize("text", ["policy", "Policies", "tenders", "publish tender", "county’s"])
def test_english_words_are_found_by_their_stem(find: Find, text: str) -> None:
    assert "policy" in ids(find(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("养护 公示期", {"tender"}),
        ("养护，公示期", {"tender"}),
        ("《养护》", {"tender", "petition"}),
        ("养护 AND 信访", {"petition"}),
        ("published monthly", {"spending"}),
        ("published tender", {"policy"}),
        ('"every tender"', {"policy"}),
        ('"tender every"', set()),
        ('"every tenders"', set()),
        ("“公开招标”", {"tender"}),
        ('"养护 工程"', set()),
        ('"议题一 中招"', {"near-miss"}),
        ('养护"公路"', {"tender"}),
        ("procure*", {"policy", "spending"}),
        ("procurem*", {"policy"}),
        ("招标*", {"tender", "budget"}),
        ("养护 -信访", {"tender"}),
        ("养护 NOT 信访", {"tender"}),
        ('招标 -"招标采购"', {"tender"}),
        ("published -procure*", set()),
        ("招标 OR 信访", {"tender", "budget", "petition"}),
        ("(养护 OR 养护)", {"tender", "petition"}),
        ("养护 AND (信访 OR 招标)", {"tender", "petition"}),
        ("NOT 养护 AND NOT 招标", {"congress", "near-miss", "policy", "spending"}),
        ("proc*ure", set()),
        ("proc*ment", {"policy"}),
        ("polic?es", {"policy"}),
        ("title:养护", {"tender"}),
        ("标题:养护", {"tender"}),
        ("unit:transport", {"tender"}),
        ("unit:Transport", {"tender"}),
        ("单位:交通运输局", {"tender", "petition"}),
        ("date:[2024-07 TO 2024-08] 信访", {"petition"}),
        ("日期:[2024年7月 TO 2024年8月] 信访", {"petition"}),
        ("日期:2024年7月 信访", {"petition"}),
        ("日期：2024年 信访", {"petition"}),
        ("date:2024-7 信访", {"petition"}),
        ("日期:2024年9月 信访", set()),
        ("養護", {"tender", "petition"}),
        ("*", EVERYTHING),
        ("-县 -en*", {"near-miss", "policy", "spending", "budget"}),
        ("local - budget -- tables", set()),
        ("budget - tables", {"budget"}),
    ],
)
def test_the_query_language(find: Find, text: str, expected: set[str]) -> None:
    results = find(text)
    assert set(ids(results)) == expected
    assert results.notes == ()


CALLED = (
    Called("category", "典型案例", "cases"), Called("category", "Typical cases", "cases"),
    Called("kind", "文章", "article"), Called("kind", "Articles", "article"),
)  # fmt: skip
LABELLED = (
    Document("case", kind="article", category="cases", title="一起案例"),
    Document("news", kind="article", category="news", title="典型案例通报"),
    Document("table", kind="dataset", category="data", title="案例表"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("栏目:典型案例", {"case"}), ("栏目：典型案例 案例", {"case"}),
        ('column:"Typical cases"', {"case"}), ('section:"typical CASES"', {"case"}),
        ("column:cases", {"case"}), ("栏目:news", {"news"}), ("栏目:没有这个", set()),
        ("类型:文章", {"case", "news"}), ("类别:文章 -栏目:典型案例", {"news"}),
        ("type:articles", {"case", "news"}), ("kind:dataset", {"table"}),
        ("类型:典型案例", set()), ("典型案例", {"news"}),
    ],
)  # fmt: skip
def test_values_of_labels_go_by_their_names_as_well(
    engine: Engine, tmp_path: Path, text: str, expected: set[str]
) -> None:
    engine.build(tmp_path / "index", LABELLED)
    with closing(engine.open(tmp_path / "index")) as reader:
        assert set(ids(reader.search(Query(text, called=CALLED)))) == expected


LETTERS = (
    Document("amount", title="付款", body="支付1,942,724.00元"),
    Document(
        "plain", title="付款", body="支付1942724.00元", unit="QY-FY", codes=("QY-FY", "HT-12")
    ),
    Document("car", title="公务用车", codes=("HT-2",)),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1942724.00", {"amount", "plain"}), ("1,942,724.00", {"amount", "plain"}),
        ("official vehicles", {"car"}), ("official vehicles -x", set()),
        ("HT-1*", {"plain"}), ("HT-*", {"plain", "car"}), ("code:ht*", {"plain", "car"}),
        ("编号:ht-2", {"car"}), ("unit:qy-fy", {"plain"}), ("QY-FY", {"plain"}),
        ("qy-f*", {"plain"}), ("code:*", {"amount", "plain", "car"}),
        ("ht-1* ht-2* ht-3* ht-4* ht-5*", set()),
    ],
)  # fmt: skip
def test_codes_amounts_and_words_that_belong_together(
    engine: Engine, tmp_path: Path, text: str, expected: set[str]
) -> None:
    engine.build(tmp_path / "index", LETTERS)
    with closing(engine.open(tmp_path / "index")) as reader:
        assert set(ids(reader.search(Query(text)))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"招标', {"tender", "budget"}),
        ("养护 NOT", {"tender", "petition"}),
        ("* 招标", {"tender", "budget"}),
        ("ppp-项* 项-ppp*", set()),
    ],
)
def test_what_cannot_be_read_is_taken_as_words(find: Find, text: str, expected: set[str]) -> None:
    results = find(text)
    assert set(ids(results)) == expected
    assert results.notes == ("read_as_words",)


@pytest.mark.parametrize("text", ["", "   ", "\u3000\t"])
def test_an_empty_query_finds_everything(find: Find, text: str) -> None:
    assert set(ids(find(text))) == EVERYTHING


HOSTILE = [
    '"',
    '"""',
    '"a" "',
    "*",
    "**** *",
    "-",
    "- - -",
    "-*",
    '-"',
    "NOT",
    "NOT NOT",
    "NOT NOT NOT x",
    "AND",
    "OR OR",
    "(" * 150,
    "(a AND (b OR " * 40,
    "[a TO b] {x} title:招标^9 ~2 \\",
    "招" * 10_000,
    "a" * 10_000,
    '"' + "招标 " * 5_000,
    "a* " * 300,
    "\x00\x01\x02\x1f\x7f",
    "\ud800",
    "招\x00标\u202e\u2066",
    "🙂🙂",
    "e\u0301\u0301\u0301" * 50,
    "' OR 1=1; DROP TABLE documents; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    ".*.*.*(a+)+$",
    "%00%ff",
    "ﷺ" * 200,
    "\n\r\n",
    '"招标',
    "ab* " * 500,
    "a?b " * 500,
    "nosuchfield:招标 AND other:[1 TO 2]",
    "date:[0001 TO 9999]",
    "date:99999999999999",
    "date:[2030 TO 1990]",
    "year:-1 年份:99999",
    "date:[2024-02-31 TO 2024-13-01]",
    "unit: kind:",
    "title:* 标题:“",
    "NOT " * 60 + "x",
    "((" * 60 + "招标" + "))" * 60,
    "code:" + "〔" * 150,
    "\u202e标招\u202c \u2066x\u2069",
    "👩‍👩‍👧‍👦 🇨🇳 ✊🏿",
    "\x1b[31m招标\x1b[0m",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_no_text_is_an_error(find: Find, text: str, sort: str) -> None:
    results = find(text, sort=sort, facets=True, relax=True)
    assert results.total >= len(results.hits) >= 0


@pytest.mark.parametrize("text", ["🙂", "***", "...", "\x00", "《》"])
def test_a_query_without_words_finds_nothing_and_says_so(find: Find, text: str) -> None:
    results = find(text)
    assert results.total == 0
    assert results.hits == ()
    assert "nothing_to_search" in results.notes


def test_a_long_query_is_cut(find: Find) -> None:
    assert find("招标 " + "x" * MAX_CHARACTERS).notes == ("too_long",)
    assert find(" ".join(f"w{n}" for n in range(MAX_TERMS + 1))).notes == ("too_many_terms",)
    assert find(" ".join(f"w{n}" for n in range(MAX_TERMS))).notes == ()


def test_invisible_characters_do_not_hide_a_word(find: Find) -> None:
    assert set(ids(find("信\u200b访\u202e"))) == {"petition"}


def test_the_first_match_is_excluded_too(engine: Engine, tmp_path: Path) -> None:
    engine.build(tmp_path / "a", [Document("q", body="丙"), Document("p", body="丙的")])
    with closing(engine.open(tmp_path / "a")) as reader:
        assert reader.search(Query("的 -丙")).total == 0
        assert reader.search(Query("丙 -的")).total == 1


@pytest.mark.parametrize("text", ["ab*", "ab?*", "code:z*", "zz-*"])
def test_a_pattern_that_very_many_words_fit_looks_for_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Whoosh looks each word up by itself: a flooder could keep it busy for seconds."""
    monkeypatch.setattr(whoosh_search, "MOST_EXPANDED", 4)
    documents = [Document(f"d{n}", title=f"abb{n}", codes=(f"zz-{n}",)) for n in range(9)]
    ENGINES["whoosh"].build(tmp_path / "index", documents)
    with closing(ENGINES["whoosh"].open(tmp_path / "index")) as reader:
        results = reader.search(Query(text, facets=True))
        assert (results.total, results.notes) == (4, ("too_many_terms",))
        assert reader.search(Query("abb1*")).notes == ()
