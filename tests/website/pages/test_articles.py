"""What an article's page says in each of its states."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from PIL import Image

from publisher.edition import Edition
from tests.sources import article
from tests.website.editions import TODAY, Page, Site, page
from website.app import create_app

ORGANISATIONS = """\
name: organisations
title: {zh: 单位, en: Units}
licenses: [{name: CC-BY-4.0}]
resources:
  - name: organisations
    path: data/organisations.csv
    schema:
      fields:
        - {name: org_id, type: string}
        - {name: name_zh, type: string}
        - {name: name_en, type: string}
        - {name: org_type, type: string}
        - {name: parent_id, type: string}
      primaryKey: org_id
    lightwell: {role: organisations}
"""
UNIT_ROWS = """\
org_id,name_zh,name_en,org_type,parent_id
CX-COUNTY,测试县,Test County,county,
CX-CZJ,测试县财政局,Finance Bureau,government,CX-COUNTY
"""
UNITS = {
    "datasets/organisations/datapackage.yaml": ORGANISATIONS,
    "datasets/organisations/data/organisations.csv": UNIT_ROWS,
}


def shown(tmp_path: Path, source: str, address: str = "/en/news/a") -> Page:
    """The page of one English article."""
    column = address.split("/")[2]
    site = Site(tmp_path, {f"content/{column}/a.en.md": source})
    return page(site.edition(), address)


def picture(width: int) -> bytes:
    """A picture of that width."""
    content = io.BytesIO()
    Image.new("RGB", (width, width // 2), "teal").save(content, "PNG")
    return content.getvalue()


def test_article_shows_title_date_summary_tags_and_text(tmp_path: Path) -> None:
    got = shown(tmp_path, article("Budgets", "Some **text**.", more="""\
        summary: In short.
        tags: [money, year]
        """))  # fmt: skip
    assert "Budgets" in got.text
    assert "1 March 2026" in got.text
    assert "In short." in got.text
    assert "<strong>text</strong>" in got.html
    assert "/en/search?q=money" in got.values("href")
    assert got.title == "Budgets – Test County"


def test_unit_is_linked_by_its_name(tmp_path: Path) -> None:
    source = article("Budgets", more="unit: CX-CZJ\n")
    edition = Site(tmp_path, {"content/news/a.en.md": source, **UNITS}).edition()
    assert edition.units, edition.findings
    got = page(edition, "/en/news/a")
    assert "Finance Bureau" in got.text
    assert "/en/units/CX-CZJ" in got.values("href")
    assert "测试县财政局" in page(edition, "/zh/news/a").text


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (dt.date(2026, 3, 9), "Opens in 1 day"),
        (dt.date(2026, 3, 12), "8 days left"),
        (dt.date(2026, 3, 19), "1 day left"),
        (dt.date(2026, 3, 20), "Last day today"),
        (dt.date(2026, 3, 21), "Closed"),
    ],
)
def test_notice_says_how_long_it_is_open(tmp_path: Path, day: dt.date, says: str) -> None:
    source = article("A hearing", more="""\
        kind: hearing
        opens: 2026-03-10
        closes: 2026-03-20
        phone: 0000-12345
        """)  # fmt: skip
    site = Site(tmp_path, {"content/notices/a.en.md": source})
    edition = site.edition(TODAY.replace(month=day.month, day=day.day))
    for address in ("/en/notices/a", "/en/notices/"):
        got = page(edition, address)
        assert says in got.text, address
        assert "Hearing" in got.text, address
    facts = page(edition, "/en/notices/a").text
    assert "Opens 10 March 2026" in facts
    assert "Telephone 0000-12345" in facts
    assert ("A hearing" in page(edition, "/en/").text.split("Open now")[1]) == (10 <= day.day <= 20)


def test_keys_of_cases_and_rules_have_labels(tmp_path: Path) -> None:
    case = shown(tmp_path / "a", article("A case", more="""\
        kind: corruption
        name_until: 2028-02-13
        sanctions: [Expelled, Fined]
        """), "/en/cases/a")  # fmt: skip
    assert "Name shown until 13 February 2028" in case.text
    assert "What followed Expelled Fined" in case.text
    rule = shown(tmp_path / "b", article("A rule", more="""\
        number: No. 31
        issuer: The office
        status: amended
        in_force: 2025-11-03
        """), "/en/rules/a")  # fmt: skip
    assert "Document number No. 31" in rule.text
    assert "Status Amended" in rule.text
    assert "In force since 3 November 2025" in rule.text


def test_major_corrections_stand_before_the_text_and_minor_ones_after(tmp_path: Path) -> None:
    got = shown(tmp_path, article("A", "The body.", more="""\
        corrections:
          - {date: 2026-03-02, note: The sum was wrong., kind: major}
          - {date: 2026-03-03, note: A typing error.}
        """))  # fmt: skip
    before, after = got.text.split("The body.")
    assert "Corrected on 2 March 2026 The sum was wrong." in before
    assert "A typing error." not in before
    assert "A typing error." in after


def test_withdrawn_article_shows_only_title_date_and_reason(tmp_path: Path) -> None:
    source = article("A sale", "The secret body.", more="""\
        summary: The secret summary.
        tags: [unspoken]
        withdrawn: {date: 2026-03-05, reason: The area was wrong.}
        """)  # fmt: skip
    site = Site(tmp_path, {"content/notices/a.en.md": source})
    edition = site.edition()
    got = page(edition, "/en/notices/a")
    assert "Withdrawn on 5 March 2026 The area was wrong." in got.text
    assert "A sale" in got.text
    assert "1 March 2026" in got.text
    for address in ("/en/notices/a", "/en/notices/", "/en/"):
        html = page(edition, address).html
        assert "secret" not in html, address
        assert "unspoken" not in html, address
    answer = create_app(lambda: edition).test_client().get("/en/notices/a")
    assert answer.status_code == 410
    assert answer.text == got.html


def test_expired_article_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path, {
        "content/news/a.en.md": article("Old", more="expires: 2026-03-20\n"),
        "content/news/b.en.md": article("New", more="expires: 2026-04-20\n"),
    })  # fmt: skip
    edition = site.edition()
    assert "No longer current since 20 March 2026" in page(edition, "/en/news/a").text
    assert "No longer current" not in page(edition, "/en/news/b").text
    assert page(edition, "/en/news/").text.count("No longer current") == 1


def test_held_back_article_shows_the_last_valid_version_and_why(tmp_path: Path) -> None:
    site = Site(tmp_path, {"content/news/a.en.md": article("Good", "The valid text.")})
    site.publish()
    site.change({"content/news/a.en.md": article("Bad", "[link](/en/news/nowhere)")})
    got = page(site.edition(), "/en/news/a")
    assert "The valid text." in got.text
    assert "Bad" not in got.text
    assert "A newer file has been there since 31 March 2026, but it has 1 error" in got.text
    assert "“/en/news/nowhere” leads nowhere" in got.text


def test_missing_translation_is_shown_in_the_other_language(tmp_path: Path) -> None:
    site = Site(tmp_path, {"content/news/a.zh.md": article("消息", "正文。")})
    edition = site.edition()
    got = page(edition, "/en/news/a")
    assert "This text has not been translated yet." in got.text
    assert "正文。" in got.text
    assert got.elements[0].attributes["lang"] == "en"
    (heading,) = got.all("h1")
    assert heading.attributes["lang"] == "zh"
    assert [e.attributes["hreflang"] for e in got.all("link") if "hreflang" in e.attributes] == [
        "zh"
    ]
    assert "not been translated" not in page(edition, "/zh/news/a").text
    assert 'lang="zh"' in page(edition, "/en/news/").html.split("<main", 1)[1]


def test_table_of_contents_from_three_headings_on(tmp_path: Path) -> None:
    few = shown(tmp_path / "a", article("A", "## One\n\ntext\n\n## Two\n\ntext"))
    assert "On this page" not in few.text
    many = shown(
        tmp_path / "b", article("A", "## One\n\ntext\n\n### Sub\n\ntext\n\n## Two\n\ntext")
    )
    assert "On this page One Sub Two" in many.text
    anchors = {href[1:] for href in many.values("href") if href.startswith("#")}
    assert anchors <= set(many.values("id"))


def test_pictures_have_addresses_sizes_and_dimensions(tmp_path: Path) -> None:
    body = 'Text ` src="/media/?content/images/a.png"`\n\n![A "wide" > hall](../images/a.png)'
    site = Site(tmp_path, {
        "content/news/a.en.md": article("A", body), "content/images/a.png": picture(1000),
    })  # fmt: skip
    edition = site.edition()
    got = page(edition, "/en/news/a")
    image = next(e.attributes for e in got.all("img") if "loading" in e.attributes)
    variants = edition.pictures["content/images/a.png"].variants
    assert image["alt"] == 'A "wide" > hall'
    assert (image["width"], image["height"]) == ("1000", "500")
    assert image["src"] == f"/media/{variants[-1].name}"
    assert image["srcset"] == ", ".join(f"/media/{v.name} {v.width}w" for v in variants)
    assert got.html.count("/media/?") == 1, "what is only written about stays as it is"


def test_related_articles_and_datasets(tmp_path: Path) -> None:
    site = Site(tmp_path, {
        "content/news/a.en.md": article("A", more="related: [news/b, data/organisations]\n"),
        "content/news/b.zh.md": article("乙"),
        **UNITS,
    })  # fmt: skip
    got = page(site.edition(), "/en/news/a")
    assert "Related 乙 Units" in got.text
    assert {"/en/news/b", "/en/data/organisations/"} <= set(got.values("href"))


HOSTILE = "<script>alert(1)</script>\"'&{{7*7}}%(x)s"


def test_hostile_words_are_only_words(tmp_path: Path) -> None:
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    more = f"summary: {quoted}\ntags: [{quoted}]\ncontact: {quoted}\nnumber: {quoted}\n"
    more += f"corrections: [{{date: 2026-03-02, note: {quoted}, kind: major}}]\n"
    site = Site(tmp_path, {"content/rules/a.en.md": article(quoted, HOSTILE, more=more)})
    edition = site.edition()
    assert ("rules", "a") in edition.articles
    for address in ("/en/rules/a", "/zh/rules/a", "/en/rules/"):
        got = page(edition, address)
        assert "<script>alert" not in got.html
        assert "49" not in got.text
        assert "".join(got.inline).strip() == ""
        assert HOSTILE.replace("  ", " ") in got.text
    assert page(edition, "/en/rules/a").title.startswith(HOSTILE)


def test_removed_article_has_a_page_that_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path, {
        "content/news/a.en.md": article("A"), "content/news/b.en.md": article("B"),
    })  # fmt: skip
    site.publish()
    (site.folder / "content/news/a.en.md").unlink()
    edition: Edition = site.edition()
    assert set(edition.gone) == {"/zh/news/a", "/en/news/a"}
    got = page(edition, "/en/news/a")
    assert "This page was removed" in got.text
    assert "since 31 March 2026" in got.text
    answer = create_app(lambda: edition).test_client().get("/en/news/a")
    assert answer.status_code == 410
    assert answer.text == got.html


def test_unknown_pages_answer_in_the_reader_s_language(tmp_path: Path) -> None:
    edition = Site(tmp_path, {"content/news/a.en.md": article("A")}).edition()
    client = create_app(lambda: edition).test_client()
    for address in ("/en/news/none", "/en/none/", "/en/news/_page/2", "/fr/", "/en/news/a/b"):
        answer = client.get(address)
        assert answer.status_code == 404, address
    assert client.get("/en/news/none").text == page(edition, "/en/404").html
    both = page(edition, "/404.html")
    assert {"/zh/", "/en/"} <= set(both.values("href"))
