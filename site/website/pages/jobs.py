"""Which pages there are: home, columns, articles, and those for what is not there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from itertools import chain

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.jobs import Job, digest
from publisher.source.articles import Article
from website.layout import common
from website.pages.article import related
from website.pages.errors import TEXTS
from website.pages.home import home
from website.pages.lists import count_pages, section, trace
from website.pages.windows import window
from website.rendering import page


def jobs(edition: Edition) -> Iterator[Job]:
    """All pages of this topic."""
    shared = common(edition)
    return chain(
        home_jobs(edition, shared),
        column_jobs(edition, shared),
        article_jobs(edition, shared),
        other_jobs(edition, shared),
    )


def home_jobs(edition: Edition, shared: str) -> Iterator[Job]:
    """The front pages; `/` is the one of the first language."""
    for position, lang in enumerate(edition.settings.languages):
        inputs = digest(shared, home(edition, lang))
        yield page(addresses.home(lang), inputs)
        if position == 0:
            yield page("/", inputs)


def column_jobs(edition: Edition, shared: str) -> Iterator[Job]:
    """The pages of columns' lists."""
    for lang in edition.settings.languages:
        base = digest(shared, unit_names(edition, lang))
        for name in addresses.COLUMNS:
            articles = edition.column(name, lang)
            pages = count_pages(len(articles))
            for number in range(1, pages + 1):
                shown = [trace(edition, article) for article in section(articles, number)]
                state = "\n".join([base, str(pages), *shown])
                yield page(addresses.column(lang, name, number), fingerprint(state))


def article_jobs(edition: Edition, shared: str) -> Iterator[Job]:
    """The pages of articles: every article in every language of the site.

    There may be 100,000 of them at each publication, so that every microsecond counts.
    """
    held_back = edition.held_back
    for lang in edition.settings.languages:
        names = unit_names(edition, lang)
        for (column, slug), versions in edition.articles.items():
            article = versions.get(lang) or versions[edition.first_language(versions)]
            state = f"{shared} {article.sha256} {' '.join(versions)} {names.get(article.unit)}"
            if (
                article.related
                or article.images
                or article.expires
                or column == "notices"
                or article.path in held_back
            ):
                state = f"{state} {circumstances(edition, article, lang)}"
            yield page(addresses.article(lang, column, slug), fingerprint(state))


def circumstances(edition: Edition, article: Article, lang: str) -> list[object]:
    """What an article's page depends on besides its file, its unit and its translations."""
    found: list[object] = [window(article, edition.today)]
    if article.related:
        found.append(list(related(edition, article, lang)))
    if article.images:
        pictures = [edition.pictures.get(image.path) for image in article.images]
        found.append([picture and picture.variants for picture in pictures])
    if article.expires:
        found.append(edition.is_expired(article))
    if article.path in edition.held_back:
        found.append(edition.held_back[article.path])
    return found


def fingerprint(text: str) -> str:
    """A digest of a long text, faster than that of its `repr`."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def unit_names(edition: Edition, lang: str) -> Mapping[str, str]:
    """The units' names by org_id."""
    return {key: languages.pick(unit.name, lang) for key, unit in edition.units.items()}


def other_jobs(edition: Edition, shared: str) -> Iterator[Job]:
    """The pages for what is not there."""
    for address, gone in edition.gone.items():
        yield page(address, digest(shared, gone))
    for lang in edition.settings.languages:
        for status in TEXTS:
            yield page(f"/{lang}/{status}", shared)
    yield page("/404.html", shared)
