"""The one road from a source to what the public sees: read, check, build, record, switch."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.checking import future
from publisher.checking.check import Report, Results, check, valid_packages
from publisher.edition import Edition
from publisher.errors import StorageError, UsageError
from publisher.jobs import Planner
from publisher.languages import Message, message
from publisher.processes import Processes
from publisher.release import calendars, live, software
from publisher.release.archive import Archive, Publication
from publisher.release.build import Built, build
from publisher.release.compose import Composition, compose, instant
from publisher.release.departed import departed
from publisher.release.durable import sync_folder
from publisher.release.forgotten import forget, refuse_forgotten
from publisher.release.index import Index
from publisher.release.observing import Remember, settled
from publisher.release.reader import Release, current, find, kept
from publisher.release.refusals import REFUSALS, refused, storage
from publisher.release.stage import Stage
from publisher.release.supervised import foreseen
from publisher.release.switch import exclusive, prune, switch
from publisher.source import holidays
from publisher.source.memory import FRAGMENTS, Fragments, Store, keep_newest, sweep
from publisher.source.read import read
from publisher.source.settings_file import read_settings
from publisher.source.source import Source
from publisher.supervision.life import FlagRecord

Say = Callable[[Message], None]
"""Is told what is being done, for people who wait."""

SUPERVISION = "supervision"
"""The cache of what integrity checks gave: new every day, so that only the last ones are kept."""

RESULTS_KEPT = 60
"""So many results of the integrity checks stay: those of a day are of no use on the next.

A publication keeps at most ten (the calendar, what is wrong in [checks], the checks of tables and
those that observe, the duties before and after it, the answers judged by a check beforehand), and
one for each dataset with an earlier version, which is counted besides.
"""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a command works: the source folders, the folder of what it makes, its helpers.

    `plan` says which outputs a release has and how they are made.
    """

    sources: tuple[Path, ...]
    var: Path
    plan: Planner
    say: Say = lambda text: None

    @property
    def cache(self) -> Path:
        """What only saves time."""
        return self.var / "cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a publication did.

    `release` is the id of what is now current and `before` of what was; `changed`, `held_back`
    and `gone` are items; `made` and `reused` count outputs; `new_flags` were never seen before.
    """

    report: Report
    release: str
    before: str | None
    changed: tuple[str, ...]
    held_back: tuple[str, ...]
    gone: tuple[str, ...]
    made: int = 0
    reused: int = 0
    new_flags: tuple[FlagRecord, ...] = ()


@contextlib.contextmanager
def checked(
    place: Workplace, *, now: Callable[[], dt.datetime] | None = None
) -> Iterator[tuple[Source, Report, Processes]]:
    """Read and check the source. The caches are left out where they cannot be written.

    With `now`, answers to flags and days to come are judged too, and what lost its source is
    told; a publication does that when it knows its day.
    """
    folder: Path | None = place.cache
    try:
        for name in ("checks", SUPERVISION):
            (place.cache / name).mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = None
    if folder is not None and not os.access(folder, os.W_OK):
        folder = None
    if folder is not None:
        sweep(folder)
        sweep(folder / "checks")
        sweep(folder / SUPERVISION)
    identity = software.identity()
    store = Store(folder, identity)
    results = Results(folder / "checks" if folder else None, identity)
    with Processes() as processes, contextlib.closing(store.fragments):
        try:
            source = read(place.sources, store, processes)
            if folder is not None:
                keep_newest(folder / SUPERVISION, RESULTS_KEPT + len(source.packages))
            report = check(source, results, _Progress(place.say))
            if now is not None:
                remember = Results(folder / SUPERVISION if folder else None, identity).get
                today = now().astimezone(source.settings.zone).date()
                report = report.plus(tuple(departed(source, place.var / "archive")))
                report = report.plus(future.findings(
                    valid_packages(source, report), today, remember
                ))
                report = report.plus(foreseen(
                    source, report, place.var / "archive", say=place.say, remember=remember,
                    today=today,
                ))  # fmt: skip
        except REFUSALS as failure:
            what, file = refused(failure)
            raise StorageError(
                message("The source was not checked: {what} ({file}). Free some space or mend "
                        "the rights, then run the command again.",
                        what=what, file=file or place.var)
            ) from failure  # fmt: skip
        yield source, report, processes


class _Progress:
    """Says what is being checked, and how far a long check has come after how many seconds."""

    def __init__(self, say: Callable[[Message], None]) -> None:
        self.say = say
        self.started = time.monotonic()
        self.known: set[str] = set()

    def __call__(self, item: str, rows: int) -> None:
        seconds = f"{time.monotonic() - self.started:.0f}"
        if rows:
            self.say(message("Checking {item}: {rows} rows after {seconds} seconds …", item=item,
                             rows=f"{rows:,}", seconds=seconds))  # fmt: skip
        elif item in self.known:
            self.say(message("Checking {item}: {seconds} seconds so far …", item=item,
                             seconds=seconds))  # fmt: skip
        else:
            self.say(message("Checking {item} …", item=item))
        self.known.add(item)


def publish(
    place: Workplace, *, as_of: dt.datetime | None = None, future: bool = False, note: str = "",
    now: Callable[[], dt.datetime],
) -> Outcome:  # fmt: skip
    """Publish the source as it is, on the instant `as_of` (else the last one that matters).

    Raises PublisherError where nothing could be published; the release that was current stays.
    An instant to come needs `future`: what would be public by then is to be kept for ever after.
    """
    if as_of is not None and as_of > now() and not future:
        raise UsageError(
            message("{instant} is still to come. What is public then would be public today, and "
                    "gone again with the next publication. If you mean it, add --future.",
                    instant=as_of.isoformat(sep=" ", timespec="minutes"))
        )  # fmt: skip
    with exclusive(place.var), storage(place.var):
        archive = Archive(place.var / "archive")
        with contextlib.closing(archive), checked(place) as (source, report, processes):
            before = _settle(place.var, archive, source.store.fragments)
            stage = Stage(place.var)
            when = as_of or instant(source, now())
            made = _compose(place, source, report, archive, when, drafts=False)
            place.say(message("Building …"))
            built = _build(place, made.edition, stage, before, processes)
            if (before is None or built.release.id != before.id
                    or made.lives.flags or made.lives.values):  # fmt: skip
                _record(place.var, archive, made, built.release.id, note, now())
                forget(place.var, archive, built.release, source.store.fragments)
                settled(archive, made.observed, _memory(place))
                prune(place.var, source.settings.keep, archive, stage)
            return _outcome(made, built.release.id, before.id if before else None,
                            built.made, built.reused)  # fmt: skip


def _compose(
    place: Workplace, source: Source, report: Report, archive: Archive, as_of: dt.datetime, *,
    drafts: bool,
) -> Composition:  # fmt: skip
    identity = software.identity()
    return compose(
        source, report, archive, as_of, drafts=drafts, tables=Stage(place.var).folder / "tables",
        fragments_file=place.cache / FRAGMENTS, software=identity,
        remember=_memory(place), say=place.say,
    )  # fmt: skip


def _memory(place: Workplace) -> Remember:
    """What was computed of the same inputs before."""
    return Results(place.cache / SUPERVISION, software.identity()).get


def _build(
    place: Workplace, edition: Edition, stage: Stage, base: Release | None, processes: Processes
) -> Built:
    jobs = [*place.plan(edition), live.job(edition)]
    return build(edition, jobs, stage, base=base, index=Index(edition), processes=processes)


def _settle(var: Path, archive: Archive, fragments: Fragments) -> Release | None:
    """Put in order what an interrupted command left; gives the current release.

    A switch is made durable before the archive confirms it.
    """
    before = current(var)
    sync_folder(var)
    archive.settle(before.id if before else None)
    forget(var, archive, before, fragments)
    return before


def _record(
    var: Path, archive: Archive, made: Composition, release: str, note: str, at: dt.datetime
) -> None:
    """Note the publication, switch to it, confirm it."""
    entry = Publication(
        release, made.edition.as_of.isoformat(), at.isoformat(timespec="seconds"), note, "publish"
    )
    seq = archive.note(entry, made.versions, made.troubles, firsts=made.observed.firsts,
                       flags=made.lives.flags, values=made.lives.values)  # fmt: skip
    switch(var, find(var, release))
    archive.confirm(seq)


def _outcome(
    made: Composition, release: str, before: str | None, count: int, reused: int
) -> Outcome:  # fmt: skip
    return Outcome(
        report=made.report, release=release, before=before,
        changed=tuple(version.item for version in made.versions),
        held_back=tuple(trouble.item for trouble in made.troubles if trouble.kind == "held"),
        gone=tuple(trouble.item for trouble in made.troubles
                   if trouble.kind == "gone" and trouble.since == made.edition.today),
        made=count, reused=reused, new_flags=made.lives.new,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a publication would do: items that are new, changed, held back or without a source."""

    report: Report
    new: tuple[str, ...]
    changed: tuple[str, ...]
    held_back: tuple[str, ...]
    gone: tuple[str, ...]


def foresee(place: Workplace, *, now: Callable[[], dt.datetime]) -> Foresight:
    """Say what `publish` would do, without doing it."""
    live: dict[str, str] = {}
    if (place.var / "archive" / "archive.sqlite").is_file():
        with contextlib.closing(Archive(place.var / "archive")) as archive:
            live = archive.live()
    with checked(place, now=now) as (source, report, _):
        bad = report.bad_items
        present = {path: article.sha256 for path, article in source.articles.items()
                   if not article.draft}  # fmt: skip
        present |= {package.folder: package.digest for package in source.packages.values()}
        if source.workdays is not None:
            present[holidays.FILE] = calendars.digest(source.workdays)
        present |= {path: answer.sha256 for path, answer in source.answers.items()}
        if source.notices is not None:
            present[source.notices.path] = source.notices.sha256
        valid = {item: digest for item, digest in present.items() if item not in bad}
        return Foresight(
            report,
            new=tuple(sorted(valid.keys() - live.keys())),
            changed=tuple(sorted(i for i in valid.keys() & live.keys() if live[i] != valid[i])),
            held_back=tuple(sorted(bad & source.items)),
            gone=tuple(sorted(live.keys() - source.items)),
        )


def zone(place: Workplace) -> dt.tzinfo:
    """The time zone of the source's site."""
    return read_settings(place.sources[0]).zone


def rollback(var: Path, prefix: str, *, note: str, now: Callable[[], dt.datetime]) -> str:
    """Make a kept release the current one again; gives its id."""
    with exclusive(var), storage(var):
        archive = Archive(var / "archive")
        file = var / "cache" / FRAGMENTS
        fragments = Fragments(file if file.is_file() else None, software.identity())
        with contextlib.closing(archive), contextlib.closing(fragments):
            before = _settle(var, archive, fragments)
            refuse_forgotten(var, archive, prefix)
            release = find(var, prefix)
            if before is None or before.id != release.id:
                seq = archive.note(
                    Publication(release.id, release.as_of.isoformat(),
                                now().isoformat(timespec="seconds"), note, "rollback"), (), (),
                )  # fmt: skip
                switch(var, release)
                archive.confirm(seq)
            return release.id


def history(var: Path) -> list[Publication]:
    """The log of publications and rollbacks, the latest last."""
    if not (var / "archive" / "archive.sqlite").is_file():
        return []
    archive = Archive(var / "archive")
    with contextlib.closing(archive):
        return archive.publications()


def is_due(place: Workplace, *, now: Callable[[], dt.datetime]) -> bool:
    """Whether the site would change by the passing of time: a new day, or a planned instant."""
    release = current(place.var)
    if release is None:
        return True
    with checked(place) as (source, _, _):
        return release.as_of < instant(source, now())


def preview(place: Workplace, *, now: Callable[[], dt.datetime]) -> tuple[Report, Release]:
    """Build the source as it is now, drafts included, as a release that only staff see.

    It lies in `var/preview`, beside and apart from what is published.
    """
    own = replace(place, var=place.var / "preview")
    with exclusive(own.var), storage(own.var), checked(own) as (source, report, processes):
        archive = Archive(place.var / "archive")
        with contextlib.closing(archive):
            when = instant(source, now())
            made = _compose(own, source, report, archive, when, drafts=True)
            stage = Stage(own.var)
            built = _build(own, made.edition, stage, current(own.var), processes)
            switch(own.var, built.release)
            for release in kept(own.var):
                if release.id != built.release.id:
                    stage.set_aside(release)
            return made.report, built.release


@contextlib.contextmanager
def composed(
    place: Workplace, *, as_of: dt.datetime | None = None, now: Callable[[], dt.datetime]
) -> Iterator[tuple[Report, Composition]]:
    """What would be published now; nothing is built."""
    with exclusive(place.var), checked(place) as (source, report, _):
        archive = Archive(place.var / "archive")
        with contextlib.closing(archive):
            made = _compose(place, source, report, archive, as_of or instant(source, now()),
                            drafts=False)  # fmt: skip
            yield made.report, made
