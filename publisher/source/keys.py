"""Declared keys of structured texts: what may stand in them, and what is said where it may not."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from publisher.findings import Finding, error, warning
from publisher.languages import Message, message
from publisher.source.yaml import Document, Path


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its name, the kind of its value, what it is for, and its bounds."""

    name: str
    kind: str
    about: Message
    required: bool = False
    choices: tuple[str, ...] = ()


LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_date(value: Any) -> bool:
    return isinstance(value, dt.date) and not isinstance(value, dt.datetime)


def _is_localised(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return (
        isinstance(value, dict)
        and bool(value)
        and all(LANGUAGE.fullmatch(key) and isinstance(text, str) for key, text in value.items())
    )


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)


KINDS: Mapping[str, tuple[Callable[[Any], bool], Message]] = {
    "text": (_is_text, message("a text")),
    "localised": (_is_localised, message("a text, or a text for each language")),
    "date": (_is_date, message("a date such as 2026-03-31")),
    "instant": (
        lambda value: isinstance(value, dt.date),
        message("a date or an instant such as 2026-03-31T09:00"),
    ),
    "yes-no": (lambda value: isinstance(value, bool), message("true or false")),
    "whole number": (
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
        message("a whole number, not negative"),
    ),
    "texts": (_is_texts, message("a list of texts")),
    "dates": (lambda value: isinstance(value, list), message("a list of dates")),
    "mapping": (lambda value: isinstance(value, dict), message("a group of keys")),
    "mappings": (
        lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
        message("a list of groups of keys"),
    ),
    "anything": (lambda value: True, message("any value")),
}


def check_keys(
    document: Document,
    file: str,
    keys: Iterable[Key],
    *,
    at: Path = (),
    open_to: Collection[str] | None = None,
) -> Iterator[Finding]:
    """Findings of the mapping at `at`: unknown keys, missing ones, values of another kind.

    With `open_to`, the mapping belongs to a standard that allows further keys: those named are
    checked elsewhere, others are warnings.
    """
    mapping = document.value
    for step in at:
        mapping = mapping[step]
    known = {key.name: key for key in keys}
    for name, value in mapping.items():
        line = document.line(*at, name)
        if open_to is not None and name in open_to:
            continue
        if name not in known:
            if open_to is None:
                yield unknown_key(name, file, known, line=line)
            else:
                yield warning(
                    "unknown-key", file,
                    message("The key “{key}” is not part of the standard.", key=name[:60]),
                    hint=suggestion(name, (*known, *open_to)), line=line,
                )  # fmt: skip
            continue
        key = known[name]
        if value is None and not key.required:
            continue
        test, kind = KINDS[key.kind]
        if not test(value):
            yield error(
                "wrong-value", file,
                message("“{key}” must be {kind}; here it is “{value}”.", key=name,
                        kind=kind, value=str(value)[:60]),
                hint=day_meant(value) if key.kind in ("date", "instant") else None, line=line,
            )  # fmt: skip
        elif key.choices and value not in key.choices:
            yield error(
                "wrong-value", file,
                message("“{key}” cannot be “{value}”; it is one of: {choices}.", key=name,
                        value=str(value)[:60], choices=", ".join(key.choices)),
                hint=suggestion(str(value), key.choices), line=line,
            )  # fmt: skip
    for key in known.values():
        if key.required and key.name not in mapping:
            yield error(
                "missing-key", file, message("The key “{key}” is missing.", key=key.name),
                hint=key.about, line=document.line(*at),
            )  # fmt: skip


WRITTEN_DAY = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*[日号]?")
"""Days as people write them, the year first."""


def day_meant(value: object) -> Message | None:
    """How a day is to be written that was written another way, None where it is not certain."""
    found = WRITTEN_DAY.fullmatch(unicodedata.normalize("NFKC", str(value)).strip())
    if found is None:
        return None
    try:
        day = dt.date(*map(int, found.groups()))
    except ValueError:
        return None
    return message("Write {value}", value=day.isoformat())


def unknown_key(name: str, file: str, known: Iterable[str], *, line: int) -> Finding:
    """The finding for a key nobody declared, with the nearest one that exists."""
    return error(
        "unknown-key", file, message("The key “{key}” is not known here.", key=name[:60]),
        hint=suggestion(name, known), line=line,
    )  # fmt: skip


def suggestion(word: str, known: Iterable[str]) -> Message | None:
    """“Did you mean …?”, where something near exists."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return message("Did you mean “{near}”?", near=near[0]) if near else None
