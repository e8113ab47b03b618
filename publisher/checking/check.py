"""Check a source: every problem, with its place."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from publisher.checking import links, tables
from publisher.findings import Finding, Severity, sort_key
from publisher.source import units
from publisher.source.memory import replace_file
from publisher.source.packages import DataPackage, named_keys
from publisher.source.read import Source
from publisher.source.units import Unit
from publisher.supervision.supervise import check_ids, settings_findings

T = TypeVar("T")
Progress = Callable[[str], None]
"""Is told the folder of a dataset that is being checked."""


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


class Results:
    """Results of costly checks by what they depend on, kept in a folder (None: not kept)."""

    def __init__(self, folder: Path | None, key: str) -> None:
        self.folder = folder
        self.key = f"{key} {sys.version}"

    def get(self, name: str, inputs: Sequence[str], compute: Callable[[], T]) -> T:
        """The result called `name` for `inputs`, computed if it is not there."""
        if self.folder is None:
            return compute()
        digest = hashlib.sha256("\n".join([self.key, name, *inputs]).encode()).hexdigest()
        file = self.folder / f"{digest}.pickle"
        try:
            stored = file.read_bytes()
        except FileNotFoundError:
            stored = b""
        if stored and hashlib.sha256(stored[32:]).digest() == stored[:32]:
            known: T = pickle.loads(stored[32:])  # noqa: S301 - our own cache, checked above
            return known
        result = compute()
        content = pickle.dumps(result, 5)
        replace_file(file, hashlib.sha256(content).digest() + content)
        return result


def check(source: Source, results: Results, progress: Progress = lambda text: None) -> Report:
    """Check everything that was read; `progress` is told what takes long."""
    findings = list(source.findings)
    findings += settings_findings(source.settings.checks, results.get, source.settings.line)
    for package in source.packages.values():
        findings += results.get("tables", [package.digest], partial(_tables, package, progress))
    bad = {finding.item for finding in findings if finding.severity is Severity.ERROR}
    valid = {n: package for n, package in source.packages.items() if package.folder not in bad}
    findings += _references(valid, source.packages, results)
    bad |= {finding.item for finding in findings if finding.severity is Severity.ERROR}
    known = _units(valid, source.packages, results, bad)
    findings += links.check(source, known, lambda: results.get("ids of checks", [], check_ids))
    return Report(tuple(sorted(findings, key=sort_key)), known)


def _tables(package: DataPackage, progress: Progress) -> list[Finding]:
    progress(package.folder)
    return tables.check_package(package)


def _references(
    valid: Mapping[str, DataPackage], everything: Mapping[str, DataPackage], results: Results
) -> list[Finding]:
    """Keys between datasets. A target that is itself invalid cannot be judged against."""
    columns = tables.Columns(valid)
    found: list[Finding] = []
    for package in valid.values():
        targets = {key.dataset for _, key in named_keys(package)}
        if not targets or targets & (set(everything) - set(valid)):
            continue
        inputs = [package.digest, *(valid[name].digest for name in sorted(targets & set(valid)))]
        judge = partial(tables.check_references, package, valid, columns)
        found += results.get("references", inputs, judge)
    return found


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
