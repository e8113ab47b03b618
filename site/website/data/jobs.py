"""Which pages of data there are: the catalogue, datasets, their reports, and tables."""

from __future__ import annotations

from collections.abc import Iterator

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.findings import totals
from publisher.jobs import Job, digest
from website.data.dataset import check_flags, flag_count
from website.layout import common
from website.rendering import page


def jobs(edition: Edition) -> Iterator[Job]:
    """All pages of this topic."""
    everything = [
        (name, package.digest, edition.held_back.get(package.folder))
        for name, package in edition.packages.items()
    ]
    for lang in edition.settings.languages:
        units = [
            (org_id, languages.pick(unit.name, lang)) for org_id, unit in edition.units.items()
        ]
        shared = digest(common(edition), lang, units)
        yield page(addresses.catalogue(lang), digest(shared, everything, flag_count(edition)))
        for name in edition.packages:
            yield from dataset_jobs(edition, name, lang, shared)


def dataset_jobs(edition: Edition, name: str, lang: str, shared: str) -> Iterator[Job]:
    """The pages of one dataset, which name tables of others that it refers to."""
    package = edition.packages[name]
    others = [
        (other.name, resource.name, languages.pick(resource.title, lang))
        for other in edition.packages.values()
        for resource in other.resources
    ]
    held = edition.held_back.get(package.folder)
    own = digest(shared, package.digest, others, held)
    found = edition.findings.get(package.folder, ())
    flags = list(check_flags(edition, name, lang))
    yield page(addresses.dataset(lang, name), digest(own, sum(totals(found).values()), flags))
    yield page(addresses.validation(lang, name), digest(
        own, found, edition.today, edition.published.get(package.folder)
    ))  # fmt: skip
    for resource in package.resources:
        yield page(addresses.table(lang, name, resource.name), own)
