"""The supervision of an edition: checks over its datasets, answers, and what is kept of flags."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.checking.check import Report
from publisher.errors import StorageError
from publisher.findings import Finding
from publisher.languages import message
from publisher.release import flag_log
from publisher.release.archive import Version
from publisher.release.observing import Observing
from publisher.source import answers
from publisher.source.answers import Answer, AnswerFile, Notices
from publisher.source.articles import Article
from publisher.source.packages import DataPackage
from publisher.source.source import Source
from publisher.supervision.answering import answer_findings, check_of, notice_findings
from publisher.supervision.kept import Kept, flag_of
from publisher.supervision.lives import Circumstances, Lives, live
from publisher.supervision.model import Flag
from publisher.supervision.supervise import (
    Checked,
    Checking,
    Remember,
    Say,
    calendar_of,
    failures,
)
from publisher.workdays import Calendar

ARCHIVED = frozenset({"C08", "C24", "C26"})
"""Checks that look at more than the tables: what they flag is known when something is published."""

if TYPE_CHECKING:
    from publisher.release.compose import Composer


def supervised(
    composer: Composer, packages: Mapping[str, DataPackage], observed: Observing,
    calendar: Calendar, today: dt.date, *, articles: Iterable[Article], remember: Remember,
    say: Say,
) -> Lives:  # fmt: skip
    """The lives of flags over `packages` on the day; answers that cannot be taken are held back."""
    source, kept = composer.source, composer.archive.kept()
    checking = Checking(
        settings=source.settings.checks, today=today, remember=remember, kept=kept,
        calendar=calendar, say=say, duties=observed.duties, history=observed.history,
        articles=tuple(articles),
    )  # fmt: skip
    checked = checking.run(packages)
    composer.add(_findings(source, checked, kept, today=today, unsure=checked.unsure))
    composer.add(failures(checked))
    around = Circumstances(
        kept=kept, settings=source.settings.checks, today=today, calendar=checking.calendar,
        notices=_notices(composer), answers=tuple(_answers(composer, today)),
    )  # fmt: skip
    return live(checked, around)


def foreseen(
    source: Source, report: Report, archive: Path, *, today: dt.date, remember: Remember, say: Say
) -> tuple[Finding, ...]:
    """What is wrong with the answers of a source, before anything is published.

    Flags of datasets that are held back cannot be known here; nothing is said of them.
    """
    if not source.answers and source.notices is None:
        return ()
    kept = flag_log.peek(archive / "archive.sqlite")
    checking = Checking(
        settings=source.settings.checks, today=today, remember=remember, kept=kept,
        calendar=calendar_of(remember), say=say,
    )  # fmt: skip
    bad = report.bad_items
    valid = {n: package for n, package in source.packages.items() if package.folder not in bad}
    checked = checking.run(valid)
    unsure = checked.unsure | ARCHIVED
    if any(item.startswith("datasets/") for item in bad):
        named = [answer.flag for answer in source.answers.values()]
        named += source.notices.days if source.notices else ()
        unsure = frozenset(map(check_of, named))
    return (*_findings(source, checked, kept, today=today, unsure=unsure), *failures(checked))


def _findings(
    source: Source, checked: Checked, kept: Kept, *, today: dt.date, unsure: frozenset[str]
) -> tuple[Finding, ...]:
    if not source.answers and source.notices is None:
        return ()
    flags: dict[str, Flag] = {name: flag_of(flag.content) for name, flag in kept.flags.items()}
    flags |= checked.flags
    found = list(answer_findings(
        source.answers.values(), flags, unsure=unsure, today=today,
        languages=source.settings.languages,
    ))  # fmt: skip
    if source.notices is not None:
        found += notice_findings(source.notices, flags, unsure=unsure, today=today)
    return tuple(found)


def _answers(composer: Composer, today: dt.date) -> Iterator[Answer]:
    """The answers to be shown: invalid ones as last published, lost ones as taken back."""
    for path, answer in composer.source.answers.items():
        if path not in composer.bad:
            _keep(composer, answer)
            yield answer
    published = {path for path in composer.live if path.startswith(answers.FOLDER)}
    for path in sorted(published - {answers.NOTICES}):
        if path in composer.bad or path not in composer.source.items:
            last = _last(composer, path).answer
            if last is None:
                raise _unreadable(path)
            if path not in composer.source.items:
                last = last._replace(
                    html="", text="", taken_back=composer.since(path, "gone", today)
                )
            yield last


def _notices(composer: Composer) -> Notices | None:
    """The notices; where they are invalid or gone, those of the last publication."""
    notices = composer.source.notices
    if notices is not None and notices.path not in composer.bad:
        _keep(composer, notices)
        return notices
    return _last(composer, answers.NOTICES).notices if answers.NOTICES in composer.live else None


def _keep(composer: Composer, file: Answer | Notices) -> None:
    if composer.live.get(file.path) != file.sha256:
        composer.versions.append(Version(file.path, file.sha256, composer.source.text(file)))


def _last(composer: Composer, path: str) -> AnswerFile:
    last = composer.archive.last_version(path)
    if last is None:
        raise _unreadable(path)
    return answers.read(path, last[1])


def _unreadable(path: str) -> StorageError:
    return StorageError(message("The archived version of {item} cannot be read.", item=path))
