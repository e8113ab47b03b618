"""The folder in which a release grows before it has its name.

What the last release already has is linked. Making and deleting 100,000 links costs seconds, so
the release that was last pruned is kept aside as the *spare* and changed into the next one:
then only what differs between the two is touched. Files are never written over, since their
bytes may be shared: they are unlinked and made anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from publisher.release import manifest
from publisher.release.reader import INPUTS, RELEASES, Release, remove

STAGE = ".stage"
SPARE = ".spare"


class Kept(NamedTuple):
    """Files that a release takes over: lines of the manifest, and of inputs for the others."""

    lines: frozenset[str]
    others: frozenset[str]


class Stage:
    """The folder of a release in the making: `folder`, and what changed in it."""

    def __init__(self, var: Path) -> None:
        self.releases = var / RELEASES
        self.folder = self.releases / STAGE
        self.spare = self.releases / SPARE
        self.changed_folders: set[Path] = set()
        self._made: set[Path] = set()

    def begin(self, base: Release | None, kept: Kept) -> None:
        """Fill the stage with what is kept of the release `base`."""
        self.releases.mkdir(parents=True, exist_ok=True)
        self.discard()
        present = Kept(frozenset(), frozenset())
        if base is not None and (self.spare / manifest.FILE).is_file():
            self.spare.rename(self.folder)
            present = self._strip(kept)
        self.folder.mkdir(exist_ok=True)
        for name in ("public", "tables"):
            self.make_folder(self.folder / name)
        if base is not None:
            self._link(base, paths_of(kept.lines - present.lines, kept.others - present.others))

    def _strip(self, kept: Kept) -> Kept:
        """Take from a former release all that the new one does not keep; gives what stays."""
        former = Release(self.folder)
        lines, others = frozenset(former.rows), frozenset(other_rows(former))
        stays = Kept(lines & kept.lines, others & kept.others)
        (self.folder / manifest.FILE).unlink()
        (self.folder / INPUTS).unlink()
        shutil.rmtree(former.index)
        for path in paths_of(lines - stays.lines, others - stays.others):
            self._unlink(path)
        return stays

    def _unlink(self, path: str) -> None:
        file = self.folder / path
        file.unlink()
        folder = file.parent
        self.changed_folders.add(folder)
        while folder.parent != self.folder and not any(folder.iterdir()):
            folder.rmdir()
            self.changed_folders.discard(folder)
            folder = folder.parent
            self.changed_folders.add(folder)

    def _link(self, base: Release, paths: Iterable[str]) -> None:
        source, target = str(base.folder), str(self.folder)
        for path in paths:
            self.make_folder(Path(f"{target}/{path}").parent)
            os.link(f"{source}/{path}", f"{target}/{path}")

    def make_folder(self, folder: Path) -> None:
        """Make a folder below the stage; it counts as changed, as do those that now name it."""
        self.changed_folders.add(folder)
        if folder not in self._made:
            if folder != self.folder:
                self.make_folder(folder.parent)
            folder.mkdir(exist_ok=True)
            self._made.add(folder)

    def finish(self, release_id: str) -> Release:
        """Give the stage its name, or take the release of that name if it exists already."""
        target = self.releases / release_id
        if target.exists():
            self.discard()
        else:
            self.folder.rename(target)
        return Release(target)

    def discard(self) -> None:
        """Remove what is left of an unfinished release."""
        if self.folder.exists():
            remove(self.folder)

    def set_aside(self, release: Release) -> None:
        """Take a release out of the list and keep it as the spare."""
        if self.spare.exists():
            remove(self.spare)
        release.folder.rename(self.spare)


def other_rows(release: Release) -> list[str]:
    """The lines of a release's inputs that are about files outside `public/`."""
    return [row for row in release.input_rows if row.startswith(("tables/", "live/"))]


def paths_of(lines: Iterable[str], others: Iterable[str]) -> Iterator[str]:
    """The files, below a release's folder, that lines of a manifest and of inputs are about."""
    for line in lines:
        yield f"public/{manifest.path_of(line)}"
    for row in others:
        yield row.partition("\t")[0]


def what_is_kept(base: Release, stale: Iterable[str]) -> Kept:
    """What of a release stays when the outputs `stale` (paths below its folder) do not."""
    gone: set[str | None] = set()
    paths = set(stale)
    for path in paths:
        if path.startswith("public/"):
            gone |= {manifest.find_row(base.rows, name) for name in (path[7:], f"{path[7:]}.gz")}
    return Kept(
        frozenset(base.rows) - gone,
        frozenset(row for row in other_rows(base) if row.partition("\t")[0] not in paths),
    )
