"""The front page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.source.articles import Article
from publisher.source.packages import DataPackage
from publisher.source.units import Unit
from website.checks.check import Count, count
from website.pages.lists import Entry, entry
from website.pages.windows import Phase, window

LATEST = 5
OPEN = 8
DATASETS = 6
UNITS = 15
FIRST_DATASETS = ("three-public", "procurement", "budget")
"""What most people come for; other datasets follow by name."""


class DatasetCard(NamedTuple):
    """A dataset on the front page."""

    address: str
    title: str
    description: str


class UnitLink(NamedTuple):
    """A unit on the front page."""

    address: str
    name: str


class Home(NamedTuple):
    """All that the front page shows."""

    title: str
    description: str
    notices: tuple[Entry, ...]
    cases: tuple[Entry, ...]
    news: tuple[Entry, ...]
    exemplars: tuple[Entry, ...]
    open_notices: tuple[Entry, ...]
    datasets: tuple[DatasetCard, ...]
    units: tuple[UnitLink, ...]
    all_units: int
    has_report: bool
    flags: Count | None


def home(edition: Edition, lang: str) -> Home:
    """What the front page shows to readers of `lang`."""

    def latest(column: str) -> tuple[Entry, ...]:
        return entries(edition, edition.column(column, lang)[:LATEST], lang)

    supervision = edition.supervision
    return Home(
        title=languages.pick(edition.settings.title, lang),
        description=languages.pick(edition.settings.description, lang),
        notices=latest("notices"),
        cases=latest("cases"),
        news=latest("news"),
        exemplars=latest("exemplars"),
        open_notices=entries(edition, open_notices(edition, lang)[:OPEN], lang),
        datasets=tuple(cards(edition, lang))[:DATASETS],
        units=tuple(
            UnitLink(addresses.unit(lang, unit.org_id), languages.pick(unit.name, lang))
            for unit in islice(filter(exists, edition.units.values()), UNITS)
        ),
        all_units=len(edition.units),
        has_report=edition.report_channels,
        flags=count(supervision.public, supervision.waiting) if supervision.checks else None,
    )


def exists(unit: Unit) -> bool:
    """Whether a unit is one that people look for: not the county itself, nor one abolished."""
    return unit.kind != "county" and not dict(unit.row).get("abolished_on")


def entries(edition: Edition, articles: Sequence[Article], lang: str) -> tuple[Entry, ...]:
    """The entries of articles for readers of `lang`."""
    return tuple(entry(edition, article, lang) for article in articles)


def open_notices(edition: Edition, lang: str) -> list[Article]:
    """The notices about which something can still be said, those that close first first."""
    found: list[tuple[int, str, Article]] = []
    for article in edition.column("notices", lang):
        state = window(article, edition.today)
        if state is not None and state.phase is Phase.OPEN and not edition.is_expired(article):
            found.append((state.days, article.slug, article))
    return [article for _, _, article in sorted(found, key=lambda item: item[:2])]


def cards(edition: Edition, lang: str) -> Iterator[DatasetCard]:
    """The datasets, those that most people come for first."""
    packages: list[DataPackage] = [
        edition.packages[name] for name in FIRST_DATASETS if name in edition.packages
    ]
    packages += [
        package for name, package in edition.packages.items() if name not in FIRST_DATASETS
    ]
    for package in packages:
        yield DatasetCard(
            addresses.dataset(lang, package.name), languages.pick(package.title, lang),
            first_sentence(languages.pick(package.description, lang)),
        )  # fmt: skip


def first_sentence(text: str) -> str:
    """The text up to its first full stop."""
    for position, character in enumerate(text):
        ends = character == "." and text[position + 1 : position + 2] in ("", " ", "\n")
        if character == "。" or ends:
            return text[: position + 1]
    return text
