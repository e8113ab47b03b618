"""Cells that have the right type but are not allowed: which constraint forbids them, and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from publisher.checking.wording import rules, shapes
from publisher.checking.wording.columns import Column, shown
from publisher.checking.wording.corrections import question, sure, tidied, uncertain_number
from publisher.languages import Message, Words, message, series, words

Said = tuple[Message, Message | None]
"""A sentence and a hint."""

NOTE = re.compile(r'(array item )?constraint "(\w+)" is "(.*)"', re.DOTALL)

class Judgement(NamedTuple):
    """What is wrong with a cell, what can be done, and the rule behind it."""

    message: Message
    hint: Message | None
    rule: Message | None


def judge(column: Column, cell: str, note: str) -> Judgement:
    """The judgement on a cell that offends against the constraint named in frictionless' note."""
    found = NOTE.fullmatch(note)
    name, value = (found[2], found[3]) if found else ("", "")
    known: Any = column.constraints.get(name, value)
    items = column.descriptor.get("arrayItem") or {}
    if found and found[1]:
        known = (items.get("constraints") or {}).get(name, value)
    says = _SENTENCES.get(name)
    if says is None:
        text = message("“{cell}” is not allowed in this column.", cell=shown(cell))
        return Judgement(text, None, None)
    text, hint = says(column, cell, known)
    field = column.field
    if field and found and found[1]:
        field = replace(field, type=str(items.get("type") or "any"))
    return Judgement(text, hint, rules.constraint_rule(field, name, known) if field else None)


def _required(column: Column, cell: str, value: Any) -> Said:
    return message("The cell is blank, but this column must be filled in every row."), None


def _bound(sentence: Message) -> Callable[[Column, str, Any], Said]:
    def told(column: Column, cell: str, value: Any) -> Said:
        if cell.strip().lower() in ("nan", "+nan", "-nan"):
            return message("“{cell}” is not a number that can be compared.", cell=cell), None
        return sentence._replace(values=(("cell", shown(cell)), ("value", str(value)))), None

    return told


def _ordered(numbers: Message, days: Message) -> Callable[[Column, str, Any], Said]:
    """A sentence about a bound, other words for days and times than for numbers."""
    of_numbers, of_days = _bound(numbers), _bound(days)
    return lambda column, cell, value: (
        of_days(column, cell, value) if column.type in rules.TIMED
        else of_numbers(column, cell, value)
    )  # fmt: skip


def _length(
    text: Message, entries: Message
) -> Callable[[Column, str, Any], Said]:
    def told(column: Column, cell: str, value: Any) -> Said:
        filled = (("cell", shown(cell)), ("value", str(value)), ("number", f"{len(cell):,}"))
        if column.type != "string":
            return entries._replace(values=filled[:2]), None
        hint = None
        if tidied(cell) != cell and column.accepts(tidied(cell)):
            hint = sure(tidied(cell))
        return text._replace(values=filled), hint

    return told


def _pattern(column: Column, cell: str, value: Any) -> Said:
    pattern = str(value)
    example = column.descriptor.get("example")
    told = shapes.in_words(pattern)
    wanted: Message | str = message("“{example}”", example=example) if example else ""
    if told is not None:
        text = message("“{cell}” is not written as this column asks: {parts}.",
                       cell=shown(cell), parts=told)  # fmt: skip
    elif wanted:
        text = message("“{cell}” is not written as this column asks, like {example}.",
                       cell=shown(cell), example=wanted)  # fmt: skip
    else:
        text = message("“{cell}” is not written as this column asks (pattern {pattern}).",
                       cell=shown(cell), pattern=shown(pattern))  # fmt: skip
    return text, _pattern_hint(column, cell, pattern) or _meaning(column)


def _pattern_hint(column: Column, cell: str, pattern: str) -> Message | None:
    tidy = tidied(cell)
    simple = shapes.parts(pattern)
    if simple is None and tidy != cell:
        return message("The cell holds full-width characters, or spaces at its ends; without them "
                       "it is “{value}”.", value=shown(tidy))  # fmt: skip
    for changed in (tidy, tidy.upper(), tidy.lower()):
        if changed != cell and shapes.fits(pattern, changed):
            return sure(changed)
    if uncertain_number(tidy):
        return message("A spreadsheet has shortened a long number; enter it again in full, in a "
                       "column formatted as text.")  # fmt: skip
    if simple and len(simple) == 1 and tidy.isdecimal() and len(tidy) < simple[0].least:
        longer = tidy.zfill(simple[0].least)
        if shapes.fits(pattern, longer):
            return question(longer, message("A spreadsheet may have dropped zeros in front."))
    if tidy.endswith(".0") and shapes.fits(pattern, tidy[:-2]):
        return sure(tidy[:-2])
    return None


def _meaning(column: Column) -> Message | None:
    if column.field is None or not any(column.field.description.values()):
        return None
    return message("The column means: {text}", text=words(column.field.description))


def _enum(column: Column, cell: str, value: Any) -> Said:
    codes = [str(code) for code in value] if isinstance(value, list) else []
    if not codes:
        text = message("“{cell}” is not one of the values that are allowed.", cell=shown(cell))
        return text, None
    named = [_named(column, code) for code in codes[: rules.NAMED]]
    listed = series(named)
    if len(codes) > rules.NAMED:
        text = message("“{cell}” is not one of the {count} values that are allowed: {values} …",
                       cell=shown(cell), count=f"{len(codes):,}", values=listed)  # fmt: skip
    else:
        text = message("“{cell}” is not one of the values that are allowed: {values}.",
                       cell=shown(cell), values=listed)  # fmt: skip
    return text, _nearest(column, cell, codes)


def _named(column: Column, code: str) -> Words:
    labels = column.field.labels.get(code, {}) if column.field else {}
    texts = {
        lang: f"{code}（{label}）" if lang.startswith("zh") else f"{code} ({label})"
        for lang, label in labels.items()
        if label and label != code
    }
    return words(texts or {"": code})


def _nearest(column: Column, cell: str, codes: list[str]) -> Message | None:
    tidy = tidied(cell)
    spelled = {tidied(code).casefold(): code for code in codes}
    if tidy.casefold() in spelled:
        return sure(spelled[tidy.casefold()])
    labels = {
        tidied(label).casefold(): code
        for code in codes
        for label in (column.field.labels.get(code, {}).values() if column.field else ())
    }
    if tidy.casefold() in labels:
        return message("Write {value}: the file holds the code, readers see the word.",
                       value=labels[tidy.casefold()])  # fmt: skip
    known = {**labels, **spelled}
    near = difflib.get_close_matches(tidy.casefold(), list(known), n=1, cutoff=0.6)
    return message("Did you mean “{near}”?", near=known[near[0]]) if near else None


_SENTENCES: Mapping[str, Callable[[Column, str, Any], Said]] = {
    "required": _required,
    "enum": _enum,
    "pattern": _pattern,
    "minimum": _ordered(message("“{cell}” is less than {value}, the least that is allowed."),
                        message("“{cell}” is before {value}, the earliest that is allowed.")),
    "maximum": _ordered(message("“{cell}” is more than {value}, the most that is allowed."),
                        message("“{cell}” is after {value}, the latest that is allowed.")),
    "exclusiveMinimum": _ordered(message("“{cell}” must be more than {value}."),
                                 message("“{cell}” must be after {value}.")),
    "exclusiveMaximum": _ordered(message("“{cell}” must be less than {value}."),
                                 message("“{cell}” must be before {value}.")),
    "minLength": _length(
        message("“{cell}” has {number} characters; there must be at least {value}."),
        message("“{cell}” has too few entries; there must be at least {value}."),
    ),
    "maxLength": _length(
        message("“{cell}” has {number} characters; at most {value} are allowed."),
        message("“{cell}” has too many entries; at most {value} are allowed."),
    ),
}  # fmt: skip
