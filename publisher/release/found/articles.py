"""Articles: found in each language that they are written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from publisher.edition import Edition
from publisher.release.found import weights
from publisher.release.found.entries import Entry, codes_of, document_numbers, joined, label
from publisher.source.articles import Article
from publisher.source.columns import LABELS
from search_index import Document

GUIDES: Final = "pages"
"""The column of pages that say how to ask, apply and report."""


def entries(edition: Edition) -> Iterator[Entry]:
    """The articles that can be read: neither drafts, which a preview holds, nor withdrawn ones.

    One that is no longer current is found: its page says so and stays.
    """
    for article in edition.all_articles():
        if article.withdrawn is None and not article.draft:
            yield Entry(article.address, article.sha256, _document, article,
                        article.only_current)  # fmt: skip


def _document(edition: Edition, article: Article) -> Document:
    number = str(article.value("number") or "")
    return Document(
        id=article.address, kind="article", lang=article.lang, title=article.title,
        body=joined(article.summary, " ".join(dict.fromkeys((*article.tags, *_kinds(article)))),
                    edition.fragment(article).text, *_facts(article)),
        date=article.date, category=article.column, unit=label(article.unit),
        codes=codes_of(number, *document_numbers(article.title)),
        weight=weights.GUIDE if article.column == GUIDES else weights.ARTICLE,
    )  # fmt: skip


def _kinds(article: Article) -> Iterator[str]:
    """What its page calls the coded values of its column's keys: the kind of a case."""
    for key, value in article.extra:
        said = LABELS.get((article.column, key), {})
        if isinstance(value, str) and value in said:
            yield said[value].text(article.lang)


def _facts(article: Article) -> Iterator[str]:
    """What else its page says in words: the column's own keys, whom to ask, what was corrected."""
    for key, value in article.extra:
        if isinstance(value, str) and (article.column, key) not in LABELS:
            yield value
        elif isinstance(value, tuple):
            yield " ".join(map(str, value))
    yield article.contact
    for correction in article.corrections:
        yield correction.note
