"""Releases as they lie on disk."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from publisher.errors import UsageError
from publisher.languages import message
from publisher.release import manifest

INPUTS = "inputs.tsv"
CURRENT = "current"
RELEASES = "releases"


class Release:
    """A release in its folder, whose name is the release's id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name

    @property
    def public(self) -> Path:
        """The site as files."""
        return self.folder / "public"

    @property
    def tables(self) -> Path:
        """The tables' SQLite files."""
        return self.folder / "tables"

    @property
    def index(self) -> Path:
        """The search index."""
        return self.folder / "index"

    @cached_property
    def manifest(self) -> bytes:
        """The manifest's bytes."""
        return (self.folder / manifest.FILE).read_bytes()

    @cached_property
    def rows(self) -> list[str]:
        """The manifest's lines, sorted."""
        return manifest.rows_of(self.manifest)

    @cached_property
    def input_rows(self) -> list[str]:
        """What each output was made from, as sorted lines `path TAB digest`."""
        return (self.folder / INPUTS).read_text(encoding="utf-8").split("\n")

    @property
    def lines(self) -> dict[str, str]:
        """The manifest's lines by path."""
        return manifest.lines_of(self.manifest)

    @property
    def inputs(self) -> dict[str, str]:
        """What each output was made from, as a digest by path below the release's folder."""
        return dict(row.split("\t", 1) for row in self.input_rows)

    @property
    def as_of(self) -> dt.datetime:
        """The instant the release is of."""
        return manifest.head_of(self.manifest).as_of

    def is_whole(self) -> bool:
        """Whether the manifest is there and hashes to the id."""
        return (self.folder / manifest.FILE).is_file() and (
            manifest.identify(self.manifest) == self.id
        )


def write_inputs(file: Path, rows: Iterable[str]) -> str:
    """Write the lines of `inputs.tsv`; gives the SHA-256 of the file in hex."""
    content = "\n".join(sorted(rows)).encode()
    with file.open("xb") as target:
        target.write(content)
    return hashlib.sha256(content).hexdigest()


def current(var: Path) -> Release | None:
    """The release that is being served, None before the first publication."""
    link = var / CURRENT
    if not link.is_symlink():
        return None
    release = Release(var / RELEASES / Path(link.readlink()).name)
    return release if release.is_whole() else None


def kept(var: Path) -> list[Release]:
    """All whole releases, in no particular order."""
    folder = var / RELEASES
    if not folder.is_dir():
        return []
    return [
        Release(entry)
        for entry in sorted(folder.iterdir())
        if len(entry.name) == 64 and (entry / manifest.FILE).is_file()
    ]


def find(var: Path, prefix: str) -> Release:
    """The kept release whose id begins with `prefix`. Raises UsageError for none or several."""
    found = [release for release in kept(var) if release.id.startswith(prefix)]
    if len(found) == 1 and prefix:
        return found[0]
    if found:
        raise UsageError(message("Several releases begin with “{id}”; give more of it.", id=prefix))
    raise UsageError(
        message("There is no release “{id}”; `lightwell releases` lists them.", id=prefix)
    )


def remove(folder: Path) -> None:
    """Delete a release's folder; what is half deleted never looks whole."""
    (folder / manifest.FILE).unlink(missing_ok=True)
    shutil.rmtree(folder)
