"""Descriptors and schemas in YAML or JSON: plain data, bounded in size and depth, with lines."""

from __future__ import annotations

import json
from typing import Any

from publisher.languages import message
from publisher.source.syntax import explained
from publisher.source.yaml import MAX_BYTES, MAX_DEPTH, Document, YamlError, load


def read_document(text: bytes, file: str) -> Document:
    """A descriptor's value with its lines. Raises YamlError for both notations."""
    if not file.endswith(".json"):
        return load(text)
    if len(text) > MAX_BYTES:
        raise YamlError("json-too-large", message("The text is larger than {limit} bytes.",
                                                  limit=MAX_BYTES), 1)  # fmt: skip
    try:
        decoded = text.decode("utf-8-sig")
        value = json.loads(decoded, object_pairs_hook=_unique, parse_constant=_constant)
        _depth(value, 0)
    except (ValueError, RecursionError) as failure:
        line = getattr(failure, "lineno", 1)
        raise YamlError(
            "json-syntax", message("This is not valid JSON: {what}.", what=explained(failure)), line
        ) from failure
    try:
        return Document(value, load(decoded).lines)
    except YamlError:  # JSON that YAML cannot read, such as tabs: the places stay unknown
        return Document(value)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add returns None
        raise ValueError(f"the key “{twice}” stands twice")
    return entries


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _depth(value: Any, depth: int) -> None:
    """Bounded in depth, and no half of a character: neither can be written anywhere."""
    if depth > MAX_DEPTH:
        raise ValueError(f"nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, str):
        value.encode()
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    for item in value if isinstance(value, list) else ():
        _depth(item, depth + 1)
