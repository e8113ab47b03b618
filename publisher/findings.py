"""What is wrong in a source, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, NamedTuple

from publisher.languages import Message, Words, message


class Severity(StrEnum):
    """How much a finding weighs: an error holds its item back."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One problem and its place.

    `file` is relative to the source folder; `line` and `row` count from 1 (`row` includes the
    header, as frictionless counts), `column` is the position in the row. A finding with a `count`
    above 1 stands for so many like it that are not listed one by one; its place is the first's.
    `heading` is what people call the field, `rule` what the finding offends against.
    """

    code: str
    severity: Severity
    file: str
    message: Message
    hint: Message | None = None
    line: int | None = None
    row: int | None = None
    column: int | None = None
    field: str | None = None
    heading: Message | Words | None = None
    rule: Message | None = None
    count: int = 1

    @property
    def item(self) -> str:
        """What the finding belongs to: an article's path, a dataset's folder, or the file."""
        parts = self.file.split("/")
        if parts[0] == "datasets" and len(parts) > 2:
            return "/".join(parts[:2])
        return self.file

    @property
    def place(self) -> str:
        """The place for people: `file:line`, or file with row and field."""
        if self.line is not None:
            return f"{self.file}:{self.line}"
        if self.row is not None:
            where = f"{self.file}:{self.row}"
            return f"{where}:{self.column}" if self.column is not None else where
        return self.file

    @property
    def where(self) -> Message | None:
        """The place in the file in words: a line, or a row and a column; None for the whole file.

        A message does not repeat it.
        """
        called = self.heading or self.field
        if self.row is not None and called:
            return message("row {row}, column {column}", row=f"{self.row:,}", column=called)
        if self.row is not None and self.column is not None:
            return message("row {row}, column number {number}", row=f"{self.row:,}",
                           number=self.column)  # fmt: skip
        if self.row is not None:
            return message("row {row}", row=f"{self.row:,}")
        if self.line is not None:
            return message("line {line}", line=f"{self.line:,}")
        return message("column {column}", column=called) if called else None

    def text(self, lang: str) -> str:
        """The place in the file and the message, in `lang`."""
        if self.where is None:
            return self.message.text(lang)
        return message("{where}: {message}", where=self.where, message=self.message).text(lang)

    def as_json(self, lang: str) -> dict[str, Any]:
        """The finding as contract.md's JSON object, texts in `lang`."""
        entry: dict[str, Any] = {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file,
        }
        for key in ("line", "row", "column", "field"):
            value = getattr(self, key)
            if value is not None:
                entry[key] = value
        if self.count > 1:
            entry["count"] = self.count
        for key in ("where", "message", "hint", "rule"):
            said = getattr(self, key)
            if said is not None:
                entry[key] = said.text(lang)
        return entry


class Group(NamedTuple):
    """Findings of one kind: of the same file, code and field, in order."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for the group."""
        return self.findings[0]

    @property
    def number(self) -> int:
        """How many there are, with those that are only counted."""
        return sum(finding.count for finding in self.findings)

    @property
    def rule(self) -> Message | None:
        """The rule behind all of them, None if there are several or none."""
        return self.first.rule if len({finding.rule for finding in self.findings}) == 1 else None

    @property
    def hint(self) -> Message | None:
        """The hint that all of them have, None if there are several or none."""
        return self.first.hint if len({finding.hint for finding in self.findings}) == 1 else None

    def listed(self, most: int) -> tuple[Finding, ...]:
        """At most so many of them, one by one, each without what the group's head says."""
        single = (finding for finding in self.findings if finding.count == 1)
        rule, hint = self.rule, self.hint
        return tuple(
            replace(finding, column=None, field=None, heading=None,
                    rule=finding.rule if finding.rule != rule else None,
                    hint=finding.hint if finding.hint != hint else None)
            for finding, _ in zip(single, range(most), strict=False)
        )  # fmt: skip


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Findings by file, code and field, each group where its first finding stands."""
    groups: dict[tuple[str, str, str | None, Severity], list[Finding]] = {}
    for finding in findings:
        key = (finding.file, finding.code, finding.field, finding.severity)
        groups.setdefault(key, []).append(finding)
    return [Group(tuple(found)) for found in groups.values()]


def totals(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings have each severity, with those that are only counted."""
    found = dict.fromkeys(Severity, 0)
    for finding in findings:
        found[finding.severity] += finding.count
    return found


def error(code: str, file: str, message: Message, **place: Any) -> Finding:
    """A finding that holds its item back; `place` are further fields of `Finding`."""
    return Finding(code=code, severity=Severity.ERROR, file=file, message=message, **place)


def warning(code: str, file: str, message: Message, **place: Any) -> Finding:
    """A finding that is published beside its item."""
    return Finding(code=code, severity=Severity.WARNING, file=file, message=message, **place)


def info(code: str, file: str, message: Message, **place: Any) -> Finding:
    """A finding for staff to know."""
    return Finding(code=code, severity=Severity.INFO, file=file, message=message, **place)


def sort_key(finding: Finding) -> tuple[str, int, int, int, str]:
    """Order of a report: by file, then place, then code."""
    return (
        finding.file,
        finding.line or 0,
        finding.row or 0,
        finding.column or 0,
        finding.code,
    )
