"""Which pages of checks there are: all checks, each of them, and each unit with public flags."""

from __future__ import annotations

from collections.abc import Iterator

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.jobs import Job, digest
from publisher.outputs.flag_plan import check_state, flag_state
from website.checks.check import checks_page, needed_tables
from website.layout import common
from website.rendering import page


def jobs(edition: Edition) -> Iterator[Job]:
    """All pages of this topic."""
    supervision = edition.supervision
    if not supervision.checks:
        return
    shared = digest(
        common(edition), [(package.name, resource.name, resource.title)
                          for package in edition.packages.values()
                          for resource in package.resources],
    )  # fmt: skip
    states = [check_state(edition, about) for about in supervision.checks]
    for lang in edition.settings.languages:
        base = digest(shared, lang)
        yield page(addresses.checks(lang), digest(base, states, checks_page(edition, lang)))
        for about, state in zip(supervision.checks, states, strict=True):
            tables = list(needed_tables(edition, about, lang))
            yield page(addresses.check(lang, about.id), digest(base, state, tables))
        names = {about.id: about.name for about in supervision.checks}
        for unit in supervision.units:
            flags = supervision.of_unit(unit)
            yield page(
                addresses.unit_flags(lang, unit),
                digest(base, names, languages.pick(_name(edition, unit), lang),
                       [flag_state(edition, record) for record in flags]),
            )  # fmt: skip


def _name(edition: Edition, unit: str) -> languages.Localised:
    known = edition.units.get(unit)
    return known.name if known else {}
