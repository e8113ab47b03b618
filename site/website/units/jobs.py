"""Which pages of units there are."""

from __future__ import annotations

from collections.abc import Iterator

from publisher import addresses
from publisher.edition import Edition
from publisher.jobs import Job, digest
from publisher.outputs.flag_plan import flag_state
from publisher.source import units
from website.layout import common
from website.obligations.lines import clock
from website.pages.lists import trace
from website.rendering import page
from website.units.unit import LATEST, articles_of, naming_columns


def jobs(edition: Edition) -> Iterator[Job]:
    """The list and one page for each unit, in every language."""
    directory = units.directory(edition.packages.values())
    if directory is None:
        return
    shared = digest(
        common(edition),
        directory[0].digest,
        [(package.digest, resource.name) for package, resource, *_ in naming_columns(edition)],
    )
    names = [(about.id, about.name) for about in edition.supervision.checks]
    for lang in edition.settings.languages:
        yield page(addresses.units(lang), digest(shared, lang))
        for org_id in edition.units:
            found = [
                (column, len(listed), [trace(edition, article) for article in listed[:LATEST]])
                for column, listed in articles_of(edition, org_id, lang).items()
            ]
            flags = edition.supervision.of_unit(org_id)
            state = [flag_state(edition, record) for record in flags]
            yield page(addresses.unit(lang, org_id), digest(
                shared, lang, found, state, names, clock(edition, org_id, lang),
            ))  # fmt: skip
