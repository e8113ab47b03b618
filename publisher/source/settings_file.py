"""The file with a source's settings: found, read, and refused where it cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from publisher.errors import SourceError
from publisher.findings import Finding
from publisher.languages import message
from publisher.source import settings
from publisher.source.settings import Settings

SETTINGS_BYTES = 1_000_000


def read_settings(folder: Path) -> Settings:
    """The settings alone. Raises SourceError where they cannot be used."""
    site, findings = settings_of(folder)
    if site is None:
        raise SettingsError(findings)
    return site


class SettingsError(SourceError):
    """`lightwell.toml` cannot be used; `findings` say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(message("lightwell.toml cannot be used; see its findings."))
        self.findings = tuple(findings)


def require_source(folder: Path) -> Path:
    """The settings' file of the source in `folder`. Raises SourceError where there is none."""
    file = folder / settings.FILE
    if not folder.is_dir():
        raise SourceError(message("There is no folder {folder}.", folder=folder))
    if not file.is_file():
        raise SourceError(
            message("{folder} is not a source: it has no {file}. Make one that says at least the "
                    "site's title, base_url, languages and timezone, and the publisher's name.",
                    folder=folder, file=settings.FILE)
        )  # fmt: skip
    return file


def settings_of(folder: Path) -> tuple[Settings | None, list[Finding]]:
    file = require_source(folder)
    try:
        with file.open("rb") as text:
            return settings.parse(text.read(SETTINGS_BYTES))
    except OSError as failure:
        raise SourceError(message("{file} cannot be read: {what}.", file=file,
                                  what=failure.strerror)) from failure  # fmt: skip
