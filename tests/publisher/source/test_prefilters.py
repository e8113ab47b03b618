"""Prefilters never accept what frictionless rejects, and this test would notice if one did."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

import frictionless
import polars as pl
import pytest

from publisher.source import prefilters
from publisher.source.pattern_grammar import linear
from publisher.source.prefilters import prefilter

VALUES = 10_000
"""So many texts for each field: about three hundred thousand in all."""

ODD = "٣3०０¹²Ⅷ\u00a0\u3000\u2003\u200b\t\n\r\0_+eE.,:/TZz-– '\""
SEEDS: Mapping[str, Sequence[str]] = {
    "integer": ("0", "-0", "7", "007", "-12", "+3", "1_000", "9" * 18, "9" * 19, "5.0", "0x10",
                "1e3", " 4", "٣", "100", "99", "101", "-101"),
    "number": ("0", "-0.0", "1.50", "0.1", ".5", "5.", "1e5", "NaN", "inf", "1_0.0", "-3.25",
               "99.999999999", "100", "100.000000001", "9" * 15 + ".999999999", "1,000.5",
               "99.99999999999999999999", "0.3", "0.30000000000000004", "1000000000000000"),
    "date": ("2024-01-31", "2024-02-29", "2023-02-29", "2024-02-30", "2024-1-5", "0001-01-01",
             "0000-01-01", "9999-12-31", "20245-01-01", "24-01-05", "2024-01- 5", "2024-13-01",
             "2024-00-10", "2024-06-15", "2024-06-14", "2024-06-16", "+024-01-05"),
    "datetime": ("2024-01-31T10:00:00", "2024-02-28T24:00:00", "2024-01-01T23:59:60",
                 "2024-01-01T10:00:00Z", "2024-01-01T10:00:00+08:00", "2024-01-01 10:00:00",
                 "2024-01-01T10:00:00.5", "2024-01-01T10:00", "20240101T100000"),
    "time": ("10:00:00", "23:59:59", "24:00:00", "10:00", "10:60:00", "10:00:00Z"),
    "year": ("2024", "0000", "9999", "999", "-123", "20240", "1_00", "٢٠٢٤"),
    "yearmonth": ("2024-01", "2024-12", "2024-13", "2024-00", "2024-1", "0000-01", "20245-01"),
    "string": ("", "a", "abc", "AB1", "P01", "P012", "第12号", "x y", "a-b", "a.b", "é", "ab\n",
               "\n", "abcd", "aaaaa"),
}  # fmt: skip
BOUNDS: Mapping[str, Sequence[Any]] = {
    "integer": (0, -5, 100, 10**17), "number": (0, "0.3", 100, "-2.5", "99.999999999"),
    "date": ("2024-06-15", "1000-01-01"), "datetime": (), "time": (), "year": (),
    "yearmonth": (), "string": (),
}  # fmt: skip
PATTERNS = (
    "[A-Z]{2}[0-9]", "P\\d{2,3}", "[a-z]+", "(?:a|b)*", "[\\w-]+", "第[0-9]+号", "a?b?c?", ".+",
    "^P[0-9]+$", "(ab|c)+", "[A-Za-z0-9 ]*", "x y", "a\\.b", "[a-c.-]{1,3}", "\\d+(?:-\\d+)?",
)


def fields() -> list[dict[str, Any]]:
    """Every type with every kind of constraint that a prefilter knows."""
    found: list[dict[str, Any]] = [{"type": kind} for kind in SEEDS]
    for kind, bounds in BOUNDS.items():
        for bound in bounds:
            found += [{"type": kind, "constraints": {name: bound}} for name in prefilters.BOUNDS]
    found += [{"type": "string", "constraints": {"pattern": pattern}} for pattern in PATTERNS]
    found += [
        {"type": "string", "constraints": {"minLength": 2, "maxLength": 3, "required": True}},
        {"type": "string", "constraints": {"required": True}, "missingValues": ["a", "-"]},
        {"type": "integer", "constraints": {"required": True}, "missingValues": ["-1", "x"]},
        {"type": "any", "constraints": {"required": True}},
    ]
    return [{"name": "f"} | entry for entry in found]


def texts(kind: str, chance: random.Random, number: int) -> list[str]:
    """Texts near the edge of being good: seeds with a character or two changed."""
    seeds = SEEDS.get(kind, SEEDS["string"])
    found = list(seeds)
    while len(found) < number:
        text = chance.choice(seeds)
        for _ in range(chance.choice([0, 1, 1, 2])):
            place = chance.randrange(len(text) + 1)
            other = chance.choice(ODD) if chance.random() < 0.3 else chance.choice("".join(seeds))
            text = text[:place] + other + text[place + chance.randrange(2) :]
        found.append(text)
    return found


def wrongly_accepted(entry: Mapping[str, Any], number: int) -> list[str]:
    """What the field's prefilter accepts and frictionless does not."""
    schema = frictionless.Schema.from_descriptor(
        {"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": [entry]}
    )
    field = schema.fields[0]
    missing = field.missing_values if field.has_defined("missing_values") else [""]
    accept = prefilter(field, missing)
    if accept is None:
        return []
    given = texts(str(entry["type"]), random.Random(str(entry)), number)
    read = field.create_cell_reader()
    return [text for text in given_good(accept, given) if read(text)[1]]


def given_good(accept: prefilters.Prefilter, given: Sequence[str]) -> list[str]:
    """The texts that are accepted."""
    column = pl.Series(given, dtype=pl.String)
    found: list[str] = column.filter(accept(column)).to_list()
    return found


@pytest.mark.parametrize("kind", [*SEEDS, "any"])
def test_prefilters_are_sound(kind: str) -> None:
    wrong = {str(entry): wrongly_accepted(entry, VALUES // 2)[:5]
             for entry in fields() if entry["type"] == kind}  # fmt: skip
    assert not {entry: found for entry, found in wrong.items() if found}


def test_prefilters_accept_what_is_usual() -> None:
    usual = {"integer": "12", "number": "1.50", "date": "2024-06-17", "datetime":
             "2024-06-17T10:00:00", "time": "10:00:00", "year": "2024", "yearmonth": "2024-06",
             "string": "公告", "any": "公告"}  # fmt: skip
    for kind, text in usual.items():
        field = frictionless.Field.from_descriptor({"name": "f", "type": kind})
        accept = prefilter(field, [""])
        assert accept is not None
        assert given_good(accept, [text]) == [text]


PLANTED = {
    "date": r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    "integer": r"-?[0-9]+(?:\.0)?",
    "number": r"-?[0-9]*(?:\.[0-9]*)?",
    "time": r"[0-2][0-9]:[0-5][0-9]:[0-5][0-9]",
    "datetime": rf"{prefilters.DATE}T[0-9:]{{8}}",
    "yearmonth": r"[0-9]{4,5}-[01][0-9]",
    "year": r"\d{4,5}",
}


@pytest.mark.parametrize("kind", PLANTED)
def test_an_unsound_prefilter_is_noticed(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prefilters, "FORMS", {**prefilters.FORMS, kind: PLANTED[kind]})
    assert wrongly_accepted({"name": "f", "type": kind}, VALUES // 2)


def test_an_unsound_bound_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = {"name": "f", "type": "number", "constraints": {"maximum": "99.999999999"}}
    assert not wrongly_accepted(entry, VALUES)
    monkeypatch.setattr(
        prefilters, "_near",
        lambda name, bound, kind: lambda cells: cells.cast(pl.Float64, strict=False) <= 100,
    )  # fmt: skip
    assert wrongly_accepted(entry, VALUES)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_linear_patterns_accept_less_than_re(pattern: str) -> None:
    translated = linear(pattern)
    assert translated is not None
    column = pl.Series(texts("string", random.Random(pattern), VALUES), dtype=pl.String)
    accepted = column.filter(column.str.contains(translated)).to_list()
    assert accepted
    assert all(re.match(f"^{pattern}$", text) for text in accepted)


@pytest.mark.parametrize("pattern", [
    "a|b", "(?i)a", "(?=a)b", "\\bx", "[^a]", "a*+", "a??", "(a)\\1", "\\D", "[a-", "(a", "a)",
    "[a&&b]", "[z-a]{2}(", "{2}", "a{,3}", "\\p{L}", "[[:alpha:]]", "a$b", "x^",
])  # fmt: skip
def test_other_patterns_are_left_to_re(pattern: str) -> None:
    assert linear(pattern) is None
