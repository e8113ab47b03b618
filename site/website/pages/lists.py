"""Lists of articles: what they show, and how they are paged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.source.articles import Article
from publisher.source.columns import LABELS
from website.pages.windows import Window, window

PAGE = 50

Item = TypeVar("Item")


class Entry(NamedTuple):
    """An article in a list. `lang` is the language of its title and summary.

    `mark` is "withdrawn", "expired" or "".
    """

    address: str
    lang: str
    title: str
    summary: str
    date: dt.date
    unit: str
    kind: str
    mark: str
    window: Window | None


class Listing(NamedTuple):
    """One page of a column; pages count from 1, the latest articles stand on the first."""

    column: str
    page: int
    pages: int
    entries: tuple[Entry, ...]


def entry(edition: Edition, article: Article, lang: str) -> Entry:
    """How a list for readers of `lang` shows an article."""
    unit = edition.units.get(article.unit)
    withdrawn = article.withdrawn is not None
    return Entry(
        address=addresses.article(lang, article.column, article.slug),
        lang=article.lang,
        title=article.title,
        summary="" if withdrawn else article.summary,
        date=article.date,
        unit=languages.pick(unit.name, lang) if unit else "",
        kind=kind(article, lang),
        mark=mark(edition, article),
        window=window(article, edition.today),
    )


def kind(article: Article, lang: str) -> str:
    """What the article is about or its status, as its column codes it; "" if it does not."""
    for key, value in article.extra:
        labels = LABELS.get((article.column, key))
        if labels is not None:
            return labels[value].text(lang)
    return ""


def mark(edition: Edition, article: Article) -> str:
    """Whether a list says that the article was withdrawn or has expired."""
    if article.withdrawn is not None:
        return "withdrawn"
    return "expired" if edition.is_expired(article) else ""


def count_pages(articles: int) -> int:
    """The number of pages that a column has."""
    return max(1, articles // PAGE)


def section(articles: Sequence[Item], page: int) -> Sequence[Item]:
    """The articles on one page of a column; an empty sequence for a page that it does not have.

    Pages are filled from the oldest article on, 50 to each, and the first page takes what is
    left over: so a new article changes the first page alone, until it holds a hundred.
    """
    pages = count_pages(len(articles))
    if not 1 <= page <= pages:
        return ()
    first = len(articles) - PAGE * (pages - 1)
    if page == 1:
        return articles[:first]
    start = first + PAGE * (page - 2)
    return articles[start : start + PAGE]


def listing(edition: Edition, lang: str, column: str, page: int) -> Listing | None:
    """A page of a column, None if it does not exist."""
    articles = edition.column(column, lang)
    pages = count_pages(len(articles))
    if not 1 <= page <= pages:
        return None
    shown = tuple(entry(edition, article, lang) for article in section(articles, page))
    return Listing(column, page, pages, shown)


def trace(edition: Edition, article: Article) -> str:
    """All of an article that its entry depends on, units' names aside; cheaper than an entry."""
    state = (
        f"{article.slug}\0{article.lang}\0{article.title}\0{article.summary}"
        f"\0{article.date.toordinal()}\0{article.unit}\0{article.extra}"
    )
    if article.column == "notices":
        state = f"{state}\0{window(article, edition.today)}"
    if article.withdrawn or article.expires:
        state = f"{state}\0{mark(edition, article)}"
    return state
