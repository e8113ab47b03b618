"""The manifest: every published file with its size and hash; its own hash is the release's id.

One file stands on one line, so that a release of 100,000 files is written from the lines of the
one before without parsing them.
"""

from __future__ import annotations

import bisect
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

FILE = "manifest.json"
START = '{"path":"'
SIZE = '","bytes":'


class Head(NamedTuple):
    """What a release was made from.

    `lock` is the hash of the locked dependencies, `inputs` that of everything else. With it, two
    releases with the same id have the same tables and search index too, which stand in no line.
    """

    as_of: dt.datetime
    lock: str
    inputs: str


def line(path: str, size: int, sha256: str) -> str:
    """The line of the file at `path` below `public/`. Raises ValueError for an unfit path."""
    if json.dumps(path, ensure_ascii=False) != f'"{path}"':
        raise ValueError(f"unfit for a public path: {path!r}")
    return f'{START}{path}{SIZE}{size},"sha256":"{sha256}"}}'


def path_of(text: str) -> str:
    """The path that a line is about."""
    return text[len(START) : text.index(SIZE)]


def render(head: Head, lines: Iterable[str]) -> bytes:
    """The manifest's bytes; `lines` in any order."""
    first = json.dumps(
        {"lightwell": 1, "as_of": head.as_of.isoformat(), "lock": head.lock, "inputs": head.inputs}
    )
    files = ",\n".join(sorted(lines))
    return f'{first[:-1]}, "files": [\n{files}\n]}}\n'.encode()


def identify(content: bytes) -> str:
    """The id of the release with that manifest: its SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def rows_of(content: bytes) -> list[str]:
    """The lines of a manifest, sorted as they stand."""
    text = content.decode()
    rows = text[text.index("\n") + 1 : -len("\n]}\n")]
    return rows.split(",\n") if rows else []


def lines_of(content: bytes) -> dict[str, str]:
    """The lines of a manifest by path."""
    return {path_of(row): row for row in rows_of(content)}


def find_row(rows: Sequence[str], path: str) -> str | None:
    """The line of the file at `path` among sorted lines."""
    start = f"{START}{path}{SIZE}"
    place = bisect.bisect_left(rows, start)
    found = rows[place] if place < len(rows) else ""
    return found if found.startswith(start) else None


def head_of(content: bytes) -> Head:
    """The head of a manifest."""
    first = content.split(b"\n", 1)[0].decode().removesuffix(', "files": [') + "}"
    value: Mapping[str, str] = json.loads(first)
    return Head(dt.datetime.fromisoformat(value["as_of"]), value["lock"], value["inputs"])


def entry(root: Path, path: str) -> str:
    """The line of the file at `path` below `root`, hashed now."""
    file = root / path
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return line(path, file.stat().st_size, digest)
