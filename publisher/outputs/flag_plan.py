"""Which files integrity checks have besides their pages: feeds, and one file for programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publisher import addresses
from publisher.edition import Edition
from publisher.jobs import Job, digest, write
from publisher.outputs import signals
from publisher.supervision.life import About, FlagRecord

if TYPE_CHECKING:
    from publisher.outputs import feeds


def jobs(edition: Edition) -> Iterator[Job]:
    """The feeds of each check, and `/checks.json`."""
    supervision = edition.supervision
    if not supervision.checks:
        return
    states = [check_state(edition, about) for about in supervision.checks]
    shared = digest(edition.software, edition.settings.raw)
    yield Job(
        "public/" + addresses.file_of(addresses.checks_file()),
        digest(shared, edition.today, supervision.answer_days, supervision.waiting, states),
        make_file,
    )  # fmt: skip
    for lang in edition.settings.languages:
        for about, state in zip(supervision.checks, states, strict=True):
            for extension in ("atom", "rss"):
                address = addresses.check_feed(lang, about.id, extension)
                yield Job("public/" + addresses.file_of(address), digest(shared, lang, state),
                          make_feed, (about.id, lang, extension))  # fmt: skip


def check_state(edition: Edition, about: About) -> str:
    """A digest of all that can be shown of a check and its public flags."""
    supervision = edition.supervision
    result = supervision.results[about.id]
    outcome = result.outcome
    return digest(
        about, sorted(result.values.items()), result.missing, bool(result.failure),
        (outcome.population, outcome.not_evaluated) if outcome else None,
        supervision.waiting_of.get(about.id, 0),
        [change for change in supervision.changes if change.check == about.id],
        [flag_state(edition, record) for record in supervision.of_check(about.id)],
    )  # fmt: skip


def flag_state(edition: Edition, record: FlagRecord) -> str:
    """A digest of all that can be shown of a flag: names and links to rows included."""
    states = _states(edition)
    known = states.get(record.flag.id)
    if known is None:
        known = states[record.flag.id] = digest(
            record, signals.names(edition, record.flag.unit),
            [signals.names(edition, answer.party) for answer in record.answers],
            [signals.where(edition, entry) for entry in record.flag.evidence],
        )  # fmt: skip
    return known


_last: list[tuple[Edition, dict[str, str]]] = []


def _states(edition: Edition) -> dict[str, str]:
    """The digests of `edition`, made once for all languages; there is one edition at a time."""
    if not _last or _last[0][0] is not edition:
        _last[:] = [(edition, {})]
    return _last[0][1]


def make_file(edition: Edition, target: Path) -> bytes:
    """Write `/checks.json`."""
    from publisher.outputs import checks_file

    return write(target, checks_file.content(edition))


def make_feed(edition: Edition, target: Path, check: str, lang: str, extension: str) -> bytes:
    """Write a check's feed."""
    from publisher.outputs import feeds, flag_feeds

    about = edition.supervision.about(check)
    if about is None:
        raise KeyError(check)
    feed = flag_feeds.check_feed(edition, about, lang)
    return write(target, feeds.atom(feed) if extension == "atom" else feeds.rss(feed))


def empty_feeds(edition: Edition, lang: str) -> Iterator[feeds.Feed]:
    """All feeds of checks without their entries, for the list of feeds."""
    from publisher.outputs import flag_feeds

    for about in edition.supervision.checks:
        yield flag_feeds.check_feed(edition, about, lang, empty=True)
