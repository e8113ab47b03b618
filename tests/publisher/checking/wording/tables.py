"""Tables that are wrong, judged by the real frictionless: what is said of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import frictionless

from publisher.checking.wording import finding
from publisher.findings import Finding
from publisher.source import schemas, tabular
from publisher.source.files import SourceFile
from publisher.source.packages import Resource

TITLE = {"zh": "测试列", "en": "Tested"}


def resource(
    folder: Path, schema: Mapping[str, Any], content: bytes, *, name: str = "t", form: str = "csv"
) -> Resource:
    """A table with that content."""
    place = folder / f"{name}.{form}"
    place.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return Resource(
        name=name, title={"zh": "测试表", "en": "Table under test"}, description={},
        file=SourceFile(f"datasets/d/data/{place.name}", str(place), len(content), digest),
        format=form, encoding="", dialect={}, schema=schemas.build(schema), role="",
        foreign_keys=(),
    )  # fmt: skip


def findings(*tables: Resource) -> list[Finding]:
    """What is said of the first table, the others being there for its keys."""
    report = tabular.package(tables).validate()
    found = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    return [finding(error.to_descriptor(), tables[0], tables[0].file.path) for error in found]


def column(folder: Path, field: Mapping[str, Any], cell: str) -> Finding:
    """The one finding on a cell in a column `c` that is described so."""
    schema = {"fields": [{"name": "id", "type": "string"}, {"name": "c", "title": TITLE, **field}]}
    quoted = '"' + cell.replace('"', '""') + '"'
    [found] = findings(resource(folder, schema, f"id,c\n1,{quoted}\n".encode()))
    return found


def english_words(text: str, data: str) -> set[str]:
    """English words in a Chinese text that are neither data nor names of formats."""
    known = set(re.findall(r"[A-Za-z]{2,}", data)) | {
        "JSON", "GeoJSON", "UUID", "Base", "CSV", "UTF", "XLSX", "NUL", "POINT", "name", "example",
        "org", "https", "lon", "lat", "true", "false", "gb", "cp", "YM",
    }  # fmt: skip
    return {word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in known}


def exported() -> list[type[frictionless.Error]]:
    """Every class of errors that frictionless exports."""
    from frictionless import errors

    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    return [value for value in classes if issubclass(value, frictionless.Error)]
