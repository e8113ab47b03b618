"""Looking for a text in all files of a folder, whatever they are packed in."""

from __future__ import annotations

import gzip
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars


def holding(folder: Path, text: str) -> list[str]:
    """The files below a folder that hold a text, compressed ones and databases opened."""
    wanted = text.encode()
    return sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*") if file.is_file() and not file.is_symlink()
        if any(wanted in content for content in contents(file))
    )  # fmt: skip


def contents(file: Path) -> Iterator[bytes]:
    """The bytes of a file, and those that are packed in it."""
    raw = file.read_bytes()
    yield raw
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    elif raw.startswith(b"PAR1"):
        yield polars.read_parquet(file).write_json().encode()
    elif raw.startswith(b"SQLite format 3\0"):
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as database:
            yield "\n".join(database.iterdump()).encode()
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as packed:
            yield from (packed.read(name) for name in packed.namelist())
