"""Articles: front matter, text, and what is wrong with them, with the line."""

from __future__ import annotations

import datetime as dt

import pytest

from publisher.source.articles import parse, split
from tests.sources import article

PATH = "content/news/a-b.zh.md"


def found(text: str, path: str = PATH, *, approval: bool = False) -> list[tuple[str, int | None]]:
    """Codes and lines of an article's findings."""
    result = parse(path, text.encode(), require_approval=approval)
    return [(finding.code, finding.line) for finding in result.findings]


def test_a_whole_article() -> None:
    more = """\
        summary: 摘要
        unit: QY-CZJ
        tags: [三公, 公开]
        publish_at: 2026-03-02T09:00
        corrections: [{date: 2026-03-05, note: 改正, kind: major}]
        related: [news/b, data/payments]
        kind: appointment
        closes: 2026-03-20
    """
    body = "## 一\n\n[b](../news/b.zh.md#x) 见 <https://x.example> ![图](../images/p.png)"
    parsed = parse("content/notices/a.zh.md", article(body=body, more=more).encode())
    assert parsed.findings == ()
    result = parsed.article
    assert result is not None
    assert result.address == "/zh/notices/a"
    assert result.updated == dt.date(2026, 3, 5)
    assert result.corrections[0].kind == "major"
    assert result.value("closes") == dt.date(2026, 3, 20)
    assert [target for target, _ in result.related] == ["news/b", "data/payments"]
    assert [link.address for link in result.links] == ["/zh/news/b"]
    assert [image.path for image in result.images] == ["content/images/p.png"]
    assert parsed.fragment is not None
    assert 'href="/zh/news/b#x"' in parsed.fragment.html
    assert parsed.fragment.headings[0].text == "一"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no front matter", ("front-matter", 1)),
        ("---\ntitle: a\n", ("front-matter", 1)),
        ("---\n- a\n---\n", ("front-matter", 2)),
        (article(more="sumary: x\n"), ("unknown-key", 4)),
        (article(date="31.03.2026"), ("wrong-value", 3)),
        (article(date="2026-02-30"), ("yaml-value", 3)),
        (article(date="0026-02-03"), ("impossible-date", 3)),
        (article(more="draft: ja\n"), ("wrong-value", 4)),
        (article(more="expires: 2026-01-01\n"), ("impossible-order", 4)),
        (article(more="corrections: [{date: 2020-01-01, note: x}]\n"), ("impossible-order", 4)),
        (article(more="withdrawn: {date: 2026-03-02}\n"), ("missing-key", 4)),
        (article(body="![](../images/a.png)"), ("image-alt", 5)),
        (article(body="![a](http://x.example/a.png)"), ("image-outside", 5)),
        (article(body="![a](../../../etc/a.png)"), ("image-outside", 5)),
        (article(body="![a](../images/a.svg)"), ("image-format", 5)),
        (article(body="[a](#nowhere)"), ("broken-link", 5)),
        (article(body="[a](javascript:alert(1))"), ("broken-link", 5)),
        (article(body="[a](other.txt)"), ("broken-link", 5)),
        (article(body="x\n\n[a](//evil.example)"), ("broken-link", 7)),
        (article(body="# Heading"), ("heading-level", 5)),
        (article(body="x\n\n<script>alert(1)</script>"), ("raw-html", 7)),
        (article(title="a\0b"), ("nul-character", 2)),
        ("---\ntitle: a\ndate: 2026-01-01\n---\n" + "x" * 2_000_001, ("article-too-large", 1)),
    ],
)
def test_what_is_wrong_is_found_at_its_line(text: str, expected: tuple[str, int]) -> None:
    assert expected in found(text)


def test_a_suggestion_for_a_misspelt_key() -> None:
    hint = parse(PATH, article(more="sumary: x\n").encode()).findings[0].hint
    assert hint is not None
    assert hint.text("en") == "Did you mean “summary”?"


def test_bytes_that_are_not_utf_8_are_told_with_their_line() -> None:
    parsed = parse(PATH, article(body="好").encode("gb18030"))
    assert parsed.article is None
    assert [(f.code, f.line) for f in parsed.findings] == [("encoding", 2)]


@pytest.mark.parametrize("name", ["A.zh.md", "a.md", "a b.zh.md", "ä.zh.md", ".zh.md"])
def test_names_that_make_no_address(name: str) -> None:
    assert ("article-name", 1) in found(article(), f"content/news/{name}")


def test_two_persons_are_needed_where_the_setting_says_so() -> None:
    same = "prepared_by: a\napproved_by: a\n"
    assert found(article(more=same)) == []
    assert ("missing-approval", 5) in found(article(more=same), approval=True)
    assert ("missing-approval", 1) in found(article(), approval=True)
    assert found(article(more="draft: true\n"), approval=True) == []


def test_hostile_markdown_cannot_make_markup() -> None:
    body = '<img src=x onerror=alert(1)> [x](data:text/html,1) <svg/onload=alert(1)> "><b>'
    fragment = parse(PATH, article(body=body).encode()).fragment
    assert fragment is not None
    assert "<img" not in fragment.html
    assert "<svg" not in fragment.html
    assert "data:" not in fragment.html


def test_line_ends_and_byte_order_marks_do_not_matter() -> None:
    text = article(body="正文\n\n第二段")
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert parse(PATH, windows).fragment == parse(PATH, text.encode()).fragment


def test_split_counts_lines() -> None:
    assert split("---\na: 1\n---\nbody") == ("a: 1\n", "body", 4)


@pytest.mark.parametrize(("written", "meant"), [
    ("2026年3月31日", "2026-03-31"), ("2026/3/1", "2026-03-01"),
    ("２０２６年３月３１日", "2026-03-31"),
    ("2026年2月30日", None), ("31.03.2026", None),
])  # fmt: skip
def test_a_day_written_another_way(written: str, meant: str | None) -> None:
    [found] = parse("content/news/a.zh.md", article(date=written).encode()).findings
    assert (found.hint.text("en") if found.hint else None) == (meant and f"Write {meant}")


@pytest.mark.parametrize(("name", "hint"), [
    ("e.md", "Name it e.zh.md if"), ("Budget_2026.en.md", "Name it budget-2026.en.md if"),
    ("关于预算.md", "Take a name in Latin letters"),
])  # fmt: skip
def test_an_unfit_name_gets_a_fit_one(name: str, hint: str) -> None:
    [found] = parse(f"content/news/{name}", article().encode()).findings
    assert found.code == "article-name"
    assert found.hint
    assert found.hint.text("en").startswith(hint)
