"""Datasets, and the columns of their tables as the data dictionary explains them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import pick
from publisher.release.found import weights
from publisher.release.found.entries import DATA, Entry, codes_of, day, joined, label, ready
from publisher.source.packages import DataPackage, Resource
from publisher.source.schemas import Field
from search_index import Document

CHINESE: Final = "zh"


def entries(edition: Edition) -> Iterator[Entry]:
    """Each dataset and each column in every language of the site."""
    for package in edition.packages.values():
        for lang in edition.settings.languages:
            yield ready(_dataset(package, lang))
            for resource in package.resources:
                for place, field in enumerate(resource.schema.fields, 1):
                    address = addresses.field(lang, package.name, resource.name, place)
                    yield ready(_field(address, package, field, lang))


def _dataset(package: DataPackage, lang: str) -> Document:
    """A dataset, found by what is said of it, its tables and their columns.

    A keyword names it: who asks for just that wants the whole dataset before single figures.
    """
    keywords = package.keywords if lang == CHINESE else _in_latin(package.keywords)
    return Document(
        id=addresses.dataset(lang, package.name), kind="dataset", lang=lang,
        title=pick(package.title, lang),
        body=joined(pick(package.description, lang), " ".join(keywords),
                    *(text for resource in package.resources for text in _table(resource, lang))),
        date=day(package.created), category=DATA, unit=label(package.unit),
        collection=package.name, codes=codes_of(package.name), weight=weights.DATASET,
        names=tuple(keywords),
    )  # fmt: skip


def _in_latin(words: Iterable[str]) -> list[str]:
    """The words that are written in Latin letters; no descriptor says the language of a keyword."""
    return [word for word in words if word.isascii()]


def _table(resource: Resource, lang: str) -> Iterator[str]:
    yield pick(resource.title, lang)
    yield pick(resource.description, lang)
    for field in resource.schema.fields:
        yield f"{pick(field.title, lang)} {pick(field.description, lang)}".strip()


def _field(
    address: str, package: DataPackage, field: Field, lang: str
) -> Document:
    """A column, found by its names, its meaning and the words for its codes.

    Not by its table, dataset or unit: who asks for these finds them, and no list of all columns.
    Nor has it a day: those of a dataset would stand before everything else of that day.
    """
    title = pick(field.title, lang) or field.name
    return Document(
        id=address, kind="field", lang=lang, title=title,
        body=joined(pick(field.description, lang), field.name if title != field.name else "",
                    " ".join(pick(texts, lang) for texts in field.labels.values())),
        category=DATA, collection=package.name, weight=weights.FIELD,
    )  # fmt: skip
