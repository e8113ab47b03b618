"""Removing former versions of what says `versions: current`, wherever their bytes lie.

It is done after a publication was confirmed, and by the next command if that one was broken off:
the archive is told last, so that it knows until then that something is left to do.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from publisher.errors import UsageError
from publisher.languages import message
from publisher.release.archive import Archive
from publisher.release.durable import sync_folder
from publisher.release.passed import Passed
from publisher.release.reader import RELEASES, Release, kept, remove
from publisher.release.stage import Stage
from publisher.release.switch import exclusive
from publisher.source.memory import SOURCE_FILES, Fragments

PREVIEW: Final = "preview"


def forget(var: Path, archive: Archive, current: Release | None, fragments: Fragments) -> None:
    """Remove what passed versions left below `var`; nothing where no item is marked.

    What was made but never published may hold the same texts and goes with them.
    """
    passed = archive.passed()
    if passed is None:
        return
    remove_releases(var, archive, passed, current)
    if passed.versions:
        remove_copies(var)
        remove_memory(fragments, passed)
    remove_objects(archive, passed)
    archive.blank(passed)


def refuse_forgotten(var: Path, archive: Archive, prefix: str) -> None:
    """Raise UsageError where `prefix` names a release that held a passed version."""
    passed = archive.passed()
    if passed is None or any(release.id.startswith(prefix) for release in kept(var)):
        return
    for release, items in passed.releases.items():
        if prefix and release.startswith(prefix):
            raise UsageError(
                message("Release {release} cannot be made current again: it held a former version "
                        "of {items}, of which only the current version is kept.",
                        release=release[:12], items=", ".join(items))
            )  # fmt: skip


def remove_releases(var: Path, archive: Archive, passed: Passed, current: Release | None) -> None:
    """Remove the releases that hold a passed version, and those that were never switched to."""
    folder = var / RELEASES
    if not folder.is_dir():
        return
    Stage(var).discard()
    stay = {entry.release for entry in archive.publications()} - passed.releases.keys()
    for entry in sorted(folder.iterdir()):
        is_current = current is not None and entry.name == current.id
        if not entry.name.startswith(".") and entry.name not in stay and not is_current:
            remove(entry)
    sync_folder(folder)


def remove_copies(var: Path) -> None:
    """Remove the release that is kept aside to be changed into the next one, and the preview."""
    spare = Stage(var).spare
    if spare.exists():
        remove(spare)
        sync_folder(spare.parent)
    if (var / PREVIEW).is_dir():
        with exclusive(var / PREVIEW):
            shutil.rmtree(var / PREVIEW)


def remove_memory(fragments: Fragments, passed: Passed) -> None:
    """Remove what the cache remembers of passed articles."""
    articles = [(item, sha256) for _, item, sha256 in passed.versions
                if item.startswith("content/")]  # fmt: skip
    if not articles or fragments.file is None:
        return
    fragments.forget(articles)
    for name in SOURCE_FILES:
        fragments.file.with_name(name).unlink(missing_ok=True)


def remove_objects(archive: Archive, passed: Passed) -> None:
    """Remove the data files that no version names but passed ones."""
    for file in sorted((archive.folder / "objects").glob("*/*")):
        if file.name not in passed.objects:
            file.unlink()
            sync_folder(file.parent)
