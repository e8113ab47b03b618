"""The committed tables, descriptors and schemas as the tests read them."""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from publisher.source.schemas import SHIPPED as SCHEMAS
from tests.demonstration.generate import county
from tests.demonstration.rows import Planted

ROOT = Path(__file__).parents[2]
DATASETS = ROOT / "datasets"
REGISTER = ROOT / "docs" / "demonstration.md"
NAMES = sorted(path.parent.name for path in DATASETS.glob("*/datapackage.yaml"))

Cells = dict[str, str]


@cache
def table(dataset: str, resource: str) -> list[Cells]:
    """The rows of a committed table, every cell as text."""
    path = DATASETS / dataset / "data" / f"{resource}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def descriptor(dataset: str) -> dict[str, Any]:
    """A dataset's descriptor as it stands in the file."""
    text = (DATASETS / dataset / "datapackage.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def schema(name: str) -> dict[str, Any]:
    """A Table Schema as it stands in the file."""
    return dict(yaml.safe_load((SCHEMAS / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def planted() -> list[Planted]:
    """What the generator says it plants."""
    return county().planted


def by_key(rows: list[Cells], *names: str) -> dict[tuple[str, ...], Cells]:
    """The rows by the values of these columns."""
    return {tuple(row[name] for name in names): row for row in rows}


def money(cell: str) -> int:
    """Whole cents (or hundredths of 10,000 yuan) of a cell with two decimals; blank is 0."""
    return round(float(cell or 0) * 100)


def when(cell: str) -> date:
    """An ISO date."""
    return date.fromisoformat(cell)
