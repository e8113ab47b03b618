"""The folder in which a release grows before it has its name.

What the last release already has is linked. Making and deleting 100,000 links costs seconds, so
the release that was last pruned is kept aside as the *spare* and changed into the next one:
then only what differs between the two is touched. Files are never written over, since their
bytes may be shared: they are unlinked and made anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from publisher.release import manifest
from publisher.release.reader import INPUTS, RELEASES, Release, read_inputs, remove

STAGE = ".stage"
SPARE = ".spare"


class Stage:
    """The folder of a release in the making: `folder`, and what changed in it."""

    def __init__(self, var: Path) -> None:
        self.releases = var / RELEASES
        self.folder = self.releases / STAGE
        self.spare = self.releases / SPARE
        self.changed_folders: set[Path] = set()
        self._made: set[Path] = set()

    def begin(self, base: Release | None, reused: Mapping[str, str]) -> None:
        """Fill the stage with the outputs `reused` (inputs by path) of the release `base`."""
        self.releases.mkdir(parents=True, exist_ok=True)
        self.discard()
        present: set[str] = set()
        if base is not None and (self.spare / manifest.FILE).is_file():
            self.spare.rename(self.folder)
            present = self._strip(base, reused)
        self.folder.mkdir(exist_ok=True)
        for name in ("public", "tables"):
            self.make_folder(self.folder / name)
        if base is not None:
            self._link(base, files_of(base, reused), present)

    def _strip(self, base: Release, reused: Mapping[str, str]) -> set[str]:
        """Take from a former release all that the new one does not have; gives what stays."""
        former = Release(self.folder)
        lines = (self.folder / manifest.FILE).read_bytes()
        same = set(manifest.lines_of(lines).items()) & set(base.lines.items())
        stays = {f"public/{path}" for path, _ in same}
        inputs = read_inputs(self.folder / INPUTS)
        others = [path for path in inputs if not path.startswith(("public/", "index/"))]
        stays |= {path for path in others if reused.get(path) == inputs[path]}
        stays &= set(files_of(base, reused))
        everything = [*(f"public/{path}" for path in manifest.lines_of(lines)), *others]
        (self.folder / manifest.FILE).unlink()
        (self.folder / INPUTS).unlink()
        shutil.rmtree(former.index)
        for path in everything:
            if path not in stays:
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

    def _link(self, base: Release, paths: Iterable[str], present: Collection[str]) -> None:
        source, target = str(base.folder), str(self.folder)
        for path in paths:
            if path not in present:
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


def files_of(base: Release, outputs: Mapping[str, str]) -> list[str]:
    """The files of a release's outputs: themselves, where they exist, and compressed twins."""
    lines = base.lines
    found = [path for path in outputs if path[7:] in lines or not path.startswith("public/")]
    found += [twin for path in found if (twin := f"{path}.gz")[7:] in lines]
    return found
