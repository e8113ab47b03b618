"""What is wrong in a source, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

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
