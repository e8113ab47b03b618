"""Names of the values of labels: 财政局 and “Finance Bureau” stand for the unit QY-CZJ."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from .words import Called, Words, key

LONGEST: Final = 10
"""So many words parted by spaces may be one name."""


def values(
    label: str, text: str, called: Iterable[Called], words: Words
) -> tuple[str, ...]:
    """The values of a label that a text names.

    Those whose name or code it is, or else a synonym of it; if there is none, those whose name
    holds it: “transport” for the Transport Bureau.
    """
    known = [(key(name), one.value) for one in called if one.label == label
             for name in (one.name, one.value)]  # fmt: skip
    asked = [key(text), *map(key, words.others(text))]
    same = (value for wanted in asked for name, value in known if name == wanted)
    holding = (value for wanted in asked for name, value in known if _holds(name, wanted))
    return tuple(dict.fromkeys(same)) or tuple(dict.fromkeys(holding))


def _holds(name: str, wanted: str) -> bool:
    """Whether a text stands in a name, in whole words and with more than one character."""
    if wanted.isascii():
        return f" {wanted} " in f" {name} "
    return len(wanted) > 1 and wanted in name


def quoted(
    text: str, labels: Mapping[str, Collection[str]], called: Iterable[Called]
) -> str:
    """The text with names of several words in quotation marks: unit:Transport Bureau audit is
    unit:"Transport Bureau" audit.
    """
    if ":" not in text:
        return text
    known = {(one.label, key(one.name)) for one in called if " " in one.name}
    if not known:
        return text
    inside = {written: label for label, several in labels.items() for written in several}
    before = "|".join(map(re.escape, inside))
    pattern = rf'"[^"]*"|\b(?P<label>{before}):(?P<words>[^\s":()]+(?: [^\s":()]+)+)'

    def put(found: re.Match[str]) -> str:
        if found["label"] is None:
            return found[0]
        parts = found["words"].split()
        for length in range(min(LONGEST, len(parts)), 1, -1):
            name = " ".join(parts[:length])
            if (inside[found["label"]], key(name)) in known:
                return " ".join((f'{found["label"]}:"{name}"', *parts[length:]))
        return found[0]

    return re.sub(pattern, put, text)
