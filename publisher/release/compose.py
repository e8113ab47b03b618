"""From a checked source to the edition that is to be published.

What is invalid is replaced by its last published version; what has no source any more keeps an
address that says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from publisher import addresses
from publisher.checking import future
from publisher.checking.check import Report, valid_packages
from publisher.edition import Edition, Gone, HeldBack, is_visible, moment
from publisher.errors import StorageError
from publisher.findings import Finding, Severity
from publisher.languages import message
from publisher.release.archive import Archive, Trouble, Version
from publisher.release.calendars import calendar
from publisher.release.observing import Observing, Remember, observe
from publisher.release.supervised import supervised
from publisher.release.versions import archived_package
from publisher.source import answers, articles, units
from publisher.source.articles import Article
from publisher.source.files import changed
from publisher.source.memory import pack
from publisher.source.packages import DataPackage
from publisher.source.source import Source
from publisher.source.units import Unit
from publisher.supervision.lives import Lives
from publisher.supervision.supervise import Say


class Composition(NamedTuple):
    """An edition, what the archive must be told about it, and all that was found."""

    edition: Edition
    versions: tuple[Version, ...]
    troubles: tuple[Trouble, ...]
    lives: Lives
    report: Report
    observed: Observing = Observing()


def instant(source: Source, now: dt.datetime) -> dt.datetime:
    """The last instant up to `now` at which the site could have changed by itself.

    It is today's midnight, or a later `publish_at` or `expires` that has passed: publishing
    twice in between gives the same release.
    """
    local = now.astimezone(source.settings.zone)
    best = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for article in source.articles.values():
        for when in (article.publish_at, article.expires):
            if when is not None and best < moment(when, local) <= local:
                best = moment(when, local)
    return best


class Composer:
    """Composes one edition."""

    def __init__(self, source: Source, report: Report, archive: Archive) -> None:
        self.source, self.report, self.archive = source, report, archive
        self.live = archive.live()
        self.before = archive.troubles()
        self.findings: dict[str, list[Finding]] = {}
        for finding in report.findings:
            self.findings.setdefault(finding.item, []).append(finding)
        self.bad = report.bad_items
        self.versions: list[Version] = []
        self.troubles: list[Trouble] = []

    def articles(
        self, as_of: dt.datetime, *, drafts: bool
    ) -> dict[tuple[str, str], dict[str, Article]]:
        """The articles to be shown, invalid ones in their last published version."""
        found: dict[tuple[str, str], dict[str, Article]] = {}
        for path, article in self.source.articles.items():
            if path in self.bad or not (drafts or is_visible(article, as_of)):
                continue
            found.setdefault(article.key, {})[article.lang] = article
            if self.live.get(path) != article.sha256 and not article.draft:
                self.versions.append(Version(path, article.sha256, self.source.text(article),
                                             article.only_current))  # fmt: skip
        for path in sorted(self.bad):
            if not path.startswith("content/") or path.startswith(answers.FOLDER):
                continue
            last = self.last_article(path)
            if last is not None:
                found.setdefault(last.key, {})[last.lang] = last
        return found

    def last_article(self, path: str) -> Article | None:
        """The last published version of an article, its text rendered."""
        last = self.archive.last_version(path)
        if last is None:
            return None
        digest, content = last
        parsed = articles.parse(path, content)
        if parsed.article is None or parsed.fragment is None:
            raise StorageError(
                message("The archived version of {item} cannot be read.", item=path)
            )
        self.source.store.fragments.put([(path, digest, pack(parsed.fragment))])
        return parsed.article

    def packages(self) -> dict[str, DataPackage]:
        """The datasets to be shown, their files taken from the archive."""
        found: dict[str, DataPackage] = {}
        for name, package in self.source.packages.items():
            if package.folder in self.bad:
                continue
            kept = self.kept(package)
            found[name] = kept
            if self.live.get(package.folder) != package.digest:
                self.versions.append(Version(package.folder, package.digest, self.text(package),
                                             package.only_current))  # fmt: skip
        for folder in sorted(item for item in self.bad if item.startswith("datasets/")):
            last = self.last_package(folder)
            if last is not None:
                found[last.name] = last
        return dict(sorted(found.items()))

    def kept(self, package: DataPackage) -> DataPackage:
        """The dataset with its files in the archive, where nothing changes them."""
        kept = {
            file.path: file._replace(place=str(self.archive.keep(file.sha256, Path(file.place))))
            for file in package.files
        }
        return replace(
            package,
            files=tuple(kept.values()),
            resources=tuple(
                replace(resource, file=kept[resource.file.path]) for resource in package.resources
            ),
        )

    def text(self, package: DataPackage) -> bytes:
        """What the archive keeps of a dataset: its descriptor, and its files by path and hash."""
        place = next(
            place for folder in self.source.folders if (place := folder / package.path).is_file()
        )
        content = place.read_bytes()
        if hashlib.sha256(content).hexdigest() != package.sha256:
            raise changed(package.path)
        files = {
            file.path.removeprefix(f"{package.folder}/"): [file.size, file.sha256]
            for file in package.files
        }
        kept = {"path": package.path, "descriptor": content.decode("utf-8"), "files": files}
        return json.dumps(kept, ensure_ascii=False).encode()

    def last_package(self, folder: str) -> DataPackage | None:
        """The last published version of a dataset."""
        last = self.archive.last_version(folder)
        return archived_package(self.archive, folder, last[1]) if last else None

    def held_back(self, today: dt.date) -> dict[str, HeldBack]:
        """Items that errors hold back, with the day since when."""
        held: dict[str, HeldBack] = {}
        for item in sorted(self.bad & self.source.items):
            since = self.since(item, "held", today)
            self.troubles.append(Trouble(item, "held", since))
            reasons = tuple(
                finding for finding in self.findings[item] if finding.severity is Severity.ERROR
            )
            held[item] = HeldBack(since, reasons)
        return held

    def gone(self, today: dt.date) -> dict[str, Trouble]:
        """Items that were published and have no source any more."""
        found: dict[str, Trouble] = {}
        for item in sorted(set(self.live) - self.source.items):
            found[item] = Trouble(item, "gone", self.since(item, "gone", today))
        self.troubles.extend(found.values())
        return found

    def since(self, item: str, kind: str, today: dt.date) -> dt.date:
        """Since when an item is held back or gone."""
        known = self.before.get(item)
        return known.since if known and known.kind == kind else today

    def add(self, findings: Iterable[Finding]) -> None:
        """Take note of what was found out only now."""
        findings = tuple(findings)
        if not findings:
            return
        self.report = self.report.plus(findings)
        for finding in findings:
            self.findings.setdefault(finding.item, []).append(finding)
        self.bad = self.report.bad_items


def compose(
    source: Source,
    report: Report,
    archive: Archive,
    as_of: dt.datetime,
    *,
    tables: Path,
    fragments_file: Path,
    software: str,
    remember: Remember,
    say: Say,
    drafts: bool = False,
) -> Composition:
    """The edition of `source` on the instant `as_of`, drafts included if asked for."""
    composer = Composer(source, report, archive)
    shown = composer.articles(as_of, drafts=drafts)
    datasets = composer.packages()
    composer.add(future.findings(valid_packages(source, report), as_of.date(), remember))
    days = calendar(source, composer.bad, archive, remember)
    composer.versions.extend(days.versions)
    observed = observe(archive, datasets, shown, calendar=days.calendar, today=as_of.date(),
                       remember=remember)  # fmt: skip
    lives = supervised(composer, datasets, observed, days.calendar, as_of.date(),
                       articles=(a for found in shown.values() for a in found.values()),
                       remember=remember, say=say)  # fmt: skip
    edition = Edition(
        settings=source.settings,
        as_of=as_of,
        articles=shown,
        packages=datasets,
        units=_units(report, datasets),
        pictures=source.pictures,
        held_back=composer.held_back(as_of.date()),
        findings={item: tuple(found) for item, found in composer.findings.items()
                  if item.startswith("datasets/")},
        gone=_gone(composer, as_of.date(), shown, datasets),
        tables=tables,
        fragments_file=fragments_file,
        store_key=source.store.fragments.key,
        software=software,
        report_channels=("pages", addresses.REPORT) in shown,
        folders=source.folders,
        published=archive.published({p.folder: p.digest for p in datasets.values()},
                                    today=as_of.date()),
        obligations=observed.duties,
        obligations_page=bool(observed.duties.all),
        supervision=lives.supervision,
        words=source.words,
        calendar=days.calendar,
    )  # fmt: skip
    return Composition(edition, tuple(composer.versions), tuple(composer.troubles), lives,
                       composer.report, observed)  # fmt: skip


def _units(report: Report, datasets: Mapping[str, DataPackage]) -> Mapping[str, Unit]:
    """The units; where their table is held back, those of its last published version."""
    if report.units is not None:
        return report.units
    found = units.directory(datasets.values())
    return units.read(found[1]) if found else {}


def _dataset_pages(composer: Composer, folder: str, name: str) -> list[str]:
    """All pages that a dataset without a source had."""
    last = composer.last_package(folder)
    tables = [resource.name for resource in last.resources] if last else []
    return [
        page
        for lang in composer.source.settings.languages
        for page in (
            addresses.dataset(lang, name), addresses.validation(lang, name),
            *(addresses.table(lang, name, table) for table in tables),
        )
    ]  # fmt: skip


def _gone(
    composer: Composer,
    today: dt.date,
    shown: Mapping[tuple[str, str], Mapping[str, Article]],
    datasets: Mapping[str, DataPackage],
) -> dict[str, Gone]:
    """Addresses of what was published and has no source any more."""
    found: dict[str, Gone] = {}
    languages = composer.source.settings.languages
    for item, trouble in composer.gone(today).items():
        if "/" not in item:
            continue  # the source's own calendar has no page
        _, column, name = (item + "/").split("/")[:3]
        if item.startswith(answers.FOLDER):
            continue  # the flag's page says that the answer was taken back
        if item.startswith("content/"):
            slug = name.split(".")[0]
            if (column, slug) in shown:
                continue  # another language is still there and stands in
            pages = [addresses.article(lang, column, slug) for lang in languages]
        elif column not in datasets:
            pages = _dataset_pages(composer, item, column)
        else:
            continue
        found.update({address: Gone(trouble.since) for address in pages})
    return found
