"""Facets, dates, order, and what is said where nothing is found."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from werkzeug.test import Client

from tests.website.county import ROWS
from tests.website.search.repairs import FIRST, SECOND


def ask(client: Client, page_lang: str = "zh", **parameters: str) -> str:
    response = client.get(f"/{page_lang}/search?{urlencode(parameters)}")
    assert response.status_code == 200
    return " ".join(response.text.split())


def facet(html: str, name: str) -> dict[str, tuple[str, int]]:
    """Labels of a facet's values, with their addresses and counts."""
    section = html.split(f'aria-labelledby="f-{name}"')
    if len(section) < 2:
        return {}
    found = re.findall(
        r'<a[^>]* href="([^"]+)"[^>]*>([^<]+)</a> <span class="lw-facet__count">([\d,]+)</span>',
        section[1].split("</section>")[0],
    )
    return {unescape(label): (unescape(at), int(count)) for at, label, count in found}


def hits(html: str) -> list[str]:
    found = re.findall(r'lw-entry__title"><a href="([^"#]+)', html)
    return [unescape(at) for at in found]


def test_a_row_is_found_and_leads_to_its_table(searcher: Client) -> None:
    html = ask(searcher, q="屋顶")
    assert hits(html) == [f"/zh{FIRST}"]
    assert "<mark>屋顶</mark>漏水" in html
    assert f'{FIRST}#:~:text=%E5%B1%8B%E9%A1%B6"' in html, "and the cell is marked there"
    assert "<span>工程 · 工程明细</span>" in html
    assert "<span>测试县财政局</span>" in html
    assert searcher.get(hits(html)[0]).status_code == 200
    assert hits(ask(searcher, "en", q="屋顶")) == [f"/en{FIRST}"]


def test_facets_count_what_their_links_find(searcher: Client) -> None:
    html = ask(searcher, q="修缮 OR 财政局 OR 预算", lang="all")
    for name in ("kind", "year", "unit", "lang"):
        found = facet(html, name)
        assert len(found) > 1, name
        for label, (address, count) in found.items():
            shown = " ".join(searcher.get(address).text.split())
            assert f"{count} hit" in shown or f"找到{count}条" in shown, (name, label)


def test_a_choice_can_be_taken_back_and_keeps_the_question(searcher: Client) -> None:
    html = ask(searcher, q="修缮", unit="TX-CZ", year="2026", sort="date")
    assert facet(html, "unit")["测试县财政局"] == (
        "/zh/search?q=%E4%BF%AE%E7%BC%AE&year=2026&sort=date", 1,
    )  # fmt: skip
    removed = unescape(re.findall(r'<li><a href="([^"]+)"[^>]*><span class="govuk-vis', html)[0])
    kept = parse_qs(urlsplit(removed).query)
    assert kept["q"] == ["修缮"]
    assert kept["sort"] == ["date"]
    assert len(kept) == 3
    assert '<input type="hidden" name="unit" value="TX-CZ">' in html
    assert '<input type="hidden" name="sort" value="date">' in html


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [("2026-01-01", "", 1), ("", "2025-12-31", 1), ("2027-01-01", "", 0), ("nonsense", "", 2),
     ("2026-12-31", "2025-01-01", 2)],
)  # fmt: skip
def test_dates(searcher: Client, since: str, until: str, found: int) -> None:
    html = ask(searcher, q="修缮", **{"from": since, "to": until})
    assert len(hits(html)) == found
    assert ("“nonsense”" in html) is (since == "nonsense")


def test_sorted_by_date(searcher: Client) -> None:
    assert hits(ask(searcher, q="修缮", sort="date")) == [f"/zh{FIRST}", f"/zh{SECOND}"]


def test_did_you_mean(searcher: Client) -> None:
    html = ask(searcher, "en", q="bugdet")
    assert 'href="/en/search?q=budget"' in html
    html = ask(searcher, q="误顶")  # its second character is found elsewhere, which is no match
    assert 'href="/zh/search?q=%E5%B1%8B%E9%A1%B6"' in html.split('class="lw-meant"')[1]
    assert not hits(html)
    assert 'class="lw-meant"' not in ask(searcher, q="屋顶 飞碟")


def test_nothing_found_says_what_would_be(searcher: Client) -> None:
    html = ask(searcher, "en", q="屋顶 飞碟", kind="article", year="1999")
    assert hits(html) == []
    ways = html.split('id="nothing"')[1].split("</section>")[0]
    assert 'href="/en/data/"' in ways
    html = ask(searcher, "en", q="屋顶", kind="article", year="1999")
    ways = html.split('id="nothing"')[1].split("</section>")[0]
    assert 'href="/en/search?q=%E5%B1%8B%E9%A1%B6">Without any filter</a>' in ways
    assert ">1 hit<" in ways
    html = ask(searcher, "en", q="屋顶飞碟", kind="article", year="1999")
    assert ">Without any filter</a>" in html.split('id="nothing"')[1], "since a part is found"
    html = ask(searcher, "zh", q='"屋顶 飞碟"')
    assert hits(html) == []
    assert "/zh/search?q=%E5%B1%8B%E9%A1%B6" in html.split('id="nothing"')[1]


def test_figures_alone_are_no_way_on(searcher: Client) -> None:
    html = ask(searcher, "zh", q="清政发〔2026〕1号")
    assert hits(html) == []
    assert "只搜" not in html.split('id="nothing"')[1]


def test_a_question_taken_apart_says_so(searcher: Client) -> None:
    all_of_them, some = "their parts were looked for", "holds all of these words"
    for question, said in (("修缮屋顶", some), ("屋顶 飞碟", some), ("屋顶", "")):
        html = ask(searcher, "en", q=question)
        assert hits(html)[0] == f"/en{FIRST}"
        assert [note for note in (all_of_them, some) if note in html] == [said] * bool(said)


@pytest.mark.parametrize("name", ["kind", "column", "year", "lang"])
def test_a_choice_that_there_is_not_is_passed_over_and_told(searcher: Client, name: str) -> None:
    html = ask(searcher, "en", q="屋顶", **{name: "<zzz>"})
    assert hits(html)[0].endswith(FIRST)
    assert "“&lt;zzz&gt;” is not a choice that there is" in html
    assert "not a choice" not in ask(searcher, "en", q="屋顶", **{name: ""})


def test_the_page_without_a_question_offers_everything(searcher: Client) -> None:
    html = ask(searcher, "en")
    assert hits(html) == []
    assert "<details class=\"lw-details lw-searching__help\" open>" in html
    kinds = facet(html, "kind")
    assert set(kinds) == {
        "Articles", "Datasets", "Rows of tables", "Columns of tables", "Units",
    }  # fmt: skip
    assert kinds["Rows of tables"][1] == ROWS + 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_example_can_be_asked(searcher: Client, lang: str) -> None:
    html = ask(searcher, lang)
    examples = re.findall(r'<td><a href="([^"]+)"', html)
    assert len(examples) > 8
    for address in examples:
        shown = searcher.get(unescape(address))
        assert shown.status_code == 200
        assert "could not be understood" not in shown.text
        assert "未能识别" not in shown.text


@pytest.mark.parametrize("typed", ["yu suan gong kai", "yusuangongkai", "yùsuàn gōngkāi"])
def test_pinyin_is_understood_on_every_page(searcher: Client, typed: str) -> None:
    """What only Chinese articles hold is offered on the English page with all languages."""
    word = "%E9%A2%84%E7%AE%97%E5%85%AC%E5%BC%80"
    offered = {"zh": f"/zh/search?q={word}", "en": f"/en/search?q={word}&amp;lang=all"}
    for lang, address in offered.items():
        html = searcher.get(f"/{lang}/search", query_string={"q": typed}).text
        assert f'<a href="{address}">预算公开</a>' in html.split('class="lw-meant"')[1]


@pytest.mark.parametrize(("lang", "field"), [("zh", "类型"), ("en", "type")])
def test_every_kind_that_is_shown_can_be_typed_into_the_question(
    searcher: Client, lang: str, field: str
) -> None:
    offered = facet(ask(searcher, lang, lang="all"), "kind")
    assert len(offered) > 1
    for label, (_, count) in offered.items():
        html = ask(searcher, lang, lang="all", q=f'{field}:"{label}"')
        said = f"{count} hit" if lang == "en" else f"找到{count}条"
        assert said in html or said in html.replace(" ", ""), label


@pytest.mark.parametrize("typed", ["栏目:要闻动态", "section:news", "column:News", "栏目：news"])
def test_a_section_goes_by_its_name(searcher: Client, typed: str) -> None:
    chosen = hits(ask(searcher, lang="all", column="news"))
    assert chosen
    assert sorted(hits(ask(searcher, lang="all", q=typed))) == sorted(chosen)


def test_names_of_the_other_language_are_understood(searcher: Client) -> None:
    chinese, english = (ask(searcher, "zh", lang="all", q=asked)
                        for asked in ("类型:表格记录", 'kind:"Rows of tables"'))  # fmt: skip
    assert hits(chinese) == hits(english) != []


@pytest.mark.parametrize("asked", ['单位:"TX-X9" 屋顶', "单位:TX-X9 AND 屋顶"])
def test_a_way_on_is_a_whole_question(searcher: Client, asked: str) -> None:
    """A label stays with its value, and signs that join words are no words."""
    html = ask(searcher, "zh", q=asked)
    assert hits(html) == []
    ways = html.split('id="nothing"')[1].split("</section>")[0]
    assert f'"/zh/search?q={"%E5%B1%8B%E9%A1%B6"}"' in ways
    assert "只搜“单位”" not in ways
    assert "AND" not in ways
