"""What is wrong in the rules that a schema declares."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from publisher.findings import Finding, error
from publisher.languages import Message, message
from publisher.source.keys import KINDS as VALUES
from publisher.source.keys import suggestion
from publisher.source.rules import COMMON, CONDITIONS, KINDS, Rule, RuleKey, fields_in

CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
NUMERIC = ("number", "integer", "year")
DATED = ("date", "datetime")
TEXT = ("string",)
ALLOWED = {"number": NUMERIC, "date": DATED, "terms": NUMERIC, "text": TEXT}
"""The types of columns that a form wants, by its first word."""
MOST = 200
"""At most so many rules has a schema."""

Types = Mapping[str, str]
"""The type of each column; of `key.column` only where it is known what the key leads to."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)


def _is_range(value: Any) -> bool:
    return (isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
            and value[0] <= value[1])  # fmt: skip


def _is_where(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) for name in value)


def _is_bands(value: Any) -> bool:
    return _is_where(value) and bool(value) and all(map(_is_range, value.values()))


def _is_sides(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_side, value))


def _is_side(side: Any) -> bool:
    if not isinstance(side, dict) or not set(side) <= {"sum", "where", "times", "value"}:
        return False
    if "value" in side:
        return set(side) == {"value"} and _is_number(side["value"])
    return (isinstance(side.get("sum"), str) and _is_number(side.get("times", 1))
            and _is_where(side.get("where", {})))  # fmt: skip


FORMS: Mapping[str, tuple[Callable[[Any], bool], Message]] = {
    "code": (lambda v: isinstance(v, str) and bool(CODE.fullmatch(v)),
             message("a code of a–z, 0–9 and hyphens")),
    "field": (lambda v: isinstance(v, str), message("a column")),
    "fields": (_is_names, message("a list of columns")),
    "terms": (_is_names, message("a list of columns")),
    "number": (_is_number, message("a number")),
    "where": (lambda v: bool(v) and _is_where(v), message("columns and their values")),
    "bands": (_is_bands, message("levels, each with two numbers")),
    "range": (_is_range, message("two numbers in their order")),
    "sides": (_is_sides, message("a list of sums or values")),
    "yes-no": VALUES["yes-no"], "whole number": VALUES["whole number"],
    "localised": VALUES["localised"], "text": VALUES["text"], "kind": VALUES["text"],
}  # fmt: skip
"""What values have a form, and what to call it; a word before “field” bounds the type."""


def form_of(key: RuleKey) -> tuple[Callable[[Any], bool], Message]:
    """The test for values of a key, and what they are called."""
    return FORMS[key.form if key.form in FORMS else key.form.rsplit(" ", 1)[1]]


def findings(entries: Any, types: Types, file: str, line: int) -> Iterator[Finding]:
    """What is wrong in a schema's `rules`, given the types of its columns."""

    def wrong(text: Message, hint: Message | None = None) -> Finding:
        return error("rule", file, text, hint=hint, line=line)

    if not isinstance(entries, list) or len(entries) > MOST:
        yield wrong(message("“rules” must be a list of at most {most} rules.", most=MOST))
        return
    seen: set[str] = set()
    for position, entry in enumerate(entries, 1):
        code = entry.get("code") if isinstance(entry, dict) else None
        called = code if isinstance(code, str) else str(position)
        if not isinstance(entry, dict):
            yield wrong(message("Rule {rule} must be a group of keys.", rule=called))
            continue
        if called in seen:
            yield wrong(message("Two rules have the code “{rule}”.", rule=called))
        seen.add(called)
        for text, hint in _rule(entry, types):
            yield wrong(message("Rule “{rule}”: {what}", rule=called[:60], what=text), hint)


Problem = tuple[Message, Message | None]


def of_rule(rule: Rule, types: Types) -> list[Message]:
    """What is wrong in a rule once it is known what its keys lead to."""
    entry = {"code": rule.code, "kind": rule.kind, "about": dict(rule.about), **rule.parts}
    return [text for text, _ in _rule(entry, types)]


def _rule(entry: Mapping[str, Any], types: Types) -> Iterator[Problem]:
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        yield (message("there is no kind “{kind}”.", kind=str(kind)[:40]),
               suggestion(str(kind), KINDS))  # fmt: skip
        return
    keys = {key.name: key for key in (*COMMON, *KINDS[kind].keys)}
    named: list[str] = []
    for name in entry:
        if name not in keys:
            yield (message("the key “{key}” is not known here.", key=str(name)[:60]),
                   suggestion(str(name), keys))  # fmt: skip
    for name, key in keys.items():
        if entry.get(name) is None:
            if key.required:
                yield message("the key “{key}” is missing.", key=name), key.about
        elif not form_of(key)[0](entry[name]):
            yield message("“{key}” must be {kind}.", key=name, kind=form_of(key)[1]), key.about
        elif key.choices and entry[name] not in key.choices:
            yield message("“{key}” is one of: {choices}.", key=name,
                          choices=", ".join(key.choices)), None  # fmt: skip
        else:
            yield from _columns(key, entry[name], types)
            if key.form.endswith(("field", "fields")):
                named += fields_in(key.form, entry[name])
    for name in {name for name in named if named.count(name) > 1}:
        yield message("the column “{name}” is named twice.", name=name[:60]), None


def _columns(key: RuleKey, value: Any, types: Types) -> Iterator[Problem]:
    kinds: dict[str, str] = {}
    for name in fields_in(key.form, value):
        head = name if name in types else name.partition(".")[0]
        if head not in types:
            yield (message("there is no column “{name}”.", name=head[:60]),
                   suggestion(head, types))  # fmt: skip
            return
        if name in types:
            kinds[name] = types[name]
    allowed = ALLOWED.get(key.form.split(" ")[0])
    for name, kind in kinds.items():
        if allowed == TEXT and kind not in TEXT:
            yield message("the column “{name}” is not a text.", name=name), None
        elif allowed and kind not in allowed:
            yield message("the column “{name}” cannot be calculated with: it is of the type "
                          "{kind}.", name=name, kind=kind), None  # fmt: skip
    if key.form == "ordered fields" and len(set(map(_scale, kinds.values()))) > 1:
        yield message("columns of different types cannot be put into one order."), None
    if key.form == "where":
        yield from _conditions(value, types)
    if key.form == "sides":
        for side in value:
            if "sum" in side and types.get(side["sum"], "number") not in NUMERIC:
                yield message("the column “{name}” cannot be calculated with: it is of the type "
                              "{kind}.", name=side["sum"],
                              kind=types.get(side["sum"], "")), None  # fmt: skip
            yield from _conditions(side.get("where") or {}, types)


def _scale(kind: str) -> str:
    """Types whose values can be compared have the same scale."""
    return "number" if kind in NUMERIC else "day" if kind in DATED else kind


def _conditions(where: Mapping[str, Any], types: Types) -> Iterator[Problem]:
    for name, condition in where.items():
        kind = types.get(name, "")
        parts = condition if isinstance(condition, dict) else {"is": condition}
        if not parts:
            yield message("nothing is required of the column “{name}”.", name=name), None
        for word, value in parts.items():
            if word != "is" and word not in CONDITIONS:
                yield (message("the condition “{word}” is not known.", word=str(word)[:40]),
                       suggestion(str(word), CONDITIONS))  # fmt: skip
            elif word in ("matches", "never"):
                if not isinstance(value, str) or not _is_pattern(value):
                    yield message("“{value}” is not a pattern.", value=str(value)[:60]), None
                elif kind in NUMERIC or kind in DATED or kind == "boolean":
                    yield message("the column “{name}” is not a text.", name=name), None
            elif not _fits(word, value, kind):
                yield message("“{value}” cannot stand in the column “{name}”, which is of the type "
                              "{kind}.", value=str(value)[:60], name=name,
                              kind=kind), None  # fmt: skip


def _fits(word: str, value: Any, kind: str) -> bool:
    if word == "present":
        return isinstance(value, bool)
    if not kind:
        return isinstance(value, str | int | float | dt.date | list)
    if isinstance(value, list) and word in ("is", "not"):
        return bool(value) and all(_fits("is", part, kind) for part in value)
    if kind in NUMERIC:
        return _is_number(value)
    if kind in DATED:
        return isinstance(value, dt.date)
    if word in ("above", "at_least", "below", "at_most"):
        return False
    return isinstance(value, bool if kind == "boolean" else str)


def _is_pattern(text: str) -> bool:
    """Whether Polars, which will search with it, can read the pattern."""
    import polars as pl

    try:
        pl.Series([""]).str.contains(f"(?:{text})")
    except pl.exceptions.ComputeError:
        return False
    return True
