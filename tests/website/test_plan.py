"""The whole set of pages: sound, complete, and made anew exactly when something changed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from publisher import addresses
from publisher.addresses import file_of
from publisher.edition import Edition
from tests.sources import SETTINGS, article, dataset
from tests.website.editions import TODAY, Page, Site, page
from tests.website.pages.test_articles import UNIT_ROWS, UNITS, picture
from website.plan import plan
from website.rendering import render, render_page

RICH = (
    SETTINGS
    + """email = "open@test.example"
phone = "0000-1"
[[links]]
title = "Other"
url = "https://other.example/"
"""
)

OLD = article("Old notice", more="closes: 2026-03-05\nexpires: 2026-04-01\n")
CASE = "kind: duty\nsanctions: [Fined]\n"
FIRST = "unit: CX-CZJ\nrelated: [news/b]\n"
HEARING = "kind: hearing\nopens: 2026-03-10\ncloses: 2026-04-02\n"
WITHDRAWN = "withdrawn: {date: 2026-03-01, reason: wrong}\n"
FILES: dict[str, str | bytes] = {
    "content/news/a.zh.md": article("甲", "![图](../images/a.png)\n\n[乙](b.zh.md)", more=FIRST),
    "content/news/a.en.md": article("A", "Text.", more="related: [news/b, data/spending]\n"),
    "content/news/b.zh.md": article("乙", date="2026-02-01"),
    "content/notices/n.zh.md": article("听证", more=HEARING),
    "content/notices/old.en.md": OLD,
    "content/cases/c.en.md": article("Case", more=CASE),
    "content/pages/report.en.md": article("Report channels"),
    "content/pages/about.en.md": article("About us"),
    "content/images/a.png": picture(700),
    **dataset(),
    **UNITS,
}


def pages_of(edition: Edition) -> dict[str, tuple[str, str]]:
    """The address and inputs of each rendered page, by path."""
    return {
        job.path: (job.arguments[0], job.inputs)
        for job in plan(edition)
        if job.maker is render_page
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return Site(tmp_path_factory.mktemp("site"), FILES, settings=RICH).edition()


@pytest.fixture(scope="module")
def pages(edition: Edition) -> dict[str, Page]:
    own = {path: address for path, (address, _) in pages_of(edition).items()
           if "/data/" not in path and "/units/" not in path}  # fmt: skip
    return {address: page(edition, address) for address in own.values()}


def test_pages_hold_no_code_and_one_heading(pages: dict[str, Page]) -> None:
    for address, got in pages.items():
        assert "".join(got.inline).strip() == "", address
        assert not got.values("style"), address
        assert not [e for e in got.elements if any(a.startswith("on") for a in e.attributes)]
        assert len(got.all("h1")) == 1, address
        assert len(got.all("main")) == 1, address
        assert got.elements[0].attributes["lang"] in ("zh", "en"), address
        assert all("alt" in image.attributes for image in got.all("img")), address
        assert max(Counter(got.values("id")).values()) == 1, address


def test_language_of_a_page_is_that_of_its_address(pages: dict[str, Page]) -> None:
    for address, got in pages.items():
        lang = address.split("/")[1] if address.count("/") > 1 else "zh"
        assert got.elements[0].attributes["lang"] == lang, address


def test_titles_are_unique_in_a_language(pages: dict[str, Page]) -> None:
    titles = Counter(
        (got.elements[0].attributes["lang"], got.title)
        for address, got in pages.items() if address not in ("/", "/404.html")
    )  # fmt: skip
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_link_leads_to_something_that_is_made(
    edition: Edition, pages: dict[str, Page]
) -> None:
    made = {job.path.removeprefix("public/") for job in plan(edition)}
    made |= {file_of(addresses.search(lang)) for lang in ("zh", "en")}  # always live
    for address, got in pages.items():
        targets = [*got.values("href"), *got.values("src"), *got.values("action")]
        targets += [
            entry.split()[0] for value in got.values("srcset") for entry in value.split(",")
        ]
        for target in targets:
            if target.startswith("/"):
                assert file_of(unquote(urlsplit(target).path)) in made, (address, target)
            elif target.startswith("#"):
                assert target[1:] in got.values("id"), (address, target)
            else:
                assert urlsplit(target).scheme in ("https", "mailto", "tel"), (address, target)


def test_root_is_the_front_page_of_the_first_language(pages: dict[str, Page]) -> None:
    assert pages["/"].html == pages["/zh/"].html
    canonical = next(e.attributes["href"] for e in pages["/"].all("link")
                     if e.attributes.get("rel") == "canonical")  # fmt: skip
    assert canonical == "https://test.example/zh/"


def test_every_article_has_a_page_in_every_language(
    edition: Edition, pages: dict[str, Page]
) -> None:
    for column, slug in edition.articles:
        for lang in ("zh", "en"):
            address = f"/{lang}/report/" if slug == "report" else f"/{lang}/{column}/{slug}"
            assert address in pages


def test_demonstration_is_marked_on_every_page(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[publisher]", "demonstration = true\n\n[publisher]")
    marked = Site(tmp_path, {"content/news/a.en.md": article("A")}, settings=settings).edition()
    for address in ("/en/", "/en/news/a", "/en/404"):
        assert "figures on this site are made up" in page(marked, address).text


def test_site_without_anything_has_pages(tmp_path: Path) -> None:
    empty = Site(tmp_path, {}).edition()
    assert "There is nothing here yet." in page(empty, "/en/news/").text
    assert "No notice is open at present." in page(empty, "/en/").text
    assert "/en/units/" not in page(empty, "/en/").values("href")


Change = Callable[[Site], None]


def write(path: str, text: str | bytes) -> Change:
    return lambda site: site.change({path: text})


def remove(path: str) -> Change:
    return lambda site: (site.folder / path).unlink()


FRONT = {"/", "/zh/", "/en/"}
NEWS = {"/zh/news/", "/en/news/"}
A, B, C = (
    {f"/{lang}/{place}" for lang in ("zh", "en")} for place in ("news/a", "news/b", "cases/c")
)

CHANGES: dict[str, tuple[Change, set[str]]] = {
    "nothing": (lambda site: None, set()),
    "a body": (write("content/cases/c.en.md", article("Case", "Else.", more=CASE)), C),
    "a title that others show": (
        write("content/news/b.zh.md", article("丙", date="2026-02-01")),
        FRONT | NEWS | A | B,
    ),
    "a new translation": (
        write("content/news/b.en.md", article("B", date="2026-02-01")),
        {"/en/", "/en/news/", "/en/news/a"} | B,
    ),
    "a picture": (write("content/images/a.png", picture(800)), {"/zh/news/a"}),
    "a withdrawal": (
        write("content/news/b.zh.md", article("乙", date="2026-02-01", more=WITHDRAWN)),
        FRONT | NEWS | B,
    ),
    "an error": (write("content/cases/c.en.md", article("Case", "[x](nowhere.en.md)")), C),
    "a removal": (remove("content/cases/c.en.md"), FRONT | {"/zh/cases/", "/en/cases/"} | C),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_makes_anew_what_shows_it_and_nothing_else(tmp_path: Path, name: str) -> None:
    change, expected = CHANGES[name]
    site = Site(tmp_path, FILES, settings=RICH)
    site.publish()
    changed = compare(site, lambda: change(site), TODAY)
    assert {address for address in changed if not foreign(address)} == expected


@pytest.mark.parametrize(
    "change",
    [
        write(
            "datasets/organisations/data/organisations.csv", UNIT_ROWS.replace("财政局", "钱粮局")
        ),
        write("lightwell.toml", RICH.replace("测试县", "别的县")),
        remove("content/pages/report.en.md"),
        write("content/news/b.zh.md", article("丙", date="2026-02-01")),
    ],
)
def test_what_many_pages_show_makes_them_anew(tmp_path: Path, change: Change) -> None:
    site = Site(tmp_path, FILES, settings=RICH)
    site.publish()
    assert "/zh/news/a" in compare(site, lambda: change(site), TODAY)


NOTICES = {f"/{lang}/notices/{slug}" for lang in ("zh", "en") for slug in ("", "n", "old")}


@pytest.mark.parametrize(("days", "expected"), [(0, set()), (1, FRONT | NOTICES)])
def test_a_day_makes_anew_only_what_speaks_of_days(
    tmp_path: Path, days: int, expected: set[str]
) -> None:
    site = Site(tmp_path, FILES, settings=RICH)
    changed = compare(site, lambda: None, TODAY + dt.timedelta(days=days))
    assert {address for address in changed if not foreign(address)} == expected


def foreign(address: str) -> bool:
    """Whether another topic's tests look after the page."""
    return "/data/" in address or "/units/" in address or address.endswith("/search")


def compare(site: Site, change: Callable[[], None], then: dt.datetime) -> set[str]:
    """The addresses whose inputs a change changes; all others must keep their bytes."""
    first = site.edition()
    before = pages_of(first)
    texts = {path: render(first, address) for path, (address, _) in before.items()
             if not foreign(address)}  # fmt: skip
    change()
    second = site.edition(then)
    after = pages_of(second)
    changed = {
        address for path, (address, inputs) in after.items()
        if before.get(path, ("", ""))[1] != inputs
    }  # fmt: skip
    for path, (address, _) in after.items():
        if path in texts and address not in changed:
            assert render(second, address) == texts[path], f"{address} changed, its inputs did not"
    return changed
