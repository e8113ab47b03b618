"""How much was checked: articles, datasets, tables and their rows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from publisher.source import tabular
from publisher.source.packages import Resource
from publisher.source.source import Source


class Extent(NamedTuple):
    """What a check went through; `rows` are those of datasets without errors."""

    articles: int
    datasets: int
    tables: int
    rows: int


def extent(source: Source, bad_items: Collection[str]) -> Extent:
    """How much of `source` was checked; `bad_items` are held back, and their rows not counted."""
    packages = source.packages.values()
    return Extent(
        articles=sum(item.startswith("content/") for item in source.items),
        datasets=sum(item.startswith("datasets/") for item in source.items),
        tables=sum(len(package.resources) for package in packages),
        rows=sum(
            rows(resource)
            for package in packages
            if package.folder not in bad_items
            for resource in package.resources
        ),
    )


def rows(resource: Resource) -> int:
    """The rows of a valid table, its header not among them.

    Line ends are counted outside quotation marks; that is exact for plain dialects and a hundred
    times faster than parsing. Other formats and dialects are read.
    """
    if resource.format not in ("csv", "tsv") or resource.dialect:
        with tabular.rows(resource) as found:
            return sum(1 for _ in found)
    lines, quoted, last = 0, False, b"\n"
    with Path(resource.file.place).open("rb") as file:
        while block := file.read(1 << 20):
            parts = block.split(b'"')
            lines += b"".join(parts[quoted::2]).count(b"\n")
            quoted ^= len(parts) % 2 == 0
            last = block[-1:]
    return max(0, lines + (last != b"\n") - 1)
