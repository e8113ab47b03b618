"""Read source folders: everything that staff wrote, as values and findings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from publisher.findings import Finding, error, warning
from publisher.languages import message
from publisher.processes import Processes
from publisher.source import (
    answers,
    articles,
    columns,
    holidays,
    packages,
    search_words,
)
from publisher.source.answers import Answer, Notices
from publisher.source.articles import Article
from publisher.source.files import (
    FileState,
    Picture,
    SourceFile,
    UnsafePath,
    safe_file,
    state_of,
    unchanged,
    walk,
)
from publisher.source.fragments import PICTURES
from publisher.source.memory import Memory, Outcome, Store, pack
from publisher.source.packages import DESCRIPTORS, DataPackage, Opener
from publisher.source.settings import Settings
from publisher.source.settings_file import SettingsError, settings_of
from publisher.source.source import Source
from publisher.source.yaml import MAX_BYTES


def read(folders: Sequence[Path], store: Store, processes: Processes) -> Source:
    """Read the source `folders`, of which the first has the settings.

    Raises SourceError where there is no source: no folder, no `lightwell.toml`, or settings that
    cannot be used.
    """
    site, findings = settings_of(folders[0])
    if site is None:
        raise SettingsError(findings)
    approval = site.require_approval
    memory = store.load()
    if memory.require_approval != approval:
        memory = Memory()
    reader = _Reader(folders, memory, store, processes)
    reader.fresh.require_approval = approval
    reader.findings += findings
    reader.read_articles(site)
    reader.read_packages()
    reader.read_workdays()
    words, wrong = search_words.read(folders)
    reader.findings += wrong
    store.save(reader.fresh)
    return Source(
        folders=tuple(folders), settings=site, articles=reader.articles,
        packages=reader.packages, pictures=reader.pictures, items=frozenset(reader.items),
        findings=tuple(reader.findings), store=store, answers=reader.answers,
        notices=reader.notices, workdays=reader.workdays, words=words,
    )  # fmt: skip


class _Reader:
    """Reads several folders into one source, remembering what has not changed."""

    def __init__(
        self, folders: Sequence[Path], memory: Memory, store: Store, processes: Processes
    ) -> None:
        self.folders, self.memory, self.store, self.processes = folders, memory, store, processes
        self.fresh = Memory()
        self.findings: list[Finding] = []
        self.articles: dict[str, Article] = {}
        self.packages: dict[str, DataPackage] = {}
        self.pictures: dict[str, Picture] = {}
        self.answers: dict[str, Answer] = {}
        self.notices: Notices | None = None
        self.items: set[str] = set()
        self.workdays: bytes | None = None

    def state(self, path: str, place: Path, status: os.stat_result | None = None) -> FileState:
        status = status or place.stat()
        known = self.memory.files.get(path)
        state = known if known and unchanged(known, status) else state_of(place, status)
        self.fresh.files[path] = state
        return state

    def source_file(self, path: str, place: Path) -> SourceFile:
        """What a descriptor's reader asks of a file."""
        state = self.state(path, place)
        return SourceFile(path, str(place), state.size, state.sha256)

    def entries(self, name: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Files below `name` in all folders; the same path twice is a finding."""
        seen: set[str] = set()
        for folder in self.folders:
            for path, entry in walk(folder / name, name):
                if entry.is_file(follow_symlinks=False) and path not in seen:
                    seen.add(path)
                    yield path, entry
                elif entry.is_symlink():
                    self.findings.append(error(
                        "symlink", path, message("Symbolic links are not published.")
                    ))  # fmt: skip
                elif path in seen:
                    self.findings.append(error(
                        "duplicate-file", path,
                        message("Two of the sources hold this file; the first one counts."),
                    ))  # fmt: skip

    def read_articles(self, site: Settings) -> None:
        again: list[tuple[str, str, bool]] = []
        columns_seen: set[str] = set()
        for path, entry in self.entries("content"):
            parts = path.split("/")
            if answers.is_answer(path):
                self.read_answer(self.source_file(path, Path(entry.path)))
            elif path.endswith(".md") and len(parts) == 3 and parts[1] != "answers":
                if parts[1] not in columns.COLUMNS:
                    if parts[1] not in columns_seen:
                        columns_seen.add(parts[1])
                        self.findings.append(articles.unknown_column(path, parts[1]))
                    continue
                self.items.add(path)
                if not self.remember(path, entry):
                    again.append((path, entry.path, site.require_approval))
            elif PurePosixPath(path).suffix.lower() in PICTURES:
                self.read_picture(self.source_file(path, Path(entry.path)))
            elif parts[-1] not in ("LICENSE", "README.md"):
                self.findings.append(warning(
                    "stray-file", path,
                    message("This is neither an article (content/<column>/<slug>.<lang>.md) nor a "
                            "picture, and is not published."),
                ))  # fmt: skip
        self.parse_articles(again)
        for path, (article, findings) in self.fresh.articles.items():
            if findings:
                self.findings += findings
            if article is not None:
                self.articles[path] = article

    def read_answer(self, file: SourceFile) -> None:
        """An answer to a flag, or the list of notices, read again only if its file changed."""
        self.items.add(file.path)
        known = self.memory.answers.get(file.path)
        if known is None or known.sha256 != file.sha256:
            known = answers.read(file.path, Path(file.place).read_bytes())
        self.fresh.answers[file.path] = known
        self.findings += known.findings
        if known.answer is not None:
            self.answers[file.path] = known.answer
        if known.notices is not None:
            self.notices = known.notices

    def read_picture(self, file: SourceFile) -> None:
        """A picture's size, looked at again only if the file changed."""
        known = self.memory.pictures.get(file.path)
        if known is None or known.file != file:
            from publisher.source import pictures  # Pillow costs 60 ms

            try:
                known = pictures.plan(file)
            except pictures.PictureError as failure:
                self.findings.append(error("picture", file.path, failure.message))
                return
        self.pictures[file.path] = self.fresh.pictures[file.path] = known

    def remember(self, path: str, entry: os.DirEntry[str]) -> bool:
        """Take an article as it was read last time, if its file has not changed."""
        outcome = self.memory.articles.get(path)
        known = self.memory.files.get(path)
        if outcome is None or known is None:
            return False
        status = entry.stat(follow_symlinks=False)
        now = (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
        if known.signature != now:
            state = state_of(Path(entry.path), status)
            if state.sha256 != known.sha256:
                return False
            known = state
        self.fresh.files[path] = known
        self.fresh.articles[path] = outcome
        return True

    def parse_articles(self, wanted: Sequence[tuple[str, str, bool]]) -> None:
        fragments: list[tuple[str, str, bytes]] = []
        stale: list[tuple[str, str]] = []
        for path, state, outcome, fragment in self.processes.map(parse_files, wanted):
            before = self.memory.files.get(path)
            if before is not None:
                stale.append((path, before.sha256))
            self.fresh.files[path] = state
            self.fresh.articles[path] = outcome
            if fragment is not None:
                fragments.append((path, state.sha256, fragment))
        if stale:
            self.store.fragments.forget(stale)
        if fragments:
            self.store.fragments.put(fragments)

    def read_packages(self) -> None:
        folders: dict[str, list[str]] = {}
        places: dict[str, Path] = {}
        for path, entry in self.entries("datasets"):
            parts = path.split("/")
            if len(parts) < 3:
                self.findings.append(warning(
                    "stray-file", path, message("A dataset is a folder with a descriptor.")
                ))  # fmt: skip
                continue
            folders.setdefault("/".join(parts[:2]), []).append(path)
            places[path] = Path(entry.path)
        for folder, paths in folders.items():
            self.items.add(folder)
            descriptors = [path for name in DESCRIPTORS if (path := f"{folder}/{name}") in paths]
            if len(descriptors) != 1:
                self.findings.append(error(
                    "descriptor", f"{folder}/{DESCRIPTORS[0]}",
                    message("A dataset needs exactly one descriptor, {names}.",
                            names=" / ".join(DESCRIPTORS)),
                ))  # fmt: skip
                continue
            try:
                package = self.package(descriptors[0], places[descriptors[0]])
            except PermissionError as failure:
                self.findings.append(error(
                    "unreadable-file", descriptors[0],
                    message("The file cannot be read: {what}.", what=failure.strerror),
                ))  # fmt: skip
                continue
            if package is not None:
                self.packages[package.name] = package

    def read_workdays(self) -> None:
        """The years of working days that the first source with such a file sets."""
        places = [folder / holidays.FILE for folder in self.folders
                  if (folder / holidays.FILE).is_file()]  # fmt: skip
        if places:
            with places[0].open("rb") as file:
                self.workdays = file.read(MAX_BYTES + 1)
            self.items.add(holidays.FILE)
            self.findings += holidays.parse(self.workdays)[1]
        if len(places) > 1:
            self.findings.append(error(
                "duplicate-file", holidays.FILE,
                message("Two of the sources hold this file; the first one counts."),
            ))  # fmt: skip

    def package(self, path: str, place: Path) -> DataPackage | None:
        """A dataset's descriptor, read again only if it or a file that it names changed."""
        used: list[tuple[str, str]] = []

        def opener(relative: str) -> SourceFile:
            inside = safe_file(place.parent, relative)
            try:
                file = self.source_file(f"{path.rsplit('/', 1)[0]}/{relative}", inside)
            except OSError as failure:
                raise UnsafePath(
                    message("“{path}” cannot be read: {what}.", path=relative[:200],
                            what=failure.strerror), "unreadable-file",
                ) from failure  # fmt: skip
            used.append((relative, file.sha256))
            return file

        inputs, (known, findings) = self.memory.packages.get(path, ((), (None, [])))
        file = self.source_file(path, place)
        if known is None or known.sha256 != file.sha256 or not self.same(inputs, opener):
            used.clear()
            known, findings = packages.parse(file, _beginning(place), opener)
        self.fresh.packages[path] = (tuple(used), (known, findings))
        self.findings += findings
        return known

    @staticmethod
    def same(inputs: Sequence[tuple[str, str]], opener: Opener) -> bool:
        """Whether the files that a descriptor named last time still have the same hashes."""
        try:
            return all(opener(relative).sha256 == sha256 for relative, sha256 in inputs)
        except UnsafePath:
            return False


def _beginning(place: Path) -> bytes:
    """A descriptor, as far as it needs to be read to be known as too large."""
    with place.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def parse_files(
    wanted: Sequence[tuple[str, str, bool]],
) -> list[tuple[str, FileState, Outcome, bytes | None]]:
    """Parse articles given as (path, place, whether approval is required).

    Runs in any process; gives (path, state, outcome, packed fragment).
    """
    results: list[tuple[str, FileState, Outcome, bytes | None]] = []
    for path, place, require_approval in wanted:
        file = Path(place)
        status = file.stat()
        content = file.read_bytes()
        parsed = articles.parse(path, content, require_approval=require_approval)
        fragment = pack(parsed.fragment) if parsed.fragment and parsed.article else None
        outcome = (parsed.article, parsed.findings)
        results.append((path, state_of(file, status, content), outcome, fragment))
    return results
