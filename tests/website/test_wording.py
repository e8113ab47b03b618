"""Texts, dates and names in the reader's language."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.sources import SETTINGS, article
from tests.website.editions import Site, page
from website.wording import name_of, written_date


@pytest.mark.parametrize(
    ("lang", "written", "name"),
    [
        ("zh", "2026年3月6日", "中文"),
        ("en", "6 March 2026", "English"),
        ("fr", "6 mars 2026", "français"),
        ("xx", "6 March 2026", "xx"),
    ],
)
def test_dates_and_languages_are_written_as_their_readers_do(
    lang: str, written: str, name: str
) -> None:
    assert written_date(dt.date(2026, 3, 6), lang) == written
    assert name_of(lang) == name


@pytest.mark.parametrize("lang", ["fr", "xx", "pt-BR"])
def test_site_in_a_language_without_translations_speaks_english(tmp_path: Path, lang: str) -> None:
    settings = SETTINGS.replace('"en"]', f'"{lang}"]')
    edition = Site(tmp_path, {"content/news/a.zh.md": article()}, settings=settings).edition()
    got = page(edition, f"/{lang}/news/a")
    assert "This text has not been translated yet." in got.text
    assert got.elements[0].attributes["lang"] == lang
