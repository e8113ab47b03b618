"""Writing an export: the same folder for the same board and day, and never a half-written one."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from dialogue.exports import closed_matters, descriptors, messages
from dialogue.exports.exchange import exchanged
from dialogue.exports.transcripts import Signed, articles
from dialogue.figures import daily
from dialogue.figures.lines import Line, lines
from dialogue.rules import Office
from publisher.errors import UsageError
from publisher.languages import message
from publisher.release.durable import sync_file

MARK: Final = ".lightwell-dialogue-export"
"""The file by which a folder is known as an earlier export."""


class Written(NamedTuple):
    """How many files were written, and how many articles of them lack the approval they need."""

    files: int
    unapproved: int


def export(office: Office, folder: Path, day: dt.date, signed: Signed) -> Written:
    """Write what was public by the end of `day` to `folder`.

    An earlier export in its place is replaced at once. Raises UsageError where something else is.
    """
    _require_ours(folder)
    if day >= office.today:
        daily.figures_of_day(office)
    with office.database.reading() as connection:
        files = dict(_files(connection, office, day, signed))
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        for path, content in files.items():
            target = draft / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        _replace(folder, draft)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    lacking = office.rules.require_approval and not all(signed)
    return Written(len(files), sum(path.startswith("content/") for path in files) if lacking else 0)


def _require_ours(folder: Path) -> None:
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder / MARK).is_file():
        raise UsageError(message("“{folder}” holds something that no export wrote. Name an empty "
                                 "or a new folder.", folder=folder))  # fmt: skip


def _replace(folder: Path, draft: Path) -> None:
    """Put the draft in the folder's place at one stroke, so that something whole is always there.

    The two names are exchanged where the system can (Linux); elsewhere what was there is set
    aside first, and put back if the draft cannot follow.
    """
    _made_durable(draft)
    if not folder.exists():
        draft.rename(folder)
        return
    if exchanged(draft, folder):
        return  # the draft's name now holds what was there; the caller removes it
    former = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    folder.rename(former)
    try:
        draft.rename(folder)
    except OSError:
        former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _made_durable(folder: Path) -> None:
    """Have everything in a folder on disk before its name means anything."""
    for place in (*folder.rglob("*"), folder):
        sync_file(place)


def _files(
    connection: Connection, office: Office, day: dt.date, signed: Signed
) -> Iterator[tuple[str, bytes]]:
    yield MARK, b""
    rows = sorted(
        [*messages.rows(connection, office, day), *closed_matters.rows(connection, office, day)],
        key=itemgetter("message_id"),
    )
    yield from _dataset(descriptors.messages(office, day), messages.FIELDS, rows)
    figures = daily.latest(connection, day)
    if figures is not None:
        found = (line._asdict() for line in lines(figures))
        yield from _dataset(descriptors.statistics(office, day), Line._fields, found)
    for path, text in articles(connection, office, day, signed):
        yield path, text.encode()


def _dataset(
    descriptor: Mapping[str, Any], fields: Iterable[str], rows: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, bytes]]:
    place = f"datasets/{descriptor['name']}"
    text = json.dumps(descriptor, ensure_ascii=False, indent=1)
    yield f"{place}/datapackage.json", text.encode() + b"\n"
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()}
                     for row in rows)  # fmt: skip
    yield f"{place}/{descriptor['resources'][0]['path']}", out.getvalue().encode()
