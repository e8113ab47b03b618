"""One dataset's files: everything that is looked at, in the order in which it is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from publisher.checking import (
    containers,
    extremes,
    missed,
    patterns,
    personal_data,
    rules,
    tables,
    texts,
    values,
)
from publisher.checking.worker import Failure, Job, Progress, Workers, attempt
from publisher.findings import Finding, Severity, error, info
from publisher.languages import Message, message
from publisher.source.files import changed, state_of
from publisher.source.packages import DataPackage

SECONDS = 30.0
SECONDS_PER_MEGABYTE = 5.0
"""frictionless takes 0.4 s a megabyte here; this leaves room for a machine ten times as slow."""

UNPACKED = 10
"""A workbook holds about so many times its size."""

SMALL = 256 * 1024
"""Bytes of text that are checked faster than a worker starts (0.3 s)."""

FAILED = "check-"
"""How the codes of findings begin that say that a check could not be done."""


def judge(package: DataPackage, progress: Progress) -> list[Finding]:
    """All findings of a dataset's files.

    Raises ConflictError where they are not, or no longer, the bytes that were hashed.
    """
    try:
        found = list(_judge(package, progress))
    except FileNotFoundError as failure:
        raise changed(str(failure.filename)) from failure
    verify(package)
    return found


Look = Callable[[DataPackage], Iterable[Finding]]

BEFORE: tuple[Look, ...] = (
    containers.findings, texts.findings, extremes.findings, patterns.findings,
)  # fmt: skip
"""What is looked at before a table is read; the first that finds an error ends the check."""

AFTER: tuple[Look, ...] = (
    values.findings, missed.findings, texts.garbled_cells, rules.check_package,
    personal_data.check_package,
)  # fmt: skip
"""What only tables without errors can be asked."""


NOT_YET = "not-yet-checked"
UNREAD = message("What the tables hold is checked once these are mended.")
UNCOMPARED = message("The rules between columns are checked once these are mended.")


def _judge(package: DataPackage, progress: Progress) -> list[Finding]:
    found: list[Finding] = []
    for look in BEFORE:
        found += look(package)
        if has_errors(found):
            if look is not containers.findings:  # what they refuse, nobody may open
                found += personal_data.check_unsound(package)
            return [*found, info(NOT_YET, package.path, UNREAD)]
    found += _tables(package, progress)
    if not has_errors(found):
        found += extremes.numbers(package)
    if has_errors(found):
        found += personal_data.check_unsound(package)
        return [*found, info(NOT_YET, package.path, UNCOMPARED)] if has_rules(package) else found
    for look in AFTER:
        found += look(package)
    return found


def has_rules(package: DataPackage) -> bool:
    """Whether more is asked of valid tables of a dataset than of each cell alone."""
    return any(
        rules.rules_of(resource.schema) or resource.foreign_keys
        or resource.schema.raw.get("uniqueKeys")
        or any(field.get("categories") for field in resource.schema.raw["fields"])
        for resource in package.resources
    )  # fmt: skip


def has_errors(found: Iterable[Finding]) -> bool:
    """Whether one of the findings holds its item back."""
    return any(finding.severity is Severity.ERROR for finding in found)


def _tables(package: DataPackage, progress: Progress) -> list[Finding]:
    from frictionless import FrictionlessException  # its import costs 0.25 s

    try:
        return tables.check_package(package, progress)
    except FrictionlessException as failure:
        note = message("What the descriptor says of the tables cannot be used: {note}.",
                       note=str(failure.error.note)[:300])  # fmt: skip
        return [error("descriptor", package.path, note)]


def refer(
    package: DataPackage, targets: Mapping[str, DataPackage], progress: Progress
) -> list[Finding]:
    """Findings of a valid dataset's keys to the tables of others, which are valid too."""
    try:
        found = tables.check_references(package, targets, tables.Columns(targets))
        found += rules.check_references(package, targets)
    except FileNotFoundError as failure:
        raise changed(str(failure.filename)) from failure
    for each in (package, *targets.values()):
        verify(each)
    return found


def verify(package: DataPackage) -> None:
    """Raise ConflictError if a file of the dataset is not what it was when it was hashed."""
    for file in package.files:
        place = Path(file.place)
        try:
            same = state_of(place, place.stat()).sha256 == file.sha256
        except FileNotFoundError:
            same = False
        if not same:
            raise changed(file.path)


def are_small(packages: Sequence[DataPackage]) -> bool:
    """Whether these may be checked in this process: little plain text, and nothing to hang on."""
    size = sum(file.size for package in packages for file in package.files)
    return size <= SMALL and all(
        resource.format in ("csv", "tsv") and patterns.is_harmless(resource)
        for package in packages for resource in package.resources
    )  # fmt: skip


def seconds(*packages: DataPackage) -> float:
    """CPU seconds that a check of these may take."""
    weights = [
        resource.file.size * (UNPACKED if resource.format == "xlsx" else 1)
        for package in packages for resource in package.resources
    ]  # fmt: skip
    return SECONDS + SECONDS_PER_MEGABYTE * sum(weights) / 1e6


def run(
    jobs: Sequence[tuple[DataPackage, Job]], workers: Workers, progress: Progress, *, here: bool
) -> Iterator[tuple[int, list[Finding]]]:
    """The position and the findings of each job, `here` in this process, else in workers.

    Those that may take longest are begun first.
    """
    order = sorted(range(len(jobs)), key=lambda place: -jobs[place][1].seconds)
    calls = [jobs[place][1] for place in order]
    answers: Iterable[tuple[int, Any]] = (
        enumerate(_here(job, progress) for job in calls) if here else workers.run(calls, progress)
    )
    for number, value in answers:
        place = order[number]
        is_failure = isinstance(value, Failure)
        yield place, [failed(jobs[place][0], value)] if is_failure else value


def _here(job: Job, progress: Progress) -> Any:
    kind, value = attempt(job.function, job.arguments, progress)
    if kind == "raise":
        raise value
    return Failure("memory", "") if kind == "memory" else value


def is_lasting(found: Sequence[Finding]) -> bool:
    """Whether these findings come from the data alone, not from how the machine was doing."""
    return not any(finding.code.startswith(FAILED) for finding in found)


TEXTS: Mapping[str, tuple[Message, Message]] = {
    "time": (
        message("The check took more than {detail} seconds and was stopped."),
        message("Split the file, or simplify what the schema asks of it (patterns above all)."),
    ),
    "memory": (
        message("The check needed more than {detail} MB of memory and was stopped."),
        message("Split the file; look for a cell, a row or a header of absurd length."),
    ),
    "end": (
        message("The check ended by itself (code {detail})."),
        message("The file is probably damaged: save it again with the program it comes from."),
    ),
    "error": (
        message("The check failed: {detail}."),
        message("Look for what is unusual in the descriptor and the file; if nothing is, this is "
                "a mistake of the program: tell those who look after it."),
    ),
}  # fmt: skip


def failed(package: DataPackage, failure: Failure) -> Finding:
    """The finding for a dataset whose check could not be done."""
    text, hint = TEXTS[failure.kind]
    filled = Message(text.template, (("detail", failure.detail),))
    return error(FAILED + failure.kind, package.path, filled, hint=hint)
