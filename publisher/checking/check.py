"""Check a source: every problem, with its place."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from publisher.checking import datasets, links, personal_data
from publisher.checking.worker import Job, Progress, Workers
from publisher.findings import Finding, Severity, sort_key
from publisher.source import units
from publisher.source.memory import replace_file
from publisher.source.packages import DataPackage, named_keys
from publisher.source.source import Source
from publisher.source.units import Unit
from publisher.supervision.supervise import check_ids, settings_findings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a source in order, and the units that it describes (None: no such table)."""

    findings: tuple[Finding, ...]
    units: Mapping[str, Unit] | None

    @property
    def bad_items(self) -> frozenset[str]:
        """Articles and datasets that an error holds back."""
        return frozenset(f.item for f in self.findings if f.severity is Severity.ERROR)

    def plus(self, findings: Iterable[Finding]) -> Report:
        """This report with further findings."""
        return Report(tuple(sorted([*self.findings, *findings], key=sort_key)), self.units)

    def count(self, severity: Severity) -> int:
        """How many findings have that severity."""
        return sum(finding.severity is severity for finding in self.findings)


def valid_packages(source: Source, report: Report) -> list[DataPackage]:
    """The datasets that no error holds back."""
    bad = report.bad_items
    return [package for package in source.packages.values() if package.folder not in bad]


class Results:
    """Results of costly checks by what they depend on, kept in a folder (None: not kept)."""

    def __init__(self, folder: Path | None, key: str) -> None:
        self.folder = folder
        self.key = f"{key} {sys.version}"

    def get(self, name: str, inputs: Sequence[str], compute: Callable[[], T]) -> T:
        """The result called `name` for `inputs`, computed if it is not there."""
        known: list[T] = self.find(name, inputs)
        if known:
            return known[0]
        result = compute()
        self.keep(name, inputs, result)
        return result

    def find(self, name: str, inputs: Sequence[str]) -> list[Any]:
        """The result called `name` for `inputs` as a list of one, empty if it is not kept."""
        if self.folder is None:
            return []
        try:
            file = self._file(self.folder, name, inputs)
            stored = file.read_bytes()
            os.utime(file)  # what is still of use is the last to be tidied away
        except FileNotFoundError:
            return []
        if not stored or hashlib.sha256(stored[32:]).digest() != stored[:32]:
            return []
        return [pickle.loads(stored[32:])]  # noqa: S301 - our own cache, checked above

    def keep(self, name: str, inputs: Sequence[str], result: object) -> None:
        """Keep the result called `name` for `inputs`."""
        if self.folder is not None:
            content = pickle.dumps(result, 5)
            replace_file(
                self._file(self.folder, name, inputs), hashlib.sha256(content).digest() + content
            )

    def _file(self, folder: Path, name: str, inputs: Sequence[str]) -> Path:
        digest = hashlib.sha256("\n".join([self.key, name, *inputs]).encode()).hexdigest()
        return folder / f"{digest}.pickle"


class Judgement(NamedTuple):
    """A costly check of one dataset: what its result is called and depends on, and its job."""

    package: DataPackage
    name: str
    inputs: tuple[str, ...]
    job: Job


def check(
    source: Source, results: Results, progress: Progress = lambda item, rows: None
) -> Report:
    """Check everything that was read; `progress` is told what takes long.

    Data are looked at in processes of their own, unless they are few and harmless: whatever they
    do there, the result is a finding.
    """
    findings = list(source.findings)
    findings += settings_findings(source.settings.checks, results.get, source.settings.line)
    with Workers() as workers:
        packages = source.packages
        findings += _judged(map(_tables, packages.values()), results, workers, progress)
        bad = {finding.item for finding in findings if finding.severity is Severity.ERROR}
        valid = {n: package for n, package in packages.items() if package.folder not in bad}
        findings += _judged(_references(valid, packages), results, workers, progress)
    bad |= {finding.item for finding in findings if finding.severity is Severity.ERROR}
    known = _units(valid, packages, results, bad)
    findings += links.check(source, known, lambda: results.get("ids of checks", [], check_ids))
    findings += personal_data.check_articles(source)
    return Report(tuple(sorted(findings, key=sort_key)), known)


def _judged(
    wanted: Iterable[Judgement], results: Results, workers: Workers, progress: Progress
) -> list[Finding]:
    """Findings that are known, and those of the datasets that must be looked at."""
    found: list[Finding] = []
    again: list[Judgement] = []
    for judgement in wanted:
        known = results.find(judgement.name, judgement.inputs)
        if known:
            found += known[0]
        else:
            again.append(judgement)
    for judgement in again:
        progress(judgement.package.folder, 0)
    few = datasets.are_small([judgement.package for judgement in again])
    answers = datasets.run([(j.package, j.job) for j in again], workers, progress, here=few)
    for place, new in answers:
        found += new
        if datasets.is_lasting(new) and not again[place].package.only_current:
            results.keep(again[place].name, again[place].inputs, new)
    return found


def _tables(package: DataPackage) -> Judgement:
    job = Job(datasets.judge, (package,), datasets.seconds(package), package.folder)
    return Judgement(package, "tables", (package.digest,), job)


def _references(
    valid: Mapping[str, DataPackage], everything: Mapping[str, DataPackage]
) -> Iterator[Judgement]:
    """Keys between datasets. A target that is itself invalid cannot be judged against."""
    for package in valid.values():
        names = {key.dataset for _, key in named_keys(package)}
        if not names or names & (set(everything) - set(valid)):
            continue
        targets = {name: valid[name] for name in sorted(names & set(valid))}
        inputs = (package.digest, *(target.digest for target in targets.values()))
        needed = datasets.seconds(package, *targets.values())
        job = Job(datasets.refer, (package, targets), needed, package.folder)
        yield Judgement(package, "references", inputs, job)


def _units(
    valid: Mapping[str, DataPackage], everything: Mapping[str, DataPackage], results: Results,
    bad: set[str],
) -> Mapping[str, Unit] | None:  # fmt: skip
    """The units, None where there are none or their table is itself invalid."""
    found = units.directory(valid.values())
    if found is None or found[0].folder in bad:
        return None
    package, resource = found
    return results.get("units", [package.digest], lambda: units.read(resource))
