"""Rows of the demonstration tables and how they become CSV files."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml

from publisher.source.schemas import SHIPPED as SCHEMAS

Cell = str | int | bool | date | Decimal | None
Row = dict[str, Cell]

TODAY = date(2026, 3, 31)
"""The day on which the demonstration stands still; only planned dates lie after it."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one resource, in the order in which they are written."""

    dataset: str
    resource: str
    rows: list[Row]

    @property
    def path(self) -> Path:
        """The file's place below the folder of all datasets."""
        return Path(self.dataset) / "data" / f"{self.resource}.csv"


@dataclass(frozen=True, slots=True)
class Planted:
    """One irregularity put in on purpose: lawful in form, odd in substance."""

    check: str
    dataset: str
    resource: str
    keys: tuple[str, ...]
    what: str
    why: str


def yuan(cents: int) -> Decimal:
    """Money from whole cents, so that sums are exact (also used for units of 100 yuan)."""
    return Decimal(cents).scaleb(-2)


def cents(cell: Cell) -> int:
    """The whole cents of a money cell; the inverse of `yuan`."""
    assert isinstance(cell, Decimal)
    return int(cell.scaleb(2))


def day(cell: Cell) -> date:
    """The cell as a date; fails on anything else."""
    assert isinstance(cell, date)
    return cell


def field_names(schema: str) -> list[str]:
    """The columns of a table, in the order of its schema."""
    with (SCHEMAS / f"{schema}.yaml").open(encoding="utf-8") as stream:
        return [field["name"] for field in yaml.safe_load(stream)["fields"]]


def as_csv(table: Table) -> bytes:
    """The table as UTF-8 CSV with LF line ends; raises ValueError on an unknown column."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, field_names(table.resource), lineterminator="\n")
    writer.writeheader()
    for row in table.rows:
        writer.writerow({name: as_text(cell) for name, cell in row.items()})
    return out.getvalue().encode()


def as_text(cell: Cell) -> str:
    """The cell as it stands in the file: ISO dates, two decimals for money, blank for None."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    return str(cell)


def publication(publisher: str, published_on: date, source_doc: str) -> Row:
    """The common last columns of every table."""
    return {
        "publisher": publisher,
        "published_on": published_on,
        "source_doc": source_doc,
        "revision": 1,
    }
