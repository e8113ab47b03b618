"""Datasets for the tests of outputs, some from real tables outside the repository."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publisher.source.files import SourceFile
from publisher.source.packages import DataPackage

SHARED = Path(__file__).parents[4] / "shared"
SAMPLES = SHARED / "samples"
"""Real tables that are not part of the repository."""

MakePackage = Callable[..., DataPackage]


def source_file(place: Path, path: str) -> SourceFile:
    """The file at `place`, known to the source as `path`."""
    content = place.read_bytes()
    return SourceFile(path, str(place), len(content), hashlib.sha256(content).hexdigest())


def sample(name: str) -> bytes:
    """A real table's bytes; the test is skipped where the samples are missing."""
    file = SAMPLES / name
    if not file.exists():
        pytest.skip(f"the sample {name} is not on this machine")
    return file.read_bytes()


def fields(**types: str) -> list[dict[str, Any]]:
    """Fields of a schema by name and type."""
    return [{"name": name, "type": kind} for name, kind in types.items()]


def gla(make: MakePackage) -> DataPackage:
    """Spending of the Greater London Authority: 28,145 rows."""
    schema = {
        "fields": fields(
            ID="integer", VendorID="integer", Vendor="string", AccountCode="string",
            AccountDescription="string", DocNo="integer", Amount="number", Date="date",
            Source="string",
        ),
        "primaryKey": ["ID"],
    }  # fmt: skip
    content = sample("gb_gla_spend_2008_2013.csv")
    return make({"data/spend.csv": content},
                [{"name": "spend", "path": "data/spend.csv", "schema": schema}])  # fmt: skip


def taiwan(make: MakePackage) -> DataPackage:
    """Taiwan's budget for 2025, Chinese, with notes of several lines."""
    names = {"year": "year", "code": "string", "amount": "integer", "name": "string",
             "topname": "string", "depname": "string", "depcat": "string", "cat": "string",
             "ref": "string", "note": "string"}  # fmt: skip
    content = sample("tw_budget_2025_zh.csv")
    return make({"data/budget.csv": content},
                [{"name": "budget", "path": "data/budget.csv",
                  "schema": {"fields": fields(**names)}}])  # fmt: skip


def north_macedonia(make: MakePackage) -> DataPackage:
    """North Macedonia's budget: Cyrillic field names, semicolons, a byte order mark."""
    content = sample("mk_budget.csv")
    described = json.loads(sample("mk.datapackage.json"))["resources"][0]["schema"]["fields"]
    schema = {"fields": [{"name": f["name"], "type": f["type"]} for f in described]}
    return make({"data/budget.csv": content},
                [{"name": "budget", "path": "data/budget.csv", "encoding": "utf-8",
                  "dialect": {"delimiter": ";"}, "schema": schema}])  # fmt: skip
