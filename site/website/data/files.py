"""The files that a dataset can be downloaded as, and how large they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from publisher import addresses
from publisher.edition import Edition
from publisher.languages import Message, message
from publisher.source.packages import DataPackage, Resource

FORMATS: Mapping[str, tuple[str, Message]] = {
    "csv": ("CSV", message("for every program; the data as they were checked")),
    "xlsx": ("Excel (XLSX)", message("opens in spreadsheet programs")),
    "json": ("JSON", message("for programmers")),
    "parquet": ("Parquet", message("for analysis of large tables")),
}
ZIP = message("all tables as CSV with their description")
DESCRIPTION = message("the description for programs")
REPORT = message("what was checked, and what was found")


class Download(NamedTuple):
    """A file: its address, extension, format, what it is good for, and its size in words."""

    address: str
    extension: str
    format: str
    about: Message
    size: str


def table_files(edition: Edition, package: DataPackage, resource: Resource) -> list[Download]:
    """The files of a table; one that is too large or too wide for a format lacks that one."""
    found = []
    for extension, (title, about) in FORMATS.items():
        address = addresses.download(package.name, resource.name, extension)
        found += _file(edition, address, extension, title, about)
    return found


def package_files(edition: Edition, package: DataPackage) -> list[Download]:
    """The dataset as a whole: one zip, its description, and its validation report."""
    whole, description = addresses.archive(package.name), addresses.package(package.name)
    return [
        *_file(edition, whole, "zip", "ZIP", ZIP),
        *_file(edition, description, "json", "Data Package (JSON)", DESCRIPTION),
        *_file(edition, addresses.report(package.name), "json", "JSON", REPORT),
    ]


def _file(
    edition: Edition, address: str, extension: str, title: str, about: Message
) -> list[Download]:
    """The file at an address, nothing if there is none."""
    try:
        size = (edition.public / addresses.file_of(address)).stat().st_size
    except FileNotFoundError:
        return []
    return [Download(address, extension, title, about, written_size(size))]


def written_size(size: int) -> str:
    """A size as people write it, in powers of a thousand."""
    number = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if number < 999.5 or unit == "GB":
            break
        number /= 1000
    return f"{number:.0f} {unit}" if unit == "B" or number >= 99.5 else f"{number:.1f} {unit}"
