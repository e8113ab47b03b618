"""A table's data files: CSV, JSON and Parquet, made from its SQLite file.

Numbers are exactly those of the source: where a format's own numbers cannot hold them, the
column is text. None of the files names the time it was made at: the same rows give the same
bytes.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.outputs.cells import Kind, plain_text
from publisher.outputs.facts import FieldFacts
from publisher.outputs.tables import open_table
from publisher.source.packages import Resource

if TYPE_CHECKING:
    import polars

CHUNK = 20_000
DECIMAL_DIGITS = 38
"""The most digits of a Parquet decimal number."""

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The media type of each format a table is published in."""


def is_copied(resource: Resource) -> bool:
    """Whether the published CSV file is the source's file, byte for byte."""
    return resource.format in ("csv", "tsv")


def write_csv(table: Path, resource: Resource, target: Path) -> None:
    """Write the canonical data file.

    It is the source's own file where that is delimited text, in whatever encoding and dialect;
    other sources become plain CSV in UTF-8 with a header.
    """
    if is_copied(resource):
        shutil.copyfile(resource.file.place, target)
        return
    delimiters = [field.get("delimiter", ",") if field.get("type") == "list" else None
                  for field in resource.schema.raw["fields"]]  # fmt: skip
    with open_table(table) as found, target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in found.facts.fields])
        for row in found.rows():
            writer.writerow(
                [
                    plain_text(cell) if delimiter is None or cell is None
                    else delimiter.join(map(plain_text, json.loads(cell, parse_float=Decimal)))
                    for cell, delimiter in zip(row, delimiters, strict=True)
                ]
            )  # fmt: skip


def write_json(table: Path, target: Path) -> None:
    """Write a JSON array of one object a row, one row a line, keyed by the fields' names.

    Numbers have the source's value; NaN and Infinity, which JSON lacks, are texts.
    """
    with open_table(table) as found, target.open("w", encoding="utf-8", newline="\n") as file:
        columns = [
            (json.dumps(field.name, ensure_ascii=False) + ": ", _json_writer(field.kind))
            for field in found.facts.fields
        ]
        before = "[\n"
        for row in found.rows():
            pairs = [
                key + ("null" if cell is None else write(cell))
                for cell, (key, write) in zip(row, columns, strict=True)
            ]
            file.write(before + "{" + ", ".join(pairs) + "}")
            before = ",\n"
        file.write("[]\n" if before == "[\n" else "\n]\n")


def _json_writer(kind: Kind) -> Callable[[Any], str]:
    match kind:
        case Kind.INTEGER | Kind.JSON:
            return str
        case Kind.NUMBER:
            return lambda value: str(value) if value.is_finite() else f'"{value}"'
        case Kind.BOOLEAN:
            return lambda value: "true" if value else "false"
        case Kind.DATE | Kind.DATETIME:
            return lambda value: f'"{value.isoformat()}"'
        case Kind.TEXT:
            return json.encoder.encode_basestring


def write_parquet(table: Path, target: Path) -> None:
    """Write a Parquet file with typed columns.

    Numbers are Decimal(38, most digits after the point); Float64 where NaN or Infinity occur;
    text where they need more than 38 digits, or digits that a float would lose. Integers beyond
    64 bits become Decimal(38, 0), or text. Instants with a zone are in UTC; a column that mixes
    those with and without one is text, as are lists and objects (JSON) and everything else.
    """
    import polars

    with open_table(table) as found:
        fields = found.facts.fields
        types = [_parquet_type(field, found.facts.rows) for field in fields]
        rows = found.rows()
        frames = [
            polars.DataFrame(
                [
                    _series(field, kind, values)
                    for field, kind, values in zip(fields, types, columns, strict=True)
                ]
            )
            for columns in _chunks(rows, len(fields))
        ]
    polars.concat(frames).write_parquet(target, compression="zstd", statistics=True)


def _chunks(rows: Iterator[list[Any]], width: int) -> Iterator[list[tuple[Any, ...]]]:
    """The columns of the next rows; at least one chunk, which may be empty."""
    first = True
    while (chunk := list(islice(rows, CHUNK))) or first:
        yield list(zip(*chunk, strict=True)) or [()] * width
        first = False


def _parquet_type(field: FieldFacts, rows: int) -> polars.DataType:
    import polars

    match field.kind:
        case Kind.INTEGER if not field.inexact:
            return polars.Int64()
        case Kind.INTEGER | Kind.NUMBER:
            if field.not_finite:
                return polars.String() if field.inexact else polars.Float64()
            fits = field.digits + field.decimals <= DECIMAL_DIGITS
            return polars.Decimal(DECIMAL_DIGITS, field.decimals) if fits else polars.String()
        case Kind.BOOLEAN:
            return polars.Boolean()
        case Kind.DATE:
            return polars.Date()
        case Kind.DATETIME if field.zoned == 0:
            return polars.Datetime("us")
        case Kind.DATETIME if field.zoned == rows - field.blanks:
            return polars.Datetime("us", "UTC")
        case _:
            return polars.String()


def _series(field: FieldFacts, kind: polars.DataType, values: tuple[Any, ...]) -> polars.Series:
    import polars

    cells: list[Any] = list(values)
    if isinstance(kind, polars.String) and field.kind is not Kind.TEXT:
        cells = [None if cell is None else plain_text(cell) for cell in cells]
    elif isinstance(kind, polars.Float64):
        cells = [None if cell is None else float(cell) for cell in cells]
    elif isinstance(kind, polars.Decimal):
        cells = [None if cell is None else Decimal(cell) for cell in cells]
    return polars.Series(field.name, cells, dtype=kind, strict=True)
