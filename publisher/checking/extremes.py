"""Rows and numbers that are valid, but that no program after us could hold.

frictionless takes half a minute for one row of 300,000 cells, and accepts the eleven characters
1e999999999, which are a thousand million digits when they are written out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from publisher.findings import Finding, error
from publisher.languages import message
from publisher.source import tabular
from publisher.source.packages import DataPackage, Resource

BLOCK = 1 << 22
LONG = 10_000
"""Bytes from which a line is looked at."""
LONGEST = 4 << 20
CELLS = 5_000

DIGITS = 1_000
"""No amount, and no code of a type of number, has so many."""
CANDIDATE = re.compile(rb"[0-9.][eE][-+]?[0-9]{4}|[0-9]{%d}" % DIGITS)


class _Line(NamedTuple):
    number: int
    start: int
    end: int


def findings(package: DataPackage) -> Iterator[Finding]:
    """Lines too long or too wide to be read as rows."""
    for resource in package.resources:
        if resource.format in ("csv", "tsv"):
            yield from _lines(resource)


def _lines(resource: Resource) -> Iterator[Finding]:
    place = Path(resource.file.place)
    own = tabular.dialect(resource)["csv"]
    delimiter = str(own.get("delimiter", ",")).encode()
    with place.open("rb") as file:
        for line in _long_lines(place):
            if line.end - line.start > LONGEST:
                yield error(
                    "line-too-long", resource.file.path,
                    message("The line has more than {limit} MB.", limit=LONGEST >> 20),
                    hint=message("Look for a missing line’s end or a quotation mark that is never "
                                 "closed; long texts belong into a document."), row=line.number,
                )  # fmt: skip
                return
            file.seek(line.start)
            if file.read(line.end - line.start).count(delimiter) > CELLS:
                yield error(
                    "row-too-wide", resource.file.path,
                    message("The row has more than {limit} cells.", limit=CELLS),
                    hint=message("Look for a missing line’s end, or delete the empty columns "
                                 "behind the last one."), row=line.number,
                )  # fmt: skip
                return


def _long_lines(place: Path) -> Iterator[_Line]:
    """The long lines of a file; only one that never ends is held back until the file does."""
    import numpy as np

    number, start, offset = 1, 0, 0
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + offset
            if len(ends):
                starts = np.concatenate(([start], ends[:-1] + 1))
                for position in np.flatnonzero(ends - starts > LONG):
                    at = int(position)
                    yield _Line(number + at, int(starts[at]), int(ends[at]))
                number += len(ends)
                start = int(ends[-1]) + 1
            offset += len(block)
    if offset - start > LONG:
        yield _Line(number, start, offset)


def numbers(package: DataPackage) -> Iterator[Finding]:
    """Numbers of valid tables with more digits than anything can be done with."""
    for resource in package.resources:
        places = [place for place, field in enumerate(resource.schema.fields) if field.numeric]
        if resource.format != "xlsx" and places and _may_hold(Path(resource.file.place)):
            yield from _numbers(resource, places)


def _may_hold(place: Path) -> bool:
    """Whether there is anything like such a number in a file."""
    rest = b""
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            if CANDIDATE.search(rest + block):
                return True
            rest = block[-DIGITS:]
    return False


def _numbers(resource: Resource, places: list[int]) -> Iterator[Finding]:
    with tabular.numbered_rows(resource) as rows:
        for number, row in rows:
            for place in places:
                value = row[place]
                if value is None or not _is_extreme(value):
                    continue
                field = resource.schema.fields[place]
                yield error(
                    "number-extreme", resource.file.path,
                    message("The number in “{field}” has more than {limit} digits when it is "
                            "written out.", field=field.name, limit=DIGITS),
                    hint=message("Look for an exponent (such as 1e9999) that does not belong "
                                 "there; if it is a code, give the field the type string."),
                    row=number, column=place + 1, field=field.name,
                )  # fmt: skip
                return


def _is_extreme(value: object) -> bool:
    number = Decimal(value) if isinstance(value, int | Decimal) else Decimal()
    if not number.is_finite():
        return False
    exponent = number.as_tuple().exponent
    return abs(number.adjusted()) > DIGITS or (isinstance(exponent, int) and exponent < -DIGITS)
