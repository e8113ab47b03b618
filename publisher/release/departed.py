"""What is published and lost its source since: said before a publication takes it away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from publisher.findings import Finding, warning
from publisher.languages import Message, message
from publisher.source import answers
from publisher.source.source import Source


def departed(source: Source, archive: Path) -> Iterator[Finding]:
    """Warn of articles and datasets that the next publication would show as gone.

    What the last publication showed as gone already is no news.
    """
    for item in sorted(_published(archive / "archive.sqlite") - source.items):
        if item.startswith("datasets/"):
            yield warning("gone-soon", item, _told(), hint=message(
                "Put the folder back if that is not meant."))  # fmt: skip
        elif item.startswith("content/") and not item.startswith(answers.FOLDER):
            yield warning("gone-soon", item, _told(), hint=message(
                "Put the file back and withdraw it with `lightwell withdraw`: then its page says "
                "why."))  # fmt: skip


def _told() -> Message:
    return message("This is published and has no source any more: the next publication will show "
                   "at its address only that it is gone.")  # fmt: skip


def _published(file: Path) -> frozenset[str]:
    """What the archive's database says is live and not gone, read without changing it."""
    if not file.is_file():
        return frozenset()
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('live', 'troubles')"
        if database.execute(tables).fetchone() != (2,):
            return frozenset()
        rows = database.execute(
            "SELECT item FROM live EXCEPT SELECT item FROM troubles WHERE kind = 'gone' AND seq ="
            " (SELECT max(seq) FROM publications WHERE confirmed = 1 AND kind = 'publish')"
        )
        return frozenset(item for (item,) in rows)
