"""What the archive and the data say together: duties with their first days, and revisions."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from publisher.release.archive import Archive
from publisher.release.first_published import NOTHING, Remembered
from publisher.release.versions import archived_package
from publisher.source.articles import Article
from publisher.source.packages import DataPackage
from publisher.supervision.duties import Duties
from publisher.supervision.revisions import Comparison
from publisher.workdays import Calendar

T = TypeVar("T")


class Remember(Protocol):
    """Gives the result called `name` for `inputs`, computed if it is not known."""

    def __call__(self, name: str, inputs: Sequence[str], compute: Callable[[], T]) -> T: ...


@dataclass(frozen=True, kw_only=True)
class Observing:
    """The duties, the unannounced changes of tables, and what the archive is to remember.

    `inputs` is what the duties depend on besides the archive; none where there are no duties.
    """

    duties: Duties = field(default_factory=Duties)
    history: tuple[Comparison, ...] = ()
    firsts: Remembered = NOTHING
    inputs: tuple[str, ...] = ()


def observe(
    archive: Archive, packages: Mapping[str, DataPackage],
    articles: Mapping[tuple[str, str], Mapping[str, Article]], *,
    calendar: Calendar, today: dt.date, remember: Remember,
) -> Observing:  # fmt: skip
    """The duties and revisions of what is to be published on `today`.

    Nothing is computed, nor imported, where no table has a schema of the field.
    """
    tables = [
        f"{name} {package.digest}" for name, package in sorted(packages.items())
        if any(resource.schema.name for resource in package.resources)
    ]  # fmt: skip
    history = tuple(_history(archive, packages, today, remember))
    if not tables:
        return Observing(history=history)
    shown = [article for versions in articles.values() for article in versions.values()]
    named = [f"{article.path} {article.sha256}" for article in shown if article.tags]
    inputs = (*tables, *sorted(named), str(today), repr(calendar))

    def compute() -> tuple[Duties, Remembered]:
        return _evaluate(archive, packages, shown, calendar=calendar, today=today)

    counts, before = archive.first_days_stamp()
    duties, firsts = remember("obligations", [*inputs, counts], compute)
    if firsts != NOTHING:  # only what is new depends on the day of the last publication
        duties, firsts = remember("new obligations", [*inputs, counts, before], compute)
    return Observing(duties=duties, history=history, firsts=firsts, inputs=inputs)


def settled(archive: Archive, observed: Observing, remember: Remember) -> None:
    """What was new is known once it is published: the next publication need not compute it."""
    if observed.inputs:
        counts, _ = archive.first_days_stamp()
        remember("obligations", [*observed.inputs, counts], lambda: (observed.duties, NOTHING))


def _evaluate(
    archive: Archive, packages: Mapping[str, DataPackage], articles: Sequence[Article], *,
    calendar: Calendar, today: dt.date,
) -> tuple[Duties, Remembered]:  # fmt: skip
    from publisher.supervision.county import Tables
    from publisher.supervision.county_obligations import of_county
    from publisher.supervision.evaluation import evaluate

    days = archive.first_days(today)
    tables = Tables(packages)
    found = evaluate(of_county(tables), tables, articles, days=days, calendar=calendar)
    fresh = {key: first for key, first in found.firsts.items() if key not in days.known}
    return found.duties, Remembered(fresh, found.watched - days.watched)


def _history(
    archive: Archive, packages: Mapping[str, DataPackage], today: dt.date, remember: Remember
) -> Iterator[Comparison]:
    """Comparisons of each dataset's versions with the ones before, the present one the last.

    They are remembered together: each is judged by what the present version says.
    """
    for package in packages.values():
        if package.only_current:
            continue  # what is compared would be shown
        kept = archive.versions(package.folder)
        chain = [(day, digest, content) for day, digest, content in kept]
        if not chain or chain[-1][1] != package.digest:
            chain.append((today, package.digest, b""))
        if len(chain) > 1:
            known = [f"{day} {digest}" for day, digest, _ in chain]
            judge = partial(_compare_all, archive, package, chain)
            yield from remember("revisions", [*known, package.digest], judge)


def _compare_all(
    archive: Archive, newest: DataPackage, chain: Sequence[tuple[dt.date, str, bytes]]
) -> tuple[Comparison, ...]:
    return tuple(
        comparison
        for (_, _, older), (day, after, newer) in itertools.pairwise(chain)
        for comparison in _compare(archive, newest, older, newer, version=after, day=day)
    )


def _compare(
    archive: Archive, newest: DataPackage, older: bytes, newer: bytes, *, version: str, day: dt.date
) -> tuple[Comparison, ...]:
    """The changes between two versions that nothing has announced since."""
    from publisher.supervision.revisions import compare, outstanding

    before = archived_package(archive, newest.folder, older)
    after = archived_package(archive, newest.folder, newer) if newer else newest
    return tuple(
        entry._replace(changes=outstanding(entry.changes, newest.resource(entry.resource)))
        for entry in compare(before, after, version=version[:12], day=day)
    )
