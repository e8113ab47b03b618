"""Random schemas and tables, with everything that goes wrong in tables, from one seed."""

from __future__ import annotations

import copy
import csv
import io
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import frictionless

PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
TYPES = (
    "string", "string", "integer", "integer", "number", "number", "date", "date", "datetime",
    "time", "boolean", "year", "yearmonth", "any", "duration", "geopoint", "array", "object",
    "list", "geojson",
)  # fmt: skip
UNHASHABLE = ("array", "object", "list", "geojson")
VALUES: Mapping[str, Sequence[str]] = {
    "string": ("a", "b", "ab", "AB1", "", "第3号", "x y", " a", "a\u00a0", "é", "P01", "P02",
               "١٢", "a,b", 'q"q', "l\nm", "a\n", "NA", "-"),
    "integer": ("0", "1", "2", "3", "10", "-5", "007", "1_000", "٣", " 4 ", "+6", "-0", "9" * 23,
                "1.0", "x", "", "NaN", "NA", "4", "5", "6"),
    "number": ("0", "1", "1.0", "1.00", "2.5", "-3.1", "1e3", "NaN", "inf", "-Infinity", "1_000.5",
               " 4", "٣.٥", "1,000", "x", "", "0.0", "-0.0", "100", "99.999999999",
               "100.0000000001", "NA", ".5", "5."),
    "date": ("2024-01-01", "2024-02-29", "2023-02-29", "2024-1-5", "2024-01-05", "2024-01- 5",
             "20240101", "0000-01-01", "0999-01-01", "2024-12-31", "x", "", "2024/01/05",
             "20245-01-01", "2024-01-0٥", "NA"),
    "datetime": ("2024-01-01T00:00:00", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00",
                 "2024-01-01T24:00:00", "2024-01-01T10:00:00+08:00", "2024-02-29T10:00:00",
                 "2024-01-01T10:00", "x", "", "2024-01-01T10:00:00.123"),
    "time": ("10:00:00", "23:59:59", "24:00:00", "10:00", "x", "", "10:00:00Z"),
    "boolean": ("true", "false", "1", "0", "TRUE", "x", "", "yes"),
    "year": ("2024", "0000", "999", "20240", "-123", "٢٠٢٤", "x", "", " 123", "1_00"),
    "yearmonth": ("2024-01", "2024-13", "2024-1", "x", "", "2024-1-1"),
    "any": ("a", "1", "", "x"),
    "duration": ("P1D", "PT5S", "x", ""),
    "geopoint": ("1,2", "190,2", "x", "", "1, 2"),
    "array": ("[1,2]", "[]", "{}", "x", ""),
    "object": ("{}", '{"a":1}', "[]", "x", ""),
    "geojson": ("{}", '{"type":"Point","coordinates":[1,2]}', "x", ""),
    "list": ("a", "1,2", "", ",", "a,b"),
}  # fmt: skip
PATTERNS = ("[A-Za-z]+", "a|b", r"\d+", r"P\d{2}", ".*", "[a-z]{1,2}", "^a$", r"\w+", "[^a]+")
STRAY = ('"', "\n", "\r", "\0", "\n\n", "'", " ", "#", "\u2028", "\ufeff")
Descriptor = dict[str, Any]


def package(folder: Path, descriptors: Sequence[Descriptor]) -> frictionless.Package:
    """The tables as frictionless has them; nothing is shared between two calls."""
    return frictionless.Package(resources=[
        frictionless.Resource.from_descriptor(copy.deepcopy(entry), basepath=str(folder))
        for entry in descriptors
    ])  # fmt: skip


def tables(seed: int, folder: Path) -> list[Descriptor]:
    """Two tables written into `folder`, the second may lead to the first."""
    chance = random.Random(seed)
    first = _Table(chance, "a", [])
    second = _Table(chance, "b", [("a", first.names)])
    return [first.write(folder), second.write(folder)]


class _Table:
    def __init__(
        self, chance: random.Random, name: str, others: list[tuple[str, list[str]]]
    ) -> None:
        self.chance, self.name = chance, name
        self.fields = [self.field(number) for number in range(chance.randrange(1, 5))]
        self.names = [entry["name"] for entry in self.fields]
        self.schema = self._schema(others)

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def field(self, number: int) -> Descriptor:
        kind = self.chance.choice(TYPES)
        entry: Descriptor = {"name": f"{self.chance.choice(['', '列'])}f{number}", "type": kind}
        if constraints := self._constraints(kind):
            entry["constraints"] = constraints
        if kind == "string" and self.often(0.1):
            entry["format"] = self.chance.choice(["email", "uri", "uuid", "binary"])
        if kind == "date" and self.often(0.2):
            entry["format"] = self.chance.choice(["any", "%d/%m/%Y", "%Y-%m-%d"])
        if kind == "number" and self.often(0.2):
            entry |= self.chance.choice([{"groupChar": ","}, {"decimalChar": ","},
                                         {"bareNumber": False}, {"floatNumber": True}])  # fmt: skip
        if kind == "integer" and self.often(0.1):
            entry["bareNumber"] = False
        if kind == "boolean" and self.often(0.2):
            entry["trueValues"] = ["yes"]
        if kind == "list" and self.often(0.5):
            entry["itemType"] = "integer"
        if self.often(0.05):
            entry["missingValues"] = ["", "x", "0"]
        return entry

    def _constraints(self, kind: str) -> Descriptor:
        found: Descriptor = {}
        if self.often(0.3):
            found["required"] = True
        if self.often(0.02 if kind in UNHASHABLE else 0.15):
            found["unique"] = True
        if kind == "string":
            found |= self._text_constraints()
        bounds: Mapping[str, Sequence[Any]] = {
            "integer": (0, 1, 10, "3", -5), "number": (0, 1, 100, -3, "2.5", "NaN"),
            "date": ("2024-01-05", "2023-01-01", "2024-12-31"), "year": ("2000",),
        }  # fmt: skip
        for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
            if kind in bounds and self.often(0.15):
                found[name] = self.chance.choice(bounds[kind])
        if kind in ("integer", "number") and self.often(0.1):
            found["enum"] = ["1", "2"]
        if kind == "datetime" and self.often(0.1):
            found["minimum"] = "2024-01-01T00:00:00"
        return found

    def _text_constraints(self) -> Descriptor:
        found: Descriptor = {}
        if self.often(0.2):
            found["pattern"] = self.chance.choice(PATTERNS)
        if self.often(0.2):
            found["minLength"] = self.chance.randrange(3)
        if self.often(0.2):
            found["maxLength"] = self.chance.randrange(4)
        if self.often(0.15):
            found["enum"] = ["a", "b", "ab"]
        return found

    def _schema(self, others: list[tuple[str, list[str]]]) -> Descriptor:
        schema: Descriptor = {"fields": self.fields}
        keys = [f["name"] for f in self.fields if f["type"] not in UNHASHABLE]
        if self.often(0.3):
            schema["missingValues"] = self.chance.choice(
                [["", "NA"], ["-"], [], ["", "0"], ["x"]]
            )
        if keys and self.often(0.4):
            size = self.chance.randrange(1, min(len(keys), 2) + 1)
            schema["primaryKey"] = self.chance.sample(keys, size)
        if self.often(0.4):
            table, names = self.chance.choice([*others, ("", self.names)])
            size = min(len(self.names), len(names), self.chance.randrange(1, 3))
            schema["foreignKeys"] = [{
                "fields": self.chance.sample(self.names, size),
                "reference": {"resource": table, "fields": self.chance.sample(names, size)},
            }]  # fmt: skip
        if self.often(0.05):
            schema["fieldsMatch"] = self.chance.choice(["subset", "superset", "equal", "partial"])
        return schema

    def rows(self) -> list[list[str]]:
        header = list(self.names)
        if self.often(0.1):
            header[self.chance.randrange(len(header))] = self.chance.choice(["", "zz", header[0]])
        if self.often(0.05):
            header.append("extra")
        if self.often(0.05):
            header.pop()
        found = [header]
        for _ in range(self.chance.choice([0, 1, 5, 30, 150])):
            row = [self.chance.choice(VALUES[entry["type"]]) for entry in self.fields]
            if self.often(0.05):
                row = row[: self.chance.randrange(len(row) + 1)]
            if self.often(0.05):
                row += ["e"] * self.chance.randrange(1, 3)
            if self.often(0.03):
                row = [""] * len(self.names)
            found.append(row)
        return found

    def dialect(self) -> tuple[Descriptor, str, str]:
        """A dialect, and the delimiter and quote to write with."""
        entry: Descriptor = {}
        own: Descriptor = {}
        delimiter = self.chance.choice([",", ",", ";", "\t", "|", "，"])
        if self.often(0.5) or delimiter == "，":
            own["delimiter"] = delimiter
        else:
            delimiter = ","
        quote = '"'
        if self.often(0.15):
            own["quoteChar"] = quote = "'"
        for key, value in (("skipInitialSpace", True), ("escapeChar", "\\"),
                           ("doubleQuote", False), ("nullSequence", "NA")):  # fmt: skip
            if self.often(0.05):
                own[key] = value
        top: tuple[tuple[float, str, Any], ...] = (
            (0.08, "header", False), (0.08, "headerRows", [1, 2]), (0.1, "commentChar", "#"),
            (0.05, "commentRows", [3, 5]), (0.15, "skipBlankRows", True),
        )  # fmt: skip
        for share, key, value in top:
            if self.often(share):
                entry[key] = value
        return entry | {"csv": own}, delimiter, quote

    def write(self, folder: Path) -> Descriptor:
        dialect, delimiter, quote = self.dialect()
        buffer = io.StringIO(newline="")
        end = self.chance.choice(["\n", "\n", "\r\n", "\r"])
        writer = csv.writer(
            buffer, delimiter=delimiter, quotechar=quote, lineterminator=end,
            quoting=csv.QUOTE_ALL if self.often(0.3) else csv.QUOTE_MINIMAL,
        )  # fmt: skip
        writer.writerows(self.rows())
        text = buffer.getvalue()
        for _ in range(self.chance.choice([0, 0, 0, 1, 2])):
            place = self.chance.randrange(len(text) + 1)
            text = text[:place] + self.chance.choice([*STRAY, delimiter]) + text[place:]
        if self.often(0.2):
            text = text.rstrip("\r\n")
        encoding = self.chance.choice(["utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"])
        data = text.encode(encoding)
        if self.often(0.02):
            place = self.chance.randrange(len(data) + 1)
            data = data[:place] + b"\xff\xfe" + data[place:]
        (folder / f"{self.name}.csv").write_bytes(data)
        return {
            "$schema": PROFILE, "name": self.name, "type": "table", "path": f"{self.name}.csv",
            "scheme": "file", "format": "csv", "encoding": encoding, "dialect": dialect,
            "schema": self.schema,
        }  # fmt: skip
