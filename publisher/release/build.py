"""Build a release: link what is unchanged, make what is not, describe it in a manifest."""

from __future__ import annotations

import gzip
import hashlib
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple, Protocol

from publisher.edition import Edition
from publisher.jobs import Job, Order, write
from publisher.processes import Processes
from publisher.release import manifest, software
from publisher.release.durable import sync_folder, sync_tree
from publisher.release.reader import INPUTS, Release, write_inputs
from publisher.release.stage import Kept, Stage, what_is_kept

COMPRESSED = frozenset(
    {".html", ".css", ".js", ".json", ".jsonld", ".xml", ".atom", ".rss", ".opml", ".csv", ".txt",
     ".svg"}
)  # fmt: skip
EDITION = "edition.pickle"


class IndexStep(Protocol):
    """Makes the search index of a new release."""

    def inputs(self) -> Mapping[str, str]:
        """What the index depends on, as digests by `index/` and a name."""

    def make(self, base: Release | None, folder: Path) -> None:
        """Make the index in `folder`, from that of the release before where that is faster."""



class Made(NamedTuple):
    """An output that was made: its files below the release's folder, and their manifest lines."""

    files: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Built:
    """A finished release, and how many outputs were made and taken over."""

    release: Release
    made: int
    reused: int


def build(
    edition: Edition,
    jobs: Sequence[Job],
    stage: Stage,
    *,
    base: Release | None,
    index: IndexStep,
    processes: Processes,
) -> Built:
    """Make the release of `edition`, durable and under its own name, but not yet current."""
    rows = [f"{job.path}\t{job.inputs}" for job in jobs]
    inputs = {*rows, *(f"{name}\t{digest}" for name, digest in index.inputs().items())}
    had = set(base.input_rows) if base else set()
    if base is not None and had == inputs and _same_head(base, edition):
        return Built(base, 0, len(jobs))
    missing = [job for job, row in zip(jobs, rows, strict=True) if row not in had]
    stale = [row.partition("\t")[0] for row in had - inputs if not row.startswith("index/")]
    kept = what_is_kept(base, stale) if base else Kept(frozenset(), frozenset())
    stage.begin(base, kept)
    for job in missing:
        stage.make_folder((stage.folder / job.path).parent)
    edition_file = stage.folder / EDITION
    _remember(edition_file, edition, share=len(missing))
    made: list[Made] = []
    making: Iterable[Made] = ()
    for order in Order:
        made += making
        step = [job for job in missing if job.order is order]
        making = processes.map(partial(make, edition_file, stage.folder), step)
    index.make(base, stage.folder / "index")
    made += making
    edition_file.unlink(missing_ok=True)
    release = _finish(edition, stage, inputs, kept.lines, made)
    return Built(release, len(made), len(jobs) - len(missing))


def _same_head(base: Release, edition: Edition) -> bool:
    head = manifest.head_of(base.manifest)
    return head.as_of == edition.as_of and head.lock == software.lock()


def _finish(
    edition: Edition, stage: Stage, inputs: Iterable[str], kept: Iterable[str],
    made: Sequence[Made],
) -> Release:  # fmt: skip
    lines = [*kept, *(line for entry in made for line in entry.lines)]
    made_from = write_inputs(stage.folder / INPUTS, inputs)
    head = manifest.Head(edition.as_of, software.lock(), made_from)
    content = manifest.render(head, lines)
    (stage.folder / manifest.FILE).write_bytes(content)
    files = [stage.folder / path for entry in made for path in entry.files]
    files += [stage.folder / manifest.FILE, stage.folder / INPUTS]
    folders = {*stage.changed_folders, stage.folder, stage.folder / "index"}
    for entry in (stage.folder / "index").rglob("*"):
        if entry.is_dir():
            folders.add(entry)
        elif entry.stat().st_nlink == 1:  # what is linked was synced with its first release
            files.append(entry)
    sync_tree(files, folders, stage.folder)
    release = stage.finish(manifest.identify(content))
    sync_folder(stage.releases)
    return release


def make(edition_file: Path, folder: Path, jobs: Sequence[Job]) -> list[Made]:
    """Make outputs in the release's `folder`. Runs in any process."""
    edition = _edition(edition_file)
    return [_make(edition, folder, job) for job in jobs]


def _make(edition: Edition, folder: Path, job: Job) -> Made:
    target = folder / job.path
    written = job.maker(edition, target, *job.arguments)
    if not job.path.startswith("public/"):
        return Made((job.path,), ())
    if written is None and not target.exists():
        return Made((), ())
    path = job.path[7:]
    content = target.read_bytes() if written is None else written
    lines = [manifest.line(path, len(content), hashlib.sha256(content).hexdigest())]
    if target.suffix not in COMPRESSED:
        return Made((job.path,), tuple(lines))
    packed = gzip.compress(content, 6, mtime=0)
    write(Path(f"{target}.gz"), packed)
    lines.append(manifest.line(f"{path}.gz", len(packed), hashlib.sha256(packed).hexdigest()))
    return Made((job.path, f"{job.path}.gz"), tuple(lines))


_SHARED: dict[Path, Edition] = {}


def _remember(file: Path, edition: Edition, *, share: int) -> None:
    """Keep the edition for this process, and in a file for others if there is work for them."""
    from publisher.processes import WORTH_IT

    _SHARED.clear()
    _SHARED[file] = edition
    if share >= WORTH_IT:
        file.write_bytes(pickle.dumps(edition, 5))
    _load.cache_clear()


def _edition(file: Path) -> Edition:
    return _SHARED.get(file) or _load(file, file.stat().st_mtime_ns)


@cache
def _load(file: Path, changed: int) -> Edition:
    edition: Edition = pickle.loads(file.read_bytes())  # noqa: S301 - written by this build
    return edition
