"""The whole OpenAPI document, and its file in the release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from publisher import addresses, languages
from publisher.edition import Edition
from publisher.jobs import Job, digest, write
from publisher.languages import message
from website.openapi import dialogues, files, searches, statistics
from website.openapi.parts import Describe, Json, Part, said

PARTS: Final[tuple[Describe, ...]] = (
    searches.described, dialogues.described, statistics.described, files.described,
)  # fmt: skip
"""What is described. A further topic is such a function, and a line here."""

VERSION: Final = "1"
"""Of the interface below /api/v1; not of the software."""

ABOUT: Final = message(
    "Everything published here, for programs: search, dialogue, data files, feeds. No key is "
    "needed. Data files are plain files of the release; they can also be fetched with "
    "If-None-Match and in ranges. Below /api/ an error is an object whose “error” says why."
)


def jobs(edition: Edition) -> Iterator[Job]:
    """The file."""
    path = f"public/{addresses.file_of(addresses.openapi())}"
    yield Job(path, digest(edition.software, document(edition)), write_document)


def write_document(edition: Edition, target: Path) -> bytes:
    """Write the file."""
    text = json.dumps(document(edition), ensure_ascii=False, indent=1)
    return write(target, text.encode() + b"\n")


def document(edition: Edition) -> Json:
    """The document as JSON values."""
    settings = edition.settings
    parts = [describe(edition) for describe in PARTS]
    titles = (languages.pick(settings.title, lang) for lang in settings.languages)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": " / ".join(dict.fromkeys(titles)), "version": VERSION,
            "description": said(edition, ABOUT),
        },
        "servers": [{"url": settings.base_url}],
        "paths": _paths(parts),
        "components": {
            "schemas": {name: schema for part in parts for name, schema in part.schemas.items()}
        },
    }  # fmt: skip


def _paths(parts: Iterable[Part]) -> Json:
    """All addresses; one that several parts describe has the methods of all."""
    found: Json = {}
    for part in parts:
        for path, item in part.paths.items():
            found.setdefault(path, {}).update(item)
    return found
