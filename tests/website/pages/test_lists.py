"""How columns are paged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources import article
from tests.website.editions import Site, page
from website.pages.lists import PAGE, count_pages, section
from website.plan import plan


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 99, 100, 101, 149, 150, 1234])
def test_each_article_stands_on_one_page(count: int) -> None:
    numbers = list(range(count))
    pages = [section(numbers, page) for page in range(1, count_pages(count) + 1)]
    assert [number for page in pages for number in page] == numbers
    assert all(len(page) == PAGE for page in pages[1:])
    assert len(pages) == 1 or PAGE <= len(pages[0]) < 2 * PAGE
    assert section(numbers, 0) == section(numbers, len(pages) + 1) == ()


def test_a_new_article_changes_the_first_page_alone(tmp_path: Path) -> None:
    files = {
        f"content/news/n{number}.en.md": article(
            f"News {number}", date=f"2025-{number % 12 + 1:02}-01"
        )
        for number in range(120)
    }
    site = Site(tmp_path, files)
    before = {job.path: job.inputs for job in plan(site.edition())}
    site.change({"content/news/new.en.md": article("The latest", date="2026-03-30")})
    edition = site.edition()
    after = {job.path: job.inputs for job in plan(edition)}
    lists = {
        path for path in after if path.startswith("public/en/news/") and "n" not in path[15:16]
    }
    changed = {path for path in lists if before.get(path) != after[path]}
    assert "public/en/news/index.html" in changed
    assert "public/en/news/_page/2.html" in after
    assert "public/en/news/_page/2.html" not in changed
    second = page(edition, "/en/news/_page/2")
    assert second.title == "News, page 2 – Test County"
    assert "/en/news/" in second.values("href")
    assert "/en/news/_page/2" in page(edition, "/en/news/").values("href")
