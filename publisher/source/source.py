"""A source as read: what staff wrote, as values, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from publisher.findings import Finding
from publisher.source import articles, holidays
from publisher.source.answers import Answer, Notices
from publisher.source.articles import Article
from publisher.source.files import Picture, changed, state_of
from publisher.source.fragments import Fragment
from publisher.source.memory import Store
from publisher.source.packages import DataPackage
from publisher.source.search_words import NO_WORDS, SearchWords
from publisher.source.settings import Settings
from publisher.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Source:
    """A source as read: what is well-formed, and what is wrong with the rest.

    `articles`, `answers` and `pictures` by path, `packages` by name. `items` are the paths of all
    articles, answers and dataset folders that exist, well-formed or not. `workdays` is the source's
    own file of working days, None where it has none.
    """

    folders: tuple[Path, ...]
    settings: Settings
    articles: Mapping[str, Article]
    packages: Mapping[str, DataPackage]
    pictures: Mapping[str, Picture]
    items: frozenset[str]
    findings: tuple[Finding, ...]
    store: Store
    answers: Mapping[str, Answer]
    notices: Notices | None
    workdays: bytes | None = None
    words: SearchWords = NO_WORDS

    @property
    def calendar(self) -> Calendar:
        """The calendar of working days, with the years that the source sets rightly."""
        return holidays.calendar(holidays.parse(self.workdays or b"years: {}")[0] or {})

    def fragment(self, article: Article) -> Fragment:
        """The rendered text of an article of this source.

        Raises ConflictError if its file changed since it was read.
        """
        known = self.store.fragments.get(article.path, article.sha256)
        if known is not None:
            return known
        return render_again(self.folders, article)

    def text(self, written: Written) -> bytes:
        """The bytes of an article's or answer's file. Raises ConflictError if they changed."""
        return text_of(self.folders, written)


class Written(Protocol):
    """What was read from one file: its path below the source folder, and the file's hash."""

    @property
    def path(self) -> str:
        """The path."""

    @property
    def sha256(self) -> str:
        """The hash, in hex."""


def text_of(folders: Sequence[Path], written: Written) -> bytes:
    """The bytes of a file. Raises ConflictError if they changed since it was read."""
    for folder in folders:
        place = folder / written.path
        if place.is_file():
            content = place.read_bytes()
            if state_of(place, place.stat(), content).sha256 == written.sha256:
                return content
    raise changed(written.path)


def render_again(folders: Sequence[Path], article: Article) -> Fragment:
    """An article's text from its file. Raises ConflictError if that changed since."""
    fragment = articles.parse(article.path, text_of(folders, article)).fragment
    if fragment is None:
        raise changed(article.path)
    return fragment
