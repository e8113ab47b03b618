"""Releases of a few files, made by the real build without a source behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from publisher.edition import Edition
from publisher.jobs import Job, digest, write
from publisher.processes import Processes
from publisher.release import live
from publisher.release.build import build
from publisher.release.reader import Release, current
from publisher.release.stage import Stage
from publisher.release.switch import switch
from publisher.source import settings

SETTINGS = {
    "site": {
        "title": {"zh": "云溪县信息公开", "en": "Yunxi County"}, "base_url": "https://yunxi.example",
        "languages": ["zh", "en"], "timezone": "Asia/Shanghai",
    },
    "publisher": {"name": {"zh": "云溪县", "en": "Yunxi County"}},
}  # fmt: skip


def empty_edition() -> Edition:
    """An edition of a site on which nothing is published yet."""
    return Edition(
        settings=settings.build(SETTINGS),
        as_of=dt.datetime(2026, 4, 1, tzinfo=dt.timezone(dt.timedelta(hours=8))),
        articles={}, packages={}, units={}, pictures={}, held_back={}, findings={}, gone={},
        tables=Path(), fragments_file=Path(), store_key="", software="test",
    )  # fmt: skip


def make_release(var: Path, files: Mapping[str, bytes]) -> Release:
    """Build a release of `files` (below `public/`) in `var` and switch to it."""
    edition = empty_edition()
    jobs = [
        Job(f"public/{path}", digest(content), partial(write_bytes, content=content))
        for path, content in files.items()
    ]
    with Processes() as processes:
        built = build(
            edition, [*jobs, live.job(edition)], Stage(var), base=current(var),
            index=NoIndex(), processes=processes,
        )  # fmt: skip
    switch(var, built.release)
    return built.release


class NoIndex:
    """There is nothing to be found."""

    def inputs(self) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def make(self, base: Release | None, folder: Path) -> None:
        """Make an empty folder."""
        folder.mkdir()


def write_bytes(edition: Edition, target: Path, content: bytes) -> None:
    """The maker of these files."""
    write(target, content)
