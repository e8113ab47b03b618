"""YAML as data only: no aliases, no duplicate keys, no surprises, bounded in size and depth.

PyYAML's own constructors read `NO` as false and `12:30` as 750, follow alias bombs and recurse
on deep nesting; here values are built from its event stream with the few types that
front matter and descriptors need (YAML 1.2's core schema and ISO dates).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml._yaml import CParser

from publisher.languages import Message, message
from publisher.source.syntax import explained

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

Path = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document's value and the line of each of its keys and items."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line where `path` stands, or the nearest known line above it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1


class YamlError(Exception):
    """The text cannot be read; `line` counts from 1."""

    def __init__(self, code: str, text: Message, line: int) -> None:
        super().__init__(text.text("en"))
        self.code = code
        self.text = text
        self.line = line


INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)", re.ASCII)
NUMBER = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[-+]\d{2}:\d{2})?", re.ASCII
)
WORDS: Mapping[str, Any] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def load(text: str | bytes, *, first_line: int = 1) -> Document:
    """Read one YAML document; `first_line` is where it starts in its file.

    Raises YamlError for anything that is not plain data.
    """
    if len(text) > MAX_BYTES:
        raise YamlError(
            "yaml-too-large", message("The text is larger than {limit} bytes.", limit=MAX_BYTES), 1
        )
    try:
        return _Builder(text, first_line).document()
    except yaml.reader.ReaderError as error:
        raise YamlError(
            "yaml-syntax",
            _unacceptable(error), first_line + _newlines(text[: error.position]),
        ) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(
            "yaml-syntax",
            message("This is not valid YAML: {what}.",
                    what=explained(error.problem or error.context)),
            first_line + min(mark.line if mark else 0, _newlines(text)),
        ) from error


def _unacceptable(error: yaml.reader.ReaderError) -> Message:
    """What is said of a byte or character that YAML does not have."""
    if "UTF-8" in str(error.reason) or "UTF-16" in str(error.reason):
        return message("The file is not UTF-8 here: save it as UTF-8.")
    return message("A character stands here that is not allowed ({code}); delete it.",
                   code=f"U+{int(error.character):04X}")  # fmt: skip


def _newlines(text: str | bytes) -> int:
    return text.count("\n") if isinstance(text, str) else text.count(b"\n")


class _Builder:
    """Builds one document from libyaml's events, whose parser keeps its own stack."""

    def __init__(self, text: str | bytes, first_line: int) -> None:
        self.parser = CParser(text)
        self.first_line = first_line
        self.lines: dict[Path, int] = {}

    def document(self) -> Document:
        self.next()  # the stream's start
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return Document(None)
        value = self.value(self.next(), (), 0)
        self.next()  # the document's end
        event = self.next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise YamlError(
                "yaml-several-documents",
                message("There is more than one YAML document here."),
                self.line(event),
            )
        return Document(value, self.lines)

    def next(self) -> yaml.Event:
        event = self.parser.get_event()
        assert event is not None  # noqa: S101 - the stream's end is an event of its own
        return event

    def line(self, event: yaml.Event) -> int:
        return self.first_line + (event.start_mark.line if event.start_mark else 0)

    def value(self, event: yaml.Event, path: Path, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise YamlError(
                "yaml-too-deep",
                message("The text is nested more than {limit} levels deep.", limit=MAX_DEPTH),
                self.line(event),
            )
        if isinstance(event, yaml.AliasEvent):
            raise YamlError(
                "yaml-alias",
                message("Aliases (*{name}) are not allowed; write the value out.",
                        name=event.anchor),
                self.line(event),
            )  # fmt: skip
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path, depth)
        return self.mapping(path, depth)

    def sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            place = (*path, len(items))
            self.lines[place] = self.line(event)
            items.append(self.value(event, place, depth + 1))
        return items

    def mapping(self, path: Path, depth: int) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise YamlError(
                    "yaml-key", message("A key must be plain text."), self.line(event)
                )
            key = event.value
            if key in entries:
                raise YamlError(
                    "yaml-duplicate-key",
                    message("The key “{key}” stands here twice.", key=key),
                    self.line(event),
                )
            place = (*path, key)
            self.lines[place] = self.line(event)
            entries[key] = self.value(self.next(), place, depth + 1)
        return entries

    def scalar(self, event: yaml.ScalarEvent) -> Any:
        text: str = event.value
        if event.tag is not None and event.tag != "!":
            raise YamlError(
                "yaml-tag",
                message("Tags ({tag}) are not allowed.", tag=event.tag),
                self.line(event),
            )
        if event.style:  # quoted or block text; a plain scalar has none
            return text
        if text in WORDS:
            return WORDS[text]
        try:
            return plain(text)
        except ValueError as error:
            raise YamlError(
                "yaml-value",
                message("“{text}” is not a value that can be read ({what}).", text=text[:80],
                        what=explained(error)),
                self.line(event),
            ) from error  # fmt: skip


def plain(text: str) -> Any:
    """The value of an unquoted scalar: whole number, number, date, instant, else text.

    Raises ValueError for a date that does not exist and for a number of absurd length.
    """
    if text[0] not in "+-.0123456789":
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    if DATE.fullmatch(text):
        return dt.date.fromisoformat(text)
    if DATETIME.fullmatch(text):
        return dt.datetime.fromisoformat(text)
    if NUMBER.fullmatch(text) and ("." in text or "e" in text or "E" in text):
        return float(text)
    return text
