"""The rows of a table's file as texts, whatever is wrong with the file: nothing is passed over."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

from publisher.source import tabular
from publisher.source.packages import Resource

Row = tuple[int, list[str]]
"""A row's number in its file, the first being 1, and its cells."""

LONGEST = 1 << 20
"""Longer lines are cut, and quoted cells that are longer by far are not believed."""

SAMPLE = 100
SAMPLED = 1 << 16
DELIMITERS = ",\t;|"
"""What may part cells where the descriptor does not say it, as for frictionless."""


def rows(resource: Resource) -> Iterator[Row]:
    """Every row of a table's file, header and comments included.

    Characters that cannot be read become �. Where the rules of CSV end, lines are split at
    every delimiter; a workbook or JSON file that cannot be read has no rows.
    """
    if resource.format == "xlsx":
        return _workbook(resource)
    if resource.format == "json":
        return _objects(resource)
    return _lines(resource)


def _lines(resource: Resource) -> Iterator[Row]:
    own = tabular.dialect(resource)["csv"]
    with Path(resource.file.place).open(
        encoding=_encoding(resource), errors="replace", newline=""
    ) as file:
        lines = iter(lambda: file.readline(LONGEST), "")
        start = list(islice(lines, SAMPLE))
        delimiter = str(own.get("delimiter") or _delimiter(start))
        quote = str(own.get("quoteChar") or '"')
        yield from _records(chain(start, lines), delimiter, quote)


def _encoding(resource: Resource) -> str:
    try:
        return tabular.encoding_of(resource)
    except LookupError:
        return "utf-8-sig"


def _delimiter(start: Iterable[str]) -> str:
    try:
        return csv.Sniffer().sniff("".join(start)[:SAMPLED], DELIMITERS).delimiter
    except csv.Error:
        return ","


def _records(lines: Iterable[str], delimiter: str, quote: str) -> Iterator[Row]:
    """Records; where one cannot be read, its lines one by one and all that follow."""
    pending: list[str] = []

    def source() -> Iterator[str]:
        size = 0
        for line in lines:
            size = len(line) + (size if pending else 0)
            pending.append(line)
            if size > 4 * LONGEST:
                raise csv.Error("a quotation mark that is never closed")
            yield line

    given = source()
    number = 0
    try:
        for number, record in enumerate(csv.reader(given, delimiter=delimiter, quotechar=quote), 1):
            pending.clear()
            yield number, record
    except (csv.Error, TypeError):  # a cell without an end; a mark of several characters
        for place, line in enumerate(chain(pending, lines), number + 1):
            yield place, line.split(delimiter)


def _workbook(resource: Resource) -> Iterator[Row]:
    import zipfile

    import openpyxl

    try:
        book = openpyxl.load_workbook(resource.file.place, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError):
        return  # whoever opens the table says what is wrong
    try:
        wanted = tabular.dialect(resource)["excel"].get("sheet", 1)
        names = book.sheetnames
        if isinstance(wanted, int) and 1 <= wanted <= len(names):
            wanted = names[wanted - 1]
        if wanted in names:
            for number, row in enumerate(book[wanted].iter_rows(values_only=True), 1):
                yield number, [_text(value) for value in row]
    finally:
        book.close()


def _objects(resource: Resource) -> Iterator[Row]:
    """The rows of a JSON file: lists of cells, or objects below a row of their keys."""
    content = Path(resource.file.place).read_text(_encoding(resource), errors="replace")
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return  # whoever opens the table says what is wrong
    for step in str(resource.dialect.get("property") or "").split("."):
        value = value.get(step) if step and isinstance(value, dict) else value
    entries = value if isinstance(value, list) else []
    keys = next((list(entry) for entry in entries if isinstance(entry, dict)), None)
    if keys is not None:
        yield 1, keys
    for number, entry in enumerate(entries, 1 if keys is None else 2):
        yield number, _cells(entry, keys or [])


def _cells(entry: Any, keys: list[str]) -> list[str]:
    if isinstance(entry, Mapping):
        further = [key for key in entry if key not in keys]
        return [_text(entry.get(key)) for key in [*keys, *further]]
    return [_text(value) for value in entry] if isinstance(entry, list) else [_text(entry)]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
