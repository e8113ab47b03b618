"""What must hold of `var` whatever happened to a publication: nothing half, nothing lost."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import re
import sqlite3
from pathlib import Path

from publisher.outputs.tables import read_facts
from publisher.publish import history
from publisher.release import manifest
from publisher.release.index import ENGINE, TABLE, WORDS
from publisher.release.live import read
from publisher.release.reader import INPUTS, Release, current, kept
from search_index import ENGINES, Query

PLACES = {"archive", "cache", "current", ".current.new", "lock", "releases"}
STAGES = {".stage", ".spare"}


def audit(var: Path) -> Release | None:
    """Check everything below `var` but caches; gives the current release."""
    assert {entry.name for entry in var.iterdir()} <= PLACES
    releases = {release.id: release for release in kept(var)}
    if (var / "releases").is_dir():
        assert {e.name for e in (var / "releases").iterdir()} - STAGES == set(releases)
    for release in releases.values():
        audit_release(release)
    shown = current(var)
    if (var / "current").is_symlink():
        assert shown is not None, "what is current is whole"
        assert shown.id in releases
    audit_archive(var / "archive")
    logged = [entry.release for entry in history(var)]
    assert all(a != b for a, b in itertools.pairwise(logged)), "one line a switch"
    return shown


def audit_settled(var: Path, *, keep: int) -> Release:
    """After a publication that succeeded: nothing is left over either, the log is up to date."""
    shown = audit(var)
    assert shown is not None
    assert history(var)[-1].release == shown.id
    names = {entry.name for entry in (var / "releases").iterdir()}
    assert not names & {".stage"}
    assert len(names - STAGES) <= keep
    assert not (var / ".current.new").is_symlink()
    assert not list((var / "archive").rglob("*.new"))
    return shown


def audit_release(release: Release) -> None:
    """The id is the manifest's hash; files are those of the manifest, byte for byte; all opens."""
    assert re.fullmatch("[0-9a-f]{64}", release.id)
    assert hashlib.sha256(release.manifest).hexdigest() == release.id
    files = {
        file.relative_to(release.public).as_posix()
        for file in release.public.rglob("*") if not file.is_dir()
    }  # fmt: skip
    assert files == set(release.lines), "neither more nor less than the manifest says"
    assert release.lines == {path: manifest.entry(release.public, path) for path in files}
    inputs = hashlib.sha256((release.folder / INPUTS).read_bytes()).hexdigest()
    assert inputs == manifest.head_of(release.manifest).inputs
    edition = read(release)
    for package in edition.packages.values():
        for table in package.resources:
            check_database(release.tables / package.name / f"{table.name}.sqlite")
    reader = ENGINES[edition.settings.engine].open(release.index)
    single = sum(
        path.startswith("index/") and not path.startswith(TABLE) for path in release.inputs
    ) - len((ENGINE, WORDS))
    tables = [path.removeprefix(TABLE) for path in release.inputs if path.startswith(TABLE)]
    rows = sum(read_facts(release.folder / path).rows for path in tables)
    assert reader.search(Query()).total == single + rows
    reader.close()


def audit_archive(folder: Path) -> None:
    """The database is sound, and every kept file has the bytes of its name."""
    if not (folder / "archive.sqlite").is_file():
        return
    check_database(folder / "archive.sqlite")
    for file in (folder / "objects").glob("*/*"):
        if file.suffix != ".new":
            assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name


def check_database(file: Path) -> None:
    """An SQLite file is sound."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
