"""Where in a document something is wrong: findings with the line of what they speak of."""

from __future__ import annotations

from dataclasses import dataclass, field

from publisher.findings import Finding, error, warning
from publisher.languages import Message
from publisher.source.yaml import Document, Path


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a document, and the findings about it; parts of it share the same list."""

    document: Document
    file: str
    at: Path = ()
    findings: list[Finding] = field(default_factory=list)

    def below(self, *path: str | int) -> Place:
        """A part of this part."""
        return Place(self.document, self.file, (*self.at, *path), self.findings)

    def line(self, *path: str | int) -> int:
        """The line where a part of this part stands."""
        return self.document.line(*self.at, *path)

    def error(
        self, code: str, text: Message, *path: str | int, hint: Message | None = None
    ) -> None:
        """Note an error at `path` below here."""
        self.findings.append(error(code, self.file, text, hint=hint, line=self.line(*path)))

    def warning(
        self, code: str, text: Message, *path: str | int, hint: Message | None = None
    ) -> None:
        """Note a warning at `path` below here."""
        self.findings.append(warning(code, self.file, text, hint=hint, line=self.line(*path)))
