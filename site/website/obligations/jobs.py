"""Which pages of obligations there are."""

from __future__ import annotations

from collections.abc import Iterator

from publisher import addresses
from publisher.edition import Edition
from publisher.jobs import Job, digest
from website.layout import common
from website.obligations.lines import heard
from website.rendering import page


def jobs(edition: Edition) -> Iterator[Job]:
    """The page of all obligations and one for each that has duties, in every language."""
    duties = edition.obligations
    if not duties.all:
        return
    names = [(org_id, unit.name) for org_id, unit in edition.units.items()]
    shared = digest(common(edition), names, edition.today)
    for lang in edition.settings.languages:
        flags = {
            name: [heard(edition, duty, entry, lang) for duty in own]
            for name, own in duties.by_obligation.items()
            if (entry := duties.obligation(name)) is not None
        }
        yield page(addresses.obligations(lang), digest(shared, lang, duties, sorted(flags.items())))
        for name, own in duties.by_obligation.items():
            reasons = [reason for other, reason in duties.not_evaluated if other == name]
            yield page(addresses.obligation(lang, name),
                       digest(shared, lang, duties.obligation(name), own, reasons,
                              flags.get(name)))  # fmt: skip
