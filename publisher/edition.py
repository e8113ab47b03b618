"""What is to be published: the valid, visible part of a source on a given day.

An edition is all that pages, feeds and files are made of. It can be pickled, so that several
processes render it, and holds no text: fragments are fetched one by one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from publisher.findings import Finding
from publisher.source.articles import Article
from publisher.source.files import Picture
from publisher.source.fragments import Fragment
from publisher.source.memory import Fragments
from publisher.source.packages import DataPackage
from publisher.source.search_words import NO_WORDS, SearchWords
from publisher.source.settings import Settings
from publisher.source.units import Unit
from publisher.supervision.duties import Duties
from publisher.supervision.life import Supervision
from publisher.workdays import Calendar, shipped


class HeldBack(NamedTuple):
    """Why the last valid version of an item is shown instead of its present one."""

    since: dt.date
    reasons: tuple[Finding, ...]


class Gone(NamedTuple):
    """A page that was published and has no source any more."""

    since: dt.date


@dataclass(frozen=True)
class Edition:
    """All that is published, on the instant `as_of` (in the site's time zone).

    `articles` by (column, slug) and language; `held_back` and `findings` by item; `gone` by
    address; `tables` is the folder of the tables' SQLite files; `fragments_file` the store of
    rendered texts; `software` identifies the code that renders; `folders` are those of the
    source; `report_channels` and `obligations_page` say whether these pages exist; `published`
    holds by item the day on which the shown version of a dataset became public; `obligations`
    says who published what by when; `supervision` holds the integrity checks' results and what
    became of their flags; `words` are the source's own synonyms and stop words;
    `calendar` says which days offices are open.
    """

    settings: Settings
    as_of: dt.datetime
    articles: Mapping[tuple[str, str], Mapping[str, Article]]
    packages: Mapping[str, DataPackage]
    units: Mapping[str, Unit]
    pictures: Mapping[str, Picture]
    held_back: Mapping[str, HeldBack]
    findings: Mapping[str, tuple[Finding, ...]]
    gone: Mapping[str, Gone]
    tables: Path
    fragments_file: Path
    store_key: str
    software: str
    folders: tuple[Path, ...] = ()
    report_channels: bool = False
    published: Mapping[str, dt.date] = field(default_factory=dict)
    obligations_page: bool = False
    obligations: Duties = field(default_factory=Duties)
    supervision: Supervision = field(default_factory=Supervision)
    words: SearchWords = NO_WORDS
    calendar: Calendar = field(default_factory=shipped)

    @property
    def today(self) -> dt.date:
        """The day of the edition."""
        return self.as_of.date()

    @property
    def has_checks(self) -> bool:
        """Whether integrity checks have pages: there is a table of one of the field's schemas."""
        return bool(self.supervision.checks) or any(
            resource.schema.name
            for package in self.packages.values()
            for resource in package.resources
        )

    def article(self, column: str, slug: str, lang: str) -> Article | None:
        """The article in `lang`, else in the first language that it exists in."""
        versions = self.articles.get((column, slug))
        if versions is None:
            return None
        return versions.get(lang) or versions[self.first_language(versions)]

    def first_language(self, versions: Mapping[str, Article]) -> str:
        """The language that stands in for a missing one."""
        return next((lang for lang in self.settings.languages if lang in versions), min(versions))

    def column(self, name: str, lang: str) -> list[Article]:
        """A column's articles for readers of `lang`, the latest first, one of each slug."""
        return [
            versions.get(lang) or versions[self.first_language(versions)]
            for versions in self._columns.get(name, ())
        ]

    @cached_property
    def _columns(self) -> Mapping[str, list[Mapping[str, Article]]]:
        found: dict[str, list[tuple[int, str, Mapping[str, Article]]]] = {}
        for (column, slug), versions in self.articles.items():
            latest = max(article.date for article in versions.values())
            found.setdefault(column, []).append((-latest.toordinal(), slug, versions))
        return {
            column: [versions for _, _, versions in sorted(entries, key=lambda entry: entry[:2])]
            for column, entries in found.items()
        }

    def all_articles(self) -> Iterator[Article]:
        """Every article in every language it exists in."""
        for versions in self.articles.values():
            yield from versions.values()

    @property
    def public(self) -> Path:
        """The folder of the files of the release; those of earlier steps can be read there."""
        return self.tables.parent / "public"

    def is_expired(self, article: Article) -> bool:
        """Whether the article is no longer current on this edition's instant."""
        return article.expires is not None and moment(article.expires, self.as_of) <= self.as_of

    @cached_property
    def _fragments(self) -> Fragments:
        return Fragments(self.fragments_file, self.store_key)

    def fragment(self, article: Article) -> Fragment:
        """The rendered text of an article of this edition: the stored one, else made again.

        Raises ConflictError if it is neither stored nor in the source any more.
        """
        found = self._fragments.get(article.path, article.sha256)
        if found is None:
            from publisher.source.source import render_again  # the running website needs no reader

            found = render_again(self.folders, article)
        return found

    def __getstate__(self) -> dict[str, object]:
        """Pickle without what was computed or opened here."""
        return {key: value for key, value in self.__dict__.items() if not key.startswith("_")}


def moment(when: dt.date, like: dt.datetime) -> dt.datetime:
    """A date or an instant as an instant in the time zone of `like`; a date begins at midnight."""
    if not isinstance(when, dt.datetime):
        return dt.datetime(when.year, when.month, when.day, tzinfo=like.tzinfo)
    return when if when.tzinfo else when.replace(tzinfo=like.tzinfo)


def is_visible(article: Article, as_of: dt.datetime) -> bool:
    """Whether an article is published on that instant: no draft, and its time has come."""
    if article.draft:
        return False
    return article.publish_at is None or moment(article.publish_at, as_of) <= as_of
