"""An article as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from publisher import addresses, languages
from publisher.edition import Edition, HeldBack
from publisher.languages import Message, message
from publisher.source.articles import Article, Correction
from publisher.source.columns import COLUMNS, LABELS
from publisher.source.fragments import Heading
from publisher.source.units import Unit
from website.pages.pictures import with_pictures
from website.pages.windows import Window, window
from website.wording import written_date

FACTS: dict[str, Message] = {
    "opens": message("Opens"),
    "closes": message("Closes"),
    "phone": message("Telephone"),
    "contact": message("Contact"),
    "kind": message("Kind"),
    "name_until": message("Name shown until"),
    "sanctions": message("What followed"),
    "honour": message("Honour"),
    "number": message("Document number"),
    "issuer": message("Issued by"),
    "status": message("Status"),
    "in_force": message("In force since"),
    "replaces": message("Replaces"),
}
"""What readers see before the values of an article's keys."""

CONTENTS_FROM = 3
"""So many headings make a table of contents worth its place."""


class Fact(NamedTuple):
    """A labelled value, or several."""

    key: str
    label: str
    values: tuple[str, ...]


class Related(NamedTuple):
    """A page that an article points to."""

    address: str
    title: str


class ArticlePage(NamedTuple):
    """What an article's page shows to readers of `lang`, in the article's own language or not."""

    article: Article
    lang: str
    column: Message
    unit: Unit | None
    kind: str
    facts: tuple[Fact, ...]
    body: Markup
    contents: tuple[Heading, ...]
    corrections: tuple[Correction, ...]
    related: tuple[Related, ...]
    held_back: HeldBack | None
    expired: bool
    window: Window | None
    versions: tuple[str, ...]

    @property
    def major(self) -> tuple[Correction, ...]:
        """The corrections that readers must see first."""
        return tuple(entry for entry in self.corrections if entry.kind == "major")

    @property
    def foreign(self) -> bool:
        """Whether the text is shown in another language than the page's."""
        return self.article.lang != self.lang


def article_page(edition: Edition, column: str, slug: str, lang: str) -> ArticlePage | None:
    """The page of an article, None if there is no such article."""
    versions = edition.articles.get((column, slug))
    article = edition.article(column, slug, lang)
    if versions is None or article is None:
        return None
    fragment = None if article.withdrawn else edition.fragment(article)
    return ArticlePage(
        article=article,
        lang=lang,
        column=COLUMNS[column].title,
        unit=edition.units.get(article.unit),
        kind=_label(article, "kind", lang),
        facts=tuple(_facts(article, lang)),
        body=with_pictures(fragment.html, edition.pictures) if fragment else Markup(),
        contents=_contents(fragment.headings) if fragment else (),
        corrections=tuple(sorted(article.corrections, reverse=True)),
        related=tuple(related(edition, article, lang)),
        held_back=edition.held_back.get(article.path),
        expired=edition.is_expired(article),
        window=window(article, edition.today),
        versions=tuple(sorted(versions)),
    )


def _label(article: Article, key: str, lang: str) -> str:
    value = article.value(key)
    labels = LABELS.get((article.column, key))
    return labels[value].text(lang) if labels and value in labels else ""


def _facts(article: Article, lang: str) -> Iterator[Fact]:
    """The article's own keys with their labels, in the order of their declaration."""
    for key, value in article.extra:
        if key in FACTS and key != "kind":
            shown = _label(article, key, lang)
            yield Fact(key, FACTS[key].text(lang), (shown,) if shown else _written(value, lang))
    if article.contact:
        yield Fact("contact", FACTS["contact"].text(lang), (article.contact,))


def _written(value: Any, lang: str) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(str(entry) for entry in value)
    if isinstance(value, dt.date):
        return (written_date(value, lang),)
    return (str(value),)


def _contents(headings: tuple[Heading, ...]) -> tuple[Heading, ...]:
    """The headings that make the table of contents: of the two highest levels, if there are few."""
    if len(headings) < CONTENTS_FROM:
        return ()
    top = min(heading.level for heading in headings)
    highest = tuple(heading for heading in headings if heading.level == top)
    both = tuple(heading for heading in headings if heading.level <= top + 1)
    return both if len(both) <= 4 * CONTENTS_FROM else highest


def related(edition: Edition, article: Article, lang: str) -> Iterator[Related]:
    """The articles and datasets that an article points to, as far as they are published."""
    for target, _ in article.related:
        place, name = target.split("/", 1)
        if place == "data":
            package = edition.packages.get(name)
            if package is not None:
                title = languages.pick(package.title, lang)
                yield Related(addresses.dataset(lang, name), title)
        else:
            other = edition.article(place, name, lang)
            if other is not None:
                yield Related(addresses.article(lang, place, name), other.title)
